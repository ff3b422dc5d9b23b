"""The own state of an enterprise as one score, whose steps are own columns of the joint fit.

Boosted trees over the own columns say how an enterprise's own state acts together. On the days
that train, their opinion of an enterprise comes from trees that never saw it (on any day), so the
joint fit can trust a step as far as it holds; on later days it is the mean over all. What a step
adds is fitted together with the relations, and the fit stays convex.

References
----------
Wolpert 1992 (stacked generalization); van der Laan, Polley, Hubbard 2007 (super learner);
docs/adr/0046.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array

from scoring.training.own_trees import boosted, for_trees
from scoring.training.plan import OwnScoreNumbers

Array = np.ndarray[Any, Any]

_LAST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnScore:
    """Grown trees of every fold and the steps of their hazard; the same rows give the same.

    Attributes
    ----------
    boosters : tuple of lightgbm.Booster
        Booster k never saw an enterprise of fold k. None of them: there is no score.
    bounds : float64[steps]
        Hazard at which each step begins, rising from 0; the last one has no end.
    """

    boosters: tuple[Any, ...]
    bounds: Array

    @classmethod
    def grow(
        cls, own: csr_array, outcome: Array, weight: Array, fold: Array, numbers: OwnScoreNumbers
    ) -> OwnScore:
        """Grow the trees of every fold on the rows of the others.

        Parameters
        ----------
        own : csr float64 (r, own columns)
        outcome : bool[r]
        weight : float64[r]
        fold : int64[r]
            ``folds_of`` the enterprises.
        numbers : OwnScoreNumbers

        Returns
        -------
        OwnScore
            ``NO_SCORE`` where a fold leaves too few events, or others, for a leaf.
        """
        others = [np.flatnonzero(fold != k) for k in range(numbers.folds)]
        if numbers.trees == 0 or any(_few(outcome[rows], numbers.least_in_leaf) for rows in others):
            return NO_SCORE
        rng = np.random.default_rng(numbers.seed)
        boosters = []
        for rows in others:
            if len(rows) > numbers.most_rows:
                rows = np.sort(rng.choice(rows, numbers.most_rows, replace=False))
            boosters.append(boosted(csr_array(own[rows]), outcome[rows], weight[rows], numbers))
        grown = cls(boosters=tuple(boosters), bounds=np.zeros(1))
        inner = np.quantile(grown.hazard(own, fold), np.arange(1, numbers.steps) / numbers.steps)
        return cls(boosters=grown.boosters, bounds=np.unique(np.concatenate([[0.0], inner])))

    @property
    def names(self) -> tuple[str, ...]:
        """Name of each step, ``score>=0.25``."""
        return tuple(f"score>={bound:.6g}" for bound in self.bounds)

    def hazard(self, own: csr_array, fold: Array | None) -> Array:
        """Hazard of each row by the trees that never saw its enterprise, float64[r].

        Without folds the mean over the trees of all folds: for days after those that grew them.
        """
        if fold is None:
            every = [np.full(own.shape[0], k) for k in range(len(self.boosters))]
            return np.asarray(np.mean([self.hazard(own, one) for one in every], axis=0))
        found = np.zeros(own.shape[0])
        for k, booster in enumerate(self.boosters):
            rows = np.flatnonzero(fold == k)
            if len(rows):
                chance = booster.predict(for_trees(csr_array(own[rows])), num_threads=1)
                found[rows] = -np.log1p(-chance)
        return found

    def place(self, own: csr_array, fold: Array | None) -> csr_array:
        """How far each row's hazard reaches into every step, csr float64 (rows, steps), at least 0."""
        if not self.boosters:
            return csr_array((own.shape[0], 0))
        width = np.diff(np.append(self.bounds, np.inf))
        return csr_array(np.clip(self.hazard(own, fold)[:, None] - self.bounds, 0.0, width))


NO_SCORE = OwnScore(boosters=(), bounds=np.zeros(0))


def folds_of(ids: pa.LargeStringArray, folds: int) -> Array:
    """Fold of each enterprise by the last letters of its id, the same on every day, int64[n].

    Parameters
    ----------
    ids : text[n]
    folds : int
    """
    ends = np.asarray(pc.utf8_slice_codeunits(pc.fill_null(ids, ""), -_LAST), dtype=f"U{_LAST}")
    letters = ends.view(np.uint32).reshape(len(ends), _LAST).astype(np.int64)
    return np.asarray((letters * np.arange(1, _LAST + 1)).sum(axis=1) % folds)


def _few(outcome: Array, least: int) -> bool:
    return bool(min(outcome.sum(), (~outcome).sum()) < least)
