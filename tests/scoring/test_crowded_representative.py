"""One person as legal representative of 5,000 enterprises: loaded, named as a finding, no points."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph.identity import person_id
from scoring.hub_findings import HubKind
from scoring.results import Month, Months
from tests.frozen_store import make_prepared_month
from tests.frozen_world import tie, world
from tests.ingest_cases import SALT
from tests.registry_cases import CERTIFICATE, import_registry

FIRMS = 5_000


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """Month in which the first of the firms has a penalty and the person a listing."""
    home = tmp_path_factory.mktemp("crowded")
    firms = [f"E{number:04d}" for number in range(FIRMS)]
    seen = {"decided_on": date(2026, 3, 2), "published_on": date(2026, 3, 2)}
    snapshot = world(
        enterprises=[{"enterprise_id": firm, "status": "operating"} for firm in firms],
        persons=["P:1"],
        ties=[tie("LEGAL_REPRESENTATIVE_OF", "P:1", firm, valid_from=date(2022, 5, 1)) for firm in firms],
        records=[
            {"record_id": "r1", "kind": "penalty", "measure": "fine", "parties": [firms[0]], **seen},
        ],
    )
    make_prepared_month(home, snapshot)
    return Months(home).open()


def test_the_person_is_one_with_all_his_ties(tmp_path: Path) -> None:
    rows = [
        {"PRIPID": f"P{number}", "PERSON_ID": str(number), "LEREPSIGN": "1", "CERNO": CERTIFICATE}
        for number in range(FIRMS)
    ]

    done = import_registry(tmp_path, {"E_PRI_PERSON": rows})

    ties = [row for row in done.rows("ties") if row["kind"] == "LEGAL_REPRESENTATIVE_OF"]
    assert done.rejects() == []
    assert len(ties) == FIRMS
    assert {row["source_id"] for row in ties} == {person_id(CERTIFICATE, SALT)}


def test_the_month_names_the_person_and_how_many(month: Month) -> None:
    (hub,) = month.hubs().hubs

    assert (hub.hub_id, hub.kind, hub.enterprises) == ("P:1", HubKind.PERSON, FIRMS)
    assert month.hubs().more_than == 50


def test_only_his_first_firms_tell_each_other_of_the_record(month: Month) -> None:
    related = month.scores.numbers("lambda_relationship")

    # buckets at entry: ten firms at full strength, forty at less, then none
    assert (related > 0).sum() == 49
    assert related[0] == 0
    assert len(set(related[1:10].tolist())) == 1
    assert related[9] > related[10] > related[50] == 0
