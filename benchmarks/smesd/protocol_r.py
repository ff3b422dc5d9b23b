"""Protocol R: inside one split, labels of four folds are known violators, the hidden fold is scored.

Known labels travel as records over the paths. The label of an enterprise never reaches
itself, so the folds that are known can train the strengths on their own labels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, diags_array

from benchmarks.smesd.extract import SPLITS, Split, read_split
from benchmarks.smesd.fits import Side, at_fixed_ridge, boosted, plan_of_benchmark
from benchmarks.smesd.network import SplitNetwork
from benchmarks.smesd.own import (
    Words,
    own_columns,
    own_numbers,
    relation_kinds,
    tie_columns,
    tie_numbers,
)
from benchmarks.smesd.relation_columns import label_means, relation_numbers
from gnn.metrics import auroc
from scoring.training.panel_columns import Columns

Array = np.ndarray[Any, Any]
Tell = Callable[[str], None]

FOLDS = 5
_RESTART, _ROUNDS = 0.15, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One split of protocol R.

    Attributes
    ----------
    split : Split
    own, ties : numbers of each enterprise
    words : Words
    reach : csr (n, n) by family, strength of the strongest path from each violator
    graph : csr bare ties between contracted codes
    unit_of : int64[n] code of each enterprise there
    """

    split: Split
    own: pd.DataFrame
    ties: pd.DataFrame
    words: Words
    reach: dict[str, csr_array]
    graph: csr_array
    unit_of: Array

    def doses(self, known: Array) -> Columns:
        """What the known violators bring to every enterprise, a column for each family."""
        bad = (known & self.split.outcome).astype(np.float64)
        table = np.stack([np.asarray(strength @ bad) for strength in self.reach.values()], axis=1)
        return Columns(names=tuple(self.reach), table=csr_array(table))

    def pagerank(self, known: Array) -> Array:
        """Personalised PageRank from the known violators, float64[n]."""
        bad = (known & self.split.outcome).astype(np.float64)
        heat = np.bincount(self.unit_of, weights=bad, minlength=self.graph.shape[0]).astype(np.float64)
        heat = heat / heat.sum()
        degree = np.asarray(self.graph.sum(axis=1)).ravel()
        inverse = np.divide(1.0, degree, out=np.zeros_like(degree), where=degree > 0)
        step = csr_array((diags_array(inverse) @ self.graph).T)
        rank: Array = heat
        for _ in range(_ROUNDS):
            rank = _RESTART * heat + (1 - _RESTART) * (step @ rank)
        return np.asarray(rank[self.unit_of])


def known_of(name: str, place: Path) -> Known:
    """Read and import one split with its labels as records, without what leaks."""
    plan = plan_of_benchmark()
    train, split = (read_split(one, leaky=False) for one in (SPLITS[0], name))
    words = Words.of(train)
    built = SplitNetwork.build(split, place, plan, violators=True)
    return Known(
        split=split,
        own=own_numbers(split, words),
        ties=tie_numbers(split, relation_kinds(train)),
        words=words,
        reach=built.violators_reach(),
        graph=built.bare_ties(plan),
        unit_of=built.unit_of,
    )


def relation_rows(found: Known, seeds: tuple[int, ...], tell: Tell) -> dict[str, Any]:
    """Rows without own attributes: numbers of ties, known violators over the paths, both, PageRank."""
    tell(f"protocol R, {found.split.name}, relations only")
    counts = tie_columns(found.ties)
    nothing = Columns(names=(), table=csr_array((len(found.ties), 0)))
    areas: dict[str, list[float]] = {}
    for _, hidden in _folds(found, seeds):
        doses = found.doses(~hidden)
        scores = {
            "degree": found.ties["degree"].to_numpy(float)[hidden],
            "pagerank": found.pagerank(~hidden)[hidden],
            "paths": _additive(found, nothing, doses, hidden),
            "ties": _additive(found, counts, None, hidden),
            "ties_paths": _additive(found, counts, doses, hidden),
        }
        _add(areas, found, hidden, scores)
    return _told(areas, len(seeds))


def own_rows(found: Known, seeds: tuple[int, ...], tell: Tell) -> dict[str, Any]:
    """Rows with own attributes: additive and free, with and without relations, and the controls."""
    tell(f"protocol R, {found.split.name}, own and free rows")
    outcome = found.split.outcome
    own = own_columns(found.own, found.words)
    relations = pd.concat([found.ties, relation_numbers(found.split, found.own)], axis=1)
    lost = found.own[["result_2", "result_3"]].sum(axis=1).to_numpy(float)
    areas: dict[str, list[float]] = {}
    for seed, hidden in _folds(found, seeds):
        doses = found.doses(~hidden)
        labels = label_means(found.split, found.own, ~hidden, outcome)
        table = pd.concat([found.own, relations, labels], axis=1)
        shuffled = _shuffled(outcome, ~hidden, seed)
        scores = {
            "persistence": lost[hidden],
            "own": _additive(found, own, None, hidden),
            "own_paths": _additive(found, own, doses, hidden),
            "free_own": _boosted(found.own, outcome, hidden, seed),
            "free_relations": _boosted(pd.concat([relations, labels], axis=1), outcome, hidden, seed),
            "free_fusion": _boosted(table, outcome, hidden, seed),
            "shuffled": _boosted(table, shuffled, hidden, seed),
        }
        _add(areas, found, hidden, scores)
    return _told(areas, len(seeds))


def _folds(found: Known, seeds: tuple[int, ...]) -> list[tuple[int, Array]]:
    """Hidden rows of every fold of every repeat."""
    count = len(found.split.outcome)
    drawn = ((seed, np.random.default_rng(seed).permutation(count) % FOLDS) for seed in seeds)
    return [(seed, fold == number) for seed, fold in drawn for number in range(FOLDS)]


def _additive(found: Known, columns: Columns, doses: Columns | None, hidden: Array) -> Array:
    side = Side.of(columns, doses, found.split.outcome)
    known, asked = (side.take(np.flatnonzero(mine)) for mine in (~hidden, hidden))
    return at_fixed_ridge(known, asked, plan_of_benchmark())


def _boosted(table: pd.DataFrame, outcome: Array, hidden: Array, seed: int) -> Array:
    return boosted(table[~hidden], outcome[~hidden], table[hidden], seed, None)


def _shuffled(outcome: Array, known: Array, seed: int) -> Array:
    """Labels with the known ones in another order."""
    mixed, rows = outcome.copy(), np.flatnonzero(known)
    mixed[rows] = outcome[np.random.default_rng(seed).permutation(rows)]
    return mixed


def _add(areas: dict[str, list[float]], found: Known, hidden: Array, scores: dict[str, Array]) -> None:
    outcome = found.split.outcome[hidden]
    for name, score in scores.items():
        areas.setdefault(name, []).append(auroc(outcome, score, np.ones(len(outcome))))


def _told(areas: dict[str, list[float]], repeats: int) -> dict[str, Any]:
    """Mean over all folds, lowest and highest mean of one repeat."""
    found = {}
    for name, values in areas.items():
        by_repeat = np.array(values).reshape(repeats, FOLDS).mean(axis=1)
        found[name] = {
            "auc": float(by_repeat.mean()),
            "auc_low": float(by_repeat.min()),
            "auc_high": float(by_repeat.max()),
            "seeds": repeats,
        }
    return found
