"""Columns that stay small in memory and become Arrow arrays chunk by chunk.

A province of a million firms is held as codes, days and cents; text is made only for the
rows being written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.domain import CENTS_UNKNOWN, DAY_OPEN, DAY_UNKNOWN
from graph.synthetic.codes import digits, fixed_text, hex_ids

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]


class Cells(Protocol):
    """A column that can render some of its rows."""

    def __len__(self) -> int:
        """Rows."""

    def render(self, index: Int) -> pa.Array:
        """Arrow array of the rows at ``index`` (int64)."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Rows of another column, in another order or several times."""

    cells: Cells
    index: Int

    def __len__(self) -> int:
        return len(self.index)

    def render(self, index: Int) -> pa.Array:
        """The other column's rows."""
        return self.cells.render(self.index[index])


@dataclass(frozen=True, slots=True)
class Words:
    """Codes into a dictionary of words or ids; a negative code is unknown."""

    dictionary: pa.Array
    codes: Int

    def __len__(self) -> int:
        return len(self.codes)

    def render(self, index: Int) -> pa.Array:
        """Text of the rows."""
        codes = self.codes[index]
        return self.dictionary.take(pa.array(codes, mask=codes < 0))


@dataclass(frozen=True, slots=True)
class Days:
    """Day numbers; DAY_UNKNOWN and DAY_OPEN are null in extracts."""

    values: Int

    def __len__(self) -> int:
        return len(self.values)

    def render(self, index: Int) -> pa.Array:
        """date32 of the rows."""
        days = self.values[index].astype(np.int32)
        return pa.array(days, mask=(days == DAY_UNKNOWN) | (days == DAY_OPEN)).cast(pa.date32())


@dataclass(frozen=True, slots=True)
class Numbers:
    """Cents and counts; CENTS_UNKNOWN is null."""

    values: Int

    def __len__(self) -> int:
        return len(self.values)

    def render(self, index: Int) -> pa.Array:
        """int64 of the rows."""
        numbers = self.values[index].astype(np.int64)
        return pa.array(numbers, mask=numbers == CENTS_UNKNOWN)


@dataclass(frozen=True, slots=True)
class Fractions:
    """Fractions; NaN is null."""

    values: Int

    def __len__(self) -> int:
        return len(self.values)

    def render(self, index: Int) -> pa.Array:
        """float64 of the rows."""
        fractions = self.values[index].astype(np.float64)
        return pa.array(fractions, mask=np.isnan(fractions))


@dataclass(frozen=True, slots=True)
class Flags:
    """0, 1, or -1 for unknown."""

    values: Int

    def __len__(self) -> int:
        return len(self.values)

    def render(self, index: Int) -> pa.Array:
        """Booleans of the rows."""
        flags = self.values[index]
        return pa.array(flags == 1, mask=flags < 0)


@dataclass(frozen=True, slots=True)
class Texts:
    """Arrow text as it is."""

    values: pa.Array

    def __len__(self) -> int:
        return len(self.values)

    def render(self, index: Int) -> pa.Array:
        """Text of the rows."""
        return self.values.take(pa.array(index))


@dataclass(frozen=True, slots=True)
class HexIds:
    """Ids made from a stream and a counter; a negative counter is null."""

    stream: int
    counters: Int
    seed: int

    def __len__(self) -> int:
        return len(self.counters)

    def render(self, index: Int) -> pa.Array:
        """24 hexadecimal characters for each row."""
        counters = self.counters[index]
        ids = hex_ids(self.stream, np.maximum(counters, 0), self.seed)
        if bool((counters < 0).any()):
            return pc.if_else(pa.array(counters >= 0), ids, pa.scalar(None, pa.string()))
        return ids


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts joined without separator; a null part makes the whole null."""

    parts: tuple[Cells, ...]

    def __len__(self) -> int:
        return len(self.parts[0])

    def render(self, index: Int) -> pa.Array:
        """Joined text of the rows."""
        return pc.binary_join_element_wise(*(part.render(index) for part in self.parts), "")


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table with the day each becomes known.

    Parameters
    ----------
    columns : mapping of name to Cells
        Columns of one length; columns a table has and this lacks are written as null.
    known_on : int32 array, shape (rows,)
        Day number; rows known after the last delivery are never written.
    """

    columns: Mapping[str, Cells]
    known_on: Int

    def __post_init__(self) -> None:
        lengths = {name: len(cells) for name, cells in self.columns.items()}
        if any(length != len(self.known_on) for length in lengths.values()):
            raise ValueError(f"columns must have {len(self.known_on)} rows like known_on, got {lengths}")

    def __len__(self) -> int:
        return len(self.known_on)


@dataclass(frozen=True, slots=True)
class Digits:
    """Non-negative numbers as zero-padded text."""

    values: Int
    width: int

    def __len__(self) -> int:
        return len(self.values)

    def render(self, index: Int) -> pa.Array:
        """Decimal digits of the rows."""
        return fixed_text(digits(self.values[index], self.width))
