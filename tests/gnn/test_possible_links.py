"""Links between persons that nobody reviewed: nothing as shipped, their confidence where a pack says so."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gnn.receipt import raw_parts
from gnn.stored import read_network, write_network
from graph.domain import TieKind
from graph.path_rules import PathRules
from graph.same_person.links import with_possible_links
from tests.relation_graphs import Firm, Person, Record, T, Tie, World
from tests.relation_worlds import Built, random_world, small_hub_rules

SEEDS = st.integers(min_value=0, max_value=100_000)
RULE = settings(max_examples=20, deadline=None)
LINK = Tie("s1", TieKind.POSSIBLY_SAME, "P:1", "P:2", confidence=0.8)
WORLD = World(
    firms=(Firm("E1"), Firm("E2")),
    persons=(Person("P:1"), Person("P:2")),
    ties=(
        Tie("t1", TieKind.LEGAL_REPRESENTATIVE_OF, "P:1", "E1", "legal_representative", start=T - 3000),
        Tie("t2", TieKind.LEGAL_REPRESENTATIVE_OF, "P:2", "E2", "legal_representative", start=T - 3000),
        LINK,
    ),
    records=(Record("r1", (("E2", "responsible"),), severity=5),),
)


@cache
def counting(strength: float = 0.5) -> PathRules:
    """Rules that give links strength."""
    raw = small_hub_rules().model_dump(mode="json")
    raw["strengths"]["POSSIBLY_SAME"]["default"] = strength
    return PathRules.model_validate(raw)


def linked_world(seed: int) -> World:
    """A random world with a link between two of its persons."""
    rng = random.Random(seed)
    world = random_world(seed)
    assume(len(world.persons) > 1)
    one, other = rng.sample([person.id for person in world.persons], 2)
    return world.with_ties(Tie("s1", TieKind.POSSIBLY_SAME, one, other, confidence=0.7))


def test_as_shipped_a_link_carries_nothing_and_the_snapshot_is_the_same() -> None:
    built = Built(WORLD)

    assert with_possible_links(built.snapshot, small_hub_rules()) is built.snapshot
    assert built.raw()["E1"] == 0


def test_where_a_pack_says_so_a_path_over_a_link_takes_its_confidence() -> None:
    """Legal representatives have strength 1: the path is .8 of the link times .5 of the pack."""
    built = Built(WORLD, counting())

    parts = raw_parts(built.network, built.unit("E1"))

    assert parts
    for part in parts:
        assert part.strength == pytest.approx(0.8 * 0.5, rel=1e-6)
        legs = [leg.confidence * leg.role * leg.share * leg.ended * leg.carry for leg in part.legs]
        assert np.prod(legs) * min(leg.hub_factor for leg in part.legs) == pytest.approx(part.strength)


def test_a_record_of_a_person_reaches_the_firms_of_the_id_he_may_be() -> None:
    world = replace(WORLD, records=(Record("r1", (("P:2", "responsible"),), severity=5),))

    raw = Built(world, counting()).raw()

    assert 0 < raw["E1"] < raw["E2"]


def test_a_network_over_links_comes_back_from_disk(tmp_path: Path) -> None:
    built = Built(WORLD, counting())
    write_network(built.network, tmp_path / "network")

    again = read_network(tmp_path / "network", built.snapshot)

    assert again.raw_all().tobytes() == built.network.raw_all().tobytes()
    assert len(raw_parts(again, built.unit("E1"))) > 0


@given(seed=SEEDS)
@RULE
def test_a_link_never_lowers_anybody_and_never_crowds_a_hub(seed: int) -> None:
    world = linked_world(seed)
    without = replace(world, ties=tuple(tie for tie in world.ties if tie.id != "s1"))
    before, after = Built(without, counting()).raw(), Built(world, counting()).raw()
    assert all(after[unit] >= value for unit, value in before.items())


@given(seed=SEEDS)
@settings(max_examples=12, deadline=None)
def test_nothing_that_names_a_unit_comes_back_over_a_link(seed: int) -> None:
    world = linked_world(seed)
    built = Built(world, counting())
    before = built.raw()
    for unit in built.oracle.units:
        after = Built(world.without_records(built.oracle.naming(unit)), counting()).raw()
        assert after[unit] == before[unit]


@given(seed=SEEDS)
@RULE
def test_parts_over_links_add_up(seed: int) -> None:
    built = Built(linked_world(seed), counting())
    raw = built.network.raw_all()
    for unit in range(built.units.count):
        parts = raw_parts(built.network, unit)
        assert abs(sum(part.hazard for part in parts) - raw[unit]) < 1e-9
        assert built.network.raw(np.array([unit]))[0] == raw[unit]
