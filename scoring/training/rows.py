"""From panels to the rows of a fit: sampled with exact weights, encoded into one design."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array, hstack, vstack

from graph.errors import ModelError
from scoring.training.own_score import NO_SCORE, OwnScore, folds_of
from scoring.training.own_trees import NO_TREES, OwnTrees
from scoring.training.panel_columns import only_columns, refuse_nan
from scoring.training.panels import Panel
from scoring.training.plan import TrainingPlan
from scoring.training.sampled import outcomes_of, sample

Array = np.ndarray[Any, Any]

CATEGORIES = {"industry": (2, 4), "region": (4, 6)}
"""Columns that become one 0/1 column for each word, and how many letters of it count: division and
class of the industry, city and district."""
INTERCEPT = "always"
_OTHER_COLUMNS = "expected panels of one pack and plan, got other columns: make them again"


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
        plain = replace(cls._plain(panels), folds=plan.own_score.folds)
        drawn = [sample(panel, plan.sampling)[0] for panel in panels]
        outcome, weight = outcomes_of(panels, plan)
        parts = list(zip(panels, drawn, strict=True))
        own = csr_array(vstack([plain.own_side(panel, rows) for panel, rows in parts], format="csr"))
        refuse_nan([own])
        fold = np.concatenate([plain.fold(panel, rows) for panel, rows in parts])
        return replace(
            plain,
            trees=OwnTrees.grow(own, outcome, weight, plan.own_trees),
            score=OwnScore.grow(own, outcome, weight, fold, plan.own_score),
            grown_until=max(panel.day for panel in panels),
            beside=plan.own_score.beside,
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
        return self.with_doses(self.own_side(panel, rows), panel, rows)

    def with_doses(self, own: csr_array, panel: Panel, rows: Array) -> csr_array:
        """Design of some rows of a panel from their ``own_side``."""
        if panel.doses.names != self.dose_names:
            raise ModelError(_OTHER_COLUMNS)
        return csr_array(hstack([own, panel.doses.table[rows]], format="csr"))

    def own_side(self, panel: Panel, rows: Array, *, fitted: bool = False) -> csr_array:
        """Own columns of some rows of a panel, csr float64 (rows, own): the same by any path rules.

        Parameters
        ----------
        panel : Panel
        rows : int64[rows]
        fitted : bool
            Leave the columns empty that no fit reads.

        Raises
        ------
        ModelError
            If the panel has other columns.
        """
        if panel.own.names != self.own_names:
            raise ModelError(_OTHER_COLUMNS)
        own = self._plain_side(panel, rows)
        # On a later day every tree speaks: what each saw of an enterprise was over by then.
        later = self.grown_until is not None and panel.day > self.grown_until
        said = [self.trees.place(own), self.score.place(own, None if later else self.fold(panel, rows))]
        if fitted:
            own = only_columns(own, self.own_fitted[self.own_fitted < self.first_tree])
        return csr_array(hstack([own, *said], format="csr"))

    def _plain_side(self, panel: Panel, rows: Array) -> csr_array:
        """Intercept, numeric columns and words."""
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
        return csr_array(hstack(blocks, format="csr"))

    def fold(self, panel: Panel, rows: Array) -> Array:
        """Fold of the enterprises of some rows, int64[rows]."""
        return folds_of(panel.rows.text("enterprise_id").take(pa.array(rows)), self.folds)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRows:
    """Rows of a fit.

    Attributes
    ----------
    design : csr float64 (r, columns)
    outcome : bool[r]
    weight : float64[r] above 0, inverse of the sampled share, less on days further back
    block : int64[r] group of the legal person, that of its last row on every day
    first_dose : int
    held : float at least 0, pull of every strength towards 0 beside the ridge
    own_fitted : int64 rising, own columns that are fitted; None is all
    """

    design: csr_array
    outcome: Array
    weight: Array
    block: Array
    first_dose: int
    own_fitted: Array | None = None
    held: float = 0.0

    @property
    def own(self) -> Array:
        """Own columns that are fitted, int64 rising."""
        return np.arange(self.first_dose) if self.own_fitted is None else self.own_fitted

    @property
    def fitted(self) -> Array:
        """Columns that are fitted: own ones and all doses, int64 rising."""
        return np.concatenate([self.own, np.arange(self.first_dose, self.design.shape[1])])

    def pull(self, columns: Array, ridge: float, scale: Array) -> Array:
        """Pull of some columns towards 0, float64[c]: none of the intercept, ``held`` more of a dose."""
        pull = ridge * scale[columns] + np.where(columns >= self.first_dose, self.held, 0.0)
        return np.asarray(np.where(columns == 0, 0.0, pull))


def gather(
    panels: Sequence[Panel],
    encoder: Encoder,
    plan: TrainingPlan,
    own: Callable[[Panel, Array], csr_array] | None = None,
) -> TrainingRows:
    """Sampled rows of several panels, one under the other, with less weight on days further back.

    Parameters
    ----------
    panels : sequence of Panel
    encoder : Encoder
    plan : TrainingPlan
    own : callable, optional
        Own side of some rows of a panel where it is known; ``encoder.own_side`` with every column if not.

    Raises
    ------
    ModelError
        If no row has an event, or a number is not finite.
    """
    outcome, weight = outcomes_of(panels, plan)
    designs, ids, groups = [], [], []
    for panel in panels:
        rows, _ = sample(panel, plan.sampling)
        designs.append(encoder.with_doses((own or encoder.own_side)(panel, rows), panel, rows))
        ids.append(panel.rows.text("enterprise_id").take(pa.array(rows)))
        groups.append(panel.rows.text("group").take(pa.array(rows)))
    refuse_nan(designs)
    return TrainingRows(
        design=csr_array(vstack(designs, format="csr")),
        outcome=outcome,
        weight=weight,
        block=_blocks(_codes(ids), _codes(groups)),
        first_dose=encoder.first_dose,
        own_fitted=encoder.own_fitted,
        held=float(1 / (plan.ridge.spread**2 * weight.sum())),
    )


def _codes(parts: list[pa.LargeStringArray]) -> Array:
    """Number of each text over all parts, int64."""
    return np.asarray(pa.chunked_array(parts).combine_chunks().dictionary_encode().indices).astype(np.int64)


def _blocks(person: Array, group: Array) -> Array:
    """Group of each row's legal person, the last one it was in, int64[rows] without gaps."""
    last = np.zeros(int(person.max(initial=-1)) + 1, np.int64)
    # Rows rise by day, and of several numbers for one place the last one stays.
    last[person] = group
    return np.unique(last[person], return_inverse=True)[1].astype(np.int64)
