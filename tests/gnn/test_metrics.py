"""Metrics against scikit-learn, scipy, and the mean over every order of tied rows."""

from __future__ import annotations

import math
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ks_2samp
from sklearn import metrics as oracle

from gnn import metrics
from graph.errors import ModelError

RULE = settings(max_examples=40, deadline=None)
SEEDS = st.integers(0, 10_000)


def drawn(seed: int, rows: int = 60, levels: int = 9) -> tuple[Any, Any, Any]:
    """Outcomes, scores with many ties in [0, 1], and weights of which some are 0."""
    rng = np.random.default_rng(seed)
    score = rng.integers(0, levels + 1, rows) / levels
    outcome = rng.random(rows) < 0.2 + 0.5 * score
    outcome[:2] = True, False
    weight = rng.integers(0, 4, rows).astype(np.float64)
    weight[:2] = 1.0
    return outcome, score, weight


@given(seed=SEEDS)
@RULE
def test_ranking_metrics_equal_those_of_scikit_learn(seed: int) -> None:
    outcome, score, weight = drawn(seed)

    roc = oracle.roc_auc_score(outcome, score, sample_weight=weight)
    precision = oracle.average_precision_score(outcome, score, sample_weight=weight)

    assert metrics.auroc(outcome, score, weight) == pytest.approx(roc, abs=1e-12)
    assert metrics.auprc(outcome, score, weight) == pytest.approx(precision, abs=1e-12)


@given(seed=SEEDS)
@RULE
def test_probability_metrics_equal_those_of_scikit_learn(seed: int) -> None:
    outcome, probability, weight = drawn(seed)

    loss = oracle.log_loss(outcome, probability, sample_weight=weight)
    squares = oracle.brier_score_loss(outcome, probability, sample_weight=weight)

    assert metrics.log_loss(outcome, probability, weight) == pytest.approx(loss, rel=1e-12)
    assert metrics.brier(outcome, probability, weight) == pytest.approx(squares, abs=1e-12)


@given(seed=SEEDS)
@RULE
def test_distance_of_distributions_equals_that_of_scipy(seed: int) -> None:
    outcome, score, weight = drawn(seed)
    times = weight.astype(int)
    events, others = (np.repeat(score[side], times[side]) for side in (outcome, ~outcome))

    assert metrics.ks(outcome, score, weight) == pytest.approx(ks_2samp(events, others).statistic, abs=1e-12)


@given(seed=SEEDS, chosen=st.integers(1, 6))
@RULE
def test_recall_at_a_capacity_is_the_mean_over_every_order_of_ties(seed: int, chosen: int) -> None:
    rng = np.random.default_rng(seed)
    score = rng.integers(0, 3, 6).astype(np.float64)
    outcome = rng.random(6) < 0.5
    outcome[0] = True

    orders = [p for p in permutations(range(6)) if (np.diff(score[list(p)]) <= 0).all()]
    mean = np.mean([outcome[list(p[:chosen])].sum() for p in orders]) / outcome.sum()

    assert metrics.recall_at(outcome, score, np.ones(6), chosen / 6) == pytest.approx(mean, abs=1e-12)


def test_lift_compares_recall_with_chance() -> None:
    outcome = np.array([True, True, False, False, False, False, False, False, False, False])
    score = np.arange(10, 0, -1).astype(np.float64)

    assert metrics.lift_at(outcome, score, np.ones(10), 0.1) == 5.0
    assert metrics.lift_at(outcome, score, np.ones(10), 1.0) == 1.0


def test_equal_scores_rank_nothing() -> None:
    outcome, _, weight = drawn(1)
    flat = np.full(len(outcome), 0.3)
    rate = float(weight[outcome].sum() / weight.sum())

    assert metrics.auroc(outcome, flat, weight) == pytest.approx(0.5)
    assert metrics.auprc(outcome, flat, weight) == pytest.approx(rate)
    assert metrics.recall_at(outcome, flat, weight, 0.05) == pytest.approx(0.05)
    assert metrics.ks(outcome, flat, weight) == 0.0


@given(seed=SEEDS)
@RULE
def test_the_order_of_rows_never_matters(seed: int) -> None:
    outcome, score, weight = drawn(seed)
    order = np.random.default_rng(seed).permutation(len(outcome))

    for metric in (metrics.auprc, metrics.auroc, metrics.ks, metrics.expected_calibration_error):
        shuffled = metric(outcome[order], score[order], weight[order])
        assert shuffled == pytest.approx(metric(outcome, score, weight), abs=1e-12)


def test_calibration_error_is_the_weighted_gap_of_bins_computed_by_hand() -> None:
    probability = np.array([0.1, 0.1, 0.3, 0.3])
    outcome = np.array([False, True, True, True])

    table = metrics.reliability(outcome, probability, np.ones(4), 2)

    assert table.predicted == pytest.approx([0.1, 0.3])
    assert table.observed == pytest.approx([0.5, 1.0])
    assert table.weight.tolist() == [2.0, 2.0]
    gap = metrics.expected_calibration_error(outcome, probability, np.ones(4), 2)
    assert gap == pytest.approx((0.4 + 0.7) / 2)


def test_equal_probabilities_share_a_bin_and_lose_no_weight() -> None:
    outcome, probability, weight = drawn(5, rows=300, levels=4)

    table = metrics.reliability(outcome, probability, weight, 50)

    assert len(table.weight) == 5
    assert table.weight.sum() == pytest.approx(weight.sum())


def test_a_probability_that_was_drawn_from_is_calibrated() -> None:
    rng = np.random.default_rng(0)
    probability = rng.random(200_000) ** 2
    outcome = rng.random(200_000) < probability

    true = metrics.expected_calibration_error(outcome, probability, np.ones(200_000), 20)

    assert true < 0.01
    assert metrics.expected_calibration_error(outcome, probability / 2, np.ones(200_000), 20) > 0.1


def test_stability_index_is_the_sum_computed_by_hand() -> None:
    expected, actual = np.array([50.0, 50.0]), np.array([25.0, 75.0])

    index = metrics.psi(expected, actual)

    assert index == pytest.approx(-0.25 * math.log(0.5) + 0.25 * math.log(1.5))
    assert metrics.psi(expected, expected * 7) == 0.0
    assert metrics.psi(np.array([9.0, 1.0]), np.array([1.0, 0.0])) < math.inf


@pytest.mark.parametrize(
    ("reason", "outcome", "score", "weight"),
    [
        ("bool outcomes and as many", [True, False], [0.1], [1.0, 1.0]),
        ("bool outcomes and as many", [1, 0], [0.1, 0.2], [1.0, 1.0]),
        ("finite scores", [True, False], [math.nan, 0.2], [1.0, 1.0]),
        ("weights of at least 0", [True, False], [0.1, 0.2], [1.0, -1.0]),
        ("rows with an event, got none", [False, False], [0.1, 0.2], [1.0, 1.0]),
        ("rows without an event, got none", [True, True], [0.1, 0.2], [1.0, 1.0]),
    ],
)
def test_rows_that_cannot_be_measured_are_refused(reason: str, outcome: Any, score: Any, weight: Any) -> None:
    with pytest.raises(ModelError, match=reason):
        metrics.auroc(np.array(outcome), np.array(score), np.array(weight))


def test_a_score_that_is_no_probability_is_refused() -> None:
    outcome, score, weight = drawn(2)

    with pytest.raises(ModelError, match="probabilities from 0 to 1"):
        metrics.brier(outcome, score + 1, weight)
    with pytest.raises(ModelError, match="at least one bin"):
        metrics.reliability(outcome, score, weight, 0)
    with pytest.raises(ModelError, match="capacity above 0"):
        metrics.recall_at(outcome, score, weight, 0.0)


@pytest.mark.parametrize("counts", [[1.0, -1.0], [0.0, 0.0], [math.nan, 1.0], [1.0, 1.0, 1.0]])
def test_counts_that_are_none_are_refused(counts: list[float]) -> None:
    with pytest.raises(ModelError, match="expected"):
        metrics.psi(np.array([1.0, 1.0]), np.array(counts))
