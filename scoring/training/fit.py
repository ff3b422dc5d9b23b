"""The joint fit of own part and relations: strengths with intervals.

Convex for each ridge: one optimum. Intervals come from draws of groups over all days; a
strength whose lower bound is 0 leaves the model, and what stays is fitted again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from gnn.fit import HazardFit, fit_hazard
from graph.errors import ModelError
from scoring.training.draws import draws_of
from scoring.training.plan import TrainingPlan
from scoring.training.rows import TrainingRows

Array = np.ndarray[Any, Any]

_ROUNDS = 8
_LEAST = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class JointFit:
    """A fitted model: own part and strengths.

    Attributes
    ----------
    own : float64[own columns], the intercept first
    strengths : float64[dose columns], 0 where no strength is published
    low, high : float64[dose columns] interval of each strength
    ridge : float chosen
    fit : HazardFit the last one, with its certificate
    ceiling : float most hazard of all relations together
    """

    own: Array
    strengths: Array
    low: Array
    high: Array
    ridge: float
    fit: HazardFit
    ceiling: float = np.inf

    @property
    def coefficients(self) -> Array:
        """Own part and strengths in the order of the design."""
        return np.concatenate([self.own, self.strengths])

    def hazard(self, design: csr_array) -> Array:
        """Hazard of rows of a design: own part and relations, these up to the ceiling, float64[r]."""
        return hazard_of(design, self.coefficients, len(self.own), self.ceiling)


def hazard_of(design: csr_array, coefficients: Array, first_dose: int, ceiling: float) -> Array:
    """Own part and relations of rows of a design, these up to the ceiling, float64[r]."""
    own = design[:, :first_dose] @ coefficients[:first_dose]
    related = design[:, first_dose:] @ coefficients[first_dose:]
    return np.asarray(own + np.minimum(related, ceiling))


def mean_squares(rows: TrainingRows) -> Array:
    """Weighted mean square of each column, at least a tiny number."""
    squares = rows.design.copy()
    squares.data = squares.data**2
    found: Array = (squares.T @ rows.weight) / rows.weight.sum()
    return np.maximum(found, _LEAST)


def fit_columns(
    rows: TrainingRows,
    columns: Array,
    ridge: float,
    floor: Array,
    scale: Array,
    start: Array | None = None,
) -> tuple[Array, HazardFit]:
    """Fit some columns; coefficients of all columns (0 elsewhere) and the fit.

    Parameters
    ----------
    rows : TrainingRows
    columns : int64[c], rising
    ridge : float
        Of a column of mean square 1; the intercept has none.
    floor : float64[all columns]
    scale : float64[all columns]
        ``mean_squares``.
    start : float64[all columns], optional
    """
    nothing = np.zeros(len(columns))
    found = fit_hazard(
        csr_array(rows.design[:, columns]),
        rows.outcome,
        rows.weight,
        ridge=rows.pull(columns, ridge, scale),
        prior=nothing,
        floor=floor[columns],
        start=None if start is None else start[columns],
    )
    if not np.isfinite(found.coefficients).all():
        raise ModelError("training: expected finite strengths, got NaN: nothing is written")
    coefficients = np.zeros(rows.design.shape[1])
    coefficients[columns] = found.coefficients
    return coefficients, found


def joint_fit(
    rows: TrainingRows,
    ridge: float,
    floor: Array,
    groups: Array,
    plan: TrainingPlan,
    tell: Callable[[int, int], None],
    *,
    single: Array | None = None,
    ceiling: float = np.inf,
    start: Array | None = None,
) -> JointFit:
    """Fit, take away strengths whose lower bound is 0, fit again until all that stay are above 0.

    Steps of a group (events and classes of one family) stand in for each other: where their
    sum is above 0, only the weaker half of those at 0 leaves at once, and one always stays.

    Parameters
    ----------
    rows : TrainingRows
    ridge : float
    floor : float64[columns]
        Policy floors; 0 elsewhere. A column with a floor never leaves.
    groups : int64[dose columns]
        Group of each dose column.
    plan : TrainingPlan
    tell : callable
        Hears rounds done and rounds at most.
    single : int64[groups], optional
        The dose column that a group keeps which reaches few; without it such a group keeps all.
    ceiling : float
        Most hazard of relations; ``rows`` are those of ``under_ceiling``.
    start : float64[columns], optional
        Where the first search begins.
    """
    first, scale = rows.first_dose, mean_squares(rows)
    every = np.arange(rows.design.shape[1])
    columns, previous = np.setdiff1d(rows.fitted, _rare(rows, groups, single, floor, plan)), start
    for turn in range(_ROUNDS + 1):
        found, fit = fit_columns(rows, columns, ridge, floor, scale, previous)
        active = every[(found > 0) & np.isin(every, columns)]
        drawn = draws_of(rows, found, active, ridge, scale, plan.intervals, plan.sampling.seed + turn)
        drawn = np.maximum(drawn, floor[active])
        weak = _weak(active, drawn, found, floor, groups, rows, plan.intervals.low)
        tell(turn + 1, _ROUNDS + 1)
        columns = np.concatenate([rows.own, active[active >= first]])
        if not len(weak) or turn == _ROUNDS:
            break
        columns, previous = np.setdiff1d(columns, weak), found
    low, high = np.zeros(len(every)), np.zeros(len(every))
    low[active], high[active] = np.quantile(drawn, [plan.intervals.low, plan.intervals.high], axis=0)
    found = np.where(np.isin(every, weak), floor, found)
    return JointFit(
        own=found[:first],
        strengths=found[first:],
        low=low[first:],
        high=high[first:],
        ridge=ridge,
        fit=fit,
        ceiling=ceiling,
    )


def _rare(rows: TrainingRows, groups: Array, single: Array | None, floor: Array, plan: TrainingPlan) -> Array:
    """Columns of groups that too few legal persons with an event have a dose of; floors stay.

    A group that reaches fewer than the least leaves whole, one that reaches few but for its single column.
    """
    cases = np.flatnonzero(rows.outcome)
    doses = csr_array(rows.design[cases][:, rows.first_dose :])
    of_case = np.repeat(rows.block[cases], np.diff(doses.indptr))
    found: list[int] = []
    for group in np.unique(groups):
        mine = np.flatnonzero(groups == group)
        reached = len(np.unique(of_case[groups[doses.indices] == group]))
        if reached < plan.intervals.least_cases:
            found += mine.tolist()
        elif single is not None and reached < plan.rare_families.below_cases:
            found += mine[mine != single[group]].tolist()
    columns = np.array(sorted(found), np.int64) + rows.first_dose
    return np.asarray(columns[floor[columns] == 0])


def _weak(
    active: Array, drawn: Array, found: Array, floor: Array, groups: Array, rows: TrainingRows, low: float
) -> Array:
    """Columns that leave: lower bound 0; of a group that is above 0 the weaker half, and never all."""
    bound = np.quantile(drawn, low, axis=0)
    mass = np.asarray(rows.design.T @ rows.weight)
    adds = mass * found
    leaving: list[int] = []
    for group in np.unique(groups):
        mine = np.flatnonzero(active >= rows.first_dose)
        mine = mine[groups[active[mine] - rows.first_dose] == group]
        mine = mine[floor[active[mine]] == 0]
        below = mine[bound[mine] <= 0]
        below = below[np.argsort(adds[active[below]], kind="stable")]
        total = (drawn[:, mine] * mass[active[mine]]).sum(axis=1)
        if len(mine) and np.quantile(total, low) > 0:
            below = below[: min((len(below) + 1) // 2, len(mine) - 1)]
        leaving += active[below].tolist()
    return np.array(sorted(leaving), np.int64)
