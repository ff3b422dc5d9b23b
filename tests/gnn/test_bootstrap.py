"""Intervals by blocks: what they cover, and what is published of a strength."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import sparse

from gnn import metrics
from gnn.bootstrap import fit_strengths, multiplicities, paired_bootstrap
from gnn.fit import fit_hazard
from graph.errors import ModelError

TRUE = np.array([0.1, 0.5, 0.0, 0.2])
KEPT = np.array([True, False, False, False])


def sample(rows: int = 6000, seed: int = 1) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    doses = rng.exponential(1.0, (rows, 4)) * (rng.random((rows, 4)) < 0.3)
    doses[:, 0] = 1.0
    return {
        "design": sparse.csr_array(doses),
        "outcome": rng.random(rows) < -np.expm1(-doses @ TRUE),
        "weight": np.ones(rows),
        "groups": np.arange(rows) // 3,
        "ridge": np.full(4, 1e-8),
        "prior": np.zeros(4),
        "kept": KEPT,
    }


def test_intervals_hold_the_planted_strengths_and_the_fit() -> None:
    found = fit_strengths(**sample(), draws=40, seed=5)

    real = TRUE > 0
    assert (found.low[real] < TRUE[real]).all()
    assert (TRUE[real] < found.high[real]).all()
    assert (found.low <= found.free.coefficients).all()
    assert (found.free.coefficients <= found.high).all()
    assert found.final.converged


def test_a_strength_whose_interval_reaches_zero_is_published_as_zero() -> None:
    rows = sample()

    found = fit_strengths(**rows, draws=40, seed=5)

    assert found.low[2] == 0.0
    assert found.published[2] == 0.0
    without = np.array([0, 1, 3])
    again = fit_hazard(
        rows["design"][:, without],
        rows["outcome"],
        rows["weight"],
        ridge=rows["ridge"][without],
        prior=rows["prior"][without],
    )
    assert found.published[without] == pytest.approx(again.coefficients, abs=1e-7)


def test_a_column_that_is_kept_is_published_whatever_its_interval() -> None:
    rows = sample() | {"kept": np.ones(4, bool)}

    found = fit_strengths(**rows, draws=5, seed=5)

    assert found.published == pytest.approx(found.free.coefficients, abs=1e-9)


def test_a_policy_floor_is_published_as_it_is_and_marked() -> None:
    floor = np.array([0.0, 0.05, 0.3, 0.0])

    found = fit_strengths(**sample(), floor=floor, draws=30, seed=5)

    assert found.policy.tolist() == [False, False, True, False]
    assert found.published[2] == 0.3
    assert found.published[1] > 0.3


def test_the_same_seed_draws_the_same_bytes_and_another_one_others() -> None:
    rows = sample(600)
    one, same, other = (fit_strengths(**rows, draws=6, seed=seed) for seed in (1, 1, 2))

    assert one.low.tobytes() == same.low.tobytes()
    assert one.published.tobytes() == same.published.tobytes()
    assert one.low.tobytes() != other.low.tobytes()


def test_rows_of_one_block_are_drawn_together() -> None:
    groups = np.array([7, 7, 3, 3, 3, 9])

    for times in multiplicities(groups, 20, seed=0):
        assert len(set(times[:2])) == 1
        assert len(set(times[2:5])) == 1
        assert times[0] + times[2] + times[5] == 3


def test_blocks_make_wider_intervals_where_rows_repeat() -> None:
    rows = sample(900)
    places = np.repeat(np.arange(900), 4)
    repeated = {name: rows[name][places] for name in ("design", "outcome", "weight")} | {
        name: rows[name] for name in ("ridge", "prior", "kept")
    }

    blind = fit_strengths(**repeated, groups=np.arange(3600), draws=25, seed=2)
    aware = fit_strengths(**repeated, groups=places, draws=25, seed=2)

    assert aware.high[1] - aware.low[1] > 1.5 * (blind.high[1] - blind.low[1])


def test_progress_counts_the_draws() -> None:
    seen: list[tuple[int, int]] = []

    fit_strengths(**sample(300), draws=2, seed=0, progress=lambda done, of: seen.append((done, of)))

    assert seen == [(1, 2), (2, 2)]


def test_a_better_score_gains_with_its_interval_above_zero() -> None:
    rng = np.random.default_rng(0)
    truth = rng.random(4000)
    outcome = rng.random(4000) < truth**3
    noisy = truth + rng.normal(0, 0.8, 4000)
    rows = (outcome, truth, noisy, np.ones(4000), np.arange(4000) // 2)

    low, mean, high = paired_bootstrap(metrics.auprc, *rows, draws=60, seed=4)

    point = metrics.auprc(outcome, truth, rows[3]) - metrics.auprc(outcome, noisy, rows[3])
    assert 0 < low < mean < high
    assert low < point < high


def test_a_score_gains_nothing_over_itself() -> None:
    rng = np.random.default_rng(0)
    outcome, score = rng.random(200) < 0.3, rng.random(200)

    gain = paired_bootstrap(
        metrics.auroc, outcome, score, score.copy(), np.ones(200), np.arange(200), draws=10, seed=0
    )

    assert gain == (0.0, 0.0, 0.0)


def test_one_block_or_one_draw_gives_no_interval() -> None:
    rows = sample(50)

    with pytest.raises(ModelError, match="at least two blocks"):
        fit_strengths(**(rows | {"groups": np.zeros(50, np.int64)}), draws=5)
    with pytest.raises(ModelError, match="at least two draws"):
        fit_strengths(**rows, draws=1)
