"""Unknown shares as intervals: they contain the truth, close on it, and rise with every share."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.ownership.bounds import IntegratedShares, integrated_shares, tax_shares
from graph.ownership.surroundings import owned_by, owners_of
from graph.ownership.voting import voting_block
from tests.ownership_graphs import WORKED, Shares, baldone, brioschi, dense, graph, random_shares

SEEDS = st.integers(min_value=0, max_value=1_000_000)
RULE = settings(max_examples=60, deadline=None)
Array = np.ndarray[Any, Any]


def bounds(shares: Shares, target: str) -> dict[str, tuple[IntegratedShares, int]]:
    """Integrated shares by holder and the row of the holder."""
    holdings, codes = graph(shares)
    around = owners_of(holdings, codes[target], 100)
    every = np.arange(len(around.codes))
    found = integrated_shares(around, every)
    names = {code: name for name, code in codes.items()}
    return {names[int(code)]: (found, row) for row, code in enumerate(around.codes)}


def look_through(shares: Shares, owner: str, owned: str) -> tuple[float, float]:
    found, row = bounds(shares, owned)[owner]
    return float(found.look_through.low[row, 0]), float(found.look_through.high[row, 0])


def network(shares: Shares, owner: str, owned: str) -> tuple[float, float]:
    found, row = bounds(shares, owned)[owner]
    return float(found.network_share.low[row, 0]), float(found.network_share.high[row, 0])


def test_known_shares_are_a_point_and_equal_both_closed_forms() -> None:
    assert look_through(WORKED, "A", "B") == pytest.approx((0.454545, 0.454545), abs=1e-6)
    assert network(WORKED, "A", "B") == pytest.approx((0.4, 0.4))
    assert look_through(WORKED, "P", "B") == pytest.approx((0.613636, 0.613636), abs=1e-6)


def test_an_unknown_share_is_at_most_what_the_known_ones_leave() -> None:
    shares: Shares = {("P1", "A"): 0.3, ("P2", "A"): None, ("A", "B"): 0.5, ("P2", "B"): 0.1}

    assert look_through(shares, "P2", "A") == pytest.approx((0.0, 0.7))
    assert look_through(shares, "P2", "B") == pytest.approx((0.1, 0.45))
    assert look_through(shares, "P1", "B") == pytest.approx((0.15, 0.15))


def test_an_unknown_share_that_may_close_a_cycle_has_no_upper_bound_by_look_through() -> None:
    shares: Shares = {("A", "B"): 1.0, ("B", "A"): None}

    low, high = look_through(shares, "A", "B")

    assert (low, high) == (1.0, np.inf)
    assert network(shares, "A", "B") == (1.0, 1.0)


def test_a_cycle_nobody_outside_holds_says_nothing_of_its_owners() -> None:
    shares: Shares = {("A", "B"): 1.0, ("B", "A"): 1.0, ("A", "C"): 0.5}

    assert network(shares, "B", "C")[0] == 0.0
    assert network(shares, "B", "C")[1] >= 0.5


@given(seed=SEEDS)
@RULE
def test_the_interval_contains_the_truth(seed: int) -> None:
    rng = random.Random(seed)
    truth = random_shares(seed)
    seen: Shares = {pair: None if rng.random() < 0.4 else share for pair, share in truth.items()}
    target = rng.choice(sorted({owned for _, owned in truth}))
    _, codes = graph(truth)
    matrix = dense(truth, codes)
    right = {"look_through": brioschi(matrix), "network_share": baldone(matrix)}
    for name, (found, row) in bounds(seen, target).items():
        for convention, exact in right.items():
            interval = getattr(found, convention)
            true = exact[codes[name], codes[target]]
            assert interval.low[row, 0] <= true + 1e-9
            assert interval.high[row, 0] >= true - 1e-9


@given(seed=SEEDS)
@RULE
def test_known_graphs_equal_the_dense_solver_in_every_column(seed: int) -> None:
    shares = random_shares(seed)
    holdings, codes = graph(shares)
    exact = brioschi(dense(shares, codes))
    up, down = owners_of(holdings, 0, 100), owned_by(holdings, len(codes) - 1, 100)

    above = integrated_shares(up, np.arange(len(up.codes))).look_through
    below = integrated_shares(down, np.array([0])).look_through

    assert above.low[:, 0] == pytest.approx(exact[up.codes, 0], abs=1e-9)
    assert below.low[0] == pytest.approx(exact[len(codes) - 1, down.codes], abs=1e-9)
    assert np.array_equal(above.low, above.high)


@given(seed=SEEDS)
@RULE
def test_a_greater_share_never_lowers_what_anybody_has(seed: int) -> None:
    rng = random.Random(seed)
    shares = random_shares(seed, full=0.8)
    raised = rng.choice(sorted(shares))
    more = shares | {raised: (shares[raised] or 0.0) + rng.randint(1, 150) / 1000}
    target = rng.choice(sorted({owned for _, owned in shares}))
    before, after = bounds(shares, target), bounds(more, target)
    for name, (found, row) in before.items():
        now, place = after[name]
        for convention in ("look_through", "network_share"):
            was = getattr(found, convention).low[row, 0]
            assert getattr(now, convention).low[place, 0] >= was - 1e-12


def test_the_tax_rule_takes_the_share_of_the_enterprise_between_from_a_quarter_on() -> None:
    shares: Shares = {("P1", "A"): 0.25, ("P2", "A"): 0.24, ("A", "B"): 0.8, ("P1", "B"): 0.05}
    holdings, codes = graph(shares)
    around = owners_of(holdings, codes["B"], 100)
    place = {int(code): row for row, code in enumerate(around.codes)}

    found = tax_shares(around, np.arange(len(around.codes)), 0.25)

    assert found.low[place[codes["P1"]], 0] == pytest.approx(0.85)
    assert found.low[place[codes["P2"]], 0] == pytest.approx(0.192)


def test_votes_of_controlled_enterprises_count_as_one_block() -> None:
    shares: Shares = {("P", "A"): 0.51, ("A", "B"): 0.3, ("P", "B"): 0.21, ("Q", "B"): 0.49}
    holdings, codes = graph(shares)
    around = owners_of(holdings, codes["B"], 100)
    place = {int(code): row for row, code in enumerate(around.codes)}

    block = voting_block(around, place[codes["P"]], 0.5)

    assert block.certain[0]
    assert block.low[0] == pytest.approx(0.51)
    assert not voting_block(around, place[codes["A"]], 0.5).possible[0]


def test_control_over_unknown_shares_is_possible_not_certain() -> None:
    holdings, codes = graph({("P1", "A"): 0.4, ("P2", "A"): None})
    around = owners_of(holdings, codes["A"], 100)
    place = {int(code): row for row, code in enumerate(around.codes)}

    block = voting_block(around, place[codes["P2"]], 0.5)

    assert (bool(block.certain[0]), bool(block.possible[0])) == (False, True)
    assert (block.low[0], block.high[0]) == pytest.approx((0.0, 0.6))


def test_more_nodes_than_the_bound_are_cut_and_said_so() -> None:
    shares: Shares = {(f"P{k}", "A"): 0.01 for k in range(20)}
    holdings, codes = graph(shares)

    around = owners_of(holdings, codes["A"], 8)

    assert (len(around.codes), around.truncated) == (8, True)
    assert not owners_of(holdings, codes["A"], 21).truncated
