"""One Parquet file of filings: writing a staged table, reading versions by enterprise code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from graph.arrays import Column, Frame, large_text
from graph.columns import Table
from graph.domain import DAY_UNKNOWN
from graph.filing_few import are_few, read_few
from graph.snapshot import Snapshot
from graph.store.embedded.columns import Numbers, encode, take_text, unknown_of
from graph.store.embedded.folder import sync_path
from graph.store.embedded.layout import StoredTable
from graph.store.embedded.merge import date_rows
from graph.store.embedded.staged import read_columns
from graph.store.embedded.text_order import distinct_keys, order_by, positions_of, text_order
from graph.store.protocol import StagedBatch


def stored_filing(table: Table) -> StoredTable:
    """Filing table without slots: its ids stay text."""
    return StoredTable(table, table.name, {})


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """A written file: rows, how many of them are later versions, first known_on, rejected rows."""

    path: Path
    rows: int
    repeats: int
    first_known: int
    conflicts: Sequence[tuple[str, str]]


def write_rows(path: Path, table: Table, batch: StagedBatch, earlier: Sequence[Path]) -> WrittenFile | None:
    """Write the rows of one staged table, ordered by (enterprise_id, filed_on, filing_id).

    Parameters
    ----------
    path : Path
        File to write; appears by one rename.
    table : Table
    batch : StagedBatch
    earlier : sequence of Path
        Files of earlier batches; a filing that one of them holds is never backdated.

    Returns
    -------
    WrittenFile or None
        None if the batch has no row of the table.
    """
    columns = read_columns(batch, table, [*table.names, "known_on"])
    if columns is None or not len(columns["known_on"]):
        return None
    stored = stored_filing(table)
    keys, fact_codes = distinct_keys(columns["filing_id"])
    days = columns["known_on"].cast(pa.int32()).fill_null(DAY_UNKNOWN)
    incoming = Frame(
        {
            "fact": fact_codes.astype("<i4", copy=False),
            "own_day": np.asarray(days).astype("<i4", copy=False),
            **{name: encode(stored, name, columns[name]) for name in stored.content},
        }
    )
    del columns
    known = _known_ids(keys, earlier)
    rows, conflicts = date_rows(stored, incoming, known, batch)
    fact, known_on = rows.numbers("fact"), rows.numbers("known_on")
    first_day = np.full(len(known), np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(first_day, fact, known_on)
    repeat = known[fact] | (known_on > first_day[fact])
    ids = take_text([keys], fact)
    order = _file_order(ids, rows)
    _write(path, stored, rows.replace(filing_id=ids, repeat=repeat).take(order))
    names = [(str(keys[fact]), column) for fact, column in conflicts]
    return WrittenFile(
        path=path,
        rows=rows.rows,
        repeats=int(repeat.sum()),
        first_known=int(known_on.min()),
        conflicts=names,
    )


def _known_ids(ids: pa.LargeStringArray, earlier: Sequence[Path]) -> Numbers:
    known = np.zeros(len(ids), dtype=bool)
    for path in earlier:
        with pq.ParquetFile(path) as source:
            held = source.read(columns=["filing_id"])["filing_id"]
        known |= positions_of(ids, large_text(held)) >= 0
    return known


def _file_order(ids: pa.LargeStringArray, rows: Frame) -> Numbers:
    words = rows.text("enterprise_id").dictionary_encode()
    by_text = text_order(large_text(words.dictionary))
    rank = np.empty(len(by_text), dtype=np.int64)
    rank[by_text] = np.arange(len(by_text))
    key = rank[np.asarray(words.indices)] << 32 | (rows.numbers("filed_on").astype(np.int64) + 2**31)
    return order_by(key, lambda places: large_text(ids.take(pa.array(places))))


def _write(path: Path, stored: StoredTable, rows: Frame) -> None:
    arrays: dict[str, pa.Array] = {"known_on": pa.array(rows.numbers("known_on"))}
    for name in stored.table.names:
        column = rows[name]
        if isinstance(column, np.ndarray):
            unknown = unknown_of(stored, name)
            missing = np.isnan(column) if column.dtype.kind == "f" else column == unknown
            arrays[name] = pa.array(column, mask=missing)
        else:
            arrays[name] = column
    arrays["repeat"] = pa.array(rows.numbers("repeat"))
    path.parent.mkdir(exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    coded = [name for name in arrays if name != "filing_id"]
    pq.write_table(pa.table(arrays), partial, compression="zstd", use_dictionary=coded)
    sync_path(partial)
    partial.replace(path)
    sync_path(path.parent)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingRows:
    """Which versions of one table to read; see ``FilingStore.view``."""

    table: Table
    files: Sequence[Path]
    repeated: bool
    cut: int
    late: int
    corrections: tuple[str, ...]


def read_rows(wanted: FilingRows, columns: Sequence[str], snapshot: Snapshot) -> Frame:
    """Versions in force of one table, by enterprise code, in the order of the protocol."""
    stored = stored_filing(wanted.table)
    names = list(dict.fromkeys(["filing_id", "enterprise_id", "filed_on", "known_on", "repeat", *columns]))
    if are_few(wanted.files, snapshot):
        parts = [read_few(path, names, snapshot, repeated=wanted.repeated) for path in wanted.files]
    else:
        parts = [_read(path, names) for path in wanted.files]
    sequence = np.repeat(np.arange(len(parts)), [part.num_rows for part in parts])
    code = _codes(_stacked([part["enterprise_id"] for part in parts]), snapshot)
    whole = {name: _stacked([part[name] for part in parts]) for name in names if name != "enterprise_id"}
    known_on = np.asarray(whole["known_on"]).astype(np.int32)
    ids = large_text(whole["filing_id"])
    rows = _in_force(wanted, ids, known_on, np.asarray(whole["repeat"]).astype(bool), sequence)
    rows = rows[code[rows] >= 0]
    filed_on = np.asarray(whole["filed_on"]).astype(np.int64)
    key = code[rows].astype(np.int64) << 32 | (filed_on[rows] + 2**31)
    rows = rows[order_by(key, lambda places: large_text(ids.take(pa.array(rows[places]))))]
    index = pa.array(rows)
    taken: dict[str, Column] = {"enterprise": code[rows].astype(np.int32)}
    for name in columns:
        if name == "enterprise_id":
            texts = snapshot.enterprises.text("enterprise_id")
            taken[name] = large_text(texts.take(pa.array(code[rows])))
        else:
            taken[name] = encode(stored, name, _as_canonical(stored, name, whole[name].take(index)))
    return Frame(taken)


def later_versions(files: Sequence[Path], after: int, limit: int) -> pa.LargeStringArray:
    """Distinct ids of filings with a later version known after a day and by a limit (day numbers)."""
    parts = []
    for path in files:
        part = _read(path, ["filing_id", "known_on", "repeat"])
        known_on = np.asarray(part["known_on"]).astype(np.int32)
        news = np.asarray(part["repeat"]).astype(bool) & (known_on > after) & (known_on <= limit)
        parts.append(large_text(part["filing_id"].filter(pa.array(news))))
    return pc.unique(pa.concat_arrays(parts)) if parts else large_text([])


def known_ids(files: Sequence[Path], wanted: pa.LargeStringArray, limit: int) -> list[str]:
    """Those ids of which a file holds a version known by a limit (day number)."""
    found: list[str] = []
    for path in files if len(wanted) else ():
        part = _read(path, ["filing_id", "known_on"])
        known = pc.less_equal(part["known_on"].cast(pa.int32()), limit)
        listed = pc.is_in(part["filing_id"], value_set=wanted.cast(part["filing_id"].type))
        found.extend(part["filing_id"].filter(pc.and_(known, listed)).to_pylist())
    return found


def _read(path: Path, names: list[str]) -> pa.Table:
    with pq.ParquetFile(path, read_dictionary=["enterprise_id"]) as source:
        return source.read(columns=names)


def _stacked(parts: list[pa.ChunkedArray]) -> pa.ChunkedArray:
    return pa.chunked_array([chunk for part in parts for chunk in part.chunks], parts[0].type)


def _as_canonical(stored: StoredTable, name: str, values: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = stored.table.column(name).arrow_field().type
    return values.cast(kind) if not pa.types.is_string(kind) else values


def _codes(ids: pa.ChunkedArray, snapshot: Snapshot) -> Numbers:
    """Enterprise code of each row, -1 where the snapshot does not know the enterprise."""
    chunks = ids.unify_dictionaries().chunks
    if not chunks:
        return np.zeros(0, dtype=np.int32)
    of_word = snapshot.enterprise_codes(chunks[0].dictionary)
    word = np.concatenate([np.asarray(chunk.indices) for chunk in chunks])
    return np.asarray(of_word[word])


def _in_force(
    wanted: FilingRows, ids: pa.LargeStringArray, known_on: Numbers, repeat: Numbers, sequence: Numbers
) -> Numbers:
    """Rows of the versions in force: the greatest known_on by the limit, then the later batch."""
    limit: Numbers | int = wanted.cut
    if wanted.corrections:
        listed = pc.is_in(ids, value_set=pa.array(wanted.corrections, pa.large_string()))
        limit = np.where(np.asarray(listed), wanted.late, wanted.cut)
    counts = known_on <= limit
    later = np.flatnonzero(repeat & counts)
    if not wanted.repeated or not len(later):
        return np.flatnonzero(counts)
    several = pc.index_in(ids, value_set=pc.unique(ids.take(pa.array(later))))
    fact = np.asarray(pc.fill_null(several, -1))
    alone = np.flatnonzero(counts & (fact < 0))
    versions = np.flatnonzero(counts & (fact >= 0))
    order = versions[np.lexsort((sequence[versions], known_on[versions], fact[versions]))]
    last = np.r_[fact[order[1:]] != fact[order[:-1]], True]
    return np.sort(np.concatenate([alone, order[last]]))
