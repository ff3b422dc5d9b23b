"""Rows of a file while they are cleaned: columns as delivered, and the line of each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import large_text

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Lines = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A bounded run of rows of one file.

    Parameters
    ----------
    columns : mapping of header word to Arrow array, each of n rows
        Text (large_string) from delimited files, any Arrow type from Parquet.
    lines : int64, shape (n,)
        First line of each row in its file, from 1 (in Parquet and XLSX the row number).
    """

    columns: Mapping[str, pa.Array]
    lines: Lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """Values that could not be taken over.

    Parameters
    ----------
    reason : str
        Stable word of the reject file.
    mask : bool, shape (n,)
    whole_row : bool
        True if the row cannot go on without the value; else the value becomes unknown.
    """

    reason: str
    mask: Mask
    whole_row: bool = False


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Result of one cleaner: an array of n values (null is unknown) and its defects."""

    values: pa.Array
    defects: tuple[Defect, ...] = ()


class Rows:
    """Rows that an entry takes, with its already cleaned fields.

    Parameters
    ----------
    columns : mapping of header word to Arrow array
    lines : int64, shape (n,)
    null_words : pa.LargeStringArray
        Words that mean unknown, compared after trimming.
    """

    __slots__ = ("_columns", "_null_words", "_texts", "fields", "lines")

    def __init__(
        self, columns: Mapping[str, pa.Array], lines: Lines, null_words: pa.LargeStringArray
    ) -> None:
        self._columns = columns
        self._null_words = null_words
        self._texts: dict[str, pa.LargeStringArray] = {}
        self.lines = lines
        self.fields: dict[str, pa.Array] = {}

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.lines)

    def has(self, column: str) -> bool:
        """Whether the file has the column."""
        return column in self._columns

    def resolve(self, columns: tuple[str, ...]) -> str | None:
        """First of the alternatives that the file has."""
        return next((column for column in columns if column in self._columns), None)

    def raw(self, column: str) -> pa.Array:
        """Column as delivered."""
        return self._columns[column]

    def text(self, column: str) -> pa.LargeStringArray:
        """Column as trimmed text, null words and blanks as null; all null if the file lacks it."""
        found = self._texts.get(column)
        if found is None:
            found = self._as_text(column)
            self._texts[column] = found
        return found

    def _as_text(self, column: str) -> pa.LargeStringArray:
        if column not in self._columns:
            return pa.nulls(self.count, pa.large_string())
        raw = self._columns[column]
        texts = pc.utf8_trim_whitespace(large_text(raw))
        null = pc.is_in(texts, value_set=self._null_words)
        if pc.any(null).as_py():
            texts = pc.if_else(null, pa.scalar(None, pa.large_string()), texts)
        return large_text(texts)

    def filled(self, column: str, values: Any) -> None:
        """Give a column texts, or numbers (NaN unknown), where it has none; a missing column comes to be."""
        if isinstance(values, np.ndarray):
            values = pc.cast(pa.array(values, mask=np.isnan(values)), pa.large_string())
        texts = large_text(pc.coalesce(self.text(column), values))
        self._columns = {**self._columns, column: texts}
        self._texts[column] = texts

    def select(self, mask: Mask) -> Rows:
        """Rows of a mask; fields are not carried over."""
        if mask.all():
            whole = Rows(self._columns, self.lines, self._null_words)
            whole._texts = self._texts
            return whole
        wanted = pa.array(mask)
        selected = Rows(
            {name: column.filter(wanted) for name, column in self._columns.items()},
            self.lines[mask],
            self._null_words,
        )
        selected._texts = {name: texts.filter(wanted) for name, texts in self._texts.items()}
        return selected
