"""Leaves over own columns: what acts together gets a column, the same rows the same leaves."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from gnn.fit import fit_hazard
from scoring.training.own_trees import OwnTrees
from scoring.training.plan import OwnTreeNumbers

NUMBERS = OwnTreeNumbers(
    trees=12, leaves=4, least_in_leaf=50, learning_rate=0.3, meaning="test", source="test"
)
COUNT = 4000


def both_together(seed: int) -> tuple[csr_array, np.ndarray]:
    """Two marks that mean nothing alone; an event needs both."""
    rng = np.random.default_rng(seed)
    marks = (rng.random((COUNT, 2)) < 0.5).astype(float)
    outcome = rng.random(COUNT) < np.where(marks.all(axis=1), 0.6, 0.05)
    return csr_array(np.hstack([np.ones((COUNT, 1)), marks])), outcome


def test_a_leaf_says_what_acts_together_and_no_sum_of_columns_does() -> None:
    own, outcome = both_together(1)
    trees = OwnTrees.grow(own, outcome, np.ones(COUNT), NUMBERS)

    def loss(table: np.ndarray) -> float:
        pull = np.full(table.shape[1], 1e-6)
        return fit_hazard(table, outcome, np.ones(COUNT), ridge=pull, prior=np.zeros(table.shape[1])).loss

    alone = own.toarray()
    assert loss(np.hstack([alone, trees.place(own).toarray()])) < loss(alone) - 0.02


def test_every_row_is_in_one_leaf_of_each_tree() -> None:
    own, outcome = both_together(2)

    placed = OwnTrees.grow(own, outcome, np.ones(COUNT), NUMBERS).place(own)

    by_tree = placed.toarray().reshape(COUNT, NUMBERS.trees, NUMBERS.leaves).sum(axis=2)
    assert (by_tree == 1).all()


def test_the_same_rows_grow_the_same_trees() -> None:
    own, outcome = both_together(3)

    first, again = (OwnTrees.grow(own, outcome, np.ones(COUNT), NUMBERS).place(own) for _ in range(2))

    assert np.array_equal(first.indices, again.indices)


def test_too_few_events_for_a_leaf_grow_no_tree() -> None:
    own, _ = both_together(4)
    outcome = np.zeros(COUNT, np.bool_)
    outcome[:10] = True

    trees = OwnTrees.grow(own, outcome, np.ones(COUNT), NUMBERS)

    assert trees.names == ()
    assert trees.place(own).shape == (COUNT, 0)
