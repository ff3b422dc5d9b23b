"""Hand-computed cases of one decision that comes under several record ids."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.domain import day_number
from graph.snapshot import Snapshot
from graph.store.protocol import FactStore
from tests.deliveries import Delivery, Row, plain
from tests.store.conftest import StoreFactory

JANUARY, FEBRUARY, MARCH, APRIL = (date(2026, month, 28) for month in (1, 2, 3, 4))
PENALTY = {"decision_id": "d1", "kind": "penalty"}
LISTING = {"decision_id": "d1", "kind": "abnormal_listing"}


class Sources:
    """Loads deliveries of several sources and freezes."""

    def __init__(self, store: FactStore, folder: Path) -> None:
        self._store, self._folder, self._count = store, folder, 0

    def load(self, day: date, source: str = "samr", **rows: Sequence[Row]) -> None:
        self._count += 1
        self._store.load(
            Delivery(batch=f"b{self._count}", day=day, rows=rows, source=source).staged(self._folder)
        )

    def at(self, day: date, known_by: date | None = None, *corrections: str) -> Snapshot:
        return self._store.freeze(day, known_by or day, corrections)


@pytest.fixture
def sources(new_store: StoreFactory, tmp_path: Path) -> Sources:
    return Sources(new_store(tmp_path / "home"), tmp_path / "staged")


def party(record: str, node: str, role: str = "responsible") -> Row:
    return {"party_key": f"{record}|{node}|{role}", "record_id": record, "party_id": node, "role": role}


def status(fact: str, day: date = FEBRUARY, **more: Any) -> Row:
    columns = {"fact_kind": "record", "status": "revoked", "effective_on": day}
    return {"status_id": f"s|{fact}", "fact_id": fact, **columns, **more}


def ids(snapshot: Snapshot) -> list[str]:
    found: list[str] = snapshot.records.text("record_id").to_pylist()
    return found


def named(snapshot: Snapshot) -> list[tuple[str, str, str]]:
    """Parties as (record id, node id, role)."""
    records = ids(snapshot)
    return [
        (records[row["record"]], snapshot.id_of(row["party"]), row["role"]) for row in plain(snapshot.parties)
    ]


def test_the_record_known_first_stands_for_the_decision_and_parties_unite(sources: Sources) -> None:
    sources.load(JANUARY, records=[{"record_id": "r9", **PENALTY}], parties=[party("r9", "U1")])
    sources.load(
        FEBRUARY,
        source="court",
        records=[{"record_id": "r1", **PENALTY}],
        parties=[party("r1", "U1"), party("r1", "U2")],
    )

    assert ids(sources.at(JANUARY)) == ["r9"]
    assert ids(sources.at(FEBRUARY)) == ["r9"]
    assert named(sources.at(FEBRUARY)) == [("r9", "U1", "responsible"), ("r9", "U2", "responsible")]
    assert plain(sources.at(FEBRUARY).records)[0]["entered_on"] == day_number(JANUARY)


def test_of_records_known_on_one_day_the_smaller_id_stands(sources: Sources) -> None:
    sources.load(JANUARY, records=[{"record_id": "r2", **PENALTY}, {"record_id": "r1", **PENALTY}])

    assert ids(sources.at(JANUARY)) == ["r1"]


def test_the_version_known_last_counts_and_the_others_fill_what_it_lacks(sources: Sources) -> None:
    sources.load(JANUARY, records=[{"record_id": "r1", **PENALTY, "amount_cents": 100, "measure": "fine"}])
    sources.load(FEBRUARY, source="court", records=[{"record_id": "r2", **PENALTY, "amount_cents": 200}])

    (row,) = plain(sources.at(FEBRUARY).records)
    assert (row["record_id"], row["amount_cents"], row["measure"]) == ("r1", 200, "fine")
    assert row["source"] == "court"


def test_records_of_another_kind_or_without_a_decision_stay_apart(sources: Sources) -> None:
    rows = [
        {"record_id": "r1", **PENALTY},
        {"record_id": "r2", "decision_id": "d1", "kind": "suit"},
        {"record_id": "r3", "kind": "penalty"},
        {"record_id": "r4", "kind": "penalty"},
    ]
    sources.load(JANUARY, records=rows)

    assert ids(sources.at(JANUARY)) == ["r1", "r2", "r3", "r4"]


def test_a_listing_unites_only_with_the_listing_of_the_same_party(sources: Sources) -> None:
    sources.load(
        JANUARY,
        records=[{"record_id": f"r{number}", **LISTING} for number in range(1, 6)],
        parties=[
            party("r1", "U1"),
            party("r2", "U2"),
            party("r3", "U1"),
            party("r4", "U1"),
            party("r4", "U2"),
        ],
    )

    assert ids(sources.at(JANUARY)) == ["r1", "r2", "r4", "r5"]


def test_a_listing_unites_under_another_id_of_its_party(sources: Sources) -> None:
    sources.load(
        JANUARY,
        records=[{"record_id": "r1", **LISTING}, {"record_id": "r2", **LISTING}],
        parties=[party("r1", "U1"), party("r2", "R:n:1")],
    )
    link = {"identifier_key": "i1", "entity_id": "R:n:1", "scheme": "uscc", "value": "U1"}
    sources.load(FEBRUARY, identifiers=[link])

    assert ids(sources.at(JANUARY)) == ["r1", "r2"]
    assert ids(sources.at(FEBRUARY)) == ["r1"]


@pytest.mark.parametrize("fact", ["r1", "r2"])
def test_a_status_on_either_id_is_one_on_the_record_that_stands(sources: Sources, fact: str) -> None:
    sources.load(JANUARY, records=[{"record_id": "r1", **PENALTY}, {"record_id": "r2", **PENALTY}])
    sources.load(FEBRUARY, fact_statuses=[status(fact)])

    assert sources.at(FEBRUARY).statuses.text("fact_id").to_pylist() == ["r1"]


def test_a_replacing_record_stays_apart_from_what_it_replaces(sources: Sources) -> None:
    rows = [{"record_id": name, **PENALTY} for name in ("r1", "r2", "r3")]
    sources.load(JANUARY, records=rows)
    sources.load(FEBRUARY, fact_statuses=[status("r2", status="changed", replaced_by="r3")])

    assert ids(sources.at(JANUARY)) == ["r1"]
    snapshot = sources.at(FEBRUARY)
    assert ids(snapshot) == ["r1", "r3"]
    assert [(row["fact_id"], row["replaced_by"]) for row in plain(snapshot.statuses)] == [("r1", "r3")]


def test_the_same_part_of_two_sources_is_one_item(sources: Sources) -> None:
    def item(name: str, record: str, kind: str, amount: int | None) -> Row:
        return {"item_id": name, "record_id": record, "item_kind": kind, "amount_cents": amount}

    sources.load(
        JANUARY,
        records=[{"record_id": "r1", **PENALTY}, {"record_id": "r2", **PENALTY}],
        record_items=[
            item("i1", "r2", "fine", 500),
            item("i2", "r1", "fine", None),
            item("i3", "r1", "warning", None),
            item("i4", "r2", "fine", 900),
        ],
        fact_statuses=[status("r2", JANUARY, item_id="i1")],
    )

    snapshot = sources.at(JANUARY)
    assert [(row["item_id"], row["record"], row["amount_cents"]) for row in plain(snapshot.items)[:1]] == [
        ("i2", 0, 500)
    ]
    assert snapshot.items.text("item_id").to_pylist() == ["i2", "i3", "i4"]
    assert snapshot.statuses.text("item_id").to_pylist() == ["i2"]


def test_a_record_learnt_after_the_month_counts_in_a_revision_only_as_a_correction(sources: Sources) -> None:
    sources.load(JANUARY, records=[{"record_id": "r1", **PENALTY}])
    sources.load(MARCH, source="court", records=[{"record_id": "r2", **PENALTY, "amount_cents": 7}])

    plainly, corrected = sources.at(FEBRUARY, APRIL), sources.at(FEBRUARY, APRIL, "r2")

    assert ids(plainly) == ids(corrected) == ["r1"]
    assert plain(plainly.records)[0]["amount_cents"] < 0
    assert plain(corrected.records)[0]["amount_cents"] == 7


@pytest.mark.parametrize("kind", [PENALTY, LISTING])
def test_a_status_learnt_later_of_a_record_learnt_later_meets_the_decision(
    sources: Sources, kind: dict[str, str]
) -> None:
    sources.load(JANUARY, records=[{"record_id": "r1", **kind}], parties=[party("r1", "U1")])
    sources.load(
        MARCH,
        source="court",
        records=[{"record_id": "r2", **kind}],
        parties=[party("r2", "U1")],
        fact_statuses=[status("r2", MARCH)],
    )

    revision = sources.at(FEBRUARY, APRIL)

    assert ids(revision) == ["r1"]
    assert revision.statuses.text("fact_id").to_pylist() == ["r1"]
    assert plain(revision.records)[0]["entered_on"] == day_number(JANUARY)
