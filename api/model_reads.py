"""The card of the model that a month used, for those who read the month."""

from __future__ import annotations

from pathlib import Path

from api.answers_home import HubFactor, ModelCardView, ModelPaths, TriedRules
from gnn.artefact import read_model
from gnn.model_card import GAIN_OF_RULES, Measured, ModelArtefact, ModelCard
from gnn.variants import PACK, grid
from graph.errors import ModelError, NotFoundError
from scoring.relation_choice import MODELS
from scoring.results_types import Label


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
        paths=_paths(found),
    )


def path_rules_label(name: str) -> Label:
    """Words for the path rules of a model; a grid point that is declared no longer keeps its id."""
    labels = {one.id: Label(zh=one.zh, en=one.en) for one in grid().variants}
    return labels.get(name, _OF_PACK if name == PACK else Label(zh=name, en=name))


def gain_text(card: ModelCard) -> str:
    """Gain over the rule baseline on the test day, with its interval; a dash where none was measured."""
    gain = card.metrics.get("gain_over_baseline")
    return "-" if gain is None else f"{gain.value:+.4f} [{gain.low or 0:+.4f}, {gain.high or 0:+.4f}]"


def _paths(found: ModelArtefact) -> ModelPaths:
    gains = {
        name.removeprefix(GAIN_OF_RULES): one
        for name, one in found.card.metrics.items()
        if name.startswith(GAIN_OF_RULES)
    }
    tried = [
        TriedRules(
            id=name, label=path_rules_label(name), gain=one.value, gain_low=one.low, gain_high=one.high
        )
        for name, one in sorted(gains.items(), key=lambda item: (-item[1].value, item[0]))
    ]
    buckets = found.weights.paths.hubs.buckets
    return ModelPaths(
        id=found.card.variant,
        label=path_rules_label(found.card.variant),
        hubs=tuple(HubFactor(up_to=one.up_to, factor=one.factor) for one in buckets),
        tried=tuple(tried),
    )


_NONE = Measured(value=0.0)
_OF_PACK = Label(zh="规则包原有的路径规则", en="path rules of the pack")
