"""The drawn province before anything is written: firms, owners, people, premises, ties, nodes."""

from __future__ import annotations

from dataclasses import dataclass

from graph.synthetic.assembly import assemble
from graph.synthetic.dealings import make_dealings
from graph.synthetic.deliveries import Schedule
from graph.synthetic.firms import Firms, make_firms
from graph.synthetic.nodes import Nodes, make_nodes
from graph.synthetic.ownership import Ownership, make_ownership
from graph.synthetic.parameters import Parameters, Words
from graph.synthetic.people import People, make_people
from graph.synthetic.plants import Plants, plan_plants
from graph.synthetic.premises import Premises, make_premises
from graph.synthetic.ties import Ties


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that is drawn before events happen.

    Parameters
    ----------
    seed : int
    schedule : Schedule
    numbers, words : Parameters, Words
    firms, plants, ownership, people, premises, nodes
        Columns of the stages, by firm, person, place and contact.
    ties : Ties
        All ties with node codes, true days and days of becoming known.
    """

    seed: int
    schedule: Schedule
    numbers: Parameters
    words: Words
    firms: Firms
    plants: Plants
    ownership: Ownership
    people: People
    premises: Premises
    nodes: Nodes
    ties: Ties


def draw_world(*, size: int, seed: int, schedule: Schedule, numbers: Parameters, words: Words) -> World:
    """Draw a province of ``size`` firms."""
    drawn = make_firms(size=size, seed=seed, schedule=schedule, numbers=numbers, words=words)
    plants, firms = plan_plants(firms=drawn, seed=seed, schedule=schedule, numbers=numbers)
    ownership = make_ownership(firms=firms, plants=plants, seed=seed, numbers=numbers)
    people = make_people(
        firms=firms, plants=plants, ownership=ownership, seed=seed, schedule=schedule, numbers=numbers
    )
    premises = make_premises(firms=firms, plants=plants, seed=seed, schedule=schedule, numbers=numbers)
    dealings = make_dealings(
        firms=firms, people=people, plants=plants, seed=seed, schedule=schedule, numbers=numbers
    )
    nodes = make_nodes(
        firms=firms,
        persons=people.count,
        places=len(premises.place_district),
        contacts=len(premises.contact_kind),
        seed=seed,
        numbers=numbers,
        words=words,
    )
    ties = assemble(
        blocks=[*ownership.ties, *people.ties, *dealings],
        premises=premises,
        firms=firms,
        nodes=nodes,
        seed=seed,
        schedule=schedule,
        numbers=numbers,
    )
    return World(
        seed=seed,
        schedule=schedule,
        numbers=numbers,
        words=words,
        firms=firms,
        plants=plants,
        ownership=ownership,
        people=people,
        premises=premises,
        nodes=nodes,
        ties=ties,
    )
