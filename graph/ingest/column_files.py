"""Readers of Parquet and XLSX: bounded runs of rows; the line of a row is its number from 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import python_calamine as calamine
from pyarrow import parquet

from graph.ingest.limits import Limits
from graph.ingest.reading import FileRejectedError, Reading
from graph.ingest.rows import Chunk
from graph.ingest.sheet_extent import require_bounded

_BYTES = (
    pa.types.is_binary,
    pa.types.is_large_binary,
    pa.types.is_binary_view,
    pa.types.is_fixed_size_binary,
)
"""Types of bytes: older engines write texts so."""


class ParquetFile:
    """An opened Parquet file; read in batches, never whole.

    Raises
    ------
    FileRejectedError
        If it is no whole Parquet file, holds nested columns, a column twice, or bytes that are no UTF-8.
    """

    encoding = "binary"
    delimiter = ""
    likely_delimiter = ""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        try:
            with parquet.ParquetFile(path) as opened:
                schema = opened.schema_arrow
                self._rows = opened.metadata.num_rows
        except (pa.ArrowInvalid, OSError) as error:
            raise FileRejectedError("damaged_file", f"expected Parquet, got {error}") from error
        nested = [field.name for field in schema if pa.types.is_nested(field.type)]
        if nested:
            raise FileRejectedError("nested_columns", f"expected flat columns, got {nested}")
        twice = sorted({name for name in schema.names if schema.names.count(name) > 1})
        if twice:
            raise FileRejectedError("bad_header", f"expected each column once, got more of {twice}")
        self.header = tuple(schema.names)

    def read(self, columns: Sequence[str]) -> Iterator[Reading]:
        """Readings with the given columns."""
        size, first = self._path.stat().st_size, 1
        try:
            with parquet.ParquetFile(self._path) as opened:
                for batch in opened.iter_batches(self._limits.batch_rows, columns=list(columns)):
                    arrays = {name: _flat(name, batch.column(name)) for name in batch.schema.names}
                    lines = np.arange(first, first + batch.num_rows, dtype=np.int64)
                    first += batch.num_rows
                    yield Reading(Chunk(arrays, lines), (), size * (first - 1) // max(self._rows, 1))
        except (pa.ArrowInvalid, OSError) as error:
            raise FileRejectedError("damaged_file", f"expected readable Parquet, got {error}") from error


def _flat(name: str, array: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if any(bytes_of(array.type) for bytes_of in _BYTES):
        try:
            return array.cast(pa.binary()).cast(pa.large_string())
        except pa.ArrowInvalid as error:
            raise FileRejectedError(
                "wrong_encoding", f"expected texts in UTF-8, got other bytes in column {name!r}"
            ) from error
    if pa.types.is_string(array.type) or pa.types.is_string_view(array.type):
        return array.cast(pa.large_string())
    if pa.types.is_null(array.type):
        return pa.nulls(len(array), pa.large_string())
    return array


class SpreadsheetFile:
    """One sheet of an XLSX file: its cells are held whole by the reader, as texts a run of rows at a time.

    Formulas are never evaluated: a cell gives its stored value as text.

    Raises
    ------
    FileRejectedError
        If it is no readable workbook, lacks the sheet, the sheet is empty, or it has more rows or
        wider apart cells than ``limits`` allow.
    """

    encoding = "binary"
    delimiter = ""
    likely_delimiter = ""

    def __init__(self, path: Path, sheet: str | int | tuple[str, ...], limits: Limits) -> None:
        self._path = path
        self._limits = limits
        require_bounded(path, limits)
        if isinstance(sheet, tuple):
            sheet = next((name for name in sheet if name in sheet_names(path)), sheet[0])
        try:
            with path.open("rb") as stream:
                workbook = calamine.CalamineWorkbook.from_filelike(stream)
                opened = (
                    workbook.get_sheet_by_index(sheet)
                    if isinstance(sheet, int)
                    else workbook.get_sheet_by_name(sheet)
                )
                self._rows = (opened.start or (0, 0))[0] + opened.height
        except (calamine.CalamineError, ValueError, IndexError) as error:
            raise FileRejectedError("damaged_file", f"expected an XLSX workbook, got {error}") from error
        self._sheet = opened
        if not opened.height:
            raise FileRejectedError("empty_file", "expected a header, got an empty sheet")
        if self._rows > limits.spreadsheet_rows:
            raise FileRejectedError(
                "too_many_rows",
                f"expected at most {limits.spreadsheet_rows:,} rows in a sheet, got {self._rows:,}; save the "
                "sheet as CSV (UTF-8), which is read in parts",
            )
        self.header = tuple(_cell(cell) or "" for cell in next(self._grid()))
        named = [word for word in self.header if word]
        if len(set(named)) != len(named) or not named:
            raise FileRejectedError("bad_header", f"expected each column once, got {len(named)} columns")

    def _grid(self) -> Iterator[list[Any]]:
        """Rows from the first line on; the reader leaves out empty columns before the first value."""
        before = [""] * (self._sheet.start or (0, 0))[1]
        return (before + row for row in self._sheet.iter_rows())

    def read(self, columns: Sequence[str]) -> Iterator[Reading]:
        """Readings with the given columns; rows without any value are skipped."""
        places = {word: place for place, word in enumerate(self.header) if word}
        size, total = self._path.stat().st_size, self._rows
        numbered = enumerate(islice(self._grid(), 1, None), start=2)
        while part := list(islice(numbered, self._limits.batch_rows)):
            kept = [(line, row) for line, row in part if any(cell != "" for cell in row)]
            arrays = {
                name: pa.array([_cell(row[places[name]]) for _, row in kept], pa.large_string())
                for name in columns
            }
            lines = np.array([line for line, _ in kept], dtype=np.int64)
            yield Reading(Chunk(arrays, lines), (), size * part[-1][0] // total)


def sheet_names(path: Path) -> tuple[str, ...]:
    """Names of the sheets of a workbook; none if it is no readable workbook."""
    try:
        with path.open("rb") as stream:
            return tuple(calamine.CalamineWorkbook.from_filelike(stream).sheet_names)
    except (calamine.CalamineError, ValueError, OSError):
        return ()


def _cell(cell: Any) -> str | None:
    """Text of a cell: whole numbers without a point, days as ISO dates."""
    if cell == "" or cell is None:
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).strip()
