"""Groups of the bulk files: which there are, and those of nodes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from graph.columns import ColumnType
from graph.domain import DAY_OPEN, NodeKind, day_number
from graph.store.embedded.columns import Numbers
from graph.store.embedded.layout import NODE_KINDS, NODE_TABLES, NODES, STORED
from graph.store.embedded.segments import Version
from graph.store.neo4j.bulk_columns import NO_ROW, Field, calendar_days, content_fields, ids
from graph.store.neo4j.bulk_parts import FACT, SLOT, Chunk, Group
from graph.store.neo4j.bulk_relations import links, parties, ties
from graph.store.neo4j.bulk_rows import TableRows, chunks, first_known
from graph.store.neo4j.days import calendar_day
from graph.store.neo4j.key_sums import joined
from graph.store.neo4j.labels import BATCH, LABELS, STORE_NAME, UNDONE
from graph.store.neo4j.model import owner_key
from graph.store.neo4j.source_keys import undone_keys

_WHOLE = ColumnType.NUMBER
# Between the values of a list in the files of the tool, as it expects without being told.
_LIST = ";"


def groups(version: Version, schema_version: int) -> list[Group]:
    """All groups of a version, the largest first."""
    found = [ties(version), parties(version)]
    first = first_known(version, NODES)
    found += [_entities(version, table, kind, first) for table, kind in NODE_TABLES.items()]
    found.append(_records(version))
    found += [
        _facts(version, table) for table in ("record_items", "fact_statuses", "identifiers", "coverage")
    ]
    found += [_older(version, table) for table in LABELS]
    return [*found, links(version), _batches(version), _store(version, schema_version)]


def _id_field(space: str) -> Field:
    return Field(header=f"slot:ID({space}){{id-type: long}}", arrow=SLOT)


def _slotted(version: Version, table: str, slots: Numbers, first: Numbers, space: str, label: str) -> Group:
    """Nodes with a slot, described or stubs."""
    stored, rows_of = STORED[table], TableRows(version, STORED[table])
    fields = content_fields(stored)

    def rows() -> Iterator[Chunk]:
        row_of_slot = rows_of.row_of_slot()
        for part in chunks(slots):
            held, key = row_of_slot[part], ids(version, stored.space, part)
            described = held != NO_ROW
            columns = [pa.array(part), key, calendar_days(first[part]), *rows_of.facts(held, list(fields))]
            yield Chunk(
                columns=columns,
                keys={label: joined(key, columns[0]), table: rows_of.version_ids(held[described])},
            )

    head = (_id_field(space), Field.of("id", ColumnType.TEXT), Field.of("first_known_on", ColumnType.DAY))
    return Group(
        name=table,
        option=f"--nodes={'Entity:' if space == 'Entity' else ''}{label}",
        fields=(*head, *fields.values(), *FACT),
        rows=rows,
    )


def _entities(version: Version, table: str, kind: NodeKind, first: Numbers) -> Group:
    slots = np.zeros(0, dtype=np.int32)
    if version.slots(NODES):
        slots = np.flatnonzero(version.index("nodes.kind") == NODE_KINDS.index(kind)).astype(np.int32)
    return _slotted(version, table, slots, first, "Entity", LABELS[table])


def _records(version: Version) -> Group:
    slots = np.arange(version.slots("records"), dtype=np.int32)
    return _slotted(version, "records", slots, first_known(version, "records"), "Record", "Record")


def _facts(version: Version, table: str) -> Group:
    """Nodes of facts without slots."""
    stored, rows_of = STORED[table], TableRows(version, STORED[table])
    fields = content_fields(stored)

    def rows() -> Iterator[Chunk]:
        for part in chunks(rows_of.current):
            key = rows_of.fact_ids(part)
            yield Chunk(
                columns=[key, *rows_of.facts(part, list(fields))], keys={table: rows_of.version_ids(part)}
            )

    return Group(
        name=table,
        option=f"--nodes={LABELS[table]}",
        fields=(Field.of("id", ColumnType.TEXT), *fields.values(), *FACT),
        rows=rows,
    )


def _older(version: Version, table: str) -> Group:
    """Nodes of superseded versions."""
    stored, rows_of = STORED[table], TableRows(version, STORED[table])
    fields = content_fields(stored)

    def rows() -> Iterator[Chunk]:
        for part in chunks(rows_of.older):
            key = rows_of.version_ids(part)
            columns = [key, rows_of.fact_ids(part), *rows_of.facts(part, list(fields))]
            yield Chunk(columns=columns, keys={table: key})

    head = (Field.of("version_id", ColumnType.TEXT), Field.of(owner_key(table), ColumnType.TEXT))
    return Group(
        name=f"{table}.versions",
        option=f"--nodes={LABELS[table]}Version",
        fields=(*head, *fields.values(), *FACT),
        rows=rows,
    )


def _batches(version: Version) -> Group:
    def rows() -> Iterator[Chunk]:
        if not version.batches:
            return
        names = pa.array([loaded.batch for loaded in version.batches], pa.large_string())
        sequences = pa.array(np.arange(1, len(names) + 1))
        days = calendar_days(np.array([day_number(loaded.day) for loaded in version.batches]))
        sources = pa.array([loaded.source for loaded in version.batches], pa.large_string())
        columns = [sequences, names, days, sources, *_first_days(version)]
        yield Chunk(columns=columns, keys={BATCH: joined(names, sequences)})

    fields = (
        Field.of("sequence", _WHOLE),
        Field.of("batch", ColumnType.TEXT),
        Field.of("day", ColumnType.DAY),
        Field.of("source", ColumnType.TEXT),
        Field(header="tables:string[]", arrow=pa.large_string()),
        Field(header="first_days:long[]", arrow=pa.large_string()),
    )
    return Group(name="batches", option="--nodes=Batch", fields=fields, rows=rows)


def _first_days(version: Version) -> tuple[pa.Array, pa.Array]:
    """Tables that each batch brought rows of and the first day each is known, as lists of the tool."""
    count = len(version.batches)
    tables: list[list[str]] = [[] for _ in range(count)]
    days: list[list[str]] = [[] for _ in range(count)]
    for table in STORED:
        if not version.rows(table):
            continue
        first = np.full(count + 1, DAY_OPEN, dtype=np.int64)
        np.minimum.at(first, version.numbers(table, "batch_seq"), version.numbers(table, "known_on"))
        brought = np.flatnonzero(first[1:] < DAY_OPEN)
        for batch, day in zip(brought, calendar_days(first[1:][brought]).to_pylist(), strict=True):
            tables[batch].append(table)
            days[batch].append(str(day))
    return tuple(pa.array([_LIST.join(row) for row in rows], pa.large_string()) for rows in (tables, days))


def _store(version: Version, schema_version: int) -> Group:
    values = {
        "schema_version": schema_version,
        "batches": len(version.batches),
        "entities": version.slots(NODES),
        "records": version.slots("records"),
        **{f"rows_{table}": version.rows(table) for table in STORED},
    }
    undone = {}
    if version.undone:
        days = [str(calendar_day(one.undo.day)) for one in version.undone]
        undone["undone_before:string[]"] = _LIST.join(one.before for one in version.undone)
        undone["undone_days:long[]"] = _LIST.join(days)

    def rows() -> Iterator[Chunk]:
        columns = [pa.array([value]) for value in (STORE_NAME, *values.values(), *undone.values())]
        yield Chunk(columns=columns, keys={UNDONE: undone_keys(version)} if version.undone else {})

    fields = (
        Field.of("name", ColumnType.TEXT),
        *(Field.of(name, _WHOLE) for name in values),
        *(Field(header=name, arrow=pa.large_string()) for name in undone),
    )
    return Group(name="store", option="--nodes=Store", fields=fields, rows=rows)
