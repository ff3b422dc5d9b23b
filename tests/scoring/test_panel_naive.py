"""Naive scores on hand-made graphs; hubs carry nothing, nothing returns to where it began."""

from __future__ import annotations

import numpy as np
import pytest

from gnn.signals import find_events
from graph.domain import TieKind
from graph.units import build_units
from scoring.pack import load_pack
from scoring.training.panel_naive import naive_scores
from scoring.training.plan import shipped_plan
from tests.relation_graphs import Firm, Person, Record, T, Tie, World

PACK = load_pack("mrt")
NUMBERS = shipped_plan().evaluation


def scores_of(world: World) -> dict[str, np.ndarray]:
    snapshot = world.freeze()
    units = build_units(snapshot)
    nodes = units.count + snapshot.nodes - units.first_person
    events = find_events(snapshot, units, nodes, PACK.relationship.paths)
    return naive_scores(snapshot, units, nodes, events, NUMBERS)


def officers(firms: int) -> World:
    return World(
        firms=tuple(Firm(f"F{k:02d}") for k in range(firms)),
        persons=(Person("P"),),
        ties=tuple(Tie(f"t{k:02d}", TieKind.OFFICER_OF, "P", f"F{k:02d}") for k in range(firms)),
        records=(Record("r", (("F00", "responsible"),), decided=T),),
    )


def test_a_neighbour_two_steps_away_votes_and_the_firm_itself_does_not() -> None:
    vote = scores_of(officers(2))["vote"]

    # F01 - P - F00: of the walks of two steps from F01 one half ends at F00.
    assert vote.tolist() == [0.0, pytest.approx(0.25)]


def test_an_event_fades_by_hops() -> None:
    hops = scores_of(officers(2))["hops"]

    # Walks from F00 to F01 of 2 ties (1 walk) and of 4 ties (2 walks): 1/4 + 2/16.
    assert hops[1] == pytest.approx(0.25 + 0.125)


def test_pagerank_reaches_who_is_tied_and_nobody_else() -> None:
    world = officers(3)
    world = World(
        firms=(*world.firms, Firm("F99")), persons=world.persons, ties=world.ties, records=world.records
    )

    rank = scores_of(world)["pagerank"]

    assert rank[1] == pytest.approx(rank[2])
    assert rank[1] > 0
    assert rank[3] == 0


def test_a_hub_with_half_the_ties_carries_nothing() -> None:
    found = scores_of(officers(NUMBERS.most_degree + 1))

    assert not found["vote"].any()
    assert not found["hops"][1:].any()


def test_without_events_every_score_is_0() -> None:
    world = officers(3)

    found = scores_of(World(firms=world.firms, persons=world.persons, ties=world.ties))

    assert not any(score.any() for score in found.values())
