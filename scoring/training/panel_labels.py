"""Labels of panels: the adverse records an enterprise gets in the window after a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.catalogue import records as kinds_of_records
from graph.domain import DAY_UNKNOWN, day_number, day_of
from graph.snapshot import Snapshot, enterprise_codes
from graph.units import Units, build_units
from scoring.measures.rows import record_rows, responsible_incidence
from scoring.training.panel_days import shifted
from scoring.training.plan import TrainingPlan

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """Adverse events of enterprises known by the training day.

    Attributes
    ----------
    enterprises, aliases : Frame
        Ids of the training day: text enterprise_id; text alias_id with its int32 enterprise.
    enterprise : int32[m] row of the enterprises
    day : int32[m] day of the decision
    label : int8[m] row of the plan's labels
    names : ids of the labels
    """

    enterprises: Frame
    aliases: Frame
    enterprise: Array
    day: Array
    label: Array
    names: tuple[str, ...]

    def write(self, folder: Path) -> None:
        """Write into a folder, to be mapped."""
        self.enterprises.write(folder / "enterprises.arrow")
        self.aliases.write(folder / "aliases.arrow")
        events = Frame({"enterprise": self.enterprise, "day": self.day, "label": self.label})
        events.write(folder / "outcomes.arrow")

    @classmethod
    def read(cls, folder: Path, names: tuple[str, ...]) -> Outcomes:
        """Map what ``write`` wrote; the names are the plan's."""
        events = Frame.read(folder / "outcomes.arrow")
        return cls(
            enterprises=Frame.read(folder / "enterprises.arrow"),
            aliases=Frame.read(folder / "aliases.arrow"),
            enterprise=events.numbers("enterprise"),
            day=events.numbers("day"),
            label=events.numbers("label"),
            names=names,
        )

    @property
    def first_day(self) -> date | None:
        """Day of the first event, None if there is none."""
        return day_of(int(self.day.min())) if len(self.day) else None


def find_outcomes(snapshot: Snapshot, plan: TrainingPlan) -> Outcomes:
    """Events of the plan's kinds, by responsible enterprise.

    An act of several legal persons is nobody's event: what two did together did not come to one along
    its tie to the other, as a record that names both is none of the other's doses.

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
    alone = ~acts_of_several(snapshot)[rows.index]
    kept = np.flatnonzero((label >= 0) & (rows.day != DAY_UNKNOWN) & alone)
    return Outcomes(
        enterprises=Frame({"enterprise_id": snapshot.enterprises.text("enterprise_id")}),
        aliases=snapshot.aliases,
        enterprise=rows.subject[kept],
        day=rows.day[kept],
        label=label[kept],
        names=tuple(plan.labels),
    )


def acts_of_several(snapshot: Snapshot) -> Array:
    """Records that hold several legal persons responsible, themselves or by another record of the decision.

    Listings of many by one decision are an act of each (``conduct`` of the kind). The operator of a business
    and the branches of a company are no other legal person.

    Returns
    -------
    bool[records]
    """
    units, records = build_units(snapshot), snapshot.records
    joint = [name for name, kind in kinds_of_records().kinds.items() if kind.conduct == "joint"]
    by_kind = np.asarray(pc.fill_null(pc.is_in(records.text("kind"), value_set=pa.array(joint)), False))
    decision = pc.fill_null(pc.dictionary_encode(records.text("decision_id")).indices, -1)
    decision = decision.to_numpy(zero_copy_only=False).astype(np.int64)
    act = np.where(by_kind & (decision >= 0), decision, records.rows + np.arange(records.rows))
    node, record = responsible_incidence(snapshot)
    unit = units.contract(node)
    inside = (unit < units.count) & by_kind[record]
    pairs = np.unique(act[record[inside]] * max(units.count, 1) + unit[inside])
    several = np.bincount(pairs // max(units.count, 1), minlength=2 * records.rows) > 1
    return np.asarray(several[act])


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
    later = enterprise_codes(ids, outcomes.enterprises, outcomes.aliases)
    here = np.full(outcomes.enterprises.rows + 1, -1, np.int64)
    here[later] = units.unit
    here[-1] = -1
    unit = here[outcomes.enterprise[inside]]
    found = np.zeros((units.count, len(outcomes.names)), np.bool_)
    known = unit >= 0
    found[unit[known], outcomes.label[inside][known]] = True
    return found
