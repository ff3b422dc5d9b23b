"""The own state as one score: judged by trees that never saw the enterprise, the same every time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array

from scoring.training.own_score import NO_SCORE, OwnScore, folds_of
from scoring.training.plan import OwnScoreNumbers

Array = np.ndarray[Any, Any]

NUMBERS = OwnScoreNumbers(
    folds=2,
    trees=20,
    leaves=4,
    least_in_leaf=20,
    learning_rate=0.3,
    steps=4,
    most_rows=1500,
    seed=1,
    beside=(),
    meaning="test",
    source="test",
)
COUNT = 2000


def drawn(seed: int) -> tuple[csr_array, Array, Array, Array]:
    """A mark that matters, noise that does not, outcome, weight and fold."""
    rng = np.random.default_rng(seed)
    columns = np.column_stack([rng.random(COUNT) < 0.5, rng.random((COUNT, 3))]).astype(float)
    outcome = rng.random(COUNT) < np.where(columns[:, 0] > 0, 0.5, 0.1)
    return csr_array(columns), outcome, np.ones(COUNT), np.arange(COUNT) % 2


def grown(seed: int) -> tuple[OwnScore, csr_array, Array]:
    own, outcome, weight, fold = drawn(seed)
    return OwnScore.grow(own, outcome, weight, fold, NUMBERS), own, fold


def test_steps_add_up_to_the_hazard_of_the_score() -> None:
    score, own, fold = grown(1)

    steps = score.place(own, fold)

    assert steps.shape == (COUNT, len(score.names))
    assert np.allclose(np.asarray(steps.sum(axis=1)).ravel(), score.hazard(own, fold), rtol=0, atol=1e-12)


def test_an_outcome_of_a_fold_changes_no_opinion_of_that_fold() -> None:
    own, outcome, weight, fold = drawn(2)
    turned = np.where(fold == 0, ~outcome, outcome)

    before = OwnScore.grow(own, outcome, weight, fold, NUMBERS).hazard(own, fold)
    after = OwnScore.grow(own, turned, weight, fold, NUMBERS).hazard(own, fold)

    assert np.array_equal(before[fold == 0], after[fold == 0])
    assert not np.array_equal(before[fold == 1], after[fold == 1])


def test_the_score_finds_what_matters() -> None:
    score, own, fold = grown(3)

    hazard = score.hazard(own, fold)

    marked = own.toarray()[:, 0] > 0
    assert abs(hazard[marked].mean() + np.log(0.5)) < 0.1
    assert abs(hazard[~marked].mean() + np.log(0.9)) < 0.05


def test_the_same_rows_give_the_same_score() -> None:
    (first, own, fold), (again, _, _) = grown(4), grown(4)

    assert first.names == again.names
    assert first.place(own, fold).toarray().tobytes() == again.place(own, fold).toarray().tobytes()


def test_too_few_events_in_a_fold_give_no_score() -> None:
    own, _, weight, fold = drawn(5)
    outcome = np.zeros(COUNT, np.bool_)
    outcome[:10] = True

    score = OwnScore.grow(own, outcome, weight, fold, NUMBERS)

    assert score is NO_SCORE
    assert score.place(own, fold).shape == (COUNT, 0)


def test_a_fold_hangs_on_the_id_alone() -> None:
    ids = pa.array([f"9100{number:014d}" for number in range(900)], pa.large_string())

    whole = folds_of(ids, 3)

    assert np.array_equal(folds_of(ids.slice(400), 3), whole[400:])
    assert np.bincount(whole, minlength=3).min() > 200


def test_without_folds_every_tree_speaks() -> None:
    score, own, _ = grown(6)

    apart = [score.hazard(own, np.full(COUNT, k)) for k in range(NUMBERS.folds)]

    assert np.allclose(score.hazard(own, None), np.mean(apart, axis=0), rtol=0, atol=1e-15)
    assert not np.array_equal(apart[0], apart[1])
