"""Bootstrap draws of fitted coefficients: whole blocks of rows, one Newton step a draw.

References
----------
Davison and Hinkley 1997, 2.6 and 9.2 (bootstrap by a linear step); docs/adr/0035.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from gnn.cholesky import solve
from scoring.training.plan import Intervals
from scoring.training.rows import TrainingRows

Array = np.ndarray[Any, Any]

_LEAST = 1e-12
_JITTER = 1e-9
"""Added to the diagonal of the curvature, relative to it: collinear columns stay solvable."""
_BLOCKS = 50_000
"""Blocks drawn at a time: bounds memory."""


def draws_of(
    rows: TrainingRows,
    coefficients: Array,
    columns: Array,
    ridge: float,
    scale: Array,
    plan: Intervals,
    seed: int,
) -> Array:
    """Bootstrap draws of the fitted columns by one Newton step each, float64[draws, columns]."""
    table = csr_array(rows.design[:, columns])
    hazard = np.maximum(table @ coefficients[columns], _LEAST)
    share = rows.weight / rows.weight.sum()
    odds = 1 / np.expm1(hazard)
    slope = share * np.where(rows.outcome, -odds, 1.0)
    bend = share * np.where(rows.outcome, odds * (1 + odds), 0.0)
    pull = rows.pull(columns, ridge, scale)
    events = np.flatnonzero(rows.outcome)
    bent = csr_array(table[events] * bend[events, None])
    curvature = (csr_array(table[events]).T @ bent).toarray() + np.diag(pull)
    blocks = int(rows.block.max()) + 1
    member = csr_array((np.ones(len(share)), (rows.block, np.arange(len(share)))), shape=(blocks, len(share)))
    gradient = csr_array(member @ csr_array(table * slope[:, None]))
    moved, first = np.zeros((len(columns), plan.draws)), 0
    for times in _times_drawn(blocks, plan.draws, seed):
        moved += np.asarray(gradient[first : first + len(times)].T @ (times - 1.0))
        first += len(times)
    unit = 1 / np.sqrt(np.maximum(np.diag(curvature), _LEAST))
    scaled = curvature * unit[:, None] * unit[None, :]
    step = solve(scaled, moved * unit[:, None], _JITTER) * unit[:, None]
    return np.asarray((coefficients[columns][:, None] - step).T)


def _times_drawn(blocks: int, draws: int, seed: int) -> Iterator[Array]:
    """How often each block is drawn, int64[some blocks, draws]; the next ones are drawn meanwhile."""
    rng = np.random.default_rng(seed)
    sizes = [min(_BLOCKS, blocks - first) for first in range(0, blocks, _BLOCKS)]
    with ThreadPoolExecutor(1, thread_name_prefix="draws") as beside:
        waiting = beside.submit(rng.poisson, 1.0, (sizes[0], draws))
        for size in [*sizes[1:], 0]:
            times = waiting.result()
            waiting = beside.submit(rng.poisson, 1.0, (size, draws))
            yield times
