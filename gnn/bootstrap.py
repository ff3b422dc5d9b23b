"""Intervals by drawing whole blocks of rows again.

Blocks stay together, so that what is correlated inside one (the same enterprise over the
quarters, one community) is not counted as news.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from gnn.fit import HazardFit, fit_hazard
from graph.errors import ModelError

Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Longs = np.ndarray[Any, np.dtype[np.int64]]
Metric = Callable[[Flags, Floats, Floats], float]
"""``metric(outcome, score, weight)``, as in ``gnn.metrics``."""

LOW, HIGH = 2.5, 97.5
"""Percentiles of an interval of 95 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strengths:
    """Coefficients with their intervals, and what is published of them.

    Attributes
    ----------
    published : float64[c]
        The optimum again without the coefficients whose interval reaches their floor;
        these are exactly there, at 0 without a floor.
    low, high : float64[c] interval of 95 % of the optimum over the draws
    policy : bool[c] True where a floor above 0 is published: policy, not learned
    free : HazardFit of all columns
    final : HazardFit of the published ones
    draws : int
    """

    published: Floats
    low: Floats
    high: Floats
    policy: Flags
    free: HazardFit
    final: HazardFit
    draws: int


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


def fit_strengths(
    design: sparse.csr_array,
    outcome: Flags,
    weight: Floats,
    groups: Longs,
    *,
    ridge: Floats,
    prior: Floats,
    kept: Flags,
    floor: Floats | None = None,
    draws: int = 100,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Strengths:
    """Fit a hazard, draw blocks to see what holds, and fit again with that only.

    Parameters
    ----------
    design, outcome, weight, ridge, prior, floor
        As in ``fit_hazard``.
    groups : int64[r]
        Block of each row.
    kept : bool[c]
        Columns published as they are whatever their interval (level and own factors).
    draws, seed : int
    progress : callable, optional
        Called with (draws done, draws).

    Raises
    ------
    ModelError
        As ``fit_hazard``, or if there are fewer than two blocks or draws.
    """
    if draws < 2:
        raise ModelError(f"expected at least two draws, got {draws}")
    least = np.zeros(design.shape[1]) if floor is None else floor
    free = fit_hazard(design, outcome, weight, ridge=ridge, prior=prior, floor=least)
    found = np.empty((draws, design.shape[1]))
    for draw, times in enumerate(multiplicities(groups, draws, seed)):
        found[draw] = fit_hazard(
            *(design, outcome, weight * times),
            ridge=ridge,
            prior=prior,
            floor=least,
            start=free.coefficients,
            tolerance=1e-6,
        ).coefficients
        if progress is not None:
            progress(draw + 1, draws)
    low, high = np.percentile(found, [LOW, HIGH], axis=0)
    stays = (low > least) | kept
    columns = np.flatnonzero(stays)
    final = fit_hazard(
        *(design[:, columns], outcome, weight),
        ridge=ridge[columns],
        prior=prior[columns],
        floor=least[columns],
        start=free.coefficients[columns],
        offset=design @ np.where(stays, 0.0, least),
    )
    published = least.copy()
    published[columns] = final.coefficients
    return Strengths(
        published=published,
        low=low,
        high=high,
        policy=(least > 0) & (published <= least),
        free=free,
        final=final,
        draws=draws,
    )


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
    orders = [np.argsort(-score, kind="stable") for score in (a, b)]
    sides = [
        (outcome[order], score[order], weight[order], order)
        for score, order in zip((a, b), orders, strict=True)
    ]
    gains = np.empty(draws)
    for draw, times in enumerate(multiplicities(groups, draws, seed)):
        one, other = (metric(y, score, w * times[order]) for y, score, w, order in sides)
        gains[draw] = one - other
    low, high = np.percentile(gains, [LOW, HIGH])
    return float(low), float(gains.mean()), float(high)
