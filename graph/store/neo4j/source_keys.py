"""Keys of every fact in one version of the embedded store, as ``verify`` compares them.

A node with a slot is ``id|slot`` under its label, a version ``id|known_on|batch_seq``
under its table, a relationship ``version_id|source slot|target slot`` under its type, an
undo ``version before|first day without the batch``.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.store.embedded.columns import Numbers
from graph.store.embedded.layout import ALIAS, NODE_KINDS, NODE_TABLES, NODES, STORED
from graph.store.embedded.segments import Version
from graph.store.neo4j.bulk_columns import ids
from graph.store.neo4j.bulk_rows import TableRows, chunks, link_rows, tie_kinds
from graph.store.neo4j.days import calendar_day
from graph.store.neo4j.key_sums import joined
from graph.store.neo4j.labels import BATCH, LABELS, LINKED_TO, NAMES, UNDONE

Keys = tuple[str, pa.LargeStringArray]
"""Kind of some keys, and the keys."""


def source_keys(version: Version) -> Iterator[Keys]:
    """Keys of a version by kind, in chunks."""
    yield from _slots(version)
    for table in LABELS:
        rows_of = TableRows(version, STORED[table])
        for part in chunks(np.arange(version.rows(table))):
            yield table, rows_of.version_ids(part)
    yield from _relationships(version)
    if version.batches:
        names = pa.array([loaded.batch for loaded in version.batches], pa.large_string())
        yield BATCH, joined(names, pa.array(np.arange(1, len(names) + 1)))
    if version.undone:
        yield UNDONE, undone_keys(version)


def undone_keys(version: Version) -> pa.LargeStringArray:
    """Version before each undo, and the first day without what it took out."""
    before = pa.array([one.before for one in version.undone], pa.large_string())
    return joined(before, pa.array([calendar_day(one.undo.day) for one in version.undone], pa.int64()))


def _slots(version: Version) -> Iterator[Keys]:
    if version.slots(NODES):
        kinds = version.index("nodes.kind")
        for table, kind in NODE_TABLES.items():
            for part in chunks(np.flatnonzero(kinds == NODE_KINDS.index(kind))):
                yield LABELS[table], joined(ids(version, NODES, part), pa.array(part))
    for part in chunks(np.arange(version.slots("records"))):
        yield LABELS["records"], joined(ids(version, "records", part), pa.array(part))


def _relationships(version: Version) -> Iterator[Keys]:
    for part in chunks(np.arange(version.rows("ties"))):
        kinds = tie_kinds(version, part)
        keys = _ends(version, "ties", part, "source_id", "target_id")
        for kind in kinds.unique().to_pylist():
            yield kind, keys.filter(pc.equal(kinds, kind))
    for part in chunks(np.arange(version.rows("parties"))):
        yield NAMES, _ends(version, "parties", part, "record_id", "party_id")
    for part in chunks(link_rows(version)):
        yield LINKED_TO, _ends(version, "identifiers", part, "entity_id", ALIAS)


def _ends(version: Version, table: str, rows: Numbers, source: str, target: str) -> pa.LargeStringArray:
    slots = (pa.array(np.asarray(version.take(table, name, rows))) for name in (source, target))
    return joined(TableRows(version, STORED[table]).version_ids(rows), *slots)
