"""Day of the reference tables that a first month builds."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from graph.filings import FilingStore
from graph.snapshot import Snapshot
from graph.store.embedded.store import EmbeddedStore
from graph.store.protocol import FactStore
from scoring.job.published_facts import published_facts
from scoring.job.reference import cluster_rates, make_reference, reference_for
from scoring.pack import load_pack
from tests.frozen_store import FrozenStore, PreparedFilings
from tests.frozen_world import world
from tests.home_imports import import_home
from tests.published_months import copy_home

SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 31)
PENALTY: dict[str, Any] = {"record_id": "r1", "kind": "penalty", "decided_on": date(2026, 3, 1)}


@pytest.mark.parametrize(
    ("earlier", "day"),
    [
        ({"enterprises": ["E1"], "records": [{**PENALTY, "parties": ["E1"]}]}, SEPTEMBER),
        ({"enterprises": ["E1"]}, SEPTEMBER),
        ({"enterprises": ["E1"], "records": [{**PENALTY, "parties": []}]}, OCTOBER),
        ({}, OCTOBER),
    ],
    ids=["known", "no record", "records without a party", "nobody"],
)
def test_tables_come_from_the_month_before_unless_it_cannot_serve(
    tmp_path: Path, earlier: dict[str, Any], day: date
) -> None:
    now = world(as_of=OCTOBER, enterprises=["E1"], records=[{**PENALTY, "parties": ["E1"]}])
    store = cast(FactStore, FrozenStore({SEPTEMBER: world(as_of=SEPTEMBER, **earlier), OCTOBER: now}))

    found = reference_for(tmp_path, store, PreparedFilings(), load_pack("mrt"), OCTOBER)

    assert found.as_of == day
    assert "*" in cluster_rates(found).text("group").to_pylist()


@pytest.mark.parametrize("pack", ["xinjiang", "mrt"])
def test_tables_of_a_published_month_are_those_of_a_freeze(
    pack: str, two_months: Path, tmp_path: Path
) -> None:
    home = copy_home(two_months, tmp_path / "home")
    shutil.rmtree(home / "reference")
    store, filings = EmbeddedStore(home), FilingStore(home)
    asked: list[date] = []

    class Freezing:
        """A store that cannot say what came since a version of it."""

        def freeze(self, as_of: date, known_by: date) -> Snapshot:
            asked.append(as_of)
            return store.freeze(as_of, known_by)

    frozen = make_reference(home, cast(FactStore, Freezing()), filings, load_pack(pack), SEPTEMBER)

    read = make_reference(home, store, filings, load_pack(pack), SEPTEMBER)

    assert (
        published_facts(home, store, filings, load_pack(pack), SEPTEMBER, SEPTEMBER, whole=True) is not None
    )
    assert (read.id, asked) == (frozen.id, [SEPTEMBER])


def test_facts_that_came_since_are_frozen_again(two_months: Path, tmp_path: Path) -> None:
    home = copy_home(two_months, tmp_path / "home")
    path = tmp_path / "late" / "records.csv"
    path.parent.mkdir()
    path.write_text("record_id,kind,decided_on,known_on\nlate,penalty,2026-09-01,2026-09-02\n", "utf-8")
    import_home(home, [path], date(2026, 11, 3))

    found = published_facts(
        home, EmbeddedStore(home), FilingStore(home), load_pack("mrt"), SEPTEMBER, SEPTEMBER
    )

    assert found is None
