"""Measures over control: the portfolio of the controller, and cycles of holdings."""

from __future__ import annotations

import numpy as np
import pytest

from graph.snapshot import Snapshot
from graph.units import build_units
from scoring.measures.measured import Measured
from scoring.measures.relation_control import controller_portfolio, ownership_cycle
from scoring.measures.relation_measures import Relations
from scoring.measures.subjects import Subjects
from tests.ownership_graphs import Shares, codes_of, world_of
from tests.relation_worlds import expert


def relations_of(shares: Shares) -> tuple[Relations, Snapshot]:
    snapshot = world_of(shares).freeze()
    return Relations.of(snapshot, build_units(snapshot), Subjects.of(snapshot, 30)), snapshot


def portfolio(shares: Shares, scores: dict[str, float]) -> dict[str, float]:
    """Portfolio by enterprise; enterprises without a score have none."""
    relations, snapshot = relations_of(shares)
    codes = codes_of(snapshot)
    given = np.full(relations.units.count, np.nan)
    for name, score in scores.items():
        given[relations.units.unit[codes[name]]] = score
    found = controller_portfolio(relations, expert().paths, given)
    return {name: float(found.values[code]) for name, code in codes.items() if not name.startswith("P")}


GROUP: Shares = {("P", "A"): 0.8, ("P", "B"): 0.6, ("A", "C"): 0.5, ("P", "C"): 0.2}


def test_the_portfolio_is_weighted_by_integrated_ownership_and_leaves_the_enterprise_out() -> None:
    found = portfolio(GROUP, {"A": 0.1, "B": 0.4, "C": 0.9})

    assert found["A"] == pytest.approx((0.6 * 0.4 + 0.6 * 0.9) / 1.2)
    assert found["B"] == pytest.approx((0.8 * 0.1 + 0.6 * 0.9) / 1.4)


def test_members_without_a_standalone_score_do_not_count() -> None:
    assert portfolio(GROUP, {"A": 0.1, "B": 0.4})["C"] == pytest.approx((0.8 * 0.1 + 0.6 * 0.4) / 1.4)


def test_the_controller_of_nobody_else_has_no_portfolio() -> None:
    found = portfolio({("P", "A"): 0.9, ("P", "B"): 0.3}, {"A": 0.9, "B": 0.9})

    assert np.isnan(found["A"])  # nothing covers holdings here: no value without a row that says so


def test_an_enterprise_on_top_is_shown_what_it_controls() -> None:
    assert portfolio({("A", "B"): 1.0}, {"A": 0.9, "B": 0.4})["A"] == pytest.approx(0.4)


def cycle(shares: Shares) -> Measured:
    return ownership_cycle(relations_of(shares)[0])


def test_two_enterprises_that_hold_each_other_are_in_a_cycle_and_others_not() -> None:
    found = cycle({("A", "B"): 0.1, ("B", "A"): None, ("B", "C"): 1.0})

    assert found.values[:2].tolist() == [1.0, 1.0]
    assert np.isnan(found.values[2])
    assert not found.known.any()
