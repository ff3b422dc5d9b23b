"""Likelihood of an additive hazard with bounded coefficients, as arrays ready to minimise.

Only rows with an event are visited more than once: a row without one adds its dose, which
is linear, so all of them are one vector. Sums run in one fixed order on one core (sparse
products and numpy sums, no threaded matrix product), so the same inputs give the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from graph.errors import ModelError

Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Longs = np.ndarray[Any, np.dtype[np.int64]]

LEAST_HAZARD = 1e-12
"""Below it the likelihood goes on as its own parabola, so that a search never meets infinity."""


def event_loss(hazard: Floats) -> Floats:
    """``-log(1 - exp(-L))`` without loss of digits at either end, float64[r]."""
    safe = np.maximum(hazard, LEAST_HAZARD)
    small = np.log(-np.expm1(-np.minimum(safe, 1.0)))
    large = np.log1p(-np.exp(-np.maximum(safe, 1.0)))
    below = (LEAST_HAZARD - np.minimum(hazard, LEAST_HAZARD)) / LEAST_HAZARD
    loss: Floats = -np.where(safe < 1.0, small, large) + below + 0.5 * below**2
    return loss


def event_slope(hazard: Floats) -> Floats:
    """Derivative of ``event_loss``, float64[r], below 0."""
    safe = np.maximum(hazard, LEAST_HAZARD)
    below = (LEAST_HAZARD - np.minimum(hazard, LEAST_HAZARD)) / LEAST_HAZARD
    slope: Floats = np.exp(-safe) / np.expm1(-safe) - below / LEAST_HAZARD
    return slope


def event_curvature(hazard: Floats) -> Floats:
    """Second derivative of ``event_loss``, float64[r], at least 0."""
    safe = np.maximum(hazard, LEAST_HAZARD)
    curvature: Floats = np.exp(-safe) / np.expm1(-safe) ** 2
    return curvature


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardProblem:
    """Minimise ``sum of w event_loss(design c) + linear c + ridge/2 (c - prior)^2``, c >= floor.

    Every column is in units of its root mean square, so that neither the search nor the
    certificate depends on the units of a dose.

    Attributes
    ----------
    events : csr_array[p, c] rows with an event, at least 0
    columns : csr_array[c, p] the same, transposed
    weight : float64[p] weight of those rows over that of all rows
    linear : float64[c] weighted mean dose of the rows without an event
    ridge, prior, floor : float64[c]
    unit : float64[c] root mean square of each column, 1 for an empty one
    """

    events: sparse.csr_array
    columns: sparse.csr_array
    weight: Floats
    linear: Floats
    ridge: Floats
    prior: Floats
    floor: Floats
    unit: Floats

    @classmethod
    def of(
        cls,
        design: sparse.csr_array,
        outcome: Flags,
        weight: Floats,
        *,
        ridge: Floats,
        prior: Floats,
        floor: Floats,
    ) -> HazardProblem:
        """Problem of checked arrays, as ``fit_hazard`` takes them.

        Raises
        ------
        ModelError
            If a row with an event has no dose at all, or a column without ridge has doses on
            rows with an event only: there is no finite optimum then.
        """
        share = weight / weight.sum()
        squares = sparse.csr_array((design.data**2, design.indices, design.indptr), shape=design.shape)
        mean_square = np.asarray(squares.T @ share)
        unit = np.where(mean_square > 0, np.sqrt(mean_square), 1.0)
        linear = np.asarray(design.T @ np.where(outcome, 0.0, share)) / unit
        rows = np.flatnonzero(outcome & (weight > 0))
        events = design[rows]
        events = sparse.csr_array(
            (events.data / unit[events.indices], events.indices, events.indptr), shape=events.shape
        )
        _refuse_without_optimum(events, linear, ridge)
        return cls(
            events=events,
            columns=sparse.csr_array(events.T),
            weight=share[rows],
            linear=linear,
            ridge=ridge / unit**2,
            prior=prior * unit,
            floor=floor * unit,
            unit=unit,
        )

    @property
    def idle(self) -> Flags:
        """Columns that nothing moves: no dose on any row and no ridge, bool[c]."""
        idle: Flags = (self.linear + self.columns @ self.weight <= 0) & (self.ridge <= 0)
        return idle

    def hazard(self, at: Floats) -> Floats:
        """Hazard of the rows with an event, float64[p]."""
        hazard: Floats = self.events @ at
        return hazard

    def value(self, at: Floats) -> float:
        """Value at coefficients ``at`` (in units of the columns)."""
        return self._value(self.hazard(at), at)

    def value_and_gradient(self, at: Floats) -> tuple[float, Floats]:
        """Value, and gradient float64[c]."""
        hazard = self.hazard(at)
        slope = self.columns @ (self.weight * event_slope(hazard))
        return self._value(hazard, at), slope + self.linear + self.ridge * (at - self.prior)

    def curvature(self, at: Floats, columns: Longs | None = None) -> Floats:
        """Matrix of second derivatives, float64[c, c], symmetric.

        Parameters
        ----------
        at : float64[c]
        columns : int64, rising, optional
            Take the rows and columns of these alone.
        """
        bend = self.weight * event_curvature(self.hazard(at))
        chosen = np.arange(len(at)) if columns is None else columns
        events, turned = self.events, self.columns
        if len(chosen) < len(at):
            turned = sparse.csr_array(turned[chosen])
            events = sparse.csr_array(turned.T)
        row = np.repeat(np.arange(events.shape[0]), np.diff(events.indptr))
        bent = sparse.csr_array((events.data * bend[row], events.indices, events.indptr), shape=events.shape)
        matrix: Floats = (turned @ bent).toarray()
        return 0.5 * (matrix + matrix.T) + np.diag(self.ridge[chosen])

    def residual(self, at: Floats, gradient: Floats) -> float:
        """Largest distance between a coefficient and where its own slope would bring it.

        0 exactly where the conditions of Karush, Kuhn and Tucker hold: gradient 0 above the
        floor, at least 0 on it.
        """
        return float(np.abs(at - np.maximum(self.floor, at - gradient)).max(initial=0.0))

    def inside(self) -> Floats:
        """A point above the floor at which every row with an event has a hazard above 0."""
        rate = float(self.weight.sum())
        mean = self.linear + self.columns @ self.weight
        used = mean > 0
        level = -np.log1p(-min(rate, 0.999)) / max(int(used.sum()), 1)
        spread = np.divide(level, mean, out=np.zeros_like(mean), where=used)
        point: Floats = np.maximum(self.floor, spread)
        return point

    def _value(self, hazard: Floats, at: Floats) -> float:
        penalty = 0.5 * self.ridge * (at - self.prior) ** 2
        return float((self.weight * event_loss(hazard)).sum() + (self.linear * at + penalty).sum())


def _refuse_without_optimum(events: sparse.csr_array, linear: Floats, ridge: Floats) -> None:
    bare = np.flatnonzero(np.asarray(events.sum(axis=1)) <= 0)
    if len(bare):
        raise ModelError(
            f"expected a dose on every row with an event, got none on {len(bare)} of {events.shape[0]}: "
            "give the design a column of ones",
            rows=len(bare),
        )
    free = np.asarray(events.sum(axis=0) > 0) & (linear <= 0) & (ridge <= 0)
    if free.any():
        raise ModelError(
            f"expected doses on rows without an event too, got columns {np.flatnonzero(free).tolist()} "
            "with none: no finite optimum, give them ridge",
            columns=np.flatnonzero(free).tolist(),
        )
