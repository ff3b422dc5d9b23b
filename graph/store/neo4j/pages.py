"""Pages of stored versions as the database gives them: decoded, checked, published rows only.

A page is one record of lists. What identifies a version must be there, else the read stops:
a store that lost a key would answer wrongly. What is there besides is only reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from graph.store.neo4j.model import ENTITY_TABLES, RELATION_ENDS, properties_of
from graph.store.neo4j.values import arrow_values, basis_codes, column_kind, kind_codes, stored_values

Columns = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """Something in the database that is not ours: extra labels or extra properties.

    Attributes
    ----------
    table : str
    key : str
        Id of the node, or key of the relationship's fact.
    labels, properties : int
        How many more than ours.
    """

    table: str
    key: str
    labels: int
    properties: int


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
    ids = arrow_values(where, "id", ColumnType.TEXT, columns["id"])
    slots = arrow_values(where, "slot", ColumnType.NUMBER, columns["slot"])
    if ids.null_count or slots.null_count:
        lost = int(np.flatnonzero(np.asarray(pc.or_(ids.is_null(), slots.is_null())))[0])
        raise _lost_key(where, f"id {ids[lost].as_py()}, slot {slots[lost].as_py()}")
    arrays = {
        name: arrow_values(where, name, column_kind(STORED[table], name), columns[name])
        for table in tables
        for name in STORED[table].content
    } | _version_arrays(where, columns)
    strays = _strays(where, ids, [ids, *arrays.values()], columns, labels=2 if space == "nodes" else 1)
    counted = _counted(where, ids, arrays, columns, published)
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
    ids = _keys(table, key, columns)
    arrays = {
        name: arrow_values(table, name, column_kind(stored, name), columns[name]) for name in stored.content
    } | _version_arrays(table, columns)
    named = [
        arrow_values(table, name, ColumnType.TEXT, columns[name])
        for name in ("version_id",)
        if name in columns
    ]
    strays = _strays(table, ids, [ids, *named, *arrays.values()], columns, labels=1)
    rows = np.flatnonzero(_counted(table, ids, arrays, columns, published))
    return Page(rows=_rows(stored, {"fact": ids}, arrays, rows), strays=strays)


def relation_page(columns: Columns, table: str, published: int, kind: str | None = None) -> Page:
    """Page of versions that are relationships.

    Parameters
    ----------
    columns : mapping of name to list
    table : str
        ``ties`` or ``parties``.
    published : int
    kind : str, optional
        Kind of all ties of the page.

    Raises
    ------
    IntegrityError
        If a version has lost what identifies it, or an end its slot.
    """
    stored = STORED[table]
    ids = _keys(table, stored.table.key, columns)
    names = [name for name in properties_of(table) if name in stored.content]
    arrays = {
        name: arrow_values(table, name, column_kind(stored, name), columns[name]) for name in names
    } | _version_arrays(table, columns)
    ends: dict[str, Column] = {
        name: np.asarray(arrow_values(table, name, ColumnType.NUMBER, columns[name]))
        for name in RELATION_ENDS[table]
    }
    for name, slots in ends.items():
        lost = np.flatnonzero(np.asarray(slots) < 0)
        if len(lost):
            raise _lost_key(table, f"{ids[int(lost[0])].as_py()}: the node at {name} has no slot")
    if table == "ties":
        ends["kind"] = kind_codes(columns["kind"] if kind is None else [kind] * len(ids))
    strays = _strays(table, ids, [ids, *arrays.values()], columns, labels=0)
    rows = np.flatnonzero(_counted(table, ids, arrays, columns, published))
    return Page(rows=_rows(stored, {"fact": ids, **ends}, arrays, rows), strays=strays)


def _keys(table: str, key: str, columns: Columns) -> pa.LargeStringArray:
    ids = arrow_values(table, key, ColumnType.TEXT, columns[key])
    if ids.null_count:
        raise _lost_key(table, f"a version without {key}")
    return ids


def _version_arrays(where: str, columns: Columns) -> dict[str, pa.Array]:
    return {
        "known_on": arrow_values(where, "known_on", ColumnType.DAY, columns["known_on"]),
        "basis": arrow_values(where, "basis", ColumnType.TEXT, columns["basis"]),
        "batch_seq": arrow_values(where, "batch_seq", ColumnType.NUMBER, columns["batch_seq"]),
    }


def _counted(
    where: str, ids: pa.Array, arrays: Mapping[str, pa.Array], columns: Columns, published: int
) -> Numbers:
    """Bool per row: described, by a published batch, and not replaced while it was read."""
    known_on, sequence = arrays["known_on"], arrays["batch_seq"]
    described, numbered = np.asarray(known_on.is_valid()), np.asarray(sequence.is_valid())
    lost = np.flatnonzero(described != numbered)
    if len(lost):
        raise _lost_key(where, f"{ids[int(lost[0])].as_py()}: known_on or batch_seq is missing")
    numbers = np.asarray(sequence.fill_null(0))
    counted = described & (numbers <= published)
    if "batch_seq_again" in columns:
        again = arrow_values(where, "batch_seq", ColumnType.NUMBER, columns["batch_seq_again"]).fill_null(0)
        counted &= numbers == np.asarray(again)
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
    for name in (*stored.content, "known_on", "basis", "batch_seq"):
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
    where: str, ids: pa.Array, ours: Sequence[pa.Array], columns: Columns, *, labels: int
) -> tuple[Stray, ...]:
    held = np.zeros(len(ids), dtype=np.int64)
    for values in ours:
        held += len(ids) == 0 or np.asarray(values.is_valid())
    count = np.asarray(columns["properties"], dtype=np.int64) - np.asarray(columns["bookkeeping"], np.int64)
    more = count - held
    more_labels = np.asarray(columns.get("labels", [labels] * len(ids)), dtype=np.int64) - labels
    return tuple(
        Stray(
            table=where,
            key=str(ids[int(row)].as_py()),
            labels=int(more_labels[row]),
            properties=int(more[row]),
        )
        for row in np.flatnonzero((more != 0) | (more_labels != 0))
    )


def _lost_key(where: str, what: str) -> IntegrityError:
    return IntegrityError(
        f"{where}: {what}; expected every stored version to keep its keys and its days, so the database was "
        "changed by other hands: restore it, or import it anew",
        table=where,
    )
