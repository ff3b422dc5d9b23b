"""How good a ranking or a probability is: weighted, ties handled exactly.

Rows with equal scores are one step: no order among them is invented. Capacity metrics
share a step that crosses the capacity pro rata, which is the mean over all its orders.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.errors import ModelError

Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

LEAST_SHARE = 1e-4
"""Share that an empty bin counts as in the population stability index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """Predicted against observed, one row a bin, lowest probability first.

    Attributes
    ----------
    weight : float64[m] weight of the rows of each bin, above 0
    predicted, observed : float64[m] weighted means in [0, 1]
    """

    weight: Floats
    predicted: Floats
    observed: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class _Steps:
    """Weight of events and of the others down to each distinct score, highest score first."""

    score: Floats
    event: Floats
    other: Floats


def _steps(outcome: Flags, score: Floats, weight: Floats) -> _Steps:
    """Cumulative weights by distinct score."""
    _refuse(outcome, score, weight)
    order = np.argsort(-score, kind="stable")
    ranked, events = score[order], np.where(outcome, weight, 0.0)[order]
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    return _Steps(
        score=ranked[last],
        event=np.cumsum(events)[last],
        other=np.cumsum(np.where(outcome, 0.0, weight)[order])[last],
    )


def auprc(outcome: Flags, score: Floats, weight: Floats) -> float:
    """Average precision: area under precision over recall, one step for each distinct score.

    Parameters
    ----------
    outcome : bool[r]
    score : float64[r], higher is riskier
    weight : float64[r], at least 0

    Raises
    ------
    ModelError
        If shapes differ, a number is not finite, or there is no row with an event.
    """
    steps = _steps(outcome, score, weight)
    return _average_precision(steps.event, steps.other)


def _average_precision(event: Floats, other: Floats) -> float:
    """Area from the weights of events and of the others down to each distinct score."""
    chosen = event + other
    precision = np.divide(event, chosen, out=np.zeros_like(chosen), where=chosen > 0)
    return float((np.diff(event, prepend=0.0) * precision).sum() / event[-1])


def ranked_auprc(outcome: Flags, score: Floats, weight: Floats) -> Callable[[Floats], float]:
    """``auprc`` of rows that count so many times each, ranked once: the same bits.

    Returns
    -------
    callable
        From float64[r], at least 0, to the area; it raises ModelError where no row with an event counts.
    """
    _refuse(outcome, score, weight)
    order = np.argsort(-score, kind="stable")
    ranked = score[order]
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    events, others = (np.where(one, weight, 0.0)[order] for one in (outcome, ~outcome))

    def drawn(times: Floats) -> float:
        many = times[order]
        event, other = (np.cumsum(one * many)[last] for one in (events, others))
        if not event[-1] > 0:
            raise ModelError(f"expected rows with an event, got none with weight among {len(outcome)}")
        return _average_precision(event, other)

    return drawn


def auroc(outcome: Flags, score: Floats, weight: Floats) -> float:
    """Chance that a row with an event scores above one without, ties one half; as ``auprc``.

    Raises
    ------
    ModelError
        Also if every row has an event.
    """
    steps = _steps(outcome, score, weight)
    if steps.other[-1] <= 0:
        raise ModelError("expected rows without an event, got none: no ranking can be measured")
    gained = np.diff(steps.event, prepend=0.0)
    below = steps.other[-1] - steps.other + 0.5 * np.diff(steps.other, prepend=0.0)
    return float((gained * below).sum() / (steps.event[-1] * steps.other[-1]))


def ks(outcome: Flags, score: Floats, weight: Floats) -> float:
    """Largest distance between the distributions of scores with and without an event; as ``auroc``."""
    steps = _steps(outcome, score, weight)
    if steps.other[-1] <= 0:
        raise ModelError("expected rows without an event, got none: no distance can be measured")
    return float(np.abs(steps.event / steps.event[-1] - steps.other / steps.other[-1]).max())


def recall_at(outcome: Flags, score: Floats, weight: Floats, share: float) -> float:
    """Share of events among the ``share`` (0, 1] of the weight that scores highest; as ``auprc``."""
    if not 0 < share <= 1:
        raise ModelError(f"expected a capacity above 0 and at most 1, got {share}")
    steps = _steps(outcome, score, weight)
    chosen = np.append(0.0, steps.event + steps.other)
    found = np.append(0.0, steps.event)
    return float(np.interp(share * chosen[-1], chosen, found) / found[-1])


def lift_at(outcome: Flags, score: Floats, weight: Floats, share: float) -> float:
    """How many times more events than by chance among the ``share`` that scores highest."""
    return recall_at(outcome, score, weight, share) / share


def brier(outcome: Flags, probability: Floats, weight: Floats) -> float:
    """Weighted mean squared error of a probability in [0, 1]; as ``auprc``."""
    _refuse_improbable(outcome, probability, weight)
    return float((weight * (probability - outcome) ** 2).sum() / weight.sum())


def log_loss(outcome: Flags, probability: Floats, weight: Floats) -> float:
    """Weighted mean negative log likelihood of a probability, kept from 0 and 1 by 2^-52."""
    _refuse_improbable(outcome, probability, weight)
    least = np.finfo(np.float64).eps
    sure = np.clip(np.where(outcome, probability, 1 - probability), least, 1 - least)
    return float((weight * -np.log(sure)).sum() / weight.sum())


def reliability(outcome: Flags, probability: Floats, weight: Floats, bins: int) -> Reliability:
    """Predicted against observed in bins of about equal weight; equal probabilities share a bin.

    Parameters
    ----------
    outcome : bool[r]
    probability : float64[r] in [0, 1]
    weight : float64[r]
    bins : int, at least 1
        Fewer come out where many rows are tied.
    """
    _refuse_improbable(outcome, probability, weight)
    if bins < 1:
        raise ModelError(f"expected at least one bin, got {bins}")
    steps = _steps(outcome, probability, weight)
    event, other = np.diff(steps.event, prepend=0.0)[::-1], np.diff(steps.other, prepend=0.0)[::-1]
    mass = event + other
    middle = np.cumsum(mass) - 0.5 * mass
    place = np.minimum((middle / mass.sum() * bins).astype(np.int64), bins - 1)
    total: Floats = np.bincount(place, weights=mass, minlength=bins).astype(np.float64)
    kept = np.flatnonzero(total > 0)
    return Reliability(
        weight=total[kept],
        predicted=np.bincount(place, weights=mass * steps.score[::-1], minlength=bins)[kept] / total[kept],
        observed=np.bincount(place, weights=event, minlength=bins)[kept] / total[kept],
    )


def expected_calibration_error(outcome: Flags, probability: Floats, weight: Floats, bins: int = 10) -> float:
    """Weighted mean distance between predicted and observed over the bins of ``reliability``."""
    table = reliability(outcome, probability, weight, bins)
    gap = table.weight * np.abs(table.predicted - table.observed)
    return float(gap.sum() / table.weight.sum())


def psi(expected_counts: Floats, actual_counts: Floats) -> float:
    """Population stability index of counts in the same bins; an empty bin counts as 1e-4.

    Raises
    ------
    ModelError
        If bins differ in number, a count is negative or not finite, or nothing is counted.
    """
    for name, counts in (("expected", expected_counts), ("actual", actual_counts)):
        if counts.ndim != 1 or not (np.isfinite(counts).all() and (counts >= 0).all() and counts.sum() > 0):
            raise ModelError(f"expected {name} counts of at least 0 with a sum above 0, got {counts}")
    if len(expected_counts) != len(actual_counts):
        raise ModelError(f"expected as many bins, got {len(expected_counts)} and {len(actual_counts)}")
    expected = np.maximum(expected_counts / expected_counts.sum(), LEAST_SHARE)
    actual = np.maximum(actual_counts / actual_counts.sum(), LEAST_SHARE)
    return float(((actual - expected) * np.log(actual / expected)).sum())


def _refuse(outcome: Flags, score: Floats, weight: Floats) -> None:
    rows = outcome.shape
    if outcome.ndim != 1 or outcome.dtype != np.bool_ or score.shape != rows or weight.shape != rows:
        raise ModelError(
            f"expected bool outcomes and as many scores and weights, got {outcome.dtype}{list(rows)}, "
            f"{list(score.shape)} and {list(weight.shape)}"
        )
    if not (np.isfinite(score).all() and np.isfinite(weight).all() and (weight >= 0).all()):
        raise ModelError("expected finite scores and finite weights of at least 0, got others")
    if not (weight[outcome] > 0).any():
        raise ModelError(f"expected rows with an event, got none with weight among {len(outcome)}")


def _refuse_improbable(outcome: Flags, probability: Floats, weight: Floats) -> None:
    _refuse(outcome, probability, weight)
    if len(probability) and (probability.min() < 0 or probability.max() > 1):
        raise ModelError(
            f"expected probabilities from 0 to 1, got {probability.min()} to {probability.max()}"
        )
