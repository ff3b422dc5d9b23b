"""Intervals by one step a draw against the yardstick: every draw fitted again to its optimum."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from gnn.bootstrap import multiplicities
from gnn.fit import fit_hazard
from scoring.training.draws import draws_of
from scoring.training.fit import mean_squares
from scoring.training.plan import shipped_plan
from scoring.training.rows import TrainingRows

TRUE = np.array([0.08, 0.5, 0.15, 0.3])
RIDGE = 1e-4


def rows_of(count: int = 6000, seed: int = 4) -> TrainingRows:
    """A level, three doses, three rows a legal person."""
    rng = np.random.default_rng(seed)
    doses = rng.exponential(1.0, (count, 4)) * (rng.random((count, 4)) < 0.3)
    doses[:, 0] = 1.0
    return TrainingRows(
        design=csr_array(doses),
        outcome=rng.random(count) < -np.expm1(-doses @ TRUE),
        weight=rng.integers(1, 3, count).astype(np.float64),
        block=np.arange(count) // 3,
        first_dose=1,
    )


def test_one_step_a_draw_gives_the_intervals_of_fitting_every_draw_again() -> None:
    rows, nothing = rows_of(), np.zeros(4)
    scale = mean_squares(rows)
    pull = np.append(0.0, RIDGE * scale[1:])
    whole = fit_hazard(rows.design, rows.outcome, rows.weight, ridge=pull, prior=nothing).coefficients
    plan = shipped_plan().intervals.model_copy(update={"draws": 400})

    stepped = draws_of(rows, whole, np.arange(4), RIDGE, scale, plan, 1)
    fitted = [
        fit_hazard(
            rows.design, rows.outcome, rows.weight * times, ridge=pull, prior=nothing, start=whole
        ).coefficients
        for times in multiplicities(rows.block, 150, 2)
    ]

    one, again = (np.quantile(draws, [0.025, 0.975], axis=0) for draws in (stepped, np.array(fitted)))
    width = again[1] - again[0]
    assert (np.abs(one - again) < 0.25 * width).all()
    assert (again[0] < TRUE).all()
    assert (again[1] > TRUE).all()
