"""Why a class changed: differences of hazards by cause, and the main cause of each mover.

Old inputs are replaced by new ones in the order of ``HAZARD_CAUSES``. Hazards are whole
multiples of ``HAZARD_UNIT`` here, so the differences of one mover add up exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from graph.arrays import Frame
from scoring.classes import class_codes
from scoring.pack_model import Pack
from scoring.results_migration import CAUSE_ORDER, HAZARD_CAUSES, HAZARD_UNIT
from scoring.results_types import Cause

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazards:
    """Hazards of some enterprises at one stage, in whole units.

    Attributes
    ----------
    own : int64[m] sum of the four own factors
    related : int64[m] relationship factor
    """

    own: Ints
    related: Ints

    @classmethod
    def of(cls, own: Floats, related: Floats) -> Hazards:
        """From float64[m, 4] own factors and float64[m] relationship hazards."""
        units = np.rint(np.asarray(own, np.float64) / HAZARD_UNIT).astype(np.int64)
        return cls(own=units.sum(axis=1), related=np.rint(np.asarray(related) / HAZARD_UNIT).astype(np.int64))

    @property
    def total(self) -> Ints:
        """All five factors."""
        return self.own + self.related


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """Hazards of the movers while inputs are replaced one after another.

    Attributes
    ----------
    before : as published last month
    model : old facts on the old day by this month's pack and reference tables
    time : the same facts on this month's day
    correction : with corrected, withdrawn and restored facts
    fact : with new records, filings, attributes and coverage
    after : with new and ended ties: as published this month
    """

    before: Hazards
    model: Hazards
    time: Hazards
    correction: Hazards
    fact: Hazards
    after: Hazards


def hazard_differences(stages: Stages) -> dict[Cause, Ints]:
    """Difference of the hazard for each cause; they add up to after - before exactly."""
    found = {
        Cause.MODEL: stages.model.total - stages.before.total,
        Cause.TIME: stages.time.total - stages.model.total,
        Cause.CORRECTION: stages.correction.total - stages.time.total,
        Cause.OWN_FACT: stages.fact.own - stages.correction.own,
        Cause.RELATED_FACT: stages.fact.related - stages.correction.related,
        Cause.TIE_CHANGE: stages.after.total - stages.fact.total,
    }
    return {cause: found[cause] for cause in HAZARD_CAUSES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Published results of some enterprises in two months.

    Attributes
    ----------
    class_before, class_after : int8[m], -1 none
    model_before, model_after : int32[m] hundredths before clamp and direct rules
    direct_before, direct_after : bool[m]
    clamped_before, clamped_after : bool[m]
    """

    class_before: npt.NDArray[np.int8]
    class_after: npt.NDArray[np.int8]
    model_before: npt.NDArray[np.int32]
    model_after: npt.NDArray[np.int32]
    direct_before: npt.NDArray[np.bool_]
    direct_after: npt.NDArray[np.bool_]
    clamped_before: npt.NDArray[np.bool_]
    clamped_after: npt.NDArray[np.bool_]

    @property
    def inside(self) -> npt.NDArray[np.bool_]:
        """Scored in both months."""
        return (self.class_before >= 0) & (self.class_after >= 0)


def main_causes(change: Change, differences: Mapping[Cause, Ints], pack: Pack) -> npt.NDArray[np.int8]:
    """Code of the main cause of each mover.

    Entering or leaving scoring goes first, then a direct rule that began or ended, then
    the clamp where the model's own class did not change; else the cause whose difference
    went furthest in the direction of the move, of equal ones the first in order; a move
    against every difference is one of class boundaries, hence the model's.

    Parameters
    ----------
    change : Change
        All movers: classes differ.
    differences : mapping of cause to int64[m]
    pack : Pack
    """
    direction = np.sign(change.class_after.astype(np.int64) - change.class_before)
    table = np.stack([differences[cause] for cause in HAZARD_CAUSES]) * direction
    furthest = table.argmax(axis=0) if table.size else np.empty(0, np.int64)
    against = table.max(axis=0) <= 0 if table.size else np.empty(0, np.bool_)
    cause = np.where(against, _code(Cause.MODEL), furthest)
    safe_before = np.maximum(change.model_before, 0)
    safe_after = np.maximum(change.model_after, 0)
    same_model = class_codes(safe_before, pack) == class_codes(safe_after, pack)
    clamp_moved = change.clamped_before != change.clamped_after
    cause = np.where(same_model & clamp_moved, _code(Cause.CLAMP), cause)
    cause = np.where(change.direct_before != change.direct_after, _code(Cause.DIRECT_RULE), cause)
    cause = np.where(change.class_before < 0, _code(Cause.ENTERED), cause)
    cause = np.where(change.class_after < 0, _code(Cause.LEFT), cause)
    return cause.astype(np.int8)


def mover_frame(
    enterprises: npt.NDArray[np.int32],
    change: Change,
    cause: npt.NDArray[np.int8],
    differences: Mapping[Cause, Ints],
) -> Frame:
    """Movers as a table in the order of their codes."""
    columns: dict[str, Any] = {
        "enterprise": enterprises.astype(np.int32),
        "previous_class": change.class_before.astype(np.int8),
        "risk_class": change.class_after.astype(np.int8),
        "cause": cause,
        **{f"hazard_{name.value}": differences[name].astype(np.int64) for name in HAZARD_CAUSES},
    }
    return Frame(columns)


def no_movers() -> Frame:
    """Table of a month without a month before."""
    nobody = np.empty(0, np.int8)
    nothing = np.empty(0, np.int32)
    flags = np.empty(0, np.bool_)
    change = Change(
        class_before=nobody,
        class_after=nobody,
        model_before=nothing,
        model_after=nothing,
        direct_before=flags,
        direct_after=flags,
        clamped_before=flags,
        clamped_after=flags,
    )
    return mover_frame(nothing, change, nobody, {name: np.empty(0, np.int64) for name in HAZARD_CAUSES})


def _code(cause: Cause) -> int:
    return CAUSE_ORDER.index(cause)
