"""Relationships of the bulk files: ties, parties and links, one for every version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Column
from graph.columns import ColumnType
from graph.store.embedded.columns import Numbers
from graph.store.embedded.layout import ALIAS, STORED
from graph.store.embedded.segments import Version
from graph.store.neo4j.bulk_columns import Field, content_fields
from graph.store.neo4j.bulk_parts import FACT, SLOT, SUPERSEDED, Chunk, Group
from graph.store.neo4j.bulk_rows import TableRows, chunks, link_rows, tie_kinds
from graph.store.neo4j.key_sums import joined
from graph.store.neo4j.labels import LINKED_TO, NAMES

_OPTION = "--relationships"


def ties(version: Version) -> Group:
    """Every version of every tie, its kind as the type."""
    rows_of = TableRows(version, STORED["ties"])
    fields = content_fields(rows_of.stored, without=("kind", "source_id", "target_id"))

    def rows() -> Iterator[Chunk]:
        for part in chunks(_by_start(version, "ties", "source_id")):
            ends = [version.take("ties", name, part) for name in ("source_id", "target_id")]
            facts = rows_of.facts(part, list(fields))
            yield _relations(rows_of, part, ends, tie_kinds(version, part), facts)

    head = _relation_head("Entity", "Entity", "tie_id")
    return Group(name="ties", option=_OPTION, fields=(*head, *fields.values(), *FACT, *SUPERSEDED), rows=rows)


def parties(version: Version) -> Group:
    """Every version of every party of a record."""
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
        option=_OPTION,
        fields=(*head, *fields.values(), *FACT, *SUPERSEDED),
        rows=rows,
    )


def links(version: Version) -> Group:
    """Every version of an identifier that stands for another node."""
    rows_of = TableRows(version, STORED["identifiers"])
    known_on, _, batch_seq = FACT

    def rows() -> Iterator[Chunk]:
        for part in chunks(link_rows(version)):
            ends = [version.take("identifiers", name, part) for name in ("entity_id", ALIAS)]
            day, _, sequence = rows_of.facts(part, ())
            yield _relations(rows_of, part, ends, _repeated(LINKED_TO, len(part)), [day, sequence])

    head = _relation_head("Entity", "Entity", "identifier_key")
    return Group(name="links", option=_OPTION, fields=(*head, known_on, batch_seq, *SUPERSEDED), rows=rows)


def _by_start(version: Version, table: str, column: str) -> Numbers:
    """Rows in the order of the slots they start at.

    The tool stores properties in the order of the file, and a freeze reads relationships by
    the slots of their starts: then it reads the store front to back.
    """
    return np.argsort(version.numbers(table, column), kind="stable")


def _relation_head(source: str, target: str, key: str) -> tuple[Field, ...]:
    return (
        Field(header=f":START_ID({source})", arrow=SLOT),
        Field(header=f":END_ID({target})", arrow=SLOT),
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
