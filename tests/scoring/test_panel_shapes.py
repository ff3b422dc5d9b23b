"""Shapes of ties: companies founded in a row, rings, and both sides of debts and holdings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from graph.domain import DAY_UNKNOWN, TieKind
from graph.units import build_units
from scoring.training.panel_shapes import ROW_DAYS, founded_in_a_row, rings, sides
from tests.relation_graphs import Firm, Person, T, Tie, World

DAY = T - 1000


def row_at_a_person(*founded: int) -> list[int]:
    """Units founded in a row with each firm of one person, by the days on which they were founded."""
    firms = tuple(Firm(f"F{k}") for k in range(len(founded)))
    kind = TieKind.LEGAL_REPRESENTATIVE_OF
    ties = tuple(Tie(f"t{k}", kind, "P", firm.id) for k, firm in enumerate(firms))
    snapshot = World(firms=firms, persons=(Person("P"),), ties=ties).freeze()
    enterprises = snapshot.enterprises.replace(established_on=np.array(founded, np.int32))
    known = replace(snapshot, enterprises=enterprises)
    return list(founded_in_a_row(known, build_units(known))["person"])


def held(*pairs: tuple[int, int], kind: TieKind = TieKind.HOLDS) -> World:
    ties = tuple(Tie(f"h{k}", kind, f"F{a}", f"F{b}") for k, (a, b) in enumerate(pairs))
    return World(firms=tuple(Firm(f"F{k}") for k in range(5)), ties=ties)


def test_companies_of_one_person_founded_within_the_days_of_a_row_are_one_row() -> None:
    assert row_at_a_person(DAY, DAY + ROW_DAYS, DAY + ROW_DAYS + 1, DAY - 600) == [2, 3, 2, 1]


def test_a_founding_that_is_unknown_makes_no_row() -> None:
    assert row_at_a_person(DAY, DAY, DAY_UNKNOWN) == [2, 2, 0]


def test_a_ring_counts_those_who_reach_each_other_and_nobody_beside_it() -> None:
    snapshot = held((0, 1), (1, 2), (2, 0), (2, 3)).freeze()

    found = rings(snapshot, build_units(snapshot))

    assert found["holding"].tolist() == [3, 3, 3, 1, 1]
    assert found["debt"].tolist() == [1] * 5


def test_a_guarantee_and_a_loan_close_one_ring_of_debts() -> None:
    world = held((0, 1), kind=TieKind.GUARANTEES)
    back = replace(world, ties=(*world.ties, Tie("l", TieKind.LENDS_TO, "F1", "F0")))
    snapshot = back.freeze()

    assert rings(snapshot, build_units(snapshot))["debt"].tolist() == [2, 2, 1, 1, 1]


def test_a_ring_is_open_where_a_tie_of_it_has_ended() -> None:
    world = held((0, 1), (1, 0))
    snapshot = replace(world, ties=(world.ties[0], replace(world.ties[1], end=T - 1))).freeze()

    assert rings(snapshot, build_units(snapshot))["holding"].tolist() == [1] * 5


def test_sides_tell_who_stands_by_whom() -> None:
    snapshot = held((0, 1), (0, 2), (3, 2), kind=TieKind.GUARANTEES).freeze()

    found = sides(snapshot, build_units(snapshot))

    assert found["gives_debt"].tolist() == [2, 0, 0, 1, 0]
    assert found["takes_debt"].tolist() == [0, 1, 2, 0, 0]
    assert not found["gives_holding"].any()
