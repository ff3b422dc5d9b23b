"""Closing versions: living rows of a complete delivery's scope that it no longer holds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame, large_text
from graph.domain import DAY_UNKNOWN, EnterpriseStatus, KnownOnBasis, day_number
from graph.store.embedded.columns import Numbers
from graph.store.embedded.knowledge import link_pairs, linked_sets
from graph.store.embedded.layout import ALIAS, BASES, StoredTable
from graph.store.embedded.segments import Version
from graph.store.protocol import Scope, StagedBatch

_GONE = (
    EnterpriseStatus.DEREGISTERED,
    EnterpriseStatus.CANCELLED,
    EnterpriseStatus.MOVED_OUT,
    EnterpriseStatus.ABSENT,
)
"""States in which an enterprise may be missing from a complete delivery."""


def closing_rows(
    stored: StoredTable, delivered: Numbers, version: Version | None, batch: StagedBatch
) -> Frame | None:
    """Closing versions of one table, None if no complete scope names it or nothing closes.

    Parameters
    ----------
    stored : StoredTable
    delivered : int32 array
        Slots of all facts that the batch delivered, rejected rows included.
    version : Version or None
        What the store held before the batch.
    batch : StagedBatch

    Returns
    -------
    Frame or None
        Columns of a segment; the content of the version in force with the closing column
        set (``absent`` or the batch's day), known on the batch's day, basis ``absent``.
    """
    scopes = [scope for scope in batch.full if scope.table == stored.name]
    if not scopes or stored.table.closes is None or version is None or not version.rows(stored.name):
        return None
    today = day_number(batch.day)
    living = _in_force(version, stored.name, today)
    fact = version.numbers(stored.name, "fact")
    present = np.zeros(max(int(fact.max()), int(delivered.max(initial=-1))) + 1, dtype=bool)
    present[delivered] = True
    living = living[~present[fact[living]]]
    living = living[_is_living(stored, version, living, today)]
    covered = np.zeros(len(living), dtype=bool)
    for scope in scopes:
        covered |= in_scope(stored, version, living, scope, today)
    return _closed(stored, version, living[covered], today) if covered.any() else None


def with_linked(
    delivered: Numbers, version: Version, batch: StagedBatch, entity: Numbers, alias: Numbers
) -> Numbers:
    """Delivered enterprise slots and every slot linked to one of them.

    A firm delivered under its new credit code is not absent under its old id.

    Parameters
    ----------
    delivered : int32 array
    version : Version
        What the store held before the batch.
    batch : StagedBatch
    entity, alias : int32 arrays
        Pairs of the batch's own identifiers, alias -1 where a row links none.
    """
    today = day_number(batch.day)
    rows = _in_force(version, "identifiers", today) if version.rows("identifiers") else np.zeros(0, int)
    held_entity, held_alias = link_pairs(version, rows)
    real = alias >= 0
    members, component = linked_sets(
        np.concatenate([held_entity, entity[real]]), np.concatenate([held_alias, alias[real]])
    )
    if not len(members):
        return delivered
    reached = np.zeros(int(component.max()) + 1, dtype=bool)
    reached[component[np.isin(members, delivered)]] = True
    return np.concatenate([delivered, members[reached[component]]])


def _in_force(version: Version, table: str, today: int) -> Numbers:
    known_on = version.numbers(table, "known_on")
    return np.flatnonzero((known_on <= today) & (version.index(f"{table}.superseded") > today))


def _is_living(stored: StoredTable, version: Version, rows: Numbers, today: int) -> Numbers:
    closes = str(stored.table.closes)
    held = version.take(stored.name, closes, rows)
    if isinstance(held, np.ndarray):
        return np.equal(held, DAY_UNKNOWN) | np.greater(held, today)
    gone = pc.is_in(held, value_set=pa.array([str(state) for state in _GONE], pa.large_string()))
    return ~np.asarray(gone)


def in_scope(stored: StoredTable, version: Version, rows: Numbers, scope: Scope, today: int) -> Numbers:
    """Bool per global row of a table: it came from the scope's source and lies in its region."""
    sources = np.array([loaded.source == scope.source for loaded in version.batches])
    inside: Numbers = sources[version.take(stored.name, "batch_seq", rows) - 1]
    if scope.region is None:
        return inside
    if stored.table.scope is not None:
        return inside & _starts_with(version.take(stored.name, stored.table.scope, rows), scope.region)
    of_node = _nodes_in_region(version, scope.region, today)
    if stored.name == "ties":
        source, target = (version.take("ties", name, rows) for name in ("source_id", "target_id"))
        is_enterprise = version.index("nodes.kind")[target] == 0
        return inside & np.where(is_enterprise, of_node[target], of_node[source])
    return inside & _records_naming(version, of_node, today)[version.take(stored.name, "fact", rows)]


def _starts_with(regions: Any, prefix: str) -> Numbers:
    return np.asarray(pc.fill_null(pc.starts_with(regions, prefix), False))


def _nodes_in_region(version: Version, region: str, today: int) -> Numbers:
    """Bool per node slot: an enterprise registered in the region on that day."""
    inside = np.zeros(version.slots("nodes"), dtype=bool)
    rows = _in_force(version, "enterprises", today) if version.rows("enterprises") else np.zeros(0, int)
    here = _starts_with(version.take("enterprises", "region", rows), region)
    inside[version.take("enterprises", "fact", rows[here])] = True
    return inside


def _records_naming(version: Version, nodes: Numbers, today: int) -> Numbers:
    """Bool per record slot: one of its parties is among the nodes."""
    named = np.zeros(version.slots("records"), dtype=bool)
    rows = _in_force(version, "parties", today) if version.rows("parties") else np.zeros(0, int)
    party = version.take("parties", "party_id", rows)
    named[version.take("parties", "record_id", rows[nodes[party]])] = True
    return named


def _closed(stored: StoredTable, version: Version, rows: Numbers, today: int) -> Frame:
    names = ("fact", *stored.content, *([ALIAS] if stored.name == "identifiers" else []))
    frame = version.frame(stored.name, rows, names)
    closes = str(stored.table.closes)
    if stored.is_text(closes):
        frame = frame.replace(**{closes: large_text([str(EnterpriseStatus.ABSENT)] * len(rows))})
    else:
        frame = frame.replace(**{closes: np.full(len(rows), today, dtype="<i4")})
    absent = BASES.index(KnownOnBasis.ABSENT)
    return frame.replace(
        known_on=np.full(len(rows), today, dtype="<i4"), basis=np.full(len(rows), absent, dtype="<i1")
    )
