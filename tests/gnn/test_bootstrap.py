"""Intervals by blocks: what is drawn together, what they cover."""

from __future__ import annotations

import numpy as np
import pytest

from gnn import metrics
from gnn.bootstrap import multiplicities, paired_bootstrap
from graph.errors import ModelError


def test_rows_of_one_block_are_drawn_together() -> None:
    groups = np.array([7, 7, 3, 3, 3, 9])

    for times in multiplicities(groups, 20, seed=0):
        assert len(set(times[:2])) == 1
        assert len(set(times[2:5])) == 1
        assert times[0] + times[2] + times[5] == 3


def test_blocks_make_a_wider_interval_where_rows_repeat() -> None:
    rng = np.random.default_rng(3)
    truth, places = rng.random(300), np.repeat(np.arange(300), 5)
    outcome = (rng.random(300) < truth)[places]
    scores = (truth[places], rng.random(300)[places], np.ones(1500))

    widths = []
    for groups in (np.arange(1500), places):
        low, _, high = paired_bootstrap(metrics.auroc, outcome, *scores, groups, draws=60, seed=1)
        widths.append(high - low)

    assert widths[1] > 1.5 * widths[0]


def test_the_same_seed_draws_the_same_and_another_one_others() -> None:
    groups = np.arange(50)
    one, same, other = (np.array(list(multiplicities(groups, 5, seed))) for seed in (1, 1, 2))

    assert (one == same).all()
    assert (one != other).any()


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
    outcome, score = np.array([True, False]), np.array([0.1, 0.2])
    rows = (metrics.auroc, outcome, score, score, np.ones(2))

    with pytest.raises(ModelError, match="at least two blocks"):
        paired_bootstrap(*rows, np.zeros(2, np.int64), draws=5, seed=0)
    with pytest.raises(ModelError, match="at least two draws"):
        paired_bootstrap(*rows, np.arange(2), draws=1, seed=0)


def test_areas_of_rows_ranked_once_are_those_of_the_metric_to_the_last_bit() -> None:
    rng = np.random.default_rng(5)
    outcome, weight = rng.random(500) < 0.3, rng.random(500)
    scores = [np.round(rng.random(500), digits) for digits in (1, 6)]
    drawn = list(multiplicities(np.arange(500), 8, seed=2))

    for score in scores:
        found = [metrics.ranked_auprc(outcome, score, weight)(times) for times in drawn]
        assert found == [metrics.auprc(outcome, score, weight * times) for times in drawn]
