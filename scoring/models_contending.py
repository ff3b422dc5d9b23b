"""Who may stand beside whom: an approved model, a candidate, or the rule baseline of a pack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gnn.artefact import read_model
from gnn.model_card import ModelArtefact, ModelCard
from gnn.variants import PACK
from graph.catalogue import catalogue_hash
from graph.errors import ModelError
from scoring.job.reference import reference_for
from scoring.reference import scale_for_mean
from scoring.relation_choice import MODELS, in_force
from scoring.training.panels import Panel, PanelInputs

Array = np.ndarray[Any, Any]

BASELINE = "baseline"
"""Name of the rule baseline among contenders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """Strengths that could enter a month, and the scale they would enter with.

    Attributes
    ----------
    id : str, a model's or ``baseline``
    strengths : float64[dose columns]
    scale : float
    card : ModelCard or None
    paths : str, path rules whose doses the strengths are for
    ceiling : float, most hazard of all relations under which the strengths were learned
    """

    id: str
    strengths: Array
    scale: float
    card: ModelCard | None = None
    paths: str = PACK
    ceiling: float = np.inf

    def raw(self, panel: Panel) -> Array:
        """Relationship hazard of each legal person before scale and cap, float64[r]."""
        return np.asarray(panel.under(self.paths).doses.table @ self.strengths)

    def factor(self, panel: Panel, cap: float) -> Array:
        """Relationship hazard as a month would add it, float64[r]."""
        structural = panel.rows.numbers("structural")
        return np.asarray(np.minimum(cap, self.scale * self.raw(panel) + structural))


def contender(inputs: PanelInputs, name: str, panel: Panel) -> Contender:
    """A contender by its id.

    A model that was never approved has no scale yet: it gets the one with which the panel has
    the pack's mean, 1 where none reaches it.

    Parameters
    ----------
    inputs : PanelInputs
    name : str
        Id of a model, or ``baseline``.
    panel : Panel

    Raises
    ------
    NotFoundError, ModelError
        If there is no such model, or it is damaged, of other catalogues or of another pack.
    """
    if name == BASELINE:
        return baseline(inputs)
    found = read_model(inputs.home / MODELS, name, catalogue_hash())
    card, pack = found.card, inputs.pack
    if card.pack.hash != pack.hash:
        raise ModelError(
            f"expected a model trained with the pack {pack.id} {pack.hash[:12]}, got {name} of "
            f"{card.pack.id} {card.pack.hash[:12]}: train again with the pack in force",
            model=name,
        )
    _same_paths(inputs, found)
    strengths = inputs.space.vector(found.weights.coefficients)
    if card.approval is not None:
        scale: float | None = card.approval.scale
    else:
        scale = scale_for_mean(
            np.asarray(panel.under(card.variant).doses.table @ strengths),
            pack.relationship.target_mean_lambda,
            pack.relationship_cap,
            panel.rows.numbers("structural"),
        )
    return Contender(
        id=name,
        strengths=strengths,
        scale=scale or 1.0,
        card=card,
        paths=card.variant,
        ceiling=found.weights.ceiling or np.inf,
    )


def _same_paths(inputs: PanelInputs, found: ModelArtefact) -> None:
    """Refuse a model whose path rules panels cannot be made with."""
    known = {PACK: inputs.pack.relationship.paths} | {one.id: one.rules for one in inputs.grid}
    if known.get(found.card.variant) != found.weights.paths:
        raise ModelError(
            f"expected a model with path rules of {list(known)} as they are declared today, "
            f"got {found.card.id} with {found.card.variant!r}: give its training plan, or train again",
            model=found.card.id,
        )


def baseline(inputs: PanelInputs) -> Contender:
    """The expert strengths of the pack with the scale of the reference in force."""
    day = inputs.training_day
    reference = reference_for(inputs.home, inputs.store, inputs.filings, inputs.pack, day, inputs.progress)
    strengths = inputs.space.vector(inputs.pack.relationship.coefficients)
    return Contender(id=BASELINE, strengths=strengths, scale=reference.scale or 1.0)


def champion(inputs: PanelInputs) -> str:
    """Id of what a month that ends on the training day takes: the approved model, else the baseline."""
    card = in_force(inputs.home, inputs.pack.id, inputs.training_day)
    return BASELINE if card is None else card.id
