"""Path rules of a model: those of the pack, or a grid point that wins on the validation day.

Hubs, shapes of paths and what a tie is worth are not linear in the hazard, so they are never
searched freely: every grid point of the plan is fitted by the same convex fit on the days that
train, and compared with the pack's rules on the day that validates. The test day has no part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gnn.bootstrap import paired_bootstrap
from gnn.metrics import auprc
from gnn.model_card import Measured
from gnn.variants import PACK
from graph.path_rules import PathRules
from scoring.training.fit import fit_columns, mean_squares
from scoring.training.own_side import OwnSide
from scoring.training.panels import Panel, PanelInputs

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathChoice:
    """What a model's paths follow.

    Attributes
    ----------
    id : grid point, or ``gnn.variants.PACK``
    rules : PathRules
    gains : by grid point, AUPRC over the rules of the pack on the validation day
    fitted : float64[columns] or None
        What these rules fit on the days before the validation day, where they were compared.
    """

    id: str
    rules: PathRules
    gains: dict[str, Measured]
    fitted: Array | None = None


def choose_paths(inputs: PanelInputs, before: Sequence[Panel], own: OwnSide) -> PathChoice:
    """Path rules for a model; the same panels choose the same.

    A grid point wins where the lower bound of its gain is above 0; of several the one that gains
    most, of equals the first of the grid.

    Parameters
    ----------
    inputs : PanelInputs
    before : panels of the days that train, and last of the day that validates
    own : OwnSide
        Of the days that train: its trees never saw the validation day.
    """
    pack, plan = inputs.pack.relationship.paths, inputs.plan
    *_, valid = before
    outcome = valid.outcome
    rules, gains = {one.id: one.rules for one in inputs.grid}, {}
    if not rules or not outcome.any() or outcome.all():
        return PathChoice(id=PACK, rules=pack, gains={})
    theirs, start = _hazard(inputs, before, own, PACK)
    fitted = {PACK: start}
    weight, blocks = np.ones(len(outcome)), valid.blocks
    for number, name in enumerate(rules):
        inputs.progress("path rules", number, len(rules))
        ours, fitted[name] = _hazard(inputs, before, own, name, start)
        low, gain, high = paired_bootstrap(
            auprc, outcome, ours, theirs, weight, blocks, draws=plan.path_rules.draws, seed=0
        )
        gains[name] = Measured(value=gain, low=low, high=high)
    inputs.progress("path rules", len(rules), len(rules))
    best = winner(gains)
    return PathChoice(id=best, rules=rules.get(best, pack), gains=gains, fitted=fitted[best])


def winner(gains: dict[str, Measured]) -> str:
    """Grid point that gains most of those whose whole interval is above 0, else ``PACK``."""
    won = {name: gain.value for name, gain in gains.items() if gain.low is not None and gain.low > 0}
    return max(won, key=lambda name: won[name], default=PACK)


def _hazard(
    inputs: PanelInputs, before: Sequence[Panel], own: OwnSide, rules: str, start: Array | None = None
) -> tuple[Array, Array]:
    """Hazard on the validation day of a fit on the days before it, float64[r], and its coefficients."""
    *train, valid = (panel.under(rules) for panel in before)
    rows = own.training(train)
    ridge, scale = float(np.median(inputs.plan.ridge.grid)), mean_squares(rows)
    fitted, _ = fit_columns(rows, rows.fitted, ridge, np.zeros(len(scale)), scale, start)
    return np.asarray(own.design(valid) @ fitted), fitted
