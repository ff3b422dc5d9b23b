"""The ties within reach of some enterprises give the very hazards that all ties give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gnn.network import RelationNetwork
from graph.snapshot import Snapshot
from graph.units import build_units
from scoring.migration.reach import within_reach
from scoring.pack import load_pack
from scoring.results import Months
from tests.frozen_world import tie, world

RULES = load_pack("mrt").relationship.paths


class NoClasses:
    """Every unit has class C, whatever is left out."""

    def __init__(self, count: int) -> None:
        self._count = count

    def units(self) -> np.ndarray:
        return np.full(self._count, 2, np.int8)

    def without(self, units: np.ndarray, indptr: np.ndarray, records: np.ndarray) -> np.ndarray:
        return np.full(len(units), 2, np.int8)


def raw(snapshot: Snapshot, codes: np.ndarray) -> np.ndarray:
    units, rules = build_units(snapshot), load_pack("mrt").relationship
    network = RelationNetwork.build(snapshot, units, rules.paths, rules.coefficients, NoClasses(units.count))
    return np.asarray(network.raw(units.unit[codes]))


@pytest.mark.parametrize("seed", range(6))
def test_hazards_of_some_equal_those_of_the_whole_province_bit_by_bit(seed: int, two_months: Path) -> None:
    snapshot = Months(two_months).open("2026-10").snapshot
    rng = np.random.default_rng(seed)
    codes = np.sort(rng.choice(snapshot.enterprises.rows, 1 + 2 * seed, replace=False)).astype(np.int32)

    near = within_reach(snapshot, build_units(snapshot), codes, RULES)

    assert near.ties.rows < snapshot.ties.rows
    assert np.array_equal(build_units(near).unit, build_units(snapshot).unit)
    assert raw(near, codes).tolist() == raw(snapshot, codes).tolist()


def test_ties_far_away_are_left_out() -> None:
    snapshot = world(
        enterprises=["E1", "E2", "E3", "E4"],
        persons=["P:1", "P:2"],
        ties=[
            tie("HOLDS", "P:1", "E1"),
            tie("HOLDS", "P:1", "E2"),
            tie("HOLDS", "P:2", "E3"),
            tie("HOLDS", "E4", "E3"),
        ],
    )

    near = within_reach(snapshot, build_units(snapshot), np.array([0], np.int32), RULES)

    assert near.ties.text("tie_id").to_pylist() == ["HOLDS:P:1:E1:", "HOLDS:P:1:E2:"]


def test_holdings_under_the_same_controller_are_within_reach() -> None:
    snapshot = world(
        enterprises=["A", "B", "C", "D", "X", "Y"],
        persons=["P:1", "P:2"],
        ties=[
            tie("HOLDS", "P:1", "A", share=0.6),
            tie("HOLDS", "A", "B", share=0.6),
            tie("HOLDS", "P:1", "C", share=0.6),
            tie("HOLDS", "C", "D", share=0.3),
            tie("HOLDS", "X", "D", share=0.4),
            tie("HOLDS", "P:2", "X", share=0.9),
            tie("HOLDS", "P:2", "Y", share=0.9),
        ],
    )
    codes = np.array([1], np.int32)

    near = within_reach(snapshot, build_units(snapshot), codes, RULES)

    assert near.ties.text("tie_id").to_pylist() == ["HOLDS:A:B:", "HOLDS:P:1:A:", "HOLDS:P:1:C:"]
    assert raw(near, codes).tolist() == raw(snapshot, codes).tolist()
    assert raw(near, codes)[0] > 0


def test_a_part_of_the_holdings_in_somebody_never_looks_like_control() -> None:
    snapshot = world(
        enterprises=["A", "B", "I", "X"],
        ties=[
            tie("HOLDS", "A", "I", share=0.6),
            tie("HOLDS", "A", "X", share=0.6),
            tie("HOLDS", "B", "X", share=0.6),
        ],
    )
    codes = np.array([2], np.int32)

    near = within_reach(snapshot, build_units(snapshot), codes, RULES)

    assert "HOLDS:B:X:" in near.ties.text("tie_id").to_pylist()
    assert raw(near, codes).tolist() == raw(snapshot, codes).tolist()
