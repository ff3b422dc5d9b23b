"""Every ground on which a fact is no basis, said of every kind of fact that it may be said of."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.domain import DAY_UNKNOWN, FactKind
from scoring.exclusions import ARTICLES, Excluded, exclude
from scoring.withdrawals import grounds
from tests.frozen_world import tie
from tests.scored_facts import MRT, T, filings_of, snapshot_of, words

HELD = tie("HOLDS", "E1", "E2", share=0.6)
RECORDS = [
    {
        "record_id": name,
        "kind": "penalty",
        "measure": "fine",
        "decided_on": date(2026, 5, 1),
        "parties": ("E1",),
    }
    for name in ("r1", "r2")
]
FACTS = {
    FactKind.RECORD: "r1",
    FactKind.TIE: HELD["tie_id"],
    FactKind.FILING: "n1",
    FactKind.ATTRIBUTE: "E1#established_on",
}
EVERY = [(word, kind) for word, rule in grounds().items() for kind in rule.kinds]


def left_of(found: Excluded) -> dict[FactKind, Any]:
    """What is still there of each of the facts."""
    snapshot = found.snapshot
    day = int(snapshot.enterprises.numbers("established_on")[0])
    return {
        FactKind.RECORD: words(snapshot.records.text("record_id")),
        FactKind.TIE: words(snapshot.ties.text("tie_id")),
        FactKind.FILING: words(found.filings.table("news", ["filing_id"]).text("filing_id")),
        FactKind.ATTRIBUTE: None if day == DAY_UNKNOWN else day,
    }


def without_basis(word: str, kind: FactKind, **more: Any) -> Excluded:
    """Facts of two enterprises of which one is said to be no basis on a ground."""
    rule = grounds()[word]
    item = {"item_id": "i1"} if "item" in rule.needs else {}
    replaced = {"replaced_by": "r2"} if "replaced_by" in rule.needs else {}
    said = {"status_id": "s1", "fact_kind": kind.value, "fact_id": FACTS[kind], "status": rule.status.value}
    snapshot = snapshot_of(
        enterprises=[{"enterprise_id": "E1", "established_on": date(2020, 1, 1)}, "E2"],
        records=RECORDS,
        items=[{"item_id": "i1", "record_id": "r1", "item_kind": "fine"}],
        ties=[HELD],
        statuses=[{**said, "effective_on": date(2026, 6, 1), **item, **replaced, **more}],
    )
    rows = {"news": [{"enterprise": "E1", "filed_on": T, "filing_id": name} for name in ("n1", "n2")]}
    return exclude(snapshot, filings_of(snapshot, rows), MRT)


@pytest.fixture(scope="module")
def whole() -> dict[FactKind, Any]:
    """The same facts where the status is not in force yet."""
    return left_of(without_basis("revoked", FactKind.RECORD, effective_on=date(2026, 11, 1)))


@pytest.mark.parametrize(("word", "kind"), EVERY, ids=[f"{word}-{kind}" for word, kind in EVERY])
def test_xj_art_10_a_fact_of_any_kind_is_gone_on_any_ground_and_all_others_stay(
    word: str, kind: FactKind, whole: dict[FactKind, Any]
) -> None:
    found = without_basis(word, kind)

    gone = {FactKind.RECORD: ["r2"], FactKind.TIE: [], FactKind.FILING: ["n2"], FactKind.ATTRIBUTE: None}
    assert left_of(found) == {**whole, kind: gone[kind]}
    (article,) = words(found.dropped.text("article"))
    assert article == grounds()[word].article == ARTICLES[grounds()[word].status]
    assert words(found.dropped.text("fact_id")) == [FACTS[kind]]


@pytest.mark.parametrize("kind", list(FactKind))
def test_xj_art_10_4_a_lifted_objection_lets_a_fact_of_any_kind_count_again(
    kind: FactKind, whole: dict[FactKind, Any]
) -> None:
    found = without_basis("objection", kind, ends_on=date(2026, 10, 1))

    assert left_of(found) == whole
    assert found.dropped.rows == 0
