"""An expired joint record still names its parties on what remains of the decision."""

from __future__ import annotations

import numpy as np

from graph.snapshot import Snapshot
from scoring.excluded_records import keep_records
from scoring.lapsed_naming import keep_naming
from tests.relation_graphs import Firm, Record, World


def remaining(*records: Record, expired: str) -> set[tuple[str, str, str]]:
    """(record, party, role) after the records of one letter have expired."""
    world = World(firms=(Firm("E1"), Firm("E2"), Firm("E3")), records=records)
    snapshot: Snapshot = world.freeze()
    ids = snapshot.records.text("record_id").to_pylist()
    gone = np.array([record_id in expired for record_id in ids], bool)
    kept = keep_records(keep_naming(snapshot, gone, ~gone), ~gone)
    left = kept.records.text("record_id").to_pylist()
    rows = zip(
        kept.parties.numbers("record").tolist(),
        kept.parties.numbers("party").tolist(),
        kept.parties.text("role").to_pylist(),
        strict=True,
    )
    return {(left[record], snapshot.id_of(party), role) for record, party, role in rows}


BOTH = (("E1", "responsible"), ("E2", "responsible"))
LISTING = Record("b", (("E2", "responsible"),), kind="serious_violation_listing", decision="d")


def test_parties_of_an_expired_penalty_stay_with_the_listing_of_the_decision() -> None:
    assert remaining(Record("a", BOTH, decision="d"), LISTING, expired="a") == {
        ("b", "E2", "responsible"),
        ("b", "E1", "unknown"),
    }


def test_an_expired_listing_names_nobody_on_other_listings() -> None:
    other = Record("a", (("E1", "responsible"),), kind="abnormal_listing", decision="d")
    assert remaining(other, LISTING, expired="a") == {("b", "E2", "responsible")}


def test_records_of_other_decisions_and_of_none_keep_their_parties() -> None:
    alone = Record("c", (("E3", "responsible"),))
    elsewhere = Record("e", (("E3", "responsible"),), decision="other")
    found = remaining(Record("a", BOTH, decision=None), alone, elsewhere, LISTING, expired="a")
    assert found == {
        ("b", "E2", "responsible"),
        ("c", "E3", "responsible"),
        ("e", "E3", "responsible"),
    }


def test_nothing_expired_changes_nothing() -> None:
    assert remaining(Record("a", BOTH, decision="d"), expired="") == {
        ("a", "E1", "responsible"),
        ("a", "E2", "responsible"),
    }
