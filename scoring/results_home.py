"""The month at a glance: class counts with change, the largest movers, new and grown risk clusters."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from graph.arrays import Frame
from graph.domain import RiskClass
from scoring.labels import CAUSES
from scoring.results_migration import CAUSE_ORDER, movers_at
from scoring.results_rows import class_at, points_at
from scoring.results_types import Mover
from scoring.results_types_peers import ClassChange

Mask = npt.NDArray[np.bool_]


def class_counts(scores: Frame, inside: Mask) -> dict[RiskClass, int]:
    """Published classes of the enterprises of an area."""
    return _counted(scores.numbers("risk_class"), inside)


def previous_counts(scores: Frame, inside: Mask) -> dict[RiskClass, int]:
    """Classes that the same enterprises had the month before."""
    return _counted(scores.numbers("previous_class"), inside)


def _counted(classes: npt.NDArray[np.int8], inside: Mask) -> dict[RiskClass, int]:
    counts = np.bincount(classes[(classes >= 0) & inside], minlength=len(RiskClass))
    return {name: int(count) for name, count in zip(RiskClass, counts, strict=True)}


def largest_movers(movers: Frame, scores: Frame, inside: Mask, top: int) -> tuple[list[Mover], list[Mover]]:
    """Movers of an area with the largest rise and with the largest fall of the score."""
    codes = movers.numbers("enterprise")
    before, now = scores.numbers("previous_score")[codes], scores.numbers("score")[codes]
    rows = np.flatnonzero(inside[codes] & (before >= 0) & (now >= 0))
    difference = (now[rows] - before[rows]).astype(np.int64)
    found = []
    for sign in (-1, 1):
        order = np.lexsort((codes[rows], sign * difference))
        chosen = rows[order][: 2 * top]
        wanted = [row for row in chosen.tolist() if sign * (now[row] - before[row]) < 0][:top]
        found.append(movers_at(movers, scores, wanted))
    return found[0], found[1]


def class_change(movers: Frame, scores: Frame, row: int) -> ClassChange | None:
    """How an enterprise stands against the month before; None where it was not scored in either."""
    before, now = points_at(scores, "previous_score", row), points_at(scores, "score", row)
    if before is None and now is None:
        return None
    cause = None
    if movers.rows:
        codes = movers.numbers("enterprise")
        place = int(np.searchsorted(codes, row))
        if place < len(codes) and codes[place] == row:
            cause = CAUSE_ORDER[int(movers.numbers("cause")[place])]
    return ClassChange(
        previous_class=class_at(scores, "previous_class", row),
        previous_score=before,
        points=None if before is None or now is None else round(now - before, 2),
        cause=cause,
        cause_label=None if cause is None else CAUSES[cause],
    )
