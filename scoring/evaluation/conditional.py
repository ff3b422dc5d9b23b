"""What relations find among enterprises whose own factors are alike."""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.errors import ModelError

Array = np.ndarray[Any, Any]

BINS = 10
"""Groups of equal size by the score of own factors."""


def conditional_lift(outcome: Array, own: Array, relation: Array, share: float) -> float:
    """How many times more events than by chance among the chosen, within groups of like own score.

    Of each group the ``share`` with the highest relation score is chosen; equal scores count
    by their part, so a relation score that is the same for all has a lift of 1.

    Parameters
    ----------
    outcome : bool[r]
    own, relation : float64[r], higher is riskier
    share : float in (0, 1]

    Raises
    ------
    ModelError
        If nobody has an event, or the share is out of range.
    """
    if not 0 < share <= 1:
        raise ModelError(f"expected a share above 0 and at most 1, got {share}")
    if not outcome.any():
        raise ModelError(f"expected rows with an event, got none among {len(outcome)}")
    order = np.argsort(own, kind="stable")
    found = 0.0
    for mine in np.array_split(order, min(BINS, len(order))):
        found += _caught(outcome[mine], relation[mine], share * len(mine))
    return float(found / (share * outcome.sum()))


def _caught(outcome: Array, score: Array, chosen: float) -> float:
    """Events expected among so many rows of the highest score, ties by their part."""
    _, level = np.unique(-score, return_inverse=True)
    count = np.cumsum(np.bincount(level))
    events = np.cumsum(np.bincount(level, weights=outcome.astype(np.float64)))
    return float(np.interp(chosen, np.append(0, count), np.append(0.0, events)))
