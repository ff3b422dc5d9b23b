"""What another pack changes in one month: class shares, who moves, and why."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict

from graph.arrays import Frame
from graph.domain import Factor, RiskClass
from graph.errors import JobError
from scoring.labels import factor_labels
from scoring.pack_model import Pack
from scoring.results_base import Label

_CLASSES = tuple(RiskClass)
_NONE = -1


class MoveReason(StrEnum):
    """Why an enterprise has another class; the first that fits."""

    SCOPE = "scope"
    DIRECT_RULE = "direct_rule"
    BOUNDARIES = "boundaries"
    ATTRIBUTE = "attribute"
    OPERATING = "operating"
    ENFORCEMENT = "enforcement"
    RELATIONSHIP = "relationship"
    EVALUATION = "evaluation"


_REASONS = tuple(MoveReason)
_FIRST_FACTOR = _REASONS.index(MoveReason.ATTRIBUTE)


class PackSide(BaseModel):
    """One of the two packs and what it makes of the month."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pack: str
    version: str
    hash: str
    scored: int
    shares: dict[RiskClass, float]


class PackMove(BaseModel):
    """One enterprise whose class differs; points are differences, the second less the first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enterprise_id: str
    score_before: float | None
    score_after: float | None
    class_before: RiskClass | None
    class_after: RiskClass | None
    reason: MoveReason
    points: dict[Factor, float]


class PackDifference(BaseModel):
    """Two packs on one frozen month.

    Attributes
    ----------
    matrix : enterprises by class with the first and class with the second pack; "-" is none
    reasons : movers by reason
    factor_labels : names of the factors, both where the packs differ
    movers : the greatest differences of score first, at most as many as asked for
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    month: str
    before: PackSide
    after: PackSide
    moved: int
    matrix: dict[str, dict[str, int]]
    reasons: dict[MoveReason, int]
    factor_labels: dict[Factor, Label]
    movers: tuple[PackMove, ...]


def pack_difference(
    month: str, enterprise_ids: Any, packs: tuple[Pack, Pack], tables: tuple[Frame, Frame], most: int
) -> PackDifference:
    """Compare the score tables of two packs on the same enterprises.

    Parameters
    ----------
    month : str
    enterprise_ids : text[n]
    packs, tables : first and second pack with its ``score_table``
    most : int
        Movers listed at most.
    """
    before, after = tables
    if before.rows != after.rows:
        raise JobError(f"expected the same enterprises, got {before.rows} and {after.rows}")
    old, new = before.numbers("risk_class"), after.numbers("risk_class")
    moved = np.flatnonzero(old != new)
    points = {factor: _points(after, factor) - _points(before, factor) for factor in Factor}
    reasons = _reasons(before, after, points, moved)
    change = np.abs(after.numbers("score")[moved].astype(np.int64) - before.numbers("score")[moved])
    order = np.argsort(-change, kind="stable")[:most]
    counted = np.bincount(reasons, minlength=len(_REASONS)).tolist()
    names = [*(name.value for name in _CLASSES), "-"]
    counts = np.bincount(old.astype(np.int64) % 5 * 5 + new.astype(np.int64) % 5, minlength=25).reshape(5, 5)
    return PackDifference(
        month=month,
        before=_side(packs[0], before),
        after=_side(packs[1], after),
        moved=len(moved),
        matrix={
            row: {column: int(counts[i, j]) for j, column in enumerate(names)} for i, row in enumerate(names)
        },
        reasons={reason: count for reason, count in zip(_REASONS, counted, strict=True) if count},
        factor_labels=factor_labels(*packs),
        movers=tuple(
            PackMove(
                enterprise_id=str(enterprise_ids[int(moved[place])]),
                score_before=_score(before, moved[place]),
                score_after=_score(after, moved[place]),
                class_before=_class(old[moved[place]]),
                class_after=_class(new[moved[place]]),
                reason=_REASONS[reasons[place]],
                points={factor: float(points[factor][moved[place]]) / 100 for factor in Factor},
            )
            for place in order
        ),
    )


def _points(table: Frame, factor: Factor) -> npt.NDArray[np.int64]:
    return table.numbers(f"points_{factor.value}").astype(np.int64)


def _reasons(
    before: Frame, after: Frame, points: dict[Factor, npt.NDArray[np.int64]], moved: npt.NDArray[np.int64]
) -> npt.NDArray[np.int8]:
    """Position in ``_REASONS`` of the reason of each mover."""
    moves = [frame.take(moved) for frame in (before, after)]
    change = np.stack([np.abs(points[factor][moved]) for factor in Factor])
    found = (_FIRST_FACTOR + change.argmax(axis=0)).astype(np.int8)
    found[_equal(moves, "model_score")] = _REASONS.index(MoveReason.BOUNDARIES)
    rules = [pc.fill_null(frame.text("direct_rule"), "") for frame in moves]
    found[np.asarray(pc.not_equal(*rules), dtype=np.bool_)] = _REASONS.index(MoveReason.DIRECT_RULE)
    found[~_equal(moves, "scored")] = _REASONS.index(MoveReason.SCOPE)
    return np.asarray(found)


def _equal(moves: list[Frame], column: str) -> npt.NDArray[np.bool_]:
    return np.asarray(moves[0].numbers(column) == moves[1].numbers(column))


def _side(pack: Pack, table: Frame) -> PackSide:
    classes = table.numbers("risk_class")
    scored = int((classes != _NONE).sum())
    return PackSide(
        pack=pack.id,
        version=pack.version,
        hash=pack.hash,
        scored=scored,
        shares={
            name: float((classes == code).sum()) / scored if scored else 0.0
            for code, name in enumerate(_CLASSES)
        },
    )


def _score(table: Frame, row: int) -> float | None:
    value = int(table.numbers("score")[row])
    return None if value == _NONE else value / 100


def _class(code: int) -> RiskClass | None:
    return None if code == _NONE else _CLASSES[code]
