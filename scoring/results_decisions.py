"""Decisions of a published month: what set the class of one enterprise, and by which ground."""

from __future__ import annotations

from datetime import date

import numpy as np

from graph.arrays import Frame
from graph.domain import RiskClass
from scoring.classes import CLASS_NAMES, class_codes
from scoring.decisions import DecisionKind
from scoring.pack_model import Pack
from scoring.receipt_sentences import DECIDED
from scoring.results_base import Label
from scoring.results_rows import known_text, text_at
from scoring.results_types_decisions import DecisionResult
from scoring.results_types_receipt import Adjustment

LABELS: dict[DecisionKind, Label] = {
    DecisionKind.DIRECT: DECIDED,
    DecisionKind.RAISE: Label(zh="人工决定调高风险类别", en="class raised by decision"),
    DecisionKind.LOWER: Label(zh="人工决定调低风险类别", en="class lowered by decision"),
    DecisionKind.REVOCATION: Label(zh="撤销决定", en="decision revoked"),
}
"""What a decision does, in Chinese and English."""


def decision_of(scores: Frame, decisions: Frame | None, row: int) -> DecisionResult | None:
    """Decision that set the score of a row; None if the rules did.

    Parameters
    ----------
    scores : Frame
    decisions : Frame, optional
        ``decisions.arrow`` of the month; None where none was in force.
    row : int
        Enterprise code.
    """
    number = 0 if decisions is None else int(scores.numbers("decision")[row])
    if decisions is None or not number:
        return None
    at = int(np.flatnonzero(decisions.numbers("number") == number)[0])
    kind = DecisionKind(known_text(decisions, "kind", at))
    return DecisionResult(
        number=number,
        kind=kind,
        label=LABELS[kind],
        risk_class=RiskClass(known_text(decisions, "risk_class", at)),
        ground=known_text(decisions, "ground", at),
        document_no=text_at(decisions, "document_no", at),
        effective_on=date.fromisoformat(known_text(decisions, "effective_on", at)),
        expires_on=date.fromisoformat(known_text(decisions, "expires_on", at)),
        verified=bool(decisions.numbers("verified")[at]),
    )


def model_class(scores: Frame, pack: Pack, row: int) -> RiskClass | None:
    """Class of the model score, before direct rules, the clamp and decisions."""
    model = int(scores.numbers("model_score")[row])
    return None if model < 0 else RiskClass(CLASS_NAMES[int(class_codes(np.array([model]), pack)[0])])


def decision_line(decision: DecisionResult, points: float) -> Adjustment:
    """Line after the model score of a class that was raised or lowered."""
    label = Label(
        zh=f"{decision.label.zh}至 {decision.risk_class}（第 {decision.number} 号，依据：{decision.ground}）",
        en=f"{decision.label.en} to {decision.risk_class} (no. {decision.number}, ground: {decision.ground})",
    )
    return Adjustment(rule=f"decision {decision.number}", label=label, points=points)
