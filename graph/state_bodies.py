"""Bodies that hold shares for the state, by the dated register (Company Law 2023 art. 265(4))."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.domain import NodeKind
from graph.path_rules import PathRules
from graph.snapshot import Snapshot
from graph.units import Units

Longs = np.ndarray[Any, np.dtype[np.int64]]


def state_bodies(snapshot: Snapshot, units: Units, rules: PathRules) -> Longs:
    """Units of the state investor bodies in force on the snapshot's day, rising."""
    bodies = contracted_ids(snapshot, units, rules.state_investors.on(snapshot.as_of))
    if rules.state_investors.delivered_register:
        flagged = np.flatnonzero(snapshot.enterprises.numbers("state_investor_body") == 1)
        bodies = np.union1d(bodies, units.contract(flagged))
    return bodies


def contracted_ids(snapshot: Snapshot, units: Units, ids: tuple[str, ...]) -> Longs:
    """Contracted codes of node ids of any kind; ids the snapshot does not know are left out."""
    if not ids:
        return np.zeros(0, np.int64)
    wanted = pa.array(ids, pa.large_string())
    found: list[Longs] = []
    for kind, column in (
        (NodeKind.ENTERPRISE, snapshot.enterprises.text("enterprise_id")),
        (NodeKind.PLACE, snapshot.places.text("place_id")),
        (NodeKind.CONTACT, snapshot.contacts.text("contact_id")),
    ):
        rows = np.asarray(pc.fill_null(pc.index_in(wanted, value_set=column), -1), np.int64)
        found.append(rows[rows >= 0] + snapshot.node_starts[kind])
    return np.unique(units.contract(np.concatenate(found)))
