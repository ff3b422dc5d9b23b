"""Facts that are no basis (seed XJ art. 10): gone before measuring, together with their copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain import CENTS_UNKNOWN, DAY_UNKNOWN
from graph.snapshot import Snapshot
from scoring.exclusions import ARTICLES, Excluded, exclude
from scoring.pack import Pack
from tests.frozen_world import tie
from tests.scored_facts import MRT, T, filings_of, snapshot_of, words

Row = Mapping[str, Any]


def penalty(number: int, **columns: Any) -> dict[str, Any]:
    """Fine of E1 of May 2026."""
    return {
        "record_id": f"r{number}",
        "kind": "penalty",
        "measure": "fine",
        "decided_on": date(2026, 5, 1),
        "parties": ("E1",),
        **columns,
    }


def status(fact_id: str, word: str, fact_kind: str = "record", **columns: Any) -> dict[str, Any]:
    """Status in force since June 2026."""
    return {
        "status_id": f"s-{fact_id}-{word}-{columns.get('item_id', '')}",
        "fact_kind": fact_kind,
        "fact_id": fact_id,
        "status": word,
        "effective_on": date(2026, 6, 1),
        **columns,
    }


def excluded(records: Sequence[Row], statuses: Sequence[Row], pack: Pack = MRT, **more: Any) -> Excluded:
    """Facts of E1 and E2 after exclusion."""
    snapshot = snapshot_of(enterprises=["E1", "E2"], records=records, statuses=statuses, **more)
    return exclude(snapshot, filings_of(snapshot, {}), pack)


def kept(found: Excluded) -> list[str | None]:
    """Ids of the records that may be used."""
    return words(found.snapshot.records.text("record_id"))


def switched(**sections: bool) -> Pack:
    """Pack mrt with the switches of repair and publication set."""
    changed = {
        name: getattr(MRT, name).model_copy(update={"active": active}) for name, active in sections.items()
    }
    return MRT.model_copy(update=changed)


@pytest.mark.parametrize(
    ("word", "article"),
    [
        ("revoked", "XJ art. 10(1)"),
        ("changed", "XJ art. 10(2)"),
        ("wrong", "XJ art. 10(3)"),
        ("objected", "XJ art. 10(4)"),
        ("barred", "XJ art. 10(5)"),
        ("repaired", "credit repair"),
    ],
)
def test_a_record_of_each_ground_is_no_basis(word: str, article: str) -> None:
    found = excluded([penalty(1), penalty(2)], [status("r1", word)])

    assert kept(found) == ["r2"]
    assert words(found.dropped.text("fact_id")) == ["r1"]
    assert words(found.dropped.text("reason")) == [word]
    assert words(found.dropped.text("article")) == [article]


def test_article_10_1_only_the_revoked_part_goes_and_the_rest_gives_severity_and_amount() -> None:
    record = penalty(1, measure="suspension", severity=4, amount_cents=900)
    items = [
        {"item_id": "i1", "record_id": "r1", "item_kind": "suspension", "amount_cents": 0},
        {"item_id": "i2", "record_id": "r1", "item_kind": "fine", "amount_cents": 500},
        {"item_id": "i3", "record_id": "r1", "item_kind": "confiscation", "amount_cents": 400},
    ]

    found = excluded([record], [status("r1", "partly_revoked", item_id="i1")], items=items)

    records = found.snapshot.records
    assert kept(found) == ["r1"]
    assert records.numbers("severity").tolist() == [3]
    assert words(records.text("measure")) == ["confiscation"]
    assert records.numbers("amount_cents").tolist() == [900]
    assert words(found.snapshot.items.text("item_id")) == ["i2", "i3"]
    assert words(found.dropped.text("item_id")) == ["i1"]


def test_article_10_1_an_unknown_amount_among_the_rest_makes_the_amount_unknown() -> None:
    items = [
        {"item_id": "i1", "record_id": "r1", "item_kind": "fine", "amount_cents": 500},
        {"item_id": "i2", "record_id": "r1", "item_kind": "confiscation"},
    ]

    found = excluded(
        [penalty(1, amount_cents=700)], [status("r1", "partly_revoked", item_id="i1")], items=items
    )

    assert found.snapshot.records.numbers("amount_cents").tolist() == [CENTS_UNKNOWN]
    assert found.snapshot.records.numbers("severity").tolist() == [3]


def test_article_10_1_a_record_whose_every_part_is_revoked_goes_whole() -> None:
    items = [{"item_id": "i1", "record_id": "r1", "item_kind": "fine", "amount_cents": 500}]

    found = excluded([penalty(1)], [status("r1", "partly_revoked", item_id="i1")], items=items)

    assert kept(found) == []
    assert found.snapshot.items.rows == 0


@pytest.mark.parametrize("item_id", [None, "nobody delivered it"])
def test_article_10_1_a_revoked_part_that_cannot_be_told_takes_the_whole_record(item_id: str | None) -> None:
    found = excluded([penalty(1)], [status("r1", "partly_revoked", item_id=item_id)])

    assert kept(found) == []


def test_article_10_2_the_replacement_of_a_changed_record_counts() -> None:
    records = [penalty(1, decision_id="d"), penalty(2, decision_id="d", amount_cents=10)]

    found = excluded(records, [status("r1", "changed", replaced_by="r2")])

    assert kept(found) == ["r2"]


def test_article_10_4_a_lifted_objection_no_longer_excludes() -> None:
    lifted = status("r1", "objected", ends_on=T)
    standing = status("r1", "objected", ends_on=date(2026, 11, 1))

    assert kept(excluded([penalty(1)], [lifted])) == ["r1"]
    assert kept(excluded([penalty(1)], [standing])) == []


def test_the_same_decision_from_two_sources_goes_together() -> None:
    records = [
        penalty(1, decision_id="d", source="a"),
        penalty(2, decision_id="d", source="b", kind="licence_revocation"),
        penalty(3, decision_id="e"),
        penalty(4),
    ]

    found = excluded(records, [status("r1", "revoked")])

    assert kept(found) == ["r3", "r4"]


def test_a_revoked_part_goes_from_the_copy_of_another_source_too() -> None:
    records = [
        penalty(1, decision_id="d", source="a", kind="penalty"),
        penalty(2, decision_id="d", source="b", kind="licence_revocation", measure="revocation"),
    ]
    items = [
        {"item_id": "i1", "record_id": "r1", "item_kind": "revocation"},
        {"item_id": "i2", "record_id": "r1", "item_kind": "fine"},
    ]

    found = excluded(records, [status("r1", "partly_revoked", item_id="i1")], items=items)

    assert kept(found) == ["r1"]


def test_a_tie_void_from_the_start_was_never_there() -> None:
    made = tie("LEGAL_REPRESENTATIVE_OF", "P1", "E1")
    other = tie("HOLDS", "P1", "E2")

    found = excluded(
        [], [status(made["tie_id"], "void_from_start", "tie")], persons=["P1"], ties=[made, other]
    )

    assert words(found.snapshot.ties.text("tie_id")) == [other["tie_id"]]
    assert found.snapshot.nodes == 3


def test_a_branch_whose_tie_is_void_is_a_unit_of_its_own() -> None:
    made = tie("BRANCH_OF", "E2", "E1")
    snapshot = snapshot_of(
        enterprises=["E1", {"enterprise_id": "E2", "legal_person": "E1"}],
        ties=[made],
        statuses=[status(made["tie_id"], "wrong", "tie")],
    )

    found = exclude(snapshot, filings_of(snapshot, {}), MRT)

    assert found.snapshot.enterprises.numbers("legal_person").tolist() == [0, 1]


def test_an_excluded_filing_is_gone_from_its_table() -> None:
    rows = {"news": [{"enterprise": "E1", "filed_on": T, "filing_id": name} for name in ("n1", "n2")]}
    snapshot = snapshot_of(enterprises=["E1"], statuses=[status("n1", "wrong", "filing")])

    found = exclude(snapshot, filings_of(snapshot, rows), MRT)

    assert words(found.filings.table("news", ["filing_id"]).text("filing_id")) == ["n2"]
    assert "filing_id" not in found.filings.table("news", ["filed_on"])


def test_an_excluded_attribute_is_unknown() -> None:
    firm = {"enterprise_id": "E1", "established_on": T, "registered_capital_cents": 5, "industry": "F"}
    marks = [
        status(f"E1#{column}", "wrong", "attribute")
        for column in ("established_on", "registered_capital_cents", "industry", "status", "listed")
    ]
    snapshot = snapshot_of(enterprises=[firm, "E2"], statuses=marks)

    enterprises = exclude(snapshot, filings_of(snapshot, {}), MRT).snapshot.enterprises

    assert enterprises.numbers("established_on")[0] == DAY_UNKNOWN
    assert enterprises.numbers("registered_capital_cents")[0] == CENTS_UNKNOWN
    assert words(enterprises.text("industry"))[0] is None
    assert words(enterprises.text("status")) == ["unknown", "operating"]
    assert enterprises.numbers("listed")[0] == -1


def test_repair_is_a_switch_of_its_own_and_repaired_facts_are_counted_for_show() -> None:
    marks = [status("r1", "repaired")]

    on, off = excluded([penalty(1)], marks), excluded([penalty(1)], marks, switched(repair=False))

    assert kept(on) == []
    assert on.snapshot.enterprises.numbers("repaired_facts").tolist() == [1, 0]
    assert kept(off) == ["r1"]


@pytest.mark.parametrize(
    ("columns", "stays"),
    [
        ({"publication_until": T}, True),
        ({"publication_until": date(2026, 10, 30)}, False),
        ({"decided_on": date(2023, 11, 1)}, True),
        ({"decided_on": date(2023, 10, 31)}, False),
        ({"measure": "warning"}, False),
        ({"measure": "circulated_criticism", "decided_on": date(2026, 8, 1)}, True),
        ({"measure": "circulated_criticism", "decided_on": date(2026, 7, 31)}, False),
        ({"decided_on": date(2000, 1, 1), "publication_until": date(2027, 1, 1)}, True),
    ],
)
def test_end_of_publication_is_a_dated_rule(columns: dict[str, Any], stays: bool) -> None:
    found = excluded([penalty(1, **columns)], [])
    off = excluded([penalty(1, **columns)], [], switched(publication=False))

    assert (kept(found) == ["r1"]) is stays
    assert kept(off) == ["r1"]
    assert words(found.dropped.text("reason")) == ([] if stays else ["expired"])
    assert words(found.dropped.text("status_id")) == ([] if stays else [None])


def test_a_listing_in_force_is_published_as_long_as_it_lasts() -> None:
    listing = penalty(
        1, kind="abnormal_listing", publication_until=date(2020, 1, 1), decided_on=date(2019, 1, 1)
    )

    assert kept(excluded([listing], [])) == ["r1"]
    assert kept(excluded([{**listing, "ended_on": date(2026, 1, 1)}], [])) == []


def test_a_status_of_a_fact_nobody_delivered_changes_nothing() -> None:
    found = excluded([penalty(1)], [status("r9", "revoked")])

    assert kept(found) == ["r1"]
    assert found.dropped.rows == 0


def test_every_status_has_its_article() -> None:
    assert set(ARTICLES) >= {"revoked", "partly_revoked", "changed", "wrong", "objected", "barred"}


def remaining(snapshot: Snapshot) -> dict[str | None, list[int]]:
    """Parties by record id."""
    ids = words(snapshot.records.text("record_id"))
    found: dict[str | None, list[int]] = {name: [] for name in ids}
    for row, party in zip(
        snapshot.parties.numbers("record").tolist(), snapshot.parties.numbers("party").tolist(), strict=True
    ):
        found[ids[row]].append(party)
    return found


@given(st.sets(st.integers(0, 9)))
def test_an_excluded_snapshot_equals_one_that_never_saw_the_records(chosen: set[int]) -> None:
    records = [
        penalty(n, parties=("E1", "E2") if n % 3 else ("E2",), decided_on=date(2026, 1, n + 1))
        for n in range(10)
    ]
    items = [{"item_id": f"i{n}", "record_id": f"r{n}", "item_kind": "fine"} for n in range(10)]
    marks = [status(f"r{n}", "revoked") for n in sorted(chosen)]

    found = excluded(records, marks, items=items).snapshot
    never = snapshot_of(
        enterprises=["E1", "E2"],
        records=[row for n, row in enumerate(records) if n not in chosen],
        items=[row for n, row in enumerate(items) if n not in chosen],
    )

    assert remaining(found) == remaining(never)
    for frame in ("records", "parties", "items"):
        for name in getattr(never, frame):
            mine, other = getattr(found, frame)[name], getattr(never, frame)[name]
            if isinstance(mine, np.ndarray):
                np.testing.assert_array_equal(mine, other)
            else:
                assert words(mine) == words(other)
