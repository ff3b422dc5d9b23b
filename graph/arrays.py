"""A frozen table of named columns: numpy arrays and Arrow strings, mapped from disk.

Numeric columns are numpy arrays with sentinels of ``graph.domain``; text columns are
Arrow ``large_string`` arrays where null is unknown. A frame lives in one uncompressed
Arrow IPC file of one record batch and is mapped, never copied, on reading.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.coded import Coded, coded, of_arrow
from graph.sorted_texts import SortedTexts

Column: TypeAlias = "np.ndarray[Any, Any] | pa.LargeStringArray"
Stored: TypeAlias = "Column | Coded"
"""A column as it lies: numbers of few different values may do so by codes."""
_REST, _ORDER = b"rest", b"order"
"""Metadata of a file of some columns: where the others are, and the order of all."""
_ROWS_A_PART = 250_000
"""Rows of a text column that are copied at a time."""


class Frame(Mapping[str, Column]):
    """Immutable table of equally long columns.

    Parameters
    ----------
    columns : mapping of str to numpy array (1-d, not object), pa.LargeStringArray or Coded

    Raises
    ------
    ValueError
        If columns differ in length or a column has another type.
    """

    __slots__ = ("_columns", "_row_of", "_rows", "_sorted")

    def __init__(self, columns: Mapping[str, Stored]) -> None:
        lengths = {name: len(column) for name, column in columns.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"columns of one frame must have one length, got {lengths}")
        for name, column in columns.items():
            if isinstance(column, np.ndarray):
                if column.ndim != 1 or column.dtype.kind not in "iufb":
                    raise ValueError(f"column {name} must be 1-d and numeric, got {column.dtype}")
            elif not isinstance(column, pa.LargeStringArray | Coded):
                raise ValueError(f"column {name} must be numeric or large_string, got {type(column)}")
        self._columns = dict(columns)
        self._rows = next(iter(lengths.values()), 0)
        self._sorted: dict[str, SortedTexts] = {}
        self._row_of: dict[str, dict[str, int]] = {}

    def __getitem__(self, name: str) -> Column:
        column = self._columns[name]
        return column.whole() if isinstance(column, Coded) else column

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return self._rows

    def numbers(self, name: str) -> np.ndarray[Any, Any]:
        """Numeric column; TypeError if the column is text."""
        column = self[name]
        if not isinstance(column, np.ndarray):
            raise TypeError(f"column {name} is text, not numbers")
        return column

    def text(self, name: str) -> pa.LargeStringArray:
        """Text column; TypeError if the column is numeric."""
        column = self._columns[name]
        if not isinstance(column, pa.LargeStringArray):
            raise TypeError(f"column {name} is numeric, not text")
        return column

    def is_text(self, name: str) -> bool:
        """Whether a column is text, not numbers."""
        return isinstance(self._columns[name], pa.LargeStringArray)

    def cells(self, name: str, rows: Any) -> Any:
        """Numbers of some rows of a numeric column (an index of numpy), the others not looked at."""
        column = self._columns[name]
        return column.of(rows) if isinstance(column, Coded) else self.numbers(name)[rows]

    def place(self, name: str, text: str) -> int | None:
        """Row of a text in a column without nulls that is sorted by its bytes; None if it is not there."""
        search = self._sorted.get(name)
        if search is None:
            search = self._sorted[name] = SortedTexts(self.text(name), fenced=True)
        return search.find(text)

    def row_of(self, name: str, text: str) -> int | None:
        """Row of a text in a column of different texts, kept in memory; None if it is not there."""
        rows = self._row_of.get(name)
        if rows is None:
            texts: list[str] = self.text(name).to_pylist()
            rows = self._row_of[name] = {one: row for row, one in enumerate(texts)}
        return rows.get(text)

    def take(self, rows: np.ndarray[Any, Any]) -> Frame:
        """Frame of the given rows (int or bool index), in their order."""
        index = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        arrow_index = pa.array(index.astype(np.int64))
        return Frame(
            {
                name: column.take(arrow_index)
                if isinstance(column, pa.LargeStringArray)
                else self.cells(name, index)
                for name, column in self._columns.items()
            }
        )

    def replace(self, **columns: Column) -> Frame:
        """Frame with some columns replaced or added."""
        return Frame({**self._columns, **columns})

    def beside(self, other: Frame) -> Frame:
        """Frame of the columns of both, as they lie."""
        return Frame({**self._columns, **other._columns})

    def coded(self) -> Frame:
        """The same frame whose numbers of few different values are kept by codes."""
        return Frame(
            {
                name: coded(column) if isinstance(column, np.ndarray) else column
                for name, column in self._columns.items()
            }
        )

    def stored(self, *names: str) -> Iterator[Column]:
        """Arrays of some columns as they lie, of all by default."""
        for column in (self._columns[name] for name in names or self._columns):
            yield column.codes if isinstance(column, Coded) else column

    def write(self, path: Path) -> None:
        """Write to a new Arrow IPC file; an existing file is never overwritten in place."""
        self._write(path, self._batch())

    def write_over(self, path: Path, rest: str, order: list[str]) -> None:
        """Write these columns to a new file that takes all others from a file beside it.

        Parameters
        ----------
        path : Path
        rest : str
            Name of a frame's file in the same folder, with as many rows; it may itself stand
            on another one.
        order : list of str
            All columns of the whole frame, in their order.
        """
        told = {_REST: rest.encode(), _ORDER: json.dumps(order).encode()}
        self._write(path, self._batch().replace_schema_metadata(told))

    def _batch(self) -> pa.RecordBatch:
        arrays = [
            pa.array(column)
            if isinstance(column, np.ndarray)
            else column.arrow()
            if isinstance(column, Coded)
            else column
            for column in self._columns.values()
        ]
        return pa.record_batch(arrays, names=list(self._columns))

    @staticmethod
    def _write(path: Path, batch: pa.RecordBatch) -> None:
        partial = path.with_name(path.name + ".partial")
        with pa.OSFile(str(partial), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
            writer.write_batch(batch)
        partial.replace(path)

    @classmethod
    def read(cls, path: Path) -> Frame:
        """Map a file written by ``write`` or ``write_over``; columns are read-only views of the mapping."""
        with pa.memory_map(str(path), "rb") as source:
            reader = pa.ipc.open_file(source)
            batch = reader.get_batch(0)
        columns: dict[str, Stored] = {
            name: _as_it_lies(column) for name, column in zip(batch.schema.names, batch.columns, strict=True)
        }
        told = batch.schema.metadata or {}
        if _REST in told:
            rest = cls.read(path.with_name(told[_REST].decode()))
            columns = {
                name: columns[name] if name in columns else rest._columns[name]
                for name in json.loads(told[_ORDER])
            }
        return cls(columns)

    def update_digest(self, digest: hashlib._Hash, prefix: str) -> None:
        """Feed every column in name order: name, dtype, shape, little-endian bytes."""
        for name in sorted(self._columns):
            column = self[name]
            if isinstance(column, np.ndarray):
                order = column.dtype.newbyteorder("<")
                little: np.ndarray[Any, Any] = np.ascontiguousarray(column, dtype=order)
                digest.update(f"{prefix}{name}|{little.dtype.str}|{little.shape}|".encode())
                digest.update(little.view(np.uint8).data)
            else:
                digest.update(f"{prefix}{name}|str|({len(column)},)|".encode())
                nulls = pc.is_null(column).to_numpy(zero_copy_only=False)
                digest.update(np.packbits(nulls, bitorder="little").tobytes())
                for part in _parts(column):
                    digest.update(pc.binary_length(part).to_numpy().astype("<i8"))
                for part in _parts(column):
                    digest.update(_text_bytes(part))


def _as_it_lies(column: pa.Array) -> Stored:
    if pa.types.is_large_string(column.type):
        return column
    if pa.types.is_dictionary(column.type):
        return of_arrow(column)
    return column.to_numpy(zero_copy_only=column.type != pa.bool_())


def _parts(column: pa.LargeStringArray) -> Iterator[pa.LargeStringArray]:
    """Rows of a text column, unknown ones empty; in parts, so that little of it is copied at a time."""
    for start in range(0, len(column), _ROWS_A_PART):
        yield pc.fill_null(column.slice(start, _ROWS_A_PART), "")


def _text_bytes(column: pa.LargeStringArray) -> memoryview:
    """Bytes of all strings in order, independent of slicing and of offsets; none may be null."""
    _, offsets, data = column.buffers()
    if data is None:
        return memoryview(b"")
    bounds = np.frombuffer(offsets, dtype=np.int64, count=len(column) + 1, offset=8 * column.offset)
    return memoryview(data)[bounds[0] : bounds[-1]]


def large_text(values: Any) -> pa.LargeStringArray:
    """Arrow large_string array of any string-like input; None is unknown."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if isinstance(values, pa.Array):
        return values.cast(pa.large_string())
    return pa.array(values, pa.large_string())
