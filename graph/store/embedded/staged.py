"""Reading a staged batch: Parquet of canonical tables into stored columns and slots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from graph.arrays import Frame, large_text
from graph.columns import Table
from graph.domain import DAY_UNKNOWN
from graph.errors import InputError
from graph.store.embedded.columns import Numbers, encode
from graph.store.embedded.layout import ALIAS, NODES, SORTED_SPACES, SPACES, STORED, StoredTable
from graph.store.embedded.segments import Version
from graph.store.embedded.text_order import distinct_keys, distinct_texts, positions_of, text_order
from graph.store.protocol import REFUSED, StagedBatch


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedIds:
    """Slots of every id that a batch names.

    Attributes
    ----------
    slots : dict of (table, column) to int32 array
        -1 where the row names no id.
    new : dict of space to ids
        They get the next slots, sorted in ``SORTED_SPACES`` and as they occur elsewhere.
    """

    slots: dict[tuple[str, str], Numbers]
    new: dict[str, pa.LargeStringArray]


def read_columns(batch: StagedBatch, table: Table, names: list[str]) -> dict[str, pa.ChunkedArray] | None:
    """Staged columns of a table in file order, None if the batch has no file of it.

    Raises
    ------
    InputError
        If a staged file is no Parquet file.
    """
    files = sorted((batch.folder / table.name).glob("*.parquet"))
    parts = []
    for path in files:
        try:
            with pq.ParquetFile(path) as source:
                present = [name for name in names if name in source.schema_arrow.names]
                parts.append(source.read(columns=present))
        except pa.ArrowInvalid as error:
            raise InputError(f"staged file {table.name}/{path.name} is not Parquet: {error}") from error
    if not parts:
        return None
    return {name: _stacked(table, name, parts) for name in names}


def refused_keys(batch: StagedBatch, table: Table) -> pa.LargeStringArray:
    """Distinct keys of rows of a table that were rejected before the batch was staged."""
    files = sorted((batch.folder / REFUSED / table.name).glob("*.parquet"))
    parts = [chunk for path in files for chunk in pq.read_table(path)[table.key].chunks]
    return large_text(pc.unique(pa.concat_arrays(parts))) if parts else large_text([])


def _stacked(table: Table, name: str, parts: list[pa.Table]) -> pa.ChunkedArray:
    kind = pa.date32() if name == "known_on" else table.column(name).arrow_field().type
    kind = pa.large_string() if pa.types.is_string(kind) else kind
    chunks = [
        chunk
        for part in parts
        for chunk in (
            part[name].cast(kind).chunks if name in part.column_names else [pa.nulls(part.num_rows, kind)]
        )
    ]
    return pa.chunked_array(chunks, kind)


def resolve_ids(batch: StagedBatch, version: Version | None) -> ResolvedIds:
    """Slot of every id of a batch; ids never seen get slots after the known ones."""
    slots: dict[tuple[str, str], Numbers] = {}
    new: dict[str, pa.LargeStringArray] = {}
    for space in SPACES:
        named = _ids_of_space(batch, space)
        if not named:
            continue
        texts = pa.chunked_array(
            [chunk for column in named.values() for chunk in column.chunks], pa.large_string()
        )
        words, codes = distinct_keys(texts) if len(named) == 1 else distinct_texts(texts)
        del texts
        known = version.ids[space] if version is not None and space in version.ids else None
        start = 0 if known is None else len(known)
        slot_of_word = np.full(len(words), -1, np.int64) if known is None else positions_of(words, known)
        missing = np.flatnonzero(slot_of_word < 0)
        if space in SORTED_SPACES:
            missing = missing[text_order(large_text(words.take(pa.array(missing))))]
        slot_of_word[missing] = start + np.arange(len(missing))
        new[space] = large_text(words.take(pa.array(missing)))
        position = 0
        for place, column in named.items():
            part = codes[position : position + len(column)]
            position += len(column)
            slots[place] = np.where(part < 0, -1, slot_of_word[np.maximum(part, 0)]).astype("<i4")
    return ResolvedIds(slots=slots, new=new)


def _ids_of_space(batch: StagedBatch, space: str) -> dict[tuple[str, str], pa.ChunkedArray]:
    named: dict[tuple[str, str], pa.ChunkedArray] = {}
    for stored in STORED.values():
        wanted = [column for column, home in stored.ids.items() if home == space]
        columns = read_columns(batch, stored.table, wanted) if wanted else None
        if columns is not None:
            named.update({(stored.name, name): column for name, column in columns.items()})
    if space == NODES:
        linked = read_columns(batch, STORED["identifiers"].table, ["scheme", "value", "node"])
        if linked is not None:
            named["identifiers", ALIAS] = pa.chunked_array([alias_ids(linked)])
    return named


def alias_ids(columns: dict[str, pa.ChunkedArray]) -> pa.LargeStringArray:
    """Id that an identifier stands for: a bare USCC, ``R:<node>:<key>``, else null."""
    scheme, value, node = (large_text(columns[name]) for name in ("scheme", "value", "node"))
    prefix, separator = pa.scalar("R", pa.large_string()), pa.scalar(":", pa.large_string())
    internal = pc.binary_join_element_wise(prefix, node, value, separator, null_handling="emit_null")
    nothing = pa.nulls(len(value), pa.large_string())
    by_internal = pc.if_else(pc.equal(scheme, "internal"), internal, nothing)
    return large_text(pc.if_else(pc.equal(scheme, "uscc"), value, by_internal))


def read_incoming(batch: StagedBatch, stored: StoredTable, ids: ResolvedIds) -> Frame | None:
    """Rows of one table in stored form, in file order, None if the batch has none.

    Returns
    -------
    Frame
        ``fact`` (int32 slot of the key), ``own_day`` (int32, DAY_UNKNOWN if the row brings
        none), the content columns, and ``alias`` for identifiers.
    """
    texts = [name for name in stored.content if name not in stored.references]
    columns = read_columns(batch, stored.table, [*texts, "known_on"])
    if columns is None:
        return None
    days = columns["known_on"].cast(pa.int32())
    frame = {
        "fact": ids.slots[stored.name, stored.table.key],
        "own_day": np.asarray(days.fill_null(DAY_UNKNOWN)).astype("<i4", copy=False),
    }
    for name in stored.content:
        if name in stored.references:
            frame[name] = ids.slots[stored.name, name]
        else:
            frame[name] = encode(stored, name, columns[name])
    if stored.name == "identifiers":
        frame[ALIAS] = ids.slots[stored.name, ALIAS]
    return Frame(frame)
