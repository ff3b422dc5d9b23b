"""The promises of the relationship factor hold for persons whom a verdict joined."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gnn.network import RelationNetwork
from gnn.receipt import raw_parts
from graph.domain import TieKind
from graph.same_person.unite import unite
from graph.same_person.verdicts import PersonLinks, Verdict
from graph.units import build_units
from tests.joined_persons import joined_world, verdict
from tests.relation_graphs import Firm, Person, Record, T, Tie, World
from tests.relation_oracle import Oracle, SeverityClasses
from tests.relation_worlds import full_coefficients, random_world, small_hub_rules

SEEDS = st.integers(min_value=0, max_value=100_000)
RULE = settings(max_examples=20, deadline=None)


class Joined:
    """Network of a world with a verdict on two of its persons, beside the oracle of the joined world."""

    def __init__(self, world: World, word: Verdict = Verdict.SAME) -> None:
        self.one, self.other = sorted(person.id for person in world.persons)[:2]
        links = PersonLinks(reviews=(verdict(self.one, self.other, word),))
        self.snapshot = unite(world.freeze(), links)
        self.world = joined_world(world, self.one, self.other) if word is Verdict.SAME else world
        self.units = build_units(self.snapshot)
        rules, coefficients = small_hub_rules(), full_coefficients()
        self.oracle = Oracle(self.world, rules, coefficients, frozenset())
        self.ids = self.snapshot.enterprises.text("enterprise_id").to_pylist()
        records = self.snapshot.records.text("record_id").to_pylist()
        classes = SeverityClasses(self.oracle, self.units, self.ids, records)
        self.network = RelationNetwork.build(self.snapshot, self.units, rules, coefficients, classes)

    def raw(self) -> dict[str, float]:
        raw = self.network.raw_all()
        return {self.ids[head]: float(raw[u]) for u, head in enumerate(self.units.head)}


def world_of(seed: int) -> World:
    world = random_world(seed)
    assume(len(world.persons) > 1)
    return world


@given(seed=SEEDS)
@RULE
def test_a_joined_person_counts_as_the_oracle_of_one_person_says(seed: int) -> None:
    world = world_of(seed)
    second = sorted(person.id for person in world.persons)[1]
    joined = Joined(world.with_records(Record("r98", ((second, "responsible"),), severity=4)))

    raw = joined.raw()

    for unit in joined.oracle.units:
        assert raw[unit] == pytest.approx(joined.oracle.raw(unit), rel=1e-9, abs=1e-12)


@given(seed=SEEDS)
@settings(max_examples=12, deadline=None)
def test_nothing_that_names_a_unit_comes_back_through_the_second_id_of_a_person(seed: int) -> None:
    world = world_of(seed)
    joined = Joined(world)
    before = joined.raw()
    for unit in joined.oracle.units:
        after = Joined(world.without_records(joined.oracle.naming(unit))).raw()
        assert after[unit] == before[unit]


@given(seed=SEEDS)
@RULE
def test_a_worse_record_of_either_id_never_lowers_any_other(seed: int) -> None:
    world = world_of(seed)
    assume(world.records)
    chosen = random.Random(seed).choice(world.records)
    worse = replace(chosen, severity=min(5, chosen.severity + 1))
    changed = replace(world, records=tuple(worse if r is chosen else r for r in world.records))
    before, after = Joined(world).raw(), Joined(changed).raw()
    assert all(after[unit] >= value for unit, value in before.items())


@given(seed=SEEDS)
@RULE
def test_one_more_record_of_the_second_id_never_lowers_whom_it_does_not_name(seed: int) -> None:
    world = world_of(seed)
    before = Joined(world)
    more = world.with_records(
        Record("r99", ((before.other, "responsible"),), severity=random.Random(seed).randint(1, 5))
    )
    after = Joined(more)
    raw_before, raw_after = before.raw(), after.raw()
    for unit, value in raw_before.items():
        if after.oracle.naming(unit) == before.oracle.naming(unit):
            assert raw_after[unit] >= value


@given(seed=SEEDS)
@RULE
def test_parts_over_a_joined_person_add_up_and_repeat_their_bytes(seed: int) -> None:
    joined, again = Joined(world_of(seed)), Joined(world_of(seed))
    raw = joined.network.raw_all()
    assert raw.tobytes() == again.network.raw_all().tobytes()
    for unit in range(joined.units.count):
        parts = raw_parts(joined.network, unit)
        assert abs(sum(part.hazard for part in parts) - raw[unit]) < 1e-9
        assert joined.network.raw(np.array([unit]))[0] == raw[unit]


@given(seed=SEEDS)
@settings(max_examples=12, deadline=None)
def test_not_the_same_and_unsure_carry_nothing(seed: int) -> None:
    world = world_of(seed)
    rules, coefficients = small_hub_rules(), full_coefficients()
    for word in (Verdict.NOT_SAME, Verdict.UNSURE):
        joined = Joined(world, word)
        snapshot = world.freeze()
        plain = RelationNetwork.build(
            snapshot,
            build_units(snapshot),
            *(rules, coefficients),
            SeverityClasses(joined.oracle, joined.units, joined.ids, [r.id for r in _in_order(world)]),
        )
        assert plain.raw_all().tobytes() == joined.network.raw_all().tobytes()


def _in_order(world: World) -> list[Record]:
    return sorted(world.records, key=lambda record: record.id.encode())


def test_an_operator_does_not_meet_his_own_record_through_his_second_id() -> None:
    """P:1 operates B; P:2, the same person, runs C and has a record: it reaches C and never B."""
    world = World(
        firms=(Firm("B", entity_type="9500"), Firm("C")),
        persons=(Person("P:1"), Person("P:2")),
        ties=(
            Tie("t1", TieKind.LEGAL_REPRESENTATIVE_OF, "P:1", "B", "operator", start=T - 3000),
            Tie("t2", TieKind.LEGAL_REPRESENTATIVE_OF, "P:2", "C", "legal_representative", start=T - 3000),
        ),
        records=(Record("r1", (("P:2", "responsible"),), severity=5),),
    )

    raw = Joined(world).raw()

    assert raw["B"] == 0
    assert raw["C"] > 0
