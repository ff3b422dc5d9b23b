"""Exposure at the busiest node: distinct units in force there, by kind of node."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from graph.domain import TieKind
from graph.units import build_units
from scoring.training.panel_hubs import busiest_nodes
from tests.relation_graphs import Firm, Person, T, Tie, World

FIRMS = tuple(Firm(f"F{k}") for k in range(4))


def met(world: World) -> dict[str, np.ndarray]:
    snapshot = world.freeze()
    return busiest_nodes(snapshot, build_units(snapshot))


def officers(*pairs: tuple[str, str]) -> World:
    ties = tuple(Tie(f"t{k}", TieKind.OFFICER_OF, person, firm) for k, (person, firm) in enumerate(pairs))
    return World(firms=FIRMS, persons=(Person("P"), Person("Q")), ties=ties)


def test_the_busiest_of_several_persons_counts_and_two_posts_are_one() -> None:
    found = met(officers(("P", "F0"), ("P", "F0"), ("P", "F1"), ("P", "F2"), ("Q", "F0"), ("Q", "F3")))

    assert found["person"].tolist() == [3, 3, 3, 2]
    assert not found["shareholder"].any()


def test_a_tie_that_ended_is_no_exposure() -> None:
    world = officers(("P", "F0"), ("P", "F1"), ("P", "F2"))
    ended = replace(world.ties[2], end=T - 1)

    assert met(replace(world, ties=(*world.ties[:2], ended)))["person"].tolist() == [2, 2, 0, 0]


def test_an_enterprise_that_holds_many_is_a_shareholder_and_no_person() -> None:
    ties = tuple(Tie(f"h{k}", TieKind.HOLDS, "F0", f"F{k}") for k in (1, 2, 3))

    found = met(World(firms=FIRMS, ties=ties))

    assert found["shareholder"].tolist() == [0, 3, 3, 3]
    assert not found["person"].any()
