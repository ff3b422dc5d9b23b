"""From panels to the rows of a fit: sampled with exact weights, encoded into one design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array, hstack, vstack

from graph.domain import day_number
from graph.errors import ModelError
from graph.legs import DAYS_PER_MONTH
from scoring.training.own_score import NO_SCORE, OwnScore, folds_of
from scoring.training.own_trees import NO_TREES, OwnTrees
from scoring.training.panels import Panel
from scoring.training.plan import Sampling, TrainingPlan

Array = np.ndarray[Any, Any]

CATEGORIES = {"industry": (2, 4), "region": (4, 6)}
"""Columns that become one 0/1 column for each word, and how many letters of it count: division and
class of the industry, city and district."""
INTERCEPT = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoder:
    """Columns of the own part: the same for every panel of one model.

    Attributes
    ----------
    own_names : numeric own columns
    words : words of each category, the short ones first, sorted
    dose_names : relation columns
    trees : leaves over the own columns
    score : steps of one score over the own columns
    folds : folds of the score
    grown_until : last day whose rows grew trees; None: none did
    beside : beginnings of the plain own columns that are fitted beside the steps of a score
    """

    own_names: tuple[str, ...]
    words: dict[str, tuple[str, ...]]
    dose_names: tuple[str, ...]
    trees: OwnTrees = NO_TREES
    score: OwnScore = NO_SCORE
    folds: int = 1
    grown_until: date | None = None
    beside: tuple[str, ...] = ()

    @classmethod
    def of(cls, panels: Sequence[Panel], plan: TrainingPlan) -> Encoder:
        """Encoder of the panels that train; words that appear later have no column.

        Raises
        ------
        ModelError
            If no row has an event.
        """
        plain = cls._plain(panels)
        numbers = plan.own_score
        plain = replace(plain, folds=numbers.folds)
        rows = gather(panels, plain, plan)
        own, fold = csr_array(rows.design[:, : plain.first_dose]), plain.folds_in(panels, plan)
        return replace(
            plain,
            trees=OwnTrees.grow(own, rows.outcome, rows.weight, plan.own_trees),
            score=OwnScore.grow(own, rows.outcome, rows.weight, fold, numbers),
            grown_until=max(panel.day for panel in panels),
            beside=numbers.beside,
        )

    @classmethod
    def _plain(cls, panels: Sequence[Panel]) -> Encoder:
        words = {}
        for name, cuts in CATEGORIES.items():
            found: dict[str, None] = {}
            for letters in cuts:
                cut = [pc.utf8_slice_codeunits(panel.rows.text(name), 0, letters) for panel in panels]
                found |= dict.fromkeys(sorted(pc.unique(pa.chunked_array(cut)).drop_null().to_pylist()))
            words[name] = tuple(found)
        return cls(own_names=panels[0].own.names, words=words, dose_names=panels[0].doses.names)

    @property
    def own_columns(self) -> tuple[str, ...]:
        """Names of the own columns, the intercept first, what trees say last."""
        return (INTERCEPT, *self._plain_columns, *self.trees.names, *self.score.names)

    @property
    def _plain_columns(self) -> tuple[str, ...]:
        named = [f"{name}|{word}" for name, known in self.words.items() for word in known]
        return (*self.own_names, *named)

    @property
    def first_tree(self) -> int:
        """Position of the first own column that trees say."""
        return 1 + len(self._plain_columns)

    @property
    def own_fitted(self) -> Array:
        """Own columns that are fitted, int64 rising: all, or with a score what the plan leaves beside it."""
        names, first = self.own_columns, self.first_tree
        plain = [n for n in range(1, first) if not self.score.names or names[n].startswith(self.beside)]
        return np.array([0, *plain, *range(first, len(names))], np.int64)

    @property
    def first_dose(self) -> int:
        """Position of the first relation column."""
        return len(self.own_columns)

    def encode(self, panel: Panel, rows: Array) -> csr_array:
        """Design of some rows of a panel, csr float64 (rows, own + doses).

        Raises
        ------
        ModelError
            If the panel has other columns.
        """
        if panel.own.names != self.own_names or panel.doses.names != self.dose_names:
            raise ModelError("expected panels of one pack and plan, got other columns: make them again")
        blocks = [csr_array(np.ones((len(rows), 1))), panel.own.table[rows]]
        for name, cuts in CATEGORIES.items():
            known, word = pa.array(self.words[name], pa.large_string()), panel.rows.text(name)
            cut = [pc.utf8_slice_codeunits(word, 0, letters) for letters in cuts]
            found = [pc.fill_null(pc.index_in(one, value_set=known), -1) for one in cut]
            places = np.stack([np.asarray(place)[rows] for place in found], axis=1)
            # A word shorter than a cut is the same word at both: it is one column, once.
            places[:, 1:][places[:, 1:] == places[:, :-1]] = -1
            indptr = np.append(0, np.cumsum((places >= 0).sum(axis=1)))
            column = places[places >= 0]
            blocks.append(csr_array((np.ones(len(column)), column, indptr), shape=(len(rows), len(known))))
        own = csr_array(hstack(blocks, format="csr"))
        # On a later day every tree speaks: what each saw of an enterprise was over by then.
        later = self.grown_until is not None and panel.day > self.grown_until
        said = [self.trees.place(own), self.score.place(own, None if later else self.fold(panel, rows))]
        return csr_array(hstack([own, *said, panel.doses.table[rows]], format="csr"))

    def fold(self, panel: Panel, rows: Array) -> Array:
        """Fold of the enterprises of some rows, int64[rows]."""
        return folds_of(panel.rows.text("enterprise_id").take(pa.array(rows)), self.folds)

    def folds_in(self, panels: Sequence[Panel], plan: TrainingPlan) -> Array:
        """Fold of each row that ``gather`` takes of some panels, int64[rows]."""
        return np.concatenate([self.fold(panel, sample(panel, plan.sampling)[0]) for panel in panels])


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRows:
    """Rows of a fit.

    Attributes
    ----------
    design : csr float64 (r, columns)
    outcome : bool[r]
    weight : float64[r] above 0, inverse of the sampled share, less on days further back
    block : int64[r] legal person, the same over all days
    first_dose : int
    own_fitted : int64 rising, own columns that are fitted; None is all
    """

    design: csr_array
    outcome: Array
    weight: Array
    block: Array
    first_dose: int
    own_fitted: Array | None = None

    @property
    def own(self) -> Array:
        """Own columns that are fitted, int64 rising."""
        return np.arange(self.first_dose) if self.own_fitted is None else self.own_fitted

    @property
    def fitted(self) -> Array:
        """Columns that are fitted: own ones and all doses, int64 rising."""
        return np.concatenate([self.own, np.arange(self.first_dose, self.design.shape[1])])


def sample(panel: Panel, plan: Sampling) -> tuple[Array, Array]:
    """Rows kept of a training panel and their exact weights.

    Of the cases, and of the others with and without a dose apart, at most so many are drawn
    without replacement; each stands for (all of its kind) / (drawn of its kind).

    Returns
    -------
    rows : int64, rising; weight : float64
    """
    rng = np.random.default_rng([plan.seed, day_number(panel.day)])
    exposed = np.diff(panel.doses.table.indptr) > 0
    weight = np.zeros(len(exposed))
    kinds = (~panel.outcome & exposed, ~panel.outcome & ~exposed, panel.outcome)
    for kind, most in zip(kinds, (plan.negatives_exposed, plan.negatives_plain, plan.cases), strict=True):
        all_of_it = np.flatnonzero(kind)
        drawn = all_of_it if len(all_of_it) <= most else rng.choice(all_of_it, most, replace=False)
        weight[drawn] = len(all_of_it) / max(len(drawn), 1)
    rows = np.flatnonzero(weight > 0)
    return rows, weight[rows]


def gather(panels: Sequence[Panel], encoder: Encoder, plan: TrainingPlan) -> TrainingRows:
    """Sampled rows of several panels, one under the other, with less weight on days further back.

    Raises
    ------
    ModelError
        If no row has an event.
    """
    designs, outcomes, weights, ids = [], [], [], []
    last = max(day_number(panel.day) for panel in panels)
    for panel in panels:
        rows, weight = sample(panel, plan.sampling)
        months = (last - day_number(panel.day)) / DAYS_PER_MONTH
        designs.append(encoder.encode(panel, rows))
        outcomes.append(panel.outcome[rows])
        weights.append(weight * 2.0 ** (-months / plan.recency.half_life_months))
        ids.append(panel.rows.text("enterprise_id").take(pa.array(rows)))
    outcome = np.concatenate(outcomes)
    if not outcome.any():
        days = ", ".join(panel.day.isoformat() for panel in panels)
        raise ModelError(
            f"training: expected enterprises with an event in the windows after {days}, got none: "
            "nothing can be learned; import records or give other labels"
        )
    if not all(np.isfinite(design.data).all() for design in designs):
        raise ModelError("training: expected finite columns, got NaN: make the panels again")
    block = np.asarray(pa.chunked_array(ids).combine_chunks().dictionary_encode().indices)
    return TrainingRows(
        design=csr_array(vstack(designs, format="csr")),
        outcome=outcome,
        weight=np.concatenate(weights),
        block=block.astype(np.int64),
        first_dose=encoder.first_dose,
        own_fitted=encoder.own_fitted,
    )
