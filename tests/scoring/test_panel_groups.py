"""Groups that intervals draw whole: who meets at one node, or stands in one ring."""

from __future__ import annotations

from dataclasses import replace

from graph.domain import TieKind
from graph.units import build_units
from scoring.training.panel_groups import MOST, groups_of
from tests.relation_graphs import Firm, Person, T, Tie, World


def group_of_each(world: World) -> list[int]:
    snapshot = world.freeze()
    return list(groups_of(snapshot, build_units(snapshot)))


def world_of(count: int, *pairs: tuple[str, int], kind: TieKind = TieKind.OFFICER_OF) -> World:
    """Firms F000 and on, persons P and Q, and ties from a person or firm to a firm."""
    ties = tuple(Tie(f"t{k}", kind, who, f"F{firm:03d}") for k, (who, firm) in enumerate(pairs))
    firms = tuple(Firm(f"F{k:03d}") for k in range(count))
    return World(firms=firms, persons=(Person("P"), Person("Q")), ties=ties)


def test_those_of_one_person_are_a_group_and_the_others_stand_alone() -> None:
    assert group_of_each(world_of(5, ("P", 1), ("P", 3))) == [0, 1, 2, 1, 4]


def test_the_busier_of_two_persons_makes_the_group() -> None:
    world = world_of(5, ("P", 0), ("P", 1), ("Q", 1), ("Q", 2), ("Q", 3))

    assert group_of_each(world) == [0, 1, 1, 1, 4]


def test_a_node_that_joins_strangers_makes_no_group() -> None:
    most = world_of(MOST, *(("P", k) for k in range(MOST)))
    more = world_of(MOST + 1, *(("P", k) for k in range(MOST + 1)))

    assert set(group_of_each(most)) == {0}
    assert group_of_each(more) == list(range(MOST + 1))


def test_those_joined_by_guarantees_are_a_group_however_long_the_way() -> None:
    chain = world_of(5, ("F000", 1), ("F001", 2), ("F003", 2), kind=TieKind.GUARANTEES)

    assert group_of_each(chain) == [0, 0, 0, 0, 4]


def test_the_larger_of_two_groups_is_the_group() -> None:
    world = world_of(5, ("P", 0), ("P", 1), ("P", 2))
    pair = Tie("g", TieKind.LENDS_TO, "F002", "F003")

    assert group_of_each(world.with_ties(pair)) == [0, 0, 0, 2, 4]


def test_a_tie_that_ended_makes_no_group() -> None:
    world = world_of(3, ("P", 0), ("P", 1))

    assert group_of_each(replace(world, ties=(world.ties[0], replace(world.ties[1], end=T - 1)))) == [0, 1, 2]
