"""Intervals by drawing whole blocks of rows again.

Blocks stay together, so that what is correlated inside one (the same enterprise over the
quarters, one community) is not counted as news.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from gnn.metrics import auprc, ranked_auprc
from graph.errors import ModelError

Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Longs = np.ndarray[Any, np.dtype[np.int64]]
Metric = Callable[[Flags, Floats, Floats], float]
"""``metric(outcome, score, weight)``, as in ``gnn.metrics``."""

LOW, HIGH = 2.5, 97.5
"""Percentiles of an interval of 95 %."""


def multiplicities(groups: Longs, draws: int, seed: int) -> Iterator[Floats]:
    """How often each row is drawn, float64[r], once a draw of blocks with replacement.

    Parameters
    ----------
    groups : int64[r]
        Block of each row, any numbers.
    draws, seed : int
        Same seed, same draws.
    """
    _, block = np.unique(groups, return_inverse=True)
    count = int(block.max(initial=-1)) + 1
    if count < 2:
        raise ModelError(f"expected at least two blocks to draw from, got {count}")
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        yield np.bincount(rng.integers(0, count, count), minlength=count).astype(np.float64)[block]


def paired_bootstrap(
    metric: Metric,
    outcome: Flags,
    a: Floats,
    b: Floats,
    weight: Floats,
    groups: Longs,
    draws: int,
    seed: int,
) -> tuple[float, float, float]:
    """Interval of ``metric(a) - metric(b)`` when the same blocks are drawn for both.

    Parameters
    ----------
    metric : callable
        ``metric(outcome, score, weight)``; bind further arguments before.
    outcome : bool[r]
    a, b : float64[r]
        Scores of the candidate and of what it is compared with.
    weight : float64[r]
    groups : int64[r]
        Block of each row.
    draws, seed : int

    Returns
    -------
    (low, mean, high) : tuple of float
        2.5 %, mean and 97.5 % of the draws.

    Raises
    ------
    ModelError
        If there are fewer than two blocks or draws, or a draw without an event: take larger
        or more blocks.
    """
    if draws < 2:
        raise ModelError(f"expected at least two draws, got {draws}")
    sides = [_drawn(metric, outcome, score, weight) for score in (a, b)]
    gains = np.empty(draws)
    for draw, times in enumerate(multiplicities(groups, draws, seed)):
        one, other = (side(times) for side in sides)
        gains[draw] = one - other
    low, high = np.percentile(gains, [LOW, HIGH])
    return float(low), float(gains.mean()), float(high)


def _drawn(metric: Metric, outcome: Flags, score: Floats, weight: Floats) -> Callable[[Floats], float]:
    """Metric of one side by how often each row is drawn; rows are ranked once."""
    if metric is auprc:
        return ranked_auprc(outcome, score, weight)
    order = np.argsort(-score, kind="stable")
    told, ranked, held = outcome[order], score[order], weight[order]
    return lambda times: metric(told, ranked, held * times[order])
