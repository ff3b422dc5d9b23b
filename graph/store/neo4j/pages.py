"""Pages of stored versions as the database gives them: decoded, checked, published rows only.

A page is one record of lists: the properties of each node or relationship as a map, read in
one step, so that a version is never half of one load and half of another. What identifies a
version must be there, else the read stops: a store that lost a key would answer wrongly.
What is there besides is only reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Column, Frame
from graph.columns import ColumnType
from graph.errors import IntegrityError
from graph.store.embedded.columns import Numbers
from graph.store.embedded.layout import NODE_PREFIXES, NODE_TABLES, STORED, StoredTable
from graph.store.neo4j.model import (
    BOOKKEEPING,
    ENTITY_TABLES,
    RELATION_BOOKKEEPING,
    RELATION_ENDS,
    STAMPS,
    VERSION_PROPERTIES,
    properties_of,
)
from graph.store.neo4j.values import (
    arrow_columns,
    basis_codes,
    column_kind,
    kind_codes,
    present_names,
    stored_values,
)

Columns = Mapping[str, Sequence[Any]]
_VERSION_KINDS = dict(
    zip(VERSION_PROPERTIES, (ColumnType.DAY, ColumnType.TEXT, ColumnType.NUMBER), strict=True)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """Something in the database that is not ours: extra labels or extra properties.

    Attributes
    ----------
    table : str
    key : str
        Id of the node, or key of the relationship's fact.
    labels : int
        How many more than ours.
    properties : tuple of str
        Names of those that are not ours.
    """

    table: str
    key: str
    labels: int = 0
    properties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Versions of one table, in stored form but for references.

    Attributes
    ----------
    rows : Frame
        Content, known_on, basis, batch_seq; ``fact`` is a slot of the database or the text
        of the key; references are such slots or texts.
    strays : tuple of Stray
    """

    rows: Frame
    strays: tuple[Stray, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodePage:
    """Nodes with slots: every id of the page, and the described ones by table."""

    ids: pa.LargeStringArray
    slots: Numbers
    tables: Mapping[str, Frame]
    strays: tuple[Stray, ...]


def node_page(columns: Columns, space: str, published: int) -> NodePage:
    """Page of entities or records.

    Parameters
    ----------
    columns : mapping of name to list
        ``rows`` (maps of properties) and ``labels`` (how many each node has).
    space : str
        ``nodes`` or ``records``.
    published : int
        Batches whose rows count; a node with a later current version is described by its
        version nodes.

    Raises
    ------
    IntegrityError
        If a node has lost its id or its slot, or a version what identifies it.
    """
    tables = ENTITY_TABLES if space == "nodes" else ("records",)
    where = "entities" if space == "nodes" else "records"
    kinds = {"id": ColumnType.TEXT, "slot": ColumnType.NUMBER}
    for table in tables:
        kinds |= _content_kinds(STORED[table])
    arrays = arrow_columns(where, kinds, columns["rows"])
    ids, slots = arrays["id"], arrays["slot"]
    if ids.null_count or slots.null_count:
        lost = int(np.flatnonzero(np.asarray(pc.or_(ids.is_null(), slots.is_null())))[0])
        raise _lost_key(where, f"id {ids[lost].as_py()}, slot {slots[lost].as_py()}")
    known = (*BOOKKEEPING, *(STAMPS if space == "nodes" else ()))
    strays = _strays(where, arrays, known, columns, ids, labels=2 if space == "nodes" else 1)
    counted = _counted(where, ids, arrays, published)
    numbers = np.asarray(slots)
    found: dict[str, Frame] = {}
    for table, mine in _by_table(ids, tables):
        rows = np.flatnonzero(counted & mine)
        if len(rows):
            found[table] = _rows(STORED[table], {"fact": numbers}, arrays, rows)
    return NodePage(ids=ids, slots=numbers, tables=found, strays=strays)


def keyed_page(columns: Columns, table: str, key: str, published: int) -> Page:
    """Page of facts without slots, or of version nodes.

    Parameters
    ----------
    columns : mapping of name to list
        ``rows`` and ``labels``.
    table : str
    key : str
        Property that holds the id of the fact.
    published : int

    Raises
    ------
    IntegrityError
        If a version has lost what identifies it.
    """
    stored = STORED[table]
    arrays = arrow_columns(table, {key: ColumnType.TEXT} | _content_kinds(stored), columns["rows"])
    ids = _keys(table, key, arrays)
    known = () if key == "id" else ("version_id",)
    strays = _strays(table, arrays, known, columns, ids, labels=1)
    rows = np.flatnonzero(_counted(table, ids, arrays, published))
    return Page(rows=_rows(stored, {"fact": ids}, arrays, rows), strays=strays)


def relation_page(columns: Columns, table: str, published: int) -> Page:
    """Page of versions that are relationships.

    Parameters
    ----------
    columns : mapping of name to list
        ``rows``, ``sources`` and ``targets`` (slots, -1 where an end has none), ``kinds``.
    table : str
        ``ties`` or ``parties``.
    published : int

    Raises
    ------
    IntegrityError
        If a version has lost what identifies it, or an end its slot.
    """
    stored = STORED[table]
    key = stored.table.key
    names = [name for name in properties_of(table) if name in stored.content]
    kinds = {key: ColumnType.TEXT} | {name: column_kind(stored, name) for name in names} | _VERSION_KINDS
    arrays = arrow_columns(table, kinds, columns["rows"])
    ids = _keys(table, key, arrays)
    ends: dict[str, Column] = {}
    for name, given in zip(RELATION_ENDS[table], ("sources", "targets"), strict=True):
        slots = np.array(columns[given], dtype=np.int64)
        lost = np.flatnonzero(slots < 0)
        if len(lost):
            raise _lost_key(table, f"{ids[int(lost[0])].as_py()}: the node at {name} has no slot")
        ends[name] = slots
    if table == "ties":
        ends["kind"] = kind_codes(columns["kinds"])
    strays = _strays(table, arrays, RELATION_BOOKKEEPING, columns, ids, labels=0)
    rows = np.flatnonzero(_counted(table, ids, arrays, published))
    return Page(rows=_rows(stored, {"fact": ids, **ends}, arrays, rows), strays=strays)


def _content_kinds(stored: StoredTable) -> dict[str, ColumnType]:
    return {name: column_kind(stored, name) for name in stored.content} | _VERSION_KINDS


def _keys(table: str, key: str, arrays: Mapping[str, pa.Array]) -> pa.LargeStringArray:
    if arrays[key].null_count:
        raise _lost_key(table, f"a version without {key}")
    return arrays[key]


def _counted(where: str, ids: pa.Array, arrays: Mapping[str, pa.Array], published: int) -> Numbers:
    """Bool per row: described, and by a published batch."""
    known_on, sequence = arrays["known_on"], arrays["batch_seq"]
    described, numbered = np.asarray(known_on.is_valid()), np.asarray(sequence.is_valid())
    lost = np.flatnonzero(described != numbered)
    if len(lost):
        raise _lost_key(where, f"{ids[int(lost[0])].as_py()}: known_on or batch_seq is missing")
    counted: Numbers = described & (np.asarray(sequence.fill_null(0)) <= published)
    return counted


def _rows(
    stored: StoredTable, ends: Mapping[str, Column], arrays: Mapping[str, pa.Array], rows: Numbers
) -> Frame:
    """Chosen rows in stored form; references that are texts stay texts."""
    whole = len(rows) == len(next(iter(ends.values())))
    index = pa.array(rows)
    frame: dict[str, Column] = {}
    for name, column in ends.items():
        if isinstance(column, np.ndarray):
            frame[name] = column if whole else column[rows]
        else:
            frame[name] = column if whole else column.take(index)
    for name in (*stored.content, *VERSION_PROPERTIES):
        if name in frame:
            continue
        values = arrays[name] if whole else arrays[name].take(index)
        if name == "basis":
            frame[name] = basis_codes(values)
        elif name == "batch_seq":
            frame[name] = np.asarray(values).astype("<i4")
        else:
            kind = ColumnType.DAY if name == "known_on" else column_kind(stored, name)
            frame[name] = stored_values(stored.name, name, kind, values)
    return Frame(frame)


def _by_table(ids: pa.LargeStringArray, tables: tuple[str, ...]) -> list[tuple[str, Numbers]]:
    if len(tables) == 1:
        return [(tables[0], np.ones(len(ids), dtype=bool))]
    found = {}
    rest = np.ones(len(ids), dtype=bool)
    for prefix, kind in NODE_PREFIXES.items():
        mine = np.asarray(pc.starts_with(ids, prefix))
        rest &= ~mine
        found[next(table for table, node in NODE_TABLES.items() if node is kind)] = mine
    return [("enterprises", rest), *found.items()]


def _strays(
    where: str,
    arrays: Mapping[str, pa.Array],
    known: Iterable[str],
    columns: Columns,
    ids: pa.Array,
    *,
    labels: int,
) -> tuple[Stray, ...]:
    """What is not ours; looked for one by one only where the page has any."""
    rows = columns["rows"]
    ours = {*arrays, *known}
    more_labels = [count - labels for count in columns["labels"]] if labels else [0] * len(rows)
    if present_names(rows) <= ours and not any(more_labels):
        return ()
    found = []
    for place, (row, count) in enumerate(zip(rows, more_labels, strict=True)):
        more = tuple(sorted(row.keys() - ours))
        if more or count:
            found.append(Stray(table=where, key=str(ids[place].as_py()), labels=count, properties=more))
    return tuple(found)


def _lost_key(where: str, what: str) -> IntegrityError:
    return IntegrityError(
        f"{where}: {what}; expected every stored version to keep its keys and its days, so the database was "
        "changed by other hands: restore it, or import it anew",
        table=where,
    )
