"""Hand-computed cases of time, identity and closing in the fact store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.domain import DAY_OPEN, day_number
from graph.snapshot import Snapshot
from graph.store.protocol import FactStore, LoadReport, Scope
from tests.deliveries import Delivery, Row, plain
from tests.store.conftest import StoreFactory

JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)
TIE = {"tie_id": "t1", "kind": "HOLDS", "source_id": "P:1", "target_id": "U1"}


class Loader:
    """Loads deliveries one after another and freezes."""

    def __init__(self, store: FactStore, folder: Path) -> None:
        self.store = store
        self._folder = folder
        self._count = 0

    def load(
        self, day: date, *, backfill: bool = False, full: Sequence[Scope] = (), **rows: Any
    ) -> LoadReport:
        self._count += 1
        delivery = Delivery(
            batch=f"b{self._count}", day=day, rows=rows, source="s", backfill=backfill, full=tuple(full)
        )
        return self.store.load(delivery.staged(self._folder))

    def at(self, day: date) -> Snapshot:
        return self.store.freeze(day, day)


@pytest.fixture
def loader(new_store: StoreFactory, tmp_path: Path) -> Loader:
    return Loader(new_store(tmp_path / "home"), tmp_path / "staged")


def tie(snapshot: Snapshot, key: str = "t1") -> Row:
    return next(row for row in plain(snapshot.ties) if row["tie_id"] == key)


def test_a_row_counts_from_its_own_day_else_from_the_batch_day(loader: Loader) -> None:
    own = date(2026, 1, 10)
    loader.load(JANUARY, ties=[{**TIE, "known_on": own}, {**TIE, "tie_id": "t2"}])

    assert [row["tie_id"] for row in plain(loader.at(own).ties)] == ["t1"]
    assert tie(loader.at(JANUARY), "t2")["entered_on"] == day_number(JANUARY)


def test_only_a_backfill_may_take_the_day_of_the_fact(loader: Loader) -> None:
    started = date(2020, 5, 1)
    loader.load(JANUARY, ties=[{**TIE, "valid_from": started}])
    loader.load(JANUARY, backfill=True, ties=[{**TIE, "tie_id": "t2", "valid_from": started}])

    assert [row["tie_id"] for row in plain(loader.at(started).ties)] == ["t2"]


def test_a_backfilled_day_after_the_batch_is_not_believed(loader: Loader) -> None:
    loader.load(JANUARY, backfill=True, ties=[{**TIE, "valid_from": MARCH}])

    assert tie(loader.at(MARCH))["entered_on"] == day_number(JANUARY)


def test_a_second_content_is_never_earlier_than_its_batch(loader: Loader) -> None:
    loader.load(JANUARY, ties=[{**TIE, "share": 0.5}])
    loader.load(MARCH, ties=[{**TIE, "share": 0.6, "known_on": FEBRUARY}])

    assert tie(loader.at(FEBRUARY))["share"] == pytest.approx(0.5)
    assert tie(loader.at(MARCH))["share"] == pytest.approx(0.6)


def test_a_row_equal_to_the_version_in_force_adds_none(loader: Loader) -> None:
    loader.load(JANUARY, ties=[TIE])
    report = loader.load(FEBRUARY, ties=[TIE, {**TIE, "tie_id": "t2"}])

    assert report.unchanged["ties"] == 1
    assert report.added["ties"] == 1


def test_the_same_row_in_two_batches_of_one_day_is_one_version(loader: Loader) -> None:
    loader.load(JANUARY, ties=[TIE])

    assert loader.load(JANUARY, ties=[TIE]).unchanged["ties"] == 1


def test_known_beats_unknown_within_a_batch(loader: Loader) -> None:
    report = loader.load(JANUARY, ties=[{**TIE, "share": 0.5}, {**TIE, "amount_cents": 700}])

    assert report.added["ties"] == 1
    assert tie(loader.at(JANUARY))["amount_cents"] == 700
    assert tie(loader.at(JANUARY))["share"] == pytest.approx(0.5)


def test_a_tie_leaves_when_its_end_is_known_not_before(loader: Loader) -> None:
    loader.load(JANUARY, ties=[TIE])
    loader.load(MARCH, ties=[{**TIE, "valid_to": date(2026, 2, 10)}])

    assert tie(loader.at(FEBRUARY))["left_on"] == DAY_OPEN
    assert tie(loader.at(MARCH))["left_on"] == day_number(MARCH)


def test_a_tie_that_opens_again_has_not_left(loader: Loader) -> None:
    loader.load(JANUARY, ties=[{**TIE, "valid_to": date(2026, 1, 10)}])
    loader.load(FEBRUARY, ties=[TIE])

    assert tie(loader.at(JANUARY))["left_on"] == day_number(JANUARY)
    assert tie(loader.at(FEBRUARY))["left_on"] == DAY_OPEN


def test_a_tie_that_ends_twice_leaves_with_its_second_end(loader: Loader) -> None:
    loader.load(JANUARY, ties=[{**TIE, "valid_to": date(2026, 1, 10)}])
    loader.load(FEBRUARY, ties=[TIE])
    loader.load(MARCH, ties=[{**TIE, "valid_to": date(2026, 3, 1)}])

    assert tie(loader.at(MARCH))["left_on"] == day_number(MARCH)


def test_an_unknown_end_makes_a_stub_that_a_later_delivery_fills(loader: Loader) -> None:
    first = loader.load(JANUARY, ties=[TIE])
    loader.load(FEBRUARY, enterprises=[{"enterprise_id": "U1", "name": "甲", "status": "operating"}])

    assert first.stubs == 2
    assert plain(loader.at(JANUARY).enterprises)[0]["stub"] is True
    filled = plain(loader.at(FEBRUARY).enterprises)[0]
    assert (filled["stub"], filled["name"], filled["entered_on"]) == (False, "甲", day_number(FEBRUARY))


def test_only_a_complete_delivery_closes_what_it_lacks(loader: Loader) -> None:
    loader.load(JANUARY, ties=[TIE, {**TIE, "tie_id": "t2"}])
    loader.load(FEBRUARY, ties=[{**TIE, "tie_id": "t2", "share": 0.1}])
    report = loader.load(MARCH, ties=[TIE], full=[Scope(table="ties", source="s")])

    assert report.closed["ties"] == 1
    assert tie(loader.at(FEBRUARY), "t2")["valid_to"] == DAY_OPEN
    assert tie(loader.at(MARCH), "t2")["valid_to"] == day_number(MARCH)
    assert tie(loader.at(MARCH))["valid_to"] == DAY_OPEN


def test_a_complete_delivery_closes_only_its_source_and_region(loader: Loader) -> None:
    firms = [
        {"enterprise_id": f"U{n}", "region": region, "status": "operating"}
        for n, region in enumerate(("1101", "1201"))
    ]
    loader.load(JANUARY, enterprises=[*firms, {"enterprise_id": "U9", "region": "1102"}])

    loader.load(FEBRUARY, enterprises=[firms[1]], full=[Scope(table="enterprises", source="other")])
    loader.load(
        MARCH,
        enterprises=[{"enterprise_id": "U9", "region": "1102"}],
        full=[Scope(table="enterprises", source="s", region="11")],
    )

    states = {row["enterprise_id"]: row["status"] for row in plain(loader.at(MARCH).enterprises)}
    assert states == {"U0": "absent", "U1": "operating", "U9": "unknown"}


def test_a_firm_delivered_under_its_new_code_is_not_absent(loader: Loader) -> None:
    alias = {"identifier_key": "i1", "entity_id": "R:n:1", "scheme": "uscc", "value": "U1"}
    loader.load(JANUARY, enterprises=[{"enterprise_id": "R:n:1", "status": "operating", "name": "甲"}])
    report = loader.load(
        FEBRUARY,
        enterprises=[{"enterprise_id": "U1", "status": "operating", "name": "乙"}],
        identifiers=[alias],
        full=[Scope(table="enterprises", source="s")],
    )

    firms = plain(loader.at(FEBRUARY).enterprises)
    assert report.closed["enterprises"] == 0
    assert [(row["enterprise_id"], row["name"], row["status"]) for row in firms] == [
        ("R:n:1", "乙", "operating")
    ]


def test_ties_under_the_old_and_the_new_code_meet_at_one_enterprise(loader: Loader) -> None:
    loader.load(JANUARY, ties=[{**TIE, "target_id": "R:n:1"}])
    loader.load(
        FEBRUARY,
        ties=[{**TIE, "tie_id": "t2", "target_id": "U1"}],
        identifiers=[{"identifier_key": "i1", "entity_id": "R:n:1", "scheme": "uscc", "value": "U1"}],
    )

    snapshot = loader.at(FEBRUARY)
    assert snapshot.enterprises.text("enterprise_id").to_pylist() == ["R:n:1"]
    assert snapshot.ties.numbers("dst").tolist() == [0, 0]
    assert snapshot.enterprise_codes(["U1", "R:n:1", "U2"]).tolist() == [0, 0, -1]


def test_a_branch_goes_up_to_the_head_of_its_head(loader: Loader) -> None:
    branch = {"kind": "BRANCH_OF"}
    loader.load(
        JANUARY,
        enterprises=[{"enterprise_id": "U3", "legal_person_id": "U2"}],
        ties=[
            {"tie_id": "b1", "source_id": "U1", "target_id": "U0", **branch},
            {"tie_id": "b2", "source_id": "U2", "target_id": "U1", **branch},
            {"tie_id": "b3", "source_id": "U4", "target_id": "U0", **branch},
            {"tie_id": "b4", "source_id": "U4", "target_id": "U1", **branch},
            {"tie_id": "b5", "source_id": "U5", "target_id": "U6", **branch},
            {"tie_id": "b6", "source_id": "U6", "target_id": "U5", **branch},
            {"tie_id": "b7", "source_id": "U7", "target_id": "U0", "valid_to": date(2026, 1, 5), **branch},
        ],
    )

    assert loader.at(JANUARY).enterprises.numbers("legal_person").tolist() == [0, 0, 0, 0, 4, 5, 6, 7]


def test_a_revision_counts_late_statuses_and_listed_corrections_only(loader: Loader) -> None:
    status = {"fact_kind": "record", "fact_id": "r1", "effective_on": MARCH, "status": "revoked"}
    loader.load(
        JANUARY,
        ties=[TIE, {**TIE, "tie_id": "t2"}],
        records=[{"record_id": "r1", "kind": "penalty"}],
        enterprises=[{"enterprise_id": "U1", "name": "甲", "region": "11"}],
    )
    loader.load(
        MARCH,
        ties=[{**TIE, "share": 0.5}, {**TIE, "tie_id": "t2", "share": 0.5}, {**TIE, "tie_id": "t3"}],
        fact_statuses=[
            {"status_id": "s1", **status},
            {"status_id": "s2", **status, "effective_on": date(2027, 1, 1)},
        ],
        enterprises=[{"enterprise_id": "U1", "name": "乙", "region": "12"}],
    )

    regular = loader.store.freeze(JANUARY, JANUARY)
    revised = loader.store.freeze(JANUARY, MARCH, ["t2", "U1#region"])

    assert regular.statuses.rows == 0
    assert revised.statuses.text("status_id").to_pylist() == ["s1"]
    assert [row["tie_id"] for row in plain(revised.ties)] == ["t1", "t2"]
    assert [tie(revised, key)["share"] == 0.5 for key in ("t1", "t2")] == [False, True]
    firm = plain(revised.enterprises)[0]
    assert (firm["name"], firm["region"]) == ("甲", "12")


def test_one_enterprise_named_twice_in_a_record_is_one_party(loader: Loader) -> None:
    party = {"record_id": "r1", "role": "responsible"}
    loader.load(
        JANUARY,
        records=[{"record_id": "r1", "kind": "penalty"}],
        parties=[
            {"party_key": "k1", "party_id": "U1", **party},
            {"party_key": "k2", "party_id": "R:n:1", **party},
            {"party_key": "k3", "party_id": "U1", **party, "role": "plaintiff"},
            {"party_key": "k4", "party_id": "U1", **party, "record_id": "never-delivered"},
        ],
        identifiers=[
            {"identifier_key": "i1", "entity_id": "U1", "scheme": "internal", "value": "1", "node": "n"}
        ],
    )

    parties = plain(loader.at(JANUARY).parties)
    assert [(row["party"], row["role"]) for row in parties] == [(0, "plaintiff"), (0, "responsible")]


def test_coverage_without_an_end_reaches_the_day_of_its_batch(loader: Loader) -> None:
    loader.load(JANUARY, coverage=[{"coverage_id": "c1", "covered": "records"}])

    assert loader.at(MARCH).coverage.numbers("covered_to").tolist() == [day_number(JANUARY)]
