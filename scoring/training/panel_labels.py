"""Labels of panels: the adverse records an enterprise gets in the window after a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from graph.domain import DAY_UNKNOWN, day_number, day_of
from graph.snapshot import Snapshot
from graph.units import Units
from scoring.measures.rows import record_rows
from scoring.training.panel_days import shifted
from scoring.training.plan import TrainingPlan

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """Adverse events of enterprises known by the training day.

    Attributes
    ----------
    snapshot : Snapshot of the training day, for its ids
    enterprise : int32[m] code in that snapshot
    day : int32[m] day of the decision
    label : int8[m] row of the plan's labels
    names : ids of the labels
    """

    snapshot: Snapshot
    enterprise: Array
    day: Array
    label: Array
    names: tuple[str, ...]

    @property
    def first_day(self) -> date | None:
        """Day of the first event, None if there is none."""
        return day_of(int(self.day.min())) if len(self.day) else None


def find_outcomes(snapshot: Snapshot, plan: TrainingPlan) -> Outcomes:
    """Events of the plan's kinds, by responsible enterprise.

    Parameters
    ----------
    snapshot : Snapshot
        Of the training day, ``outcome_facts``.
    plan : TrainingPlan
    """
    rows = record_rows(snapshot)
    label = np.full(len(rows.subject), -1, np.int8)
    for number, entry in enumerate(plan.labels.values()):
        label[rows.one_of("kind", entry.kinds)] = number
    kept = np.flatnonzero((label >= 0) & (rows.day != DAY_UNKNOWN))
    return Outcomes(
        snapshot=snapshot,
        enterprise=rows.subject[kept],
        day=rows.day[kept],
        label=label[kept],
        names=tuple(plan.labels),
    )


def labels_at(outcomes: Outcomes, day: date, months: int, ids: pa.LargeStringArray, units: Units) -> Array:
    """Which legal persons get an event decided in (day, day + months].

    Parameters
    ----------
    outcomes : Outcomes
    day : date
    months : int
    ids : text[n]
        Enterprise ids of the panel's snapshot.
    units : Units
        Of the panel's snapshot.

    Returns
    -------
    bool[units, labels]
    """
    last = day_number(shifted(day, months))
    inside = np.flatnonzero((outcomes.day > day_number(day)) & (outcomes.day <= last))
    later = outcomes.snapshot.enterprise_codes(ids)
    here = np.full(outcomes.snapshot.enterprises.rows + 1, -1, np.int64)
    here[later] = units.unit
    here[-1] = -1
    unit = here[outcomes.enterprise[inside]]
    found = np.zeros((units.count, len(outcomes.names)), np.bool_)
    known = unit >= 0
    found[unit[known], outcomes.label[inside][known]] = True
    return found
