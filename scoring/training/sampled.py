"""Rows of panel days that a fit takes: drawn once, with exact weights, the same by any path rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gnn.variants import PACK
from graph.domain import day_number
from graph.errors import ModelError
from graph.legs import DAYS_PER_MONTH
from scoring.training.panels import Panel
from scoring.training.plan import Sampling, TrainingPlan

Array = np.ndarray[Any, Any]


def sample(panel: Panel, plan: Sampling) -> tuple[Array, Array]:
    """Rows kept of a training panel and their exact weights: the same by any path rules.

    Of the cases, and of the others with and without a dose by the rules of the pack apart, at most so
    many are drawn without replacement; each stands for (all of its kind) / (drawn of its kind).

    Returns
    -------
    rows : int64, rising; weight : float64
    """
    rng = np.random.default_rng([plan.seed, day_number(panel.day)])
    exposed = np.diff(panel.under(PACK).doses.table.indptr) > 0
    weight = np.zeros(len(exposed))
    kinds = (~panel.outcome & exposed, ~panel.outcome & ~exposed, panel.outcome)
    for kind, most in zip(kinds, (plan.negatives_exposed, plan.negatives_plain, plan.cases), strict=True):
        all_of_it = np.flatnonzero(kind)
        drawn = all_of_it if len(all_of_it) <= most else rng.choice(all_of_it, most, replace=False)
        weight[drawn] = len(all_of_it) / max(len(drawn), 1)
    rows = np.flatnonzero(weight > 0)
    return rows, weight[rows]


def outcomes_of(panels: Sequence[Panel], plan: TrainingPlan) -> tuple[Array, Array]:
    """Outcome and weight of the sampled rows of several panels: less weight on days further back.

    Returns
    -------
    outcome : bool[r]; weight : float64[r]

    Raises
    ------
    ModelError
        If no row has an event.
    """
    outcomes, weights = [], []
    last = max(day_number(panel.day) for panel in panels)
    for panel in panels:
        rows, weight = sample(panel, plan.sampling)
        months = (last - day_number(panel.day)) / DAYS_PER_MONTH
        outcomes.append(panel.outcome[rows])
        weights.append(weight * 2.0 ** (-months / plan.recency.half_life_months))
    outcome = np.concatenate(outcomes)
    if not outcome.any():
        days = ", ".join(panel.day.isoformat() for panel in panels)
        raise ModelError(
            f"training: expected enterprises with an event in the windows after {days}, got none: "
            "nothing can be learned; import records or give other labels"
        )
    return outcome, np.concatenate(weights)
