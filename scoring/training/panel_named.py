"""Records that name a legal person but count against nobody, or against somebody else.

Who is often in court, as plaintiff or with suits won, settled or pending, deals with more
disputes; whoever is looked at more is found more. Exposure, as inspections are: it belongs to the
own part of the fit, which enters no month, and emits nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.domain import DAY_UNKNOWN, day_number
from graph.snapshot import Snapshot
from graph.units import Units
from scoring.measures.rows import event_day, responsible_incidence

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Pairs of legal person and record, each once, by legal person and record.

    Attributes
    ----------
    unit : int64[m]
    age_days : int64[m], at least 0
        Since the decision, else the publication, else the day it became known.
    """

    unit: Array
    age_days: Array


def named_otherwise(snapshot: Snapshot, units: Units) -> Named:
    """Records published by the day that name a unit without being adverse records of its own.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    units : Units
    """
    records, parties, as_of = snapshot.records, snapshot.parties, day_number(snapshot.as_of)
    day, published = event_day(records).astype(np.int64), records.numbers("published_on")
    told = (day != DAY_UNKNOWN) & (day <= as_of) & ((published == DAY_UNKNOWN) | (published <= as_of))
    code, record = units.contract(parties.numbers("party")), parties.numbers("record").astype(np.int64)
    named = np.unique(_keys(units, records.rows, code, record)[(code < units.count) & told[record]])
    node, held = responsible_incidence(snapshot)
    own = _keys(units, records.rows, units.contract(node), held.astype(np.int64))
    kept = np.setdiff1d(named, own, assume_unique=False)
    unit, record = np.divmod(kept, max(records.rows, 1))
    return Named(unit=unit, age_days=as_of - day[record])


def _keys(units: Units, records: int, code: Array, record: Array) -> Array:
    return np.asarray(code.astype(np.int64) * max(records, 1) + record)
