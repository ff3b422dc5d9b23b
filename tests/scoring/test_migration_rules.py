"""Other reference tables or an approved model between two months: what moves by them is the model."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gnn.artefact import read_model, write_model
from gnn.model_card import Approval, Measured, PackStamp
from graph.catalogue import catalogue_hash
from scoring.reference import Reference, references
from scoring.relation_choice import MODELS
from scoring.results import Month, Months
from scoring.results_types import Cause, MoverFilter
from tests.carded_model import APPROVER, with_model
from tests.frozen_store import make_prepared_month
from tests.month_pairs import FIRMS, PACK, october, penalty, september
from tests.published_months import copy_home

BETWEEN = date(2026, 10, 15)
RECORDS = [penalty("r1", "E1")]


def other_tables(home: Path) -> None:
    """Tables of a day between the months in which what is unknown means full risk."""
    found = Reference.read(home, references(home)[-1])
    replace(found, as_of=BETWEEN, means={one.id: 1.0 for one in PACK.indicators}).write(home)


def approved_model(home: Path, scale: float) -> None:
    """A model of these rules and strengths, with another scale, approved between the months."""
    found = read_model(with_model(home) / MODELS, "learned")
    shutil.rmtree(home / MODELS / "learned")
    card = found.card.model_copy(
        update={
            "catalogue_hash": catalogue_hash(),
            "pack": PackStamp(id=PACK.id, version=PACK.version, hash=PACK.hash),
            "metrics": {**found.card.metrics, "gate_passed": Measured(value=1.0)},
            "approval": Approval(
                approver=APPROVER, approved_on=BETWEEN, reference_month="2026-09", scale=scale
            ),
        }
    )
    write_model(home / MODELS, found.model_copy(update={"card": card}))


def moved(month: Month) -> dict[str, set[Cause]]:
    """Movers, whose main cause is the model, and all causes of theirs that have a difference."""
    found = {}
    for mover in month.migration(MoverFilter(), None, 99).items:
        assert mover.cause is Cause.MODEL
        found[mover.enterprise_id] = {cause for cause, change in mover.hazard_changes.items() if change}
    return found


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home with September, in which E1 has a record and E2 its representative; never written to."""
    home = tmp_path_factory.mktemp("rules")
    make_prepared_month(home, september(records=RECORDS), PACK)
    return home


@pytest.fixture
def home(before: Path, tmp_path: Path) -> Path:
    """A copy to write to."""
    return copy_home(before, tmp_path / "home")


def test_other_reference_tables_alone_are_the_model(home: Path) -> None:
    other_tables(home)

    make_prepared_month(home, october(records=RECORDS), PACK)

    october_of = Months(home).open("2026-10")
    assert october_of.manifest["reference"]["id"].startswith(BETWEEN.isoformat())
    causes = moved(october_of)
    assert set(causes) == set(FIRMS)
    assert causes["E3"] == {Cause.MODEL}


def test_a_model_approved_between_two_months_alone_is_the_model(home: Path) -> None:
    approved_model(home, scale=40.0)

    make_prepared_month(home, october(records=RECORDS), PACK)

    october_of = Months(home).open("2026-10")
    assert october_of.manifest["relationship"]["way"] == "model"
    causes = moved(october_of)
    assert set(causes) == {"E2"}
    assert causes["E2"] <= {Cause.MODEL, Cause.TIME}
