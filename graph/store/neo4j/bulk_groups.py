"""Groups of the bulk files: labels or types, columns, and the keys that verify compares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Column
from graph.columns import ColumnType
from graph.domain import NodeKind, day_number
from graph.store.embedded.columns import Numbers
from graph.store.embedded.layout import ALIAS, NODE_KINDS, NODE_TABLES, NODES, STORED, StoredTable
from graph.store.embedded.segments import Version
from graph.store.neo4j.bulk_columns import NO_ROW, Field, calendar_days, content_fields, ids
from graph.store.neo4j.bulk_rows import TableRows, chunks, first_known, link_rows, tie_kinds
from graph.store.neo4j.key_sums import joined
from graph.store.neo4j.labels import BATCH, LABELS, LINKED_TO, NAMES, STORE_NAME

_RELATIONSHIPS = "--relationships"

_WHOLE = ColumnType.NUMBER
_FACT = (
    Field.of("known_on", ColumnType.DAY),
    Field.of("basis", ColumnType.TEXT),
    Field.of("batch_seq", _WHOLE),
)
_SUPERSEDED = (Field.of("superseded_on", ColumnType.DAY), Field.of("superseded_seq", _WHOLE))
_SLOT = pa.int32()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Columns of some rows in the order of the group's fields, and the keys in them by kind."""

    columns: Sequence[pa.Array]
    keys: Mapping[str, pa.Array]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One header and data file, and how the import tool is told about them.

    Attributes
    ----------
    name : str
    option : str
        ``--nodes=Entity:Enterprise`` or ``--relationships``.
    fields : sequence of Field
    rows : function that starts to read the chunks
    """

    name: str
    option: str
    fields: Sequence[Field]
    rows: Callable[[], Iterator[Chunk]]


def groups(version: Version, schema_version: int) -> list[Group]:
    """All groups of a version, the largest first."""
    found = [_ties(version), _parties(version)]
    first = first_known(version, NODES)
    found += [_entities(version, table, kind, first) for table, kind in NODE_TABLES.items()]
    found.append(_records(version))
    found += [
        _facts(version, table) for table in ("record_items", "fact_statuses", "identifiers", "coverage")
    ]
    found += [_older(version, table) for table in LABELS]
    return [*found, _links(version), _batches(version), _store(version, schema_version)]


def fact_property(stored: StoredTable) -> str:
    """Property of an older version that holds the id of its fact.

    A status has a column of the name ``fact_id``, the fact it is about.
    """
    return "fact_id" if "fact_id" not in stored.content else stored.table.key


def _id_field(space: str) -> Field:
    return Field(header=f"slot:ID({space}){{id-type: long}}", arrow=_SLOT)


def _end_field(end: str, space: str) -> Field:
    return Field(header=f":{end}_ID({space})", arrow=_SLOT)


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
        fields=(*head, *fields.values(), *_FACT),
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
        fields=(Field.of("id", ColumnType.TEXT), *fields.values(), *_FACT),
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

    head = (Field.of("version_id", ColumnType.TEXT), Field.of(fact_property(stored), ColumnType.TEXT))
    return Group(
        name=f"{table}.versions",
        option=f"--nodes={LABELS[table]}Version",
        fields=(*head, *fields.values(), *_FACT),
        rows=rows,
    )


def _ties(version: Version) -> Group:
    rows_of = TableRows(version, STORED["ties"])
    fields = content_fields(rows_of.stored, without=("kind", "source_id", "target_id"))

    def rows() -> Iterator[Chunk]:
        for part in chunks(_by_start(version, "ties", "source_id")):
            ends = [version.take("ties", name, part) for name in ("source_id", "target_id")]
            facts = rows_of.facts(part, list(fields))
            yield _relations(rows_of, part, ends, tie_kinds(version, part), facts)

    head = _relation_head("Entity", "Entity", "tie_id")
    return Group(
        name="ties", option=_RELATIONSHIPS, fields=(*head, *fields.values(), *_FACT, *_SUPERSEDED), rows=rows
    )


def _parties(version: Version) -> Group:
    rows_of = TableRows(version, STORED["parties"])
    fields = content_fields(rows_of.stored, without=("record_id", "party_id"))

    def rows() -> Iterator[Chunk]:
        for part in chunks(_by_start(version, "parties", "record_id")):
            ends = [version.take("parties", name, part) for name in ("record_id", "party_id")]
            facts = rows_of.facts(part, list(fields))
            yield _relations(rows_of, part, ends, _repeated(NAMES, len(part)), facts)

    head = _relation_head("Record", "Entity", "party_key")
    return Group(
        name="parties",
        option=_RELATIONSHIPS,
        fields=(*head, *fields.values(), *_FACT, *_SUPERSEDED),
        rows=rows,
    )


def _links(version: Version) -> Group:
    rows_of = TableRows(version, STORED["identifiers"])
    known_on, _, batch_seq = _FACT

    def rows() -> Iterator[Chunk]:
        for part in chunks(link_rows(version)):
            ends = [version.take("identifiers", name, part) for name in ("entity_id", ALIAS)]
            day, _, sequence = rows_of.facts(part, ())
            yield _relations(rows_of, part, ends, _repeated(LINKED_TO, len(part)), [day, sequence])

    head = _relation_head("Entity", "Entity", "identifier_key")
    return Group(
        name="links", option=_RELATIONSHIPS, fields=(*head, known_on, batch_seq, *_SUPERSEDED), rows=rows
    )


def _by_start(version: Version, table: str, column: str) -> Numbers:
    """Rows in the order of the slots they start at.

    The tool stores properties in the order of the file, and a freeze reads relationships by
    the slots of their starts: then it reads the store front to back.
    """
    return np.argsort(version.numbers(table, column), kind="stable")


def _relation_head(source: str, target: str, key: str) -> tuple[Field, ...]:
    return (
        Field(header=f":START_ID({source})", arrow=_SLOT),
        Field(header=f":END_ID({target})", arrow=_SLOT),
        Field(header=":TYPE", arrow=pa.string()),
        Field.of("version_id", ColumnType.TEXT),
        Field.of(key, ColumnType.TEXT),
    )


def _relations(
    rows_of: TableRows, part: Numbers, ends: Sequence[Column], kinds: pa.StringArray, facts: list[pa.Array]
) -> Chunk:
    source, target = (pa.array(np.asarray(end)) for end in ends)
    version_ids = rows_of.version_ids(part)
    keys = joined(version_ids, source, target)
    return Chunk(
        columns=[
            source,
            target,
            kinds,
            version_ids,
            rows_of.fact_ids(part),
            *facts,
            *rows_of.supersession(part),
        ],
        keys={kind: keys.filter(pc.equal(kinds, kind)) for kind in kinds.unique().to_pylist()},
    )


def _repeated(word: str, rows: int) -> pa.StringArray:
    return pa.array([word]).take(pa.array(np.zeros(rows, dtype=np.int64)))


def _batches(version: Version) -> Group:
    def rows() -> Iterator[Chunk]:
        if not version.batches:
            return
        names = pa.array([loaded.batch for loaded in version.batches], pa.large_string())
        sequences = pa.array(np.arange(1, len(names) + 1))
        days = calendar_days(np.array([day_number(loaded.day) for loaded in version.batches]))
        sources = pa.array([loaded.source for loaded in version.batches], pa.large_string())
        yield Chunk(columns=[sequences, names, days, sources], keys={BATCH: joined(names, sequences)})

    fields = (
        Field.of("sequence", _WHOLE),
        Field.of("batch", ColumnType.TEXT),
        Field.of("day", ColumnType.DAY),
        Field.of("source", ColumnType.TEXT),
    )
    return Group(name="batches", option="--nodes=Batch", fields=fields, rows=rows)


def _store(version: Version, schema_version: int) -> Group:
    values = {
        "schema_version": schema_version,
        "batches": len(version.batches),
        "entities": version.slots(NODES),
        "records": version.slots("records"),
        **{f"rows_{table}": version.rows(table) for table in STORED},
    }

    def rows() -> Iterator[Chunk]:
        columns = [pa.array([value]) for value in (STORE_NAME, *values.values())]
        yield Chunk(columns=columns, keys={})

    fields = (Field.of("name", ColumnType.TEXT), *(Field.of(name, _WHOLE) for name in values))
    return Group(name="store", option="--nodes=Store", fields=fields, rows=rows)
