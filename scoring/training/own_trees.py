"""Leaves of small trees over the own columns, as further own columns of the joint fit.

An enterprise's own state acts together (many records in few years weigh more where the annual
report is missing too); a sum over single columns cannot say so, and what it leaves over the
relations would be blamed for. The trees only choose the leaves: what a leaf adds to the
hazard is fitted with everything else, so the fit stays convex and takes nothing from relations
beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array, csr_matrix

from scoring.training.plan import OwnScoreNumbers, OwnTreeNumbers

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTrees:
    """Grown trees; the same rows grow the same trees.

    Attributes
    ----------
    booster : lightgbm.Booster or None
        None without trees.
    trees, leaves : int
        Number of trees, and of leaves of each at most.
    """

    booster: Any
    trees: int
    leaves: int

    @classmethod
    def grow(cls, own: csr_array, outcome: Array, weight: Array, numbers: OwnTreeNumbers) -> OwnTrees:
        """Grow trees on training rows.

        Parameters
        ----------
        own : csr float64 (r, own columns)
        outcome : bool[r]
        weight : float64[r]
        numbers : OwnTreeNumbers
        """
        few = min(outcome.sum(), (~outcome).sum()) < numbers.least_in_leaf
        if numbers.trees == 0 or few:
            return NO_TREES
        booster = boosted(own, outcome, weight, numbers)
        return cls(booster=booster, trees=booster.num_trees(), leaves=numbers.leaves)

    @property
    def names(self) -> tuple[str, ...]:
        """Name of each column, ``tree|12|3``."""
        return tuple(f"tree|{tree}|{leaf}" for tree in range(self.trees) for leaf in range(self.leaves))

    def place(self, own: csr_array) -> csr_array:
        """Which leaf of each tree every row is in, csr float64 0/1 (rows, trees * leaves)."""
        count = own.shape[0]
        if self.trees == 0 or count == 0:
            return csr_array((count, self.trees * self.leaves))
        found = self.booster.predict(for_trees(own), pred_leaf=True, num_threads=1)
        column = np.asarray(found, np.int64).reshape(count, self.trees) + np.arange(self.trees) * self.leaves
        indptr = np.arange(count + 1) * self.trees
        return csr_array((np.ones(column.size), column.ravel(), indptr), shape=(count, len(self.names)))


NO_TREES = OwnTrees(booster=None, trees=0, leaves=0)


def boosted(own: csr_array, outcome: Array, weight: Array, numbers: OwnTreeNumbers | OwnScoreNumbers) -> Any:
    """Booster of LightGBM over own columns; the same rows grow the same trees.

    Parameters
    ----------
    own : csr float64 (r, own columns)
    outcome : bool[r]
    weight : float64[r]
    numbers : OwnTreeNumbers or OwnScoreNumbers
        At least one tree.
    """
    # Half a second to import, and needed by training only.
    import lightgbm

    told = {
        "objective": "binary",
        "learning_rate": numbers.learning_rate,
        "num_leaves": numbers.leaves,
        "min_data_in_leaf": numbers.least_in_leaf,
        "verbose": -1,
        "seed": 0,
        "deterministic": True,
        "num_threads": 1,
        "force_row_wise": True,
    }
    data = lightgbm.Dataset(for_trees(own), label=outcome.astype(float), weight=weight)
    return lightgbm.train(told, data, num_boost_round=numbers.trees)


def for_trees(own: csr_array) -> csr_matrix:
    """The same table with indices of 32 bits, which is all that the library takes."""
    parts = (own.data, own.indices.astype(np.int32), own.indptr.astype(np.int32))
    return csr_matrix(parts, shape=own.shape)
