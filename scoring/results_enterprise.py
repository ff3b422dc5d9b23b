"""One enterprise of a published month."""

from __future__ import annotations

from typing import Any

from graph.arrays import Frame
from graph.domain import Factor
from scoring.labels import factor_label
from scoring.pack_indicators import Indicator
from scoring.pack_model import Pack
from scoring.results_decisions import decision_of, model_class
from scoring.results_rows import class_at, finite, known_text, number_at, points_at, text_at
from scoring.results_types import EnterpriseResult, FactorResult, HistoryPoint, IndicatorResult, Label

HISTORY_COLUMNS = (
    "enterprise_id",
    "scored",
    "score",
    "risk_class",
    "cluster_id",
    *(f"lambda_{factor.value}" for factor in Factor),
)
"""Columns of the scores that a point of a history is made from."""


def enterprise_result(
    scores: Frame, indicators: Frame, pack: Pack, row: int, decisions: Frame | None = None
) -> EnterpriseResult:
    """Result of one row.

    Parameters
    ----------
    scores, indicators : Frame
        Mapped tables of the month.
    pack : Pack
    row : int
        Enterprise code.
    decisions : Frame, optional
        Decisions in force, if there were any.
    """
    head = int(scores.numbers("legal_person")[row])
    return EnterpriseResult(
        enterprise_id=known_text(scores, "enterprise_id", row),
        name=text_at(scores, "name", row),
        region=text_at(scores, "region", row),
        supervising_authority=text_at(scores, "supervising_authority", row),
        status=known_text(scores, "status", row),
        scored=bool(scores.numbers("scored")[row]),
        score=points_at(scores, "score", row),
        model_score=points_at(scores, "model_score", row),
        risk_class=class_at(scores, "risk_class", row),
        standalone_class=class_at(scores, "standalone_class", row),
        previous_score=points_at(scores, "previous_score", row),
        previous_class=class_at(scores, "previous_class", row),
        model_class=model_class(scores, pack, row),
        direct_rule=text_at(scores, "direct_rule", row),
        decision=decision_of(scores, decisions, row),
        clamped=bool(scores.numbers("clamped")[row]),
        legal_person_id=known_text(scores, "enterprise_id", head),
        cluster_id=text_at(scores, "cluster_id", row),
        factors=tuple(
            FactorResult(
                factor=factor,
                label=factor_label(pack, factor),
                hazard=number_at(scores, f"lambda_{factor.value}", row),
                points=number_at(scores, f"points_{factor.value}", row) / 100,
            )
            for factor in Factor
        ),
        indicators=tuple(_indicator(indicators, indicator, row) for indicator in pack.indicators),
    )


def _indicator(indicators: Frame, indicator: Indicator, row: int) -> IndicatorResult:
    value = finite(number_at(indicators, f"value_{indicator.id}", row))
    known = bool(indicators.numbers(f"known_{indicator.id}")[row])
    return IndicatorResult(
        id=indicator.id,
        factor=indicator.factor,
        label=Label(zh=indicator.zh, en=indicator.en),
        unit=indicator.unit,
        value=value,
        value_text=indicator.said(value, known),
        known=known,
        bin=finite(number_at(indicators, f"bin_{indicator.id}", row)),
        hazard=number_at(indicators, f"line_{indicator.id}", row),
    )


def history_point(manifest: dict[str, Any], scores: Frame, row: int) -> HistoryPoint:
    """One enterprise in one month, as a point of its history."""
    return HistoryPoint(
        month=manifest["month"],
        revision=manifest["revision"],
        pack=manifest["pack"]["id"],
        scored=bool(scores.numbers("scored")[row]),
        score=points_at(scores, "score", row),
        risk_class=class_at(scores, "risk_class", row),
        cluster_id=text_at(scores, "cluster_id", row),
        hazards={factor: number_at(scores, f"lambda_{factor.value}", row) for factor in Factor},
    )
