"""The network against brute-force path enumeration, and its promise to add up."""

from __future__ import annotations

import numpy as np
import pytest

from gnn.receipt import raw_parts
from tests.relation_worlds import HUB_RULES, Built, expert, random_world


@pytest.mark.parametrize("block", range(20))
def test_raw_equals_brute_force_enumeration(block: int) -> None:
    reached = 0
    for seed in range(block * 20, block * 20 + 20):
        built = Built(random_world(seed), HUB_RULES[seed % 2]())

        raw = built.raw()

        for unit, value in raw.items():
            expected = built.oracle.raw(unit)
            assert value == pytest.approx(expected, rel=1e-12, abs=1e-15), (seed, unit)
            reached += value > 0
    assert reached > 0


@pytest.mark.parametrize("block", range(5))
def test_parts_equal_brute_force_enumeration_and_add_up(block: int) -> None:
    for seed in range(1000 + block * 20, 1000 + block * 20 + 20):
        built = Built(random_world(seed), HUB_RULES[seed % 2]())
        for unit, head in enumerate(built.units.head):
            parts = raw_parts(built.network, unit)

            found = {}
            for part in parts:
                key = built.record_ids[part.record] if part.record is not None else "class"
                party = built.snapshot.id_of(part.party)
                assert (part.family, party, key) not in found
                found[part.family, party, key] = part.hazard
            assert found == pytest.approx(built.oracle.parts(built.ids[head]), rel=1e-12)
            total = sum(part.hazard for part in parts)
            assert abs(total - built.network.raw(np.array([unit]))[0]) < 1e-9


def test_expert_rules_agree_with_brute_force_too() -> None:
    for seed in range(2000, 2040):
        built = Built(random_world(seed), expert().paths, expert().coefficients)
        for unit, value in built.raw().items():
            assert value == pytest.approx(built.oracle.raw(unit), rel=1e-12, abs=1e-15), (seed, unit)
