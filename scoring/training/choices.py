"""Ridge and ceiling of a model by the validation day, then the fit of all days.

Each search begins where a like one ended, which changes no optimum.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from scoring.training.fit import JointFit, fit_columns, hazard_of, joint_fit, mean_squares
from scoring.training.own_side import OwnSide
from scoring.training.panels import Panel, PanelInputs
from scoring.training.plan import TrainingPlan
from scoring.training.rows import Encoder, TrainingRows

Array = np.ndarray[Any, Any]

_CEILING_ROUNDS = 2
_LEAST = 1e-12


def chosen_fit(
    inputs: PanelInputs,
    before: list[Panel],
    sides: tuple[OwnSide, Future[OwnSide]],
    floor: Array,
    start: Array | None,
) -> tuple[TrainingRows, JointFit, dict[str, float]]:
    """Ridge and ceiling by the side whose trees never saw the validation day, then the fit of all days.

    Each search begins where a like one ended, which changes no optimum.
    """
    plan, valid = inputs.plan, before[-1]
    earlier, of_all = sides

    def tell(step: str) -> Any:
        return lambda done, total: inputs.progress(step, done, total)

    design = earlier.design(valid)
    first, padded = earlier.training(before[:-1]), _padded(earlier.encoder, floor)
    ridge, losses, found = choose_ridge(first, design, valid.outcome, plan, padded, tell("ridge"), start)
    ceiling, _ = choose_ceiling(first, design, valid.outcome, ridge, padded, plan, found)
    del first, design
    later = of_all.result().encoder
    rows, padded = of_all.result().training(before), _padded(later, floor)
    below, start = rows, _carried(found, earlier.encoder, later)
    if np.isfinite(ceiling):
        below, start = under_ceiling(rows, ceiling, ridge, padded, start)
    space = inputs.space
    groups, single = space.groups, space.steps_of_all(plan.rare_families)
    fit = joint_fit(
        below, ridge, padded, groups, plan, tell("fit"), single=single, ceiling=ceiling, start=start
    )
    return rows, fit, losses


def _carried(found: Array, of: Encoder, to: Encoder) -> Array | None:
    """Coefficients in the columns of another encoder; None where they fit other own columns."""
    if len(of.own_fitted) != len(to.own_fitted):
        return None
    carried = np.zeros(to.first_dose)
    carried[to.own_fitted] = found[of.own_fitted]
    return np.concatenate([carried, found[of.first_dose :]])


def _padded(encoder: Encoder, floor: Array) -> Array:
    return np.concatenate([np.zeros(encoder.first_dose), floor])


def under_ceiling(
    rows: TrainingRows, ceiling: float, ridge: float, floor: Array, start: Array | None = None
) -> tuple[TrainingRows, Array]:
    """Rows whose relations stay at or below the ceiling, and the coefficients that they give.

    Above the ceiling a dose more or less changes no hazard, so such a row tells nothing of a
    strength. Which rows these are depends on the strengths: the fit is repeated a few times.

    Parameters
    ----------
    rows : TrainingRows
    ceiling : float above 0, infinite for none
    ridge : float
    floor : float64[columns]
    start : float64[columns], optional
        Where the first search begins.
    """
    scale, kept, first = mean_squares(rows), rows, rows.first_dose
    found, _ = fit_columns(rows, rows.fitted, ridge, floor, scale, start)
    for _ in range(_CEILING_ROUNDS if np.isfinite(ceiling) else 0):
        related = rows.design[:, first:] @ found[first:]
        below = np.flatnonzero(related <= ceiling)
        kept = replace(
            rows,
            design=csr_array(rows.design[below]),
            outcome=rows.outcome[below],
            weight=rows.weight[below],
            block=rows.block[below],
        )
        found, _ = fit_columns(kept, rows.fitted, ridge, floor, scale, found)
    return kept, found


def choose_ridge(
    rows: TrainingRows,
    valid: csr_array,
    outcome: Array,
    plan: TrainingPlan,
    floor: Array,
    tell: Callable[[int, int], None],
    start: Array | None = None,
) -> tuple[float, dict[str, float], Array]:
    """Ridge with the smallest log loss on the validation day, the loss of each, and what it fits."""
    scale, losses, previous = mean_squares(rows), {}, start
    fits = {}
    for number, ridge in enumerate(sorted(plan.ridge.grid, reverse=True), 1):
        previous, _ = fit_columns(rows, rows.fitted, ridge, floor, scale, previous)
        fits[f"{ridge:g}"] = previous
        losses[f"{ridge:g}"] = _log_loss(np.asarray(valid @ previous), outcome)
        tell(number, len(plan.ridge.grid))
    best = min(losses, key=lambda name: (losses[name], -float(name)))
    return float(best), losses, fits[best]


def choose_ceiling(
    rows: TrainingRows,
    valid: csr_array,
    outcome: Array,
    ridge: float,
    floor: Array,
    plan: TrainingPlan,
    start: Array | None = None,
) -> tuple[float, dict[str, float]]:
    """Ceiling with the smallest log loss on the validation day, of equals the highest; and each loss.

    Parameters
    ----------
    rows : TrainingRows
        Of the days that train.
    valid, outcome : csr (r, columns), bool[r]
        Of the day that validates.
    ridge : float
    floor : float64[columns]
    plan : TrainingPlan
    start : float64[columns], optional
        Where each search begins: best what the same ridge fits.
    """
    losses = {}
    for ceiling in (np.inf, *sorted(plan.ceiling.grid, reverse=True)):
        _, found = under_ceiling(rows, ceiling, ridge, floor, start)
        losses[ceiling] = _log_loss(hazard_of(valid, found, rows.first_dose, ceiling), outcome)
    best = min(losses, key=lambda one: (losses[one], -one))
    return best, {f"{ceiling:g}": loss for ceiling, loss in losses.items()}


def _log_loss(hazard: Array, outcome: Array) -> float:
    """Mean log loss of hazards, kept above next to nothing."""
    safe = np.maximum(hazard, _LEAST)
    return float(np.where(outcome, -np.log(-np.expm1(-safe)), safe).mean())
