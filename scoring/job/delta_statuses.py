"""Statuses that a part of two months can feel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.domain import FactKind
from graph.snapshot import Snapshot

_KEYS = ((FactKind.RECORD, "records", "record_id"), (FactKind.TIE, "ties", "tie_id"))


def of_statuses(one: Snapshot, other: Snapshot) -> tuple[Snapshot, Snapshot]:
    """Parts of two months without the statuses of records and ties that neither holds.

    A status that names a record of theirs as the one that replaces stays, as it spares it;
    those of filings and attributes stay all.

    Parameters
    ----------
    one, other : Snapshot
    """
    ids = {
        kind: pc.unique(pa.concat_arrays([getattr(month, name).text(key) for month in (one, other)]))
        for kind, name, key in _KEYS
    }
    first, second = (_felt(month, ids) for month in (one, other))
    return first, second


def _felt(month: Snapshot, ids: dict[FactKind, pa.LargeStringArray]) -> Snapshot:
    statuses = month.statuses
    felt = np.ones(statuses.rows, np.bool_)
    for kind, known in ids.items():
        mine = np.asarray(pc.equal(statuses.text("fact_kind"), kind.value))
        named = pc.is_in(statuses.text("fact_id"), value_set=known)
        spares = pc.is_in(statuses.text("replaced_by"), value_set=known, skip_nulls=True)
        felt &= ~mine | np.asarray(pc.or_(named, spares))
    return replace(month, statuses=statuses.take(felt))
