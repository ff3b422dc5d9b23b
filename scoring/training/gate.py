"""The gate: is a model better than the rule baseline on months it has not seen, by what relations tell.

Both rank the test day as the month would: the pack's own hazards plus the relationship
hazard of the one or of the other, each with its scale and the cap.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from gnn.bootstrap import paired_bootstrap
from gnn.metrics import auprc
from gnn.variants import PACK
from scoring.pack_model import Pack
from scoring.results_base import Label
from scoring.training.panels import Panel
from scoring.training.plan import Gate

Array = np.ndarray[Any, Any]

LEAST_EVENTS = 20
"""Enterprises with and without an event below which no interval is drawn."""


class Verdict(BaseModel):
    """What the gate found; a month repeats ``reason`` in its manifest and receipts.

    Attributes
    ----------
    passed : bool
    low, gain, high : float
        Gain in AUPRC over the baseline on the test day, with its interval.
    margin : float
        Gain that the lower bound must exceed.
    reason : Label
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    passed: bool
    low: float = Field(allow_inf_nan=False)
    gain: float = Field(allow_inf_nan=False)
    high: float = Field(allow_inf_nan=False)
    margin: float = Field(allow_inf_nan=False)
    reason: Label


def month_hazard(panel: Panel, strengths: Array, scale: float, pack: Pack) -> Array:
    """Total hazard of each legal person as a month would add it up, float64[r].

    Parameters
    ----------
    panel : Panel
    strengths : float64[dose columns]
    scale : float
    pack : Pack
    """
    raw = panel.doses.table @ strengths
    related = np.minimum(pack.relationship_cap, scale * raw + panel.rows.numbers("structural"))
    return np.asarray(panel.rows.numbers("own_hazard") + related)


def judge(
    panel: Panel,
    model: tuple[Array, float | None],
    baseline: tuple[Array, float],
    pack: Pack,
    gate: Gate,
    own: Array | None = None,
    ceiling: float = np.inf,
) -> Verdict:
    """Compare a model with the baseline on the test day, and with its own part alone.

    Parameters
    ----------
    panel : Panel
        Of the test day by the path rules of the model, whole: nothing is sampled.
    model, baseline : (float64[dose columns], scale)
        A model without a scale cannot keep the mean of the factor and does not pass.
    pack : Pack
    gate : Gate
    own : float64[r], optional
        Own part of the model; without it nothing is asked of what relations add to it.
    ceiling : float
        Most hazard of all relations together that the model was learned under.
    """
    strengths, scale = model
    if not strengths.any():
        return _closed(gate, "no_strength")
    if scale is None:
        return _closed(gate, "no_scale")
    outcome = panel.outcome
    if min(outcome.sum(), (~outcome).sum()) < LEAST_EVENTS:
        return _closed(gate, "no_event")
    ours = month_hazard(panel, strengths, scale, pack)
    theirs = month_hazard(panel.under(PACK), *baseline, pack)
    low, gain, high = _gain(panel, ours, theirs, gate)
    passed = low > gate.margin
    words = _words(low, gain, high)
    reason = Label(
        zh=f"模型对规则基线的增益（AUPRC）为 {words}，"
        f"下限{'高于' if passed else '不高于'}要求的 {gate.margin:g}",
        en=f"gain of the model over the rule baseline (AUPRC) {words}: the lower bound is "
        f"{'above' if passed else 'not above'} the margin {gate.margin:g}",
    )
    if own is not None:
        added = _gain(panel, own + np.minimum(panel.doses.table @ strengths, ceiling), own, gate)
        if added[0] <= 0 or added[1] < gate.least_over_own:
            passed, reason = False, _little(gate, added)
    return Verdict(passed=passed, low=low, gain=gain, high=high, margin=gate.margin, reason=reason)


def _gain(panel: Panel, one: Array, other: Array, gate: Gate) -> tuple[float, float, float]:
    """Lower bound, gain and upper bound in AUPRC of one score over another."""
    outcome = panel.outcome
    return paired_bootstrap(
        auprc, outcome, one, other, np.ones(len(outcome)), panel.blocks, draws=gate.draws, seed=0
    )


def _words(low: float, gain: float, high: float) -> str:
    return f"{gain:+.4f} [{low:+.4f}, {high:+.4f}]"


def _little(gate: Gate, added: tuple[float, float, float]) -> Label:
    """Why the gate is closed where relations add too little to the own factors."""
    return Label(
        zh=f"关联因素在自身因素之外的增益（AUPRC）为 {_words(*added)}，"
        f"未达到 {gate.least_over_own:g} 或区间含 0，不足以说明风险沿关联传导，沿用规则基线",
        en=f"gain of relations over the own factors (AUPRC) {_words(*added)}: below "
        f"{gate.least_over_own:g} or not above 0, which is no evidence that violations travel; "
        "the rule baseline stays",
    )


_CLOSED = {
    "no_strength": Label(
        zh="数据中未见风险沿关联传导：全部关联强度为 0，沿用规则基线",
        en="the data show no contagion along relations: every strength is 0, the rule baseline stays",
    ),
    "no_scale": Label(
        zh="模型无法使关联因素均值达到规则包目标（受影响户数过少），沿用规则基线",
        en="the model cannot bring the mean of the factor to the pack's target (it reaches too few), "
        "the rule baseline stays",
    ),
    "no_event": Label(
        zh=f"检验期内不良事件少于 {LEAST_EVENTS} 户，无法比较，沿用规则基线",
        en=f"fewer than {LEAST_EVENTS} enterprises with an event in the window after the test day, nothing "
        "can be compared: the rule baseline stays",
    ),
}


def _closed(gate: Gate, why: str) -> Verdict:
    return Verdict(passed=False, low=0.0, gain=0.0, high=0.0, margin=gate.margin, reason=_CLOSED[why])
