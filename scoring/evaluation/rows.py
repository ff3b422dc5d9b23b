"""Rows of an evaluation: what the model is measured against, each a score of the test day.

The same rows, columns and days for all, so a row differs from the next in nothing but
what its name says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array, hstack

from gnn.fit import fit_hazard
from gnn.variants import PACK
from scoring.pack_model import Pack
from scoring.results_base import Label
from scoring.training.fit import hazard_of, mean_squares
from scoring.training.gate import month_hazard
from scoring.training.panels import NAIVE, Panel
from scoring.training.rows import TrainingRows

Array = np.ndarray[Any, Any]
_LEAST = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """One row: a score for every legal person of the test day.

    Attributes
    ----------
    id : str
    label : Label
    group : str
        ``control``, ``naive``, ``free``, ``baseline``, ``model``, ``oracle``.
    score : float64[r], higher is riskier
    probability : float64[r] or None
        Of an event in the window, where the row gives one.
    """

    id: str
    label: Label
    group: str
    score: Array
    probability: Array | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """What every row is made from.

    Attributes
    ----------
    rows : TrainingRows all days before the test day
    test : Panel
        By the path rules of the model, as the design.
    design : csr (r, columns) of the test day
    ridge : float
    model : float64[columns] own part and strengths of the model
    baseline : float64[dose columns] expert strengths, for doses by the path rules of the pack
    baseline_raw : (float64[rows], float64[r])
        Relation hazard of the baseline, of the rows and of the test day.
    scales : (model's or None, baseline's)
    pack : Pack
    first_tree : int
        Position of the first leaf of a tree in the design.
    ceiling : float
        Most hazard of all relations together.
    """

    rows: TrainingRows
    test: Panel
    design: csr_array
    ridge: float
    model: Array
    baseline: Array
    baseline_raw: tuple[Array, Array]
    scales: tuple[float | None, float]
    pack: Pack
    first_tree: int
    ceiling: float = np.inf

    def plain(self, design: csr_array) -> csr_array:
        """Design without leaves of trees: those who grow their own get the columns as they are."""
        tables = (design[:, : self.first_tree], design[:, self.rows.first_dose :])
        return csr_array(hstack([csr_array(table) for table in tables], format="csr"))

    def relation_parts(self) -> dict[str, Array]:
        """Relation hazard of the test day alone, float64[r], of the model and of the baseline (``rules``)."""
        doses = self.design[:, self.rows.first_dose :]
        return {
            "model": np.asarray(doses @ self.model[self.rows.first_dose :]),
            "rules": self.baseline_raw[1],
        }


def house_rows(contest: Contest, tell: Callable[[str], None]) -> list[ScoreRow]:
    """Control rows, naive rows, the baseline and the model."""
    first, test = contest.rows.first_dose, contest.test
    own = contest.rows.own
    tell("own")
    alone = _fitted(contest, csr_array(contest.rows.design[:, own]), csr_array(contest.design[:, own]))
    tell("shuffled")
    shuffled = _fitted(
        contest, contest.plain(contest.rows.design), contest.plain(contest.design), shuffle=True
    )
    tell("baseline")
    with_rules = _fitted(
        contest,
        *(
            csr_array(hstack([csr_array(table[:, own]), csr_array(raw[:, None])], format="csr"))
            for table, raw in zip((contest.rows.design, contest.design), contest.baseline_raw, strict=True)
        ),
    )
    model = hazard_of(contest.design, contest.model, first, contest.ceiling)
    strengths = contest.model[first:]
    scale, base_scale = contest.scales
    rows = [
        _hazard_row("own", "仅自身因素", "own factors only", "control", alone),
        _row("degree", "仅关联数量", "degree only", "control", test.rows.numbers("degree").astype(float)),
        _hazard_row("shuffled", "标签打乱", "shuffled labels", "control", shuffled),
        *(_row(name, *_NAIVE_NAMES[name], "naive", test.rows.numbers(name)) for name in NAIVE),
        _hazard_row("rules", "自身因素＋规则基线", "own factors + rule baseline", "baseline", with_rules),
        _row(
            "month_rules",
            "月度评分（规则基线）",
            "month's score, rule baseline",
            "baseline",
            month_hazard(test.under(PACK), contest.baseline, base_scale, contest.pack),
        ),
        _hazard_row("model", "模型（自身＋路径网络）", "model: own factors + path network", "model", model),
    ]
    if scale is not None:
        score = month_hazard(test, strengths, scale, contest.pack)
        rows.append(_row("month_model", "月度评分（模型）", "month's score, model", "model", score))
    return rows


_NAIVE_NAMES = {
    "persistence": ("历史延续", "persistence: own events, fading"),
    "vote": ("邻居加权表决", "weighted vote of neighbours (wvRN)"),
    "pagerank": ("时间衰减个性化PageRank", "time-decayed personalised PageRank"),
    "hops": ("按跳数衰减求和", "hop-decayed sums"),
}


def extra_rows(scores: Mapping[str, tuple[Label, Array]]) -> list[ScoreRow]:
    """Rows that a benchmark brings, such as the truth of a synthetic province (hazards)."""
    return [
        ScoreRow(id=name, label=label, group="oracle", score=hazard, probability=-np.expm1(-hazard))
        for name, (label, hazard) in scores.items()
    ]


def _row(name: str, zh: str, en: str, group: str, score: Array) -> ScoreRow:
    return ScoreRow(id=name, label=Label(zh=zh, en=en), group=group, score=score)


def _hazard_row(name: str, zh: str, en: str, group: str, hazard: Array) -> ScoreRow:
    return ScoreRow(
        id=name, label=Label(zh=zh, en=en), group=group, score=hazard, probability=-np.expm1(-hazard)
    )


def _fitted(contest: Contest, train: csr_array, test: csr_array, *, shuffle: bool = False) -> Array:
    """Hazard on the test day of a fit of these columns."""
    rows = contest.rows
    outcome = rows.outcome
    if shuffle:
        order = np.random.default_rng(0).permutation(len(outcome))
        outcome, weight = outcome[order], rows.weight[order]
    else:
        weight = rows.weight
    told = TrainingRows(
        design=train, outcome=outcome, weight=weight, block=rows.block, first_dose=train.shape[1]
    )
    pull = contest.ridge * mean_squares(told)
    pull[0] = 0.0
    found = fit_hazard(train, outcome, weight, ridge=pull, prior=np.zeros(train.shape[1]))
    return np.asarray(np.maximum(test @ found.coefficients, _LEAST))
