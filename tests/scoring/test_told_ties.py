"""Ties of a month that a reader of an area is told, on a network that can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from graph.domain import TieKind
from graph.routes import reach
from scoring.month_lookups import lay_out
from scoring.month_ties import MonthTies
from scoring.told_ties import ToldTies
from tests.relation_graphs import Firm, Person, T, Tie, World

GUARDED = (TieKind.REACHED_AT, TieKind.LENDS_TO)
# Codes: a, b, c, d are 0..3, P:1 is 4, C:1 is 5; a alone is in the area.
WORLD = World(
    firms=tuple(Firm(name) for name in "abcd"),
    persons=(Person("P:1"),),
    contacts=("C:1",),
    ties=(
        Tie("phone-a", TieKind.REACHED_AT, "a", "C:1"),
        Tie("phone-b", TieKind.REACHED_AT, "b", "C:1"),
        Tie("phone-c", TieKind.REACHED_AT, "c", "C:1"),
        Tie("loan-ab", TieKind.LENDS_TO, "a", "b"),
        Tie("loan-bc", TieKind.LENDS_TO, "b", "c"),
        Tie("holds-bd", TieKind.HOLDS, "b", "d"),
        Tie("holds-bb", TieKind.HOLDS, "b", "b"),
        Tie("gone-cd", TieKind.HOLDS, "c", "d", end=T - 10),
        Tie("loan-cd", TieKind.LENDS_TO, "c", "d"),
        Tie("officer-d", TieKind.OFFICER_OF, "P:1", "d"),
    ),
)
INSIDE = np.array([True, False, False, False])


@pytest.fixture(scope="module")
def ties() -> MonthTies:
    snapshot = WORLD.freeze()
    return MonthTies(snapshot, lay_out(snapshot))


@pytest.fixture(scope="module")
def graph(ties: MonthTies) -> ToldTies:
    return ToldTies(ties, INSIDE, GUARDED)


def test_a_degree_counts_told_ties_only(graph: ToldTies) -> None:
    # b: the loan of a and the holding of d; c: nothing; C:1: the phone of a.
    assert graph.degrees(np.array([0, 1, 2, 3, 4, 5])).tolist() == [2, 2, 0, 2, 1, 1]


def test_degrees_of_the_whole_area_are_those_of_the_lookups(ties: MonthTies) -> None:
    every = np.arange(ties.nodes)

    whole = ToldTies(ties, np.ones(4, np.bool_), ())

    assert whole.degrees(every).tolist() == ties.degree.tolist()


def test_a_walk_goes_along_told_ties(graph: ToldTies) -> None:
    found = reach(graph, 0, hops=3, budget=100)

    assert dict(zip(found.nodes.tolist(), found.hop.tolist(), strict=True)) == {0: 0, 1: 1, 5: 1, 3: 2, 4: 3}
    assert found.complete


def test_hidden_ties_take_nothing_of_the_budget_of_a_walk(graph: ToldTies) -> None:
    assert reach(graph, 5, hops=3, budget=3).complete
    assert not reach(graph, 5, hops=4, budget=3).complete


def test_ties_between_nodes_are_told_once_the_nearest_first(graph: ToldTies, ties: MonthTies) -> None:
    rows = graph.between(np.array([0, 5, 1, 2, 3]))

    assert [tie.id for tie in ties.typed(rows)] == ["phone-a", "loan-ab", "holds-bd"]


def test_who_joins_nodes_is_counted_once_for_each_by_told_ties_only(ties: MonthTies) -> None:
    nodes = np.array([0, 1, 2])

    told, whole = (ToldTies(ties, INSIDE, guarded).other_ends(nodes).tolist() for guarded in (GUARDED, ()))

    assert (told, whole) == ([3, 5], [3, 3, 5, 5, 5])


def test_kinds_and_ended_ties_are_told_as_they_are_asked_for(ties: MonthTies) -> None:
    held = ToldTies(ties, INSIDE, GUARDED, (TieKind.HOLDS,), ended=True)

    assert held.degrees(np.array([0, 1, 2, 3])).tolist() == [0, 1, 1, 2]


def test_the_first_nodes_by_id_are_of_every_kind(ties: MonthTies) -> None:
    assert [ties.first_by_id(np.array(codes), most) for codes, most in (([1, 3, 4, 5], 2), ([0, 2], 9))] == [
        [5, 4],
        [0, 2],
    ]
