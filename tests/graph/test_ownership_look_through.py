"""Integrated ownership: closed forms, a dense solver, cycles that own themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.ownership import look_through
from graph.ownership.conventions import Convention
from graph.ownership.look_through import LookThrough
from tests.ownership_graphs import WORKED, Shares, baldone, brioschi, dense, graph, random_shares

BRIOSCHI, BALDONE = Convention.LOOK_THROUGH, Convention.NETWORK_SHARE
SEEDS = st.integers(min_value=0, max_value=1_000_000)


def share(shares: Shares, owner: str, owned: str, convention: Convention = BRIOSCHI) -> float:
    holdings, codes = graph(shares)
    found = LookThrough.of(holdings).shares(np.array([codes[owner]]), convention)
    return float(found.toarray()[0, codes[owned]])


def test_the_worked_case_of_a_cross_holding() -> None:
    assert share(WORKED, "P", "A") == pytest.approx(0.784091, abs=1e-6)
    assert share(WORKED, "P", "B") == pytest.approx(0.613636, abs=1e-6)
    assert share(WORKED, "A", "B") == pytest.approx(0.454545, abs=1e-6)
    assert share(WORKED, "A", "B", BALDONE) == pytest.approx(0.4)


def test_a_chain_is_the_product_of_its_shares() -> None:
    chain: Shares = {("P", "A"): 0.8, ("A", "B"): 0.5, ("B", "C"): 0.25}

    assert share(chain, "P", "C") == pytest.approx(0.1)
    assert share(chain, "P", "C", BALDONE) == pytest.approx(0.1)


def test_two_enterprises_that_hold_each_other_give_a_geometric_sum() -> None:
    cross: Shares = {("A", "B"): 0.5, ("B", "A"): 0.4}

    assert share(cross, "A", "B") == pytest.approx(0.5 / (1 - 0.2))
    assert share(cross, "A", "B", BALDONE) == pytest.approx(0.5)


def test_a_cycle_of_three_is_solved_not_cut() -> None:
    ring: Shares = {("A", "B"): 0.5, ("B", "C"): 0.6, ("C", "A"): 0.2, ("P", "A"): 0.7}

    assert share(ring, "P", "C") == pytest.approx(0.7 * 0.5 * 0.6 / (1 - 0.06))


def test_treasury_shares_raise_what_the_others_have() -> None:
    assert share({("A", "A"): 0.2, ("P", "A"): 0.6}, "P", "A") == pytest.approx(0.6 / 0.8)


def test_shares_above_the_whole_are_scaled_down_to_it() -> None:
    assert share({("P", "A"): 0.9, ("B", "A"): 0.6}, "P", "A") == pytest.approx(0.6)


def test_a_cycle_nobody_outside_holds_is_reported_and_left_out() -> None:
    holdings, codes = graph({("A", "B"): 1.0, ("B", "A"): 1.0, ("A", "C"): 0.5})

    solved = LookThrough.of(holdings)

    assert sorted(solved.closed.tolist()) == [codes["A"], codes["B"]]
    assert solved.shares(np.array([codes["A"]])).toarray()[0, codes["C"]] == 0.5


@given(seed=SEEDS)
@settings(max_examples=60, deadline=None)
def test_any_graph_equals_the_dense_solver(seed: int) -> None:
    shares = random_shares(seed)
    holdings, codes = graph(shares)
    every, matrix = np.arange(len(codes)), dense(shares, codes)

    solved = LookThrough.of(holdings)

    assert solved.shares(every).toarray() == pytest.approx(brioschi(matrix), abs=1e-9)
    assert solved.shares(every, BALDONE).toarray() == pytest.approx(baldone(matrix), abs=1e-9)
    for row in every:
        alone = solved.shares(np.array([row])).toarray()
        assert alone.tobytes() == solved.shares(every).toarray()[[row]].tobytes()


def test_a_large_cycle_solved_sparsely_equals_the_dense_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look_through, "DENSE_CYCLE", 3)
    monkeypatch.setattr(look_through, "SOLVED_CELLS", 20)
    names = [f"F{k}" for k in range(9)]
    shares: Shares = {(names[k], names[(k + 1) % 9]): 0.3 + 0.05 * k for k in range(9)}
    shares |= {("P0", "F3"): 0.2, ("F4", "X"): 0.5, ("F8", "F2"): 0.1}
    holdings, codes = graph(shares)

    found = LookThrough.of(holdings).shares(np.arange(len(codes))).toarray()

    assert found == pytest.approx(brioschi(dense(shares, codes)), abs=1e-12)


def test_only_the_two_conventions_are_integrated_shares() -> None:
    holdings, _ = graph(WORKED)

    with pytest.raises(ValueError, match="expected look_through or network_share"):
        LookThrough.of(holdings).shares(np.array([0]), Convention.CONTROL)
