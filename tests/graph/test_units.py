"""Legal persons: branches, operators, heads, contracted codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain import DAY_UNKNOWN, TieKind
from graph.units import Units, build_units
from tests.relation_graphs import Firm, Person, T, Tie, World
from tests.relation_worlds import Built, random_world

LR = TieKind.LEGAL_REPRESENTATIVE_OF


def units_of(world: World) -> Units:
    return build_units(world.freeze())


def test_a_branch_belongs_to_its_head_office() -> None:
    units = units_of(World(firms=(Firm("E1", head="E2"), Firm("E2"), Firm("E3"))))
    assert units.unit.tolist() == [0, 0, 1]
    assert units.head.tolist() == [1, 2]
    assert units.members[units.member_indptr[0] : units.member_indptr[1]].tolist() == [0, 1]


def test_a_branch_with_two_heads_stays_a_unit_of_its_own() -> None:
    assert units_of(World(firms=(Firm("E1"), Firm("E2")))).unit.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("entity_type", "is_unit"), [("9500", True), ("4540", True), ("1100", False), (None, False)]
)
def test_the_operator_is_one_with_a_business_and_not_with_a_company(
    entity_type: str | None, is_unit: bool
) -> None:
    world = World(
        firms=(Firm("E1", entity_type=entity_type),),
        persons=(Person("P:1"),),
        ties=(Tie("t", LR, "P:1", "E1"),),
    )
    assert units_of(world).person_unit.tolist() == [0 if is_unit else -1]


def test_several_businesses_of_one_operator_are_one_unit_headed_by_the_smallest_id() -> None:
    world = World(
        firms=(Firm("E1"), Firm("E2", entity_type="9500"), Firm("E3", entity_type="9500")),
        persons=(Person("P:1"),),
        ties=(Tie("t1", LR, "P:1", "E2"), Tie("t2", LR, "P:1", "E3")),
    )
    units = units_of(world)
    assert units.unit.tolist() == [0, 1, 1]
    assert units.head.tolist() == [0, 1]


def test_the_head_is_no_branch_even_with_a_greater_id() -> None:
    world = World(
        firms=(Firm("E1", head="E2", entity_type="9500"), Firm("E2", entity_type="9500")),
        persons=(Person("P:1"),),
        ties=(Tie("t", LR, "P:1", "E2"),),
    )
    assert units_of(world).head.tolist() == [1]


@pytest.mark.parametrize(
    ("start", "end", "person_unit"), [(T - 99, T, -1), (T - 99, T + 1, 0), (T + 1, T + 9, -1)]
)
def test_only_an_operator_in_force_is_part_of_the_unit(start: int, end: int, person_unit: int) -> None:
    world = World(
        firms=(Firm("E1", entity_type="9500"),),
        persons=(Person("P:1"),),
        ties=(Tie("t", LR, "P:1", "E1", start=start, end=end),),
    )
    assert units_of(world).person_unit.tolist() == [person_unit]


def test_of_two_operators_the_last_to_begin_counts() -> None:
    world = World(
        firms=(Firm("E1", entity_type="9500"),),
        persons=(Person("P:1"), Person("P:2"), Person("P:3")),
        ties=(
            Tie("t1", LR, "P:1", "E1", start=T - 10),
            Tie("t2", LR, "P:2", "E1", start=T - 5),
            Tie("t3", LR, "P:3", "E1", start=DAY_UNKNOWN),
        ),
    )
    assert units_of(world).person_unit.tolist() == [-1, 0, -1]


def test_contracted_codes_put_units_first_and_keep_every_other_node_apart() -> None:
    world = World(
        firms=(Firm("E1", head="E2"), Firm("E2"), Firm("E3", entity_type="9500")),
        persons=(Person("P:1"), Person("P:2")),
        places=("A:1",),
        ties=(Tie("t", LR, "P:2", "E3"),),
    )
    units = units_of(world)
    snapshot = world.freeze()
    contracted = units.contract(snapshot.parties.numbers("party"))
    assert contracted.tolist() == []
    import numpy as np

    assert units.contract(np.arange(6)).tolist() == [0, 0, 1, 2, 1, 4]
    assert [units.node_code(code) for code in (0, 1, 2, 4)] == [1, 2, 3, 5]


def test_an_empty_province_has_no_units() -> None:
    assert units_of(World()).count == 0


@given(seed=st.integers(min_value=0, max_value=100_000))
def test_units_equal_those_of_the_oracle(seed: int) -> None:
    built = Built(random_world(seed))
    for code, firm in enumerate(built.ids):
        assert built.ids[built.units.head[built.units.unit[code]]] == built.oracle.unit_of[firm]
