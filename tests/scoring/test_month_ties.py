"""Ties of a month's day: degrees and ends equal a look at every tie."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.domain import TieKind
from graph.store.protocol import Tie as StoredTie
from scoring.month_lookups import lay_out
from scoring.month_ties import MonthTies
from tests.relation_graphs import Firm, Person, T, Tie, World

WORLD = World(
    firms=(Firm("E1"), Firm("E2"), Firm("E3")),
    persons=(Person("P:1"),),
    places=("A:1",),
    ties=(
        Tie("t1", TieKind.HOLDS, "P:1", "E1", share=0.6),
        Tie("t2", TieKind.HOLDS, "E1", "E2"),
        Tie("t3", TieKind.HOLDS, "E1", "E3", end=T - 5),
        Tie("t4", TieKind.REGISTERED_AT, "E1", "A:1"),
        Tie("t5", TieKind.REGISTERED_AT, "E2", "A:1"),
        Tie("t6", TieKind.HOLDS, "E3", "E3", share=0.1),
        Tie("t7", TieKind.OFFICER_OF, "P:1", "E2", start=T + 3),
    ),
)
SNAPSHOT = WORLD.freeze()
TIES = MonthTies(SNAPSHOT, lay_out(SNAPSHOT))
E1, E2, E3, P1, A1 = range(5)


def ids(rows: np.ndarray) -> list[str]:
    return [tie.id for tie in TIES.typed(rows)]


def test_ended_and_coming_ties_and_ties_to_oneself_are_no_degree() -> None:
    assert TIES.degree.tolist() == [3, 2, 0, 1, 2]


def test_ties_of_a_node_are_those_in_force_either_way() -> None:
    assert ids(TIES.of(E1)) == ["t2", "t1", "t4"]
    assert ids(TIES.of(E1, (TieKind.REGISTERED_AT,))) == ["t4"]
    assert ids(TIES.of(E3)) == []


def test_the_other_end_is_never_the_node() -> None:
    rows = TIES.of(A1)

    assert sorted(TIES.others(rows, A1).tolist()) == [E1, E2]


def test_ties_between_nodes_have_both_ends_among_them() -> None:
    assert ids(TIES.between(np.array([E1, E2, A1]))) == ["t2", "t4", "t5"]


def test_a_share_is_a_fraction_and_unknown_is_null() -> None:
    shares = {tie.id: tie.share for tie in TIES.typed(TIES.of(E1))}

    assert shares == {"t1": 0.6, "t2": None, "t4": None}


@given(st.floats(0, 1))
def test_a_share_of_the_store_is_the_share_that_a_month_froze(share: float) -> None:
    frozen = float(np.round(np.array([share]), 6).astype(np.float32)[0])
    nothing = {"role": None, "valid_from": None, "valid_to": None}

    told, read = (
        StoredTie(
            id="t", kind=TieKind.HOLDS, source_id="a", target_id="b", share=one, confidence=one, **nothing
        )
        for one in (share, frozen)
    )

    assert (told.share, told.confidence) == (read.share, read.confidence)
