"""Intervals by one step a draw against the yardstick: every draw fitted again to its optimum."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from scipy.sparse import csr_array

from gnn.bootstrap import multiplicities
from gnn.fit import fit_hazard
from scoring.training import draws
from scoring.training.draws import draws_of
from scoring.training.fit import mean_squares
from scoring.training.plan import shipped_plan
from scoring.training.rows import TrainingRows

MANY = """
import sys

import numpy as np
from scipy.sparse import csr_array

from scoring.training.draws import draws_of
from scoring.training.plan import shipped_plan
from scoring.training.rows import TrainingRows

rng = np.random.default_rng(1)
rows = TrainingRows(
    design=csr_array(rng.random((300, 130))),
    outcome=rng.random(300) < 0.5,
    weight=np.ones(300),
    block=np.arange(300),
    first_dose=1,
)
one = np.ones(130)
drawn = draws_of(rows, 0.01 * one, np.arange(130), 0.1, one, shipped_plan().intervals, 1)
sys.stdout.buffer.write(drawn.tobytes())
"""
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

    one, again = (np.quantile(drawn, [0.025, 0.975], axis=0) for drawn in (stepped, np.array(fitted)))
    width = again[1] - again[0]
    assert (np.abs(one - again) < 0.25 * width).all()
    assert (again[0] < TRUE).all()
    assert (again[1] > TRUE).all()


def test_draws_are_the_same_however_many_legal_persons_are_drawn_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows, plan = rows_of(900), shipped_plan().intervals.model_copy(update={"draws": 20})
    at = (rows, TRUE, np.arange(4), RIDGE, mean_squares(rows), plan, 3)

    together = draws_of(*at)
    monkeypatch.setattr(draws, "_BLOCKS", 70)

    assert draws_of(*at) == pytest.approx(together, rel=1e-12)


def test_draws_of_many_columns_are_the_same_with_any_number_of_threads() -> None:
    one, two = (
        subprocess.run(
            [sys.executable, "-c", MANY],
            env=os.environ | {"OPENBLAS_NUM_THREADS": threads},
            check=True,
            capture_output=True,
        ).stdout
        for threads in ("1", "2")
    )

    assert len(one) == 8 * 130 * shipped_plan().intervals.draws
    assert one == two
