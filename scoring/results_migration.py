"""Changes of class from month to month, as tables and pages."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.domain import RiskClass
from scoring.labels import CAUSES
from scoring.results_rows import class_of, known_text, page_of, points_at, text_at
from scoring.results_types import Cause, MigrationMatrix, MonthReference, Mover, MoverFilter, MoverPage

Mask = npt.NDArray[np.bool_]
HAZARD_UNIT = 1e-12
"""Differences of hazards are stored as whole multiples of this, so that they add up exactly."""

ALL_MOVERS = MoverFilter()
_NONE = "none"
_NAMES = (*(name.value for name in RiskClass), _NONE)
CAUSE_ORDER = tuple(Cause)
"""Causes by code: the order in which inputs are replaced, then those outside the hazard."""

HAZARD_CAUSES = CAUSE_ORDER[: CAUSE_ORDER.index(Cause.DIRECT_RULE)]
"""Causes that change the hazard; each has a column ``hazard_<cause>``."""


def list_movers(
    movers: Frame,
    scores: Frame,
    filters: MoverFilter,
    cursor: str | None,
    limit: int,
    inside: Mask | None = None,
) -> MoverPage:
    """One page of movers in the order of their ids.

    Parameters
    ----------
    movers : Frame sorted by enterprise
        int32 enterprise; int8 previous_class, risk_class, cause; int64 hazard_<cause>.
    scores : Frame
    filters : MoverFilter
    cursor : str or None
    limit : int
    inside : bool, one an enterprise, optional
        Only movers among these; a filter on what is not shown outside an area must not tell it.
    """
    keep = np.ones(movers.rows, np.bool_)
    if inside is not None:
        keep &= inside[movers.numbers("enterprise")]
    for name in ("previous_class", "risk_class"):
        wanted = getattr(filters, name)
        if wanted is not None:
            keep &= movers.numbers(name) == (-1 if wanted == _NONE else _NAMES.index(wanted))
    if filters.cause is not None:
        keep &= movers.numbers("cause") == CAUSE_ORDER.index(filters.cause)
    rows = np.flatnonzero(keep)
    if filters.region is not None:
        region = scores.text("region").take(pa.array(movers.numbers("enterprise")[rows]))
        begins = pc.fill_null(pc.starts_with(region, filters.region), False)
        rows = rows[np.asarray(begins, dtype=np.bool_)]
    shown, following = page_of(rows.tolist(), cursor, limit)
    return MoverPage(
        items=tuple(_mover(movers, scores, row) for row in shown), total=len(rows), cursor=following
    )


def movers_at(movers: Frame, scores: Frame, rows: Iterable[int]) -> list[Mover]:
    """Movers of some rows of their table."""
    return [_mover(movers, scores, row) for row in rows]


def _mover(movers: Frame, scores: Frame, row: int) -> Mover:
    code = int(movers.numbers("enterprise")[row])
    cause = CAUSE_ORDER[int(movers.numbers("cause")[row])]
    whole = {name: int(movers.numbers(f"hazard_{name.value}")[row]) for name in HAZARD_CAUSES}
    return Mover(
        enterprise_id=known_text(scores, "enterprise_id", code),
        name=text_at(scores, "name", code),
        region=text_at(scores, "region", code),
        previous_class=class_of(int(movers.numbers("previous_class")[row])),
        risk_class=class_of(int(movers.numbers("risk_class")[row])),
        previous_score=points_at(scores, "previous_score", code),
        score=points_at(scores, "score", code),
        cause=cause,
        cause_label=CAUSES[cause],
        hazard_changes={name: units * HAZARD_UNIT for name, units in whole.items()},
        hazard_change=sum(whole.values()) * HAZARD_UNIT,
    )


def migration_matrix(
    movers: Frame, scores: Frame, previous: MonthReference | None, inside: Mask | None = None
) -> MigrationMatrix:
    """Counts from class to class over all enterprises of the month, or of an area."""
    counts = np.zeros((len(_NAMES), len(_NAMES)), np.int64)
    rows: Mask | slice = slice(None) if inside is None else inside
    if previous is not None:
        before = _codes(scores.numbers("previous_class")[rows])
        now = _codes(scores.numbers("risk_class")[rows])
        width = len(_NAMES)
        counts = np.bincount(before * width + now, minlength=width * width).reshape(width, width)
    cause = movers.numbers("cause")
    cause = cause if inside is None else cause[inside[movers.numbers("enterprise")]]
    causes = np.bincount(cause, minlength=len(CAUSE_ORDER))
    return MigrationMatrix(
        previous=previous,
        classes=_NAMES,
        counts=tuple(tuple(int(number) for number in line) for line in counts),
        movers=len(cause),
        causes={cause: int(number) for cause, number in zip(CAUSE_ORDER, causes, strict=True)},
    )


def _codes(classes: npt.NDArray[np.int8]) -> npt.NDArray[np.int64]:
    return np.where(classes < 0, len(_NAMES) - 1, classes).astype(np.int64)
