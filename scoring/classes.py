"""Classes: who is scored, the class of a score, direct D, and the clamp."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.catalogue import entity_types
from graph.domain import RiskClass
from graph.errors import JobError
from graph.snapshot import Snapshot
from scoring.pack_model import Pack
from scoring.points import FULL_SCORE

CLASS_NAMES: tuple[str, ...] = tuple(name.value for name in RiskClass)
"""Class by code 0..3."""
NO_CLASS = -1


def class_codes(hundredths: np.ndarray, pack: Pack) -> np.ndarray:
    """Class of each score, after rounding.

    Parameters
    ----------
    hundredths : integer, n
        0 to 100000.

    Returns
    -------
    int8, n : 0 A, 1 B, 2 C, 3 D

    Raises
    ------
    JobError
        If a score lies outside 0 to 1000.
    """
    wrong = (hundredths < 0) | (hundredths > 100 * FULL_SCORE)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise JobError(f"expected scores from 0 to 1000, got {hundredths[row] / 100} at row {row}", row=row)
    side: Literal["left", "right"] = "right" if pack.classes.closed == "left" else "left"
    found = np.searchsorted(np.array(pack.classes.boundaries), hundredths, side=side)
    return np.asarray(found, dtype=np.int8)


def clamp(
    hundredths: np.ndarray, standalone: np.ndarray, direct: np.ndarray, pack: Pack
) -> tuple[np.ndarray, np.ndarray]:
    """Relations alone make no D: standalone A or B without a direct rule stays below D.

    A direct rule lifts the score to the floor of D. The model score is kept beside; the
    difference is a line of its own.

    Parameters
    ----------
    hundredths : int32, n
        Model scores.
    standalone : int8, n
        Standalone classes, -1 none (never clamped).
    direct : bool, n
        Whether a direct rule holds.

    Returns
    -------
    int32, n : scores in force
    bool, n : clamped (lifting is told by ``direct``)
    """
    floor = pack.classes.floor_d
    mild = (standalone >= 0) & (standalone <= CLASS_NAMES.index("B")) & ~direct
    clamped = mild & (hundredths >= floor)
    scores = np.where(clamped, floor - 1, hundredths)
    return np.where(direct, np.maximum(scores, floor), scores).astype(np.int32), clamped


@dataclass(frozen=True, slots=True, kw_only=True)
class InScope:
    """Who is scored and whose standalone class travels.

    Attributes
    ----------
    scored : bool, n
        Has a published class.
    travels : bool, n
        Has a standalone class (scored ones and those the pack lets travel).
    """

    scored: np.ndarray
    travels: np.ndarray


def in_scope(snapshot: Snapshot, pack: Pack) -> InScope:
    """Apply the pack's scope: entity groups, registration states, no stubs.

    An unknown entity type is scored: a missing word is no reason to leave a firm out.
    """
    enterprises = snapshot.enterprises
    types = pc.dictionary_encode(enterprises.text("entity_type"))
    groups = set(pack.scope.entity_groups)
    allowed = [
        (entry := entity_types().of(code)) is None or entry.group in groups
        for code in types.dictionary.to_pylist()
    ]
    codes = np.asarray(pc.fill_null(types.indices, -1))
    fits = np.array([*allowed, True])[codes] & ~enterprises.numbers("stub").astype(bool)
    scored = fits & _state_in(enterprises.text("status"), [state.value for state in pack.scope.states])
    states = [*pack.scope.states, *pack.scope.travelling_states]
    travels = fits & _state_in(enterprises.text("status"), [state.value for state in states])
    return InScope(scored=scored, travels=travels)


def _state_in(status: pa.LargeStringArray, states: list[str]) -> np.ndarray:
    return np.asarray(pc.is_in(status, value_set=pa.array(states, pa.large_string())))
