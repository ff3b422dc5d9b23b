"""The card of the model that a month used, for those who read the month."""

from __future__ import annotations

from pathlib import Path

from api.answers_home import ModelCardView
from gnn.artefact import read_model
from gnn.model_card import Measured
from graph.errors import ModelError, NotFoundError
from scoring.relation_choice import MODELS


def model_card(home: Path, model: str | None) -> ModelCardView | None:
    """Card of a month's model; None for the baseline, and where the model is no longer whole."""
    if model is None:
        return None
    try:
        found = read_model(home / MODELS, model)
    except (ModelError, NotFoundError):
        return None
    card, window = found.card, found.card.data_window
    gain = card.metrics.get("gain_over_baseline", _NONE)
    fitted = (*window.train, *window.validate_on)
    return ModelCardView(
        known_by=window.known_by,
        trained_from=fitted[0],
        trained_until=fitted[-1],
        tested_on=window.test[-1] if window.test else None,
        approved_on=None if card.approval is None else card.approval.approved_on,
        gain=gain.value if gain is not _NONE else None,
        gain_low=gain.low,
        gain_high=gain.high,
        calibration_error=None if (ece := card.metrics.get("calibration_error")) is None else ece.value,
        strengths=sum(one.hazard > 0 for one in found.weights.strengths),
    )


_NONE = Measured(value=0.0)
