"""Protocol I: fit on the training split, select on the validation split, score the test split.

Suits and attributes of related parties are known, labels of the test split are not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.smesd.extract import SPLITS, Split, read_split
from benchmarks.smesd.fits import Side, boosted, chosen_on_validation, plan_of_benchmark
from benchmarks.smesd.network import SplitNetwork
from benchmarks.smesd.own import (
    Words,
    beside,
    own_columns,
    own_numbers,
    relation_kinds,
    tie_columns,
    tie_numbers,
)
from benchmarks.smesd.relation_columns import relation_numbers
from gnn.bootstrap import paired_bootstrap
from gnn.metrics import auprc, auroc
from scoring.training.panel_columns import Columns
from scoring.training.panel_doses import DoseSpace
from scoring.training.panels import NAIVE

Array = np.ndarray[Any, Any]
Tell = Callable[[str], None]

DRAWS = 500
LEFT_OUT = ("loan", "branch")
"""Relations whose ends tell the outcome nearly always or nearly never."""
_TRAIN, _VALID, _TEST = SPLITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything that the rows of one reading of the data are made from, by split."""

    splits: dict[str, Split]
    own: dict[str, pd.DataFrame]
    ties: dict[str, pd.DataFrame]
    relations: dict[str, pd.DataFrame]
    words: Words
    doses: dict[str, Columns]
    naive: dict[str, Array]
    space: DoseSpace

    @property
    def outcome(self) -> dict[str, Array]:
        """Labels by split."""
        return {name: split.outcome for name, split in self.splits.items()}

    @property
    def unseen(self) -> Array:
        """Test enterprises that are in neither of the other splits, bool[n]."""
        others = np.concatenate([self.splits[name].ids for name in (_TRAIN, _VALID)])
        return ~np.isin(self.splits[_TEST].ids, others)


def material(place: Path, *, leaky: bool, without: tuple[str, ...] = ()) -> Material:
    """Read the splits, import each and make columns of them.

    Parameters
    ----------
    place : Path
        Folder for the homes, not there yet.
    leaky : bool
    without : relations that are left out
    """
    plan = plan_of_benchmark()
    splits = {name: read_split(name, leaky=leaky).without(without) for name in SPLITS}
    words, kinds = Words.of(splits[_TRAIN]), relation_kinds(splits[_TRAIN])
    own = {name: own_numbers(split, words) for name, split in splits.items()}
    built = {name: SplitNetwork.build(split, place / name, plan) for name, split in splits.items()}
    families = tuple(built[_TRAIN].pack.relationship.paths.families)
    space = DoseSpace(families=families, half_lives_months=plan.half_lives_months)
    return Material(
        splits=splits,
        own=own,
        ties={name: tie_numbers(split, kinds) for name, split in splits.items()},
        relations={name: relation_numbers(split, own[name]) for name, split in splits.items()},
        words=words,
        doses={name: one.doses(space) for name, one in built.items()},
        naive=built[_TEST].naive(plan),
        space=space,
    )


def constrained_rows(found: Material, tell: Tell) -> dict[str, Any]:
    """Rows of the additive hazard: with and without numbers of ties, with and without the paths.

    They do not depend on a seed.
    """
    hazards, strengths, rows = {}, {}, {}
    for name, columns in _own(found).items():
        for row, paths in ((name, False), (f"{name}_paths", True)):
            tell(f"protocol I, {row}")
            hazards[row], strengths[row] = _constrained(found, columns, paths=paths)
            rows[row] = _judged(found, [hazards[row]])
        row = f"{name}_paths"
        rows[row] |= {"strengths": strengths[row], "gain": _gain(found, hazards[row], hazards[name])}
    return rows


def shuffled_rows(
    found: Material, seeds: tuple[int, ...], few: tuple[int, ...], tell: Tell
) -> dict[str, Any]:
    """Fits on shuffled labels: the fusion for all seeds, the additive hazard with everything for few."""
    tell("protocol I, shuffled")
    parts = [found.own, found.ties, found.relations]
    free = [_boosted(found, parts, seed, shuffle=True) for seed in seeds]
    wide = _own(found)["own_ties"]
    additive = [_constrained(found, wide, paths=True, shuffle=seed)[0] for seed in few]
    return {"free_shuffled": _judged(found, free), "shuffled": _judged(found, additive)}


def _own(found: Material) -> dict[str, dict[str, Columns]]:
    """Own columns by split, without and with numbers of ties."""
    own = {name: own_columns(table, found.words) for name, table in found.own.items()}
    wide = {name: beside(own[name], tie_columns(found.ties[name])) for name in SPLITS}
    return {"own": own, "own_ties": wide}


def control_rows(found: Material) -> dict[str, Any]:
    """Rows without a fit: own lost suits, number of ties, naive scores over the bare graph."""
    lost = found.own[_TEST][["result_2", "result_3"]].sum(axis=1).to_numpy(float)
    rows = {
        "degree": _judged(found, [found.ties[_TEST]["degree"].to_numpy(float)]),
        "persistence": _judged(found, [lost]),
    }
    rows |= {name: _judged(found, [found.naive[name]]) for name in NAIVE if name != "persistence"}
    return rows


def free_rows(found: Material, seeds: tuple[int, ...], tell: Tell) -> dict[str, Any]:
    """Rows of gradient boosting without constraints: own columns, relation columns, both, with the paths."""
    tables: dict[str, list[dict[str, pd.DataFrame]]] = {
        "free_own": [found.own],
        "free_relations": [found.ties, found.relations],
        "free_fusion": [found.own, found.ties, found.relations],
        "free_fusion_paths": [found.own, found.ties, found.relations, _dose_tables(found)],
    }
    rows = {}
    for row, parts in tables.items():
        tell(f"protocol I, {row}")
        rows[row] = _judged(found, [_boosted(found, parts, seed) for seed in seeds])
    return rows


def _constrained(
    found: Material, columns: dict[str, Columns], *, paths: bool, shuffle: int | None = None
) -> tuple[Array, int]:
    outcome = found.outcome
    train, valid, test = (
        Side.of(columns[name], found.doses[name] if paths else None, outcome[name]) for name in SPLITS
    )
    if shuffle is not None:
        train, valid = train.shuffled(shuffle), valid.shuffled(shuffle)
    space = found.space if paths else None
    hazard, fitted = chosen_on_validation(train, valid, test, space, plan_of_benchmark())
    return hazard, int((fitted.strengths > 0).sum())


def _boosted(
    found: Material, parts: list[dict[str, pd.DataFrame]], seed: int, *, shuffle: bool = False
) -> Array:
    table = {name: pd.concat([part[name] for part in parts], axis=1) for name in SPLITS}
    outcome = dict(found.outcome)
    if shuffle:
        rng = np.random.default_rng(seed)
        outcome = {name: labels[rng.permutation(len(labels))] for name, labels in outcome.items()}
    valid = (table[_VALID], outcome[_VALID])
    return boosted(table[_TRAIN], outcome[_TRAIN], table[_TEST], seed, valid)


def _dose_tables(found: Material) -> dict[str, pd.DataFrame]:
    """Doses that vary on the training split, as tables."""
    dense = {name: found.doses[name].table.toarray() for name in SPLITS}
    varies = dense[_TRAIN].std(axis=0) > 0
    names = np.array(found.space.names)[varies]
    return {name: pd.DataFrame(table[:, varies], columns=names) for name, table in dense.items()}


def _judged(found: Material, scores: list[Array]) -> dict[str, Any]:
    """Mean over seeds on the test split, the spread of AUC, and AUC where the enterprise is new."""
    outcome, unseen = found.outcome[_TEST], found.unseen
    one = np.ones(len(outcome))
    areas = [auroc(outcome, score, one) for score in scores]
    new = [auroc(outcome[unseen], score[unseen], one[unseen]) for score in scores]
    told: dict[str, Any] = {
        "auc": float(np.mean(areas)),
        "auc_low": float(min(areas)),
        "auc_high": float(max(areas)),
        "auc_unseen": float(np.mean(new)),
        "auprc": float(np.mean([auprc(outcome, score, one) for score in scores])),
        "seeds": len(scores),
    }
    return told


def _gain(found: Material, hazard: Array, ruler: Array) -> list[float]:
    outcome = found.outcome[_TEST]
    blocks, one = np.arange(len(outcome)), np.ones(len(outcome))
    return list(paired_bootstrap(auroc, outcome, hazard, ruler, one, blocks, DRAWS, 0))
