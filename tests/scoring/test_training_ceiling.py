"""Most hazard of all relations together: learned where there is one, and never exceeded."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from scoring.training.choices import choose_ceiling, under_ceiling
from scoring.training.fit import JointFit, joint_fit
from scoring.training.plan import shipped_plan
from scoring.training.rows import TrainingRows

CEILING = 0.7
PLAN = shipped_plan().model_copy(
    update={"ceiling": shipped_plan().ceiling.model_copy(update={"grid": (CEILING,)})}
)
STRENGTHS = np.array([0.6, 0.4])
NO_FLOOR = np.zeros(3)


def rows_of(ceiling: float, seed: int = 3, count: int = 8_000) -> TrainingRows:
    rng = np.random.default_rng(seed)
    doses = rng.exponential(1.5, (count, 2)) * (rng.random((count, 2)) < 0.4)
    hazard = 0.1 + np.minimum(doses @ STRENGTHS, ceiling)
    return TrainingRows(
        design=csr_array(np.hstack([np.ones((count, 1)), doses])),
        outcome=rng.random(count) < -np.expm1(-hazard),
        weight=np.ones(count),
        block=np.arange(count),
        first_dose=1,
    )


def chosen(ceiling: float) -> float:
    train, valid = rows_of(ceiling), rows_of(ceiling, seed=4)
    return choose_ceiling(train, valid.design, valid.outcome, 1e-4, NO_FLOOR, PLAN)[0]


def test_a_ceiling_is_taken_where_relations_have_one() -> None:
    assert chosen(CEILING) == CEILING


def test_no_ceiling_is_taken_where_relations_have_none() -> None:
    assert chosen(np.inf) == np.inf


def test_strengths_under_a_ceiling_are_nearer_the_planted_ones_than_those_of_a_plain_sum() -> None:
    rows = rows_of(CEILING)

    plain, capped = (strengths_under(rows, ceiling) for ceiling in (np.inf, CEILING))

    assert (np.abs(capped.strengths - STRENGTHS) < np.abs(plain.strengths - STRENGTHS)).all()
    assert capped.hazard(rows.design).max() == pytest.approx(capped.own[0] + CEILING)


def strengths_under(rows: TrainingRows, ceiling: float) -> JointFit:
    below, _ = under_ceiling(rows, ceiling, 1e-4, NO_FLOOR)
    return joint_fit(below, 1e-4, NO_FLOOR, np.array([0, 1]), PLAN, lambda done, total: None, ceiling=ceiling)


def test_rows_without_a_ceiling_stay_as_they_are() -> None:
    rows = rows_of(np.inf)

    assert under_ceiling(rows, np.inf, 1e-4, NO_FLOOR)[0] is rows
