"""Numeric columns of few different values: a small code a row instead of eight bytes.

Bits decide what is equal, so that what is read is what was written, unknown numbers included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Array = np.ndarray[Any, Any]
_WIDE = 8
"""Bytes of a number from which on a column is worth a code."""
_LOOKED_AT = 1 << 17
"""Rows that tell whether a column has many different values, before all of them are counted."""
_MOST = 1 << 16
"""Different values at most: a code has two bytes."""


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A column as it lies on disk.

    Attributes
    ----------
    codes : uint8 or uint16, n
    values : n different numbers of eight bytes, in the order in which rows have them first
    """

    codes: Array
    values: Array

    def __len__(self) -> int:
        return len(self.codes)

    def whole(self) -> Array:
        """Numbers of all rows; made anew each time."""
        return self.values[self.codes]

    def of(self, rows: Any) -> Any:
        """Numbers of some rows: an index of numpy."""
        return self.values[self.codes[rows]]

    def arrow(self) -> pa.DictionaryArray:
        """The same for an Arrow file."""
        return pa.DictionaryArray.from_arrays(pa.array(self.codes), pa.array(self.values))


def coded(column: Array) -> Array | Coded:
    """A column by codes where that takes half of its bytes or less, else as it is."""
    if column.dtype.itemsize != _WIDE or not len(column):
        return column
    bits = np.ascontiguousarray(column).view(np.int64)
    if len(pc.unique(pa.array(bits[:_LOOKED_AT]))) > _MOST // 2:
        return column
    found = pc.dictionary_encode(pa.array(bits))
    values: Array = found.dictionary.to_numpy().view(column.dtype)
    if len(values) > _MOST:
        return column
    codes = found.indices.to_numpy().astype(np.uint8 if len(values) <= 1 << 8 else np.uint16)
    small = 2 * (codes.nbytes + values.nbytes) <= column.nbytes
    return Coded(codes, values) if small else column


def of_arrow(column: pa.DictionaryArray) -> Coded:
    """A coded column of an Arrow file, mapped."""
    return Coded(column.indices.to_numpy(), column.dictionary.to_numpy())
