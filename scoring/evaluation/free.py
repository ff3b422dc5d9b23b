"""Free rows: classifiers without any promise, on the same columns and naive aggregates.

They say what the promises cost. scikit-learn and LightGBM are development libraries: a
row whose library is missing is left out and named.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.sparse import csr_array, csr_matrix, hstack

from scoring.evaluation.rows import Contest, ScoreRow
from scoring.results_base import Label
from scoring.training.panels import NAIVE, Panel

Array = np.ndarray[Any, Any]

TREES = 200
LIBRARIES = ("sklearn.linear_model", "sklearn.ensemble", "lightgbm")
"""Modules of the linear model, of forests and of boosting."""
_LEAVES = 31
_RATE = 0.05
_LEAST_IN_LEAF = 100


def free_rows(
    contest: Contest,
    aggregates: Array,
    tell: Callable[[str], None],
    *,
    trees: int = TREES,
    libraries: tuple[str, str, str] = LIBRARIES,
) -> tuple[list[ScoreRow], tuple[str, ...]]:
    """Logistic regression, random forest, gradient boosting, free and monotone, and the fusion.

    The fusion is boosting on the model's own columns and doses alone: it sees the same paths
    and promises nothing, so its distance from the model is the price of the constraints.

    Parameters
    ----------
    contest : Contest
    aggregates : float64[training rows, naive scores]
        ``aggregates_of`` the training rows.
    tell : callable
        Hears each row's id before it is fitted.
    trees : int
        Rounds of boosting; half as many trees make a forest.
    libraries : (str, str, str)

    Returns
    -------
    rows, and the names of libraries that are missing
    """
    paths = (contest.plain(contest.rows.design), contest.plain(contest.design))
    train, test = (
        _beside(table, more)
        for table, more in zip(paths, (aggregates, aggregates_of(contest.test)), strict=True)
    )
    found: list[ScoreRow] = []
    missing: list[str] = []
    linear, forest, boosting = (_module(name, missing) for name in libraries)
    outcome, weight = contest.rows.outcome, contest.rows.weight
    if linear is not None and forest is not None:
        tell("logistic")
        scale = np.sqrt(np.maximum(np.asarray(train.multiply(train).mean(axis=0)).ravel(), 1e-12))
        model = linear.LogisticRegression(solver="liblinear", max_iter=2000, C=1.0, random_state=0)
        model.fit(csr_array(train / scale), outcome, sample_weight=weight)
        found.append(
            _row(
                "logistic",
                "逻辑回归（无约束，同样路径）",
                "logistic regression, unconstrained, same paths",
                model.predict_proba(csr_array(test / scale))[:, 1],
            )
        )
        tell("forest")
        model = forest.RandomForestClassifier(
            n_estimators=trees // 2, min_samples_leaf=_LEAST_IN_LEAF // 5, random_state=0, n_jobs=1
        )
        model.fit(train, outcome, sample_weight=weight)
        found.append(_row("forest", "随机森林", "random forest", model.predict_proba(test)[:, 1]))
    if boosting is not None:
        for name, zh, en, monotone in (
            ("boosting", "梯度提升（无约束）", "gradient boosting, free", False),
            ("boosting_monotone", "梯度提升（单调）", "gradient boosting, monotone in doses", True),
        ):
            tell(name)
            found.append(
                _row(name, zh, en, _boosted(boosting, contest, train, test, monotone=monotone, trees=trees))
            )
        tell("fusion")
        fused = _boosted(boosting, contest, *(_narrow(table) for table in paths), monotone=False, trees=trees)
        found.append(_row("fusion", "同样路径无约束融合", "unconstrained fusion of the same paths", fused))
    return found, tuple(sorted(set(missing)))


def _beside(design: csr_array, aggregates: Array) -> csr_array:
    """Both tables side by side; forests take indices of 32 bits only."""
    return _narrow(csr_array(hstack([design, csr_array(aggregates)], format="csr")))


def _narrow(table: csr_array) -> csr_array:
    parts = (table.data, table.indices.astype(np.int32), table.indptr.astype(np.int32))
    return csr_array(parts, shape=table.shape)


def aggregates_of(panel: Panel, rows: Array | None = None) -> Array:
    """Naive scores as columns, float64[rows, naive scores]."""
    table = np.stack([panel.rows.numbers(name) for name in NAIVE], axis=1)
    return table if rows is None else np.asarray(table[rows])


def _row(name: str, zh: str, en: str, probability: Array) -> ScoreRow:
    return ScoreRow(
        id=name, label=Label(zh=zh, en=en), group="free", score=probability, probability=probability
    )


def _module(name: str, missing: list[str]) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        missing.append(name.partition(".")[0])
        return None


def _boosted(
    boosting: Any, contest: Contest, train: csr_array, test: csr_array, *, monotone: bool, trees: int
) -> Array:
    first, doses = contest.first_tree, contest.rows.design.shape[1] - contest.rows.first_dose
    signs = [0] * first + [1] * doses + [0] * (train.shape[1] - first - doses)
    numbers = {
        "objective": "binary",
        "learning_rate": _RATE,
        "num_leaves": _LEAVES,
        "verbose": -1,
        "seed": 0,
        "min_data_in_leaf": _LEAST_IN_LEAF,
        "deterministic": True,
        "num_threads": 1,
        "force_row_wise": True,
    }
    if monotone:
        numbers["monotone_constraints"] = signs
    data = boosting.Dataset(
        csr_matrix(train), label=contest.rows.outcome.astype(float), weight=contest.rows.weight
    )
    model = boosting.train(numbers, data, num_boost_round=trees)
    return np.asarray(model.predict(csr_matrix(test)))
