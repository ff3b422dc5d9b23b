"""The likelihood of the convex fit computed on a torch device; the search itself stays in numpy.

Rows with an event lie on the device as dense float64 pieces, so that no product adds in a
random order: the same device gives the same bytes. Another device adds in another order: its
coefficients agree with those of the processor within ``FIT_TOLERANCE``, and the certificate
is that of the device's own sums.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch import Tensor

from gnn.hazard_problem import Floats, HazardProblem, Longs, event_curvature, event_slope
from graph.errors import ModelError

FIT_TOLERANCE = 1e-6
"""Largest difference of a coefficient, in units of its column, between two devices."""

_PIECE_ROWS = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class TorchProblem(HazardProblem):
    """The same problem with its products on a device.

    Attributes
    ----------
    pieces : tuple of float64[rows, c] tensors, the rows of ``events`` in their order
    """

    pieces: tuple[Tensor, ...]

    def hazard(self, at: Floats) -> Floats:
        """Hazard of the rows with an event, float64[p]."""
        point = self._there(at)
        found: Floats = np.concatenate([(piece @ point).cpu().numpy() for piece in self.pieces])
        return found

    def value_and_gradient(self, at: Floats) -> tuple[float, Floats]:
        """Value, and gradient float64[c]."""
        hazard = self.hazard(at)
        slope = np.zeros(len(at))
        for piece, rows in self._by_piece(self.weight * event_slope(hazard)):
            slope += (piece.T @ rows).cpu().numpy()
        return self._value(hazard, at), slope + self.linear + self.ridge * (at - self.prior)

    def curvature(self, at: Floats, columns: Longs | None = None) -> Floats:
        """Matrix of second derivatives, float64[c, c], symmetric; of some columns alone where asked for."""
        chosen = np.arange(len(at)) if columns is None else columns
        taken = torch.from_numpy(chosen).to(self.pieces[0].device)
        matrix = np.zeros((len(chosen), len(chosen)))
        for piece, rows in self._by_piece(self.weight * event_curvature(self.hazard(at))):
            some = piece[:, taken]
            matrix += (some.T @ (some * rows[:, None])).cpu().numpy()
        return 0.5 * (matrix + matrix.T) + np.diag(self.ridge[chosen])

    def _by_piece(self, rows: Floats) -> list[tuple[Tensor, Tensor]]:
        parts = np.split(rows, np.cumsum([len(piece) for piece in self.pieces])[:-1])
        return [(piece, self._there(part)) for piece, part in zip(self.pieces, parts, strict=True)]

    def _there(self, numbers: Floats) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(numbers)).to(self.pieces[0].device)


def on_device(device: torch.device, rows: int = _PIECE_ROWS) -> Callable[[HazardProblem], HazardProblem]:
    """What brings a problem to a device, in pieces of so many rows; see ``gnn.fit.solved_by``."""

    def moved(problem: HazardProblem) -> HazardProblem:
        events = problem.events
        pieces = tuple(
            torch.from_numpy(events[first : first + rows].toarray()).to(device)
            for first in range(0, events.shape[0], rows)
        )
        held = {one.name: getattr(problem, one.name) for one in fields(problem)}
        return TorchProblem(**held, pieces=pieces)

    return moved


def device_of(asked: str) -> torch.device:
    """Device to compute on: ``auto`` takes a GPU if there is one.

    Raises
    ------
    ModelError
        If a GPU is asked for and there is none, or the word is unknown.
    """
    if asked not in ("auto", "cpu", "cuda"):
        raise ModelError(f"expected device auto, cpu or cuda, got {asked!r}")
    present = torch.cuda.is_available()
    if asked == "cuda" and not present:
        raise ModelError("expected a GPU as asked for, got none that torch can use: take --device cpu")
    return torch.device("cuda" if present and asked != "cpu" else "cpu")
