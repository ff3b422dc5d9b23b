"""Pages of a few rows of mapped columns, asked for together before they are read.

Who reads a page that is not in memory gets those around it too, megabytes of them on many
machines: a few rows of many columns are then whole files, one column after the other. Asked
for beforehand the pages come alone, and all at once.
"""

from __future__ import annotations

import ctypes
import mmap
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph.arrays import Column
from graph.sorted_texts import cells_of

Longs = npt.NDArray[np.int64]
_NEAR_PAGES = 8
"""Pages between two that are asked for which come along: one longer read is cheaper than two."""
_DENSE = 4
"""From every so manieth page on all of a buffer is asked for, but nothing around it."""
_AT_ONCE = 256
"""Pages of a whole buffer that are asked for at once."""


def fetch(columns: Iterable[Column], rows: npt.NDArray[Any]) -> None:
    """Ask the system for the pages of some rows; nothing is waited for but places of texts.

    Parameters
    ----------
    columns : iterable of numpy arrays and Arrow texts
        Mapped or not; of memory that is there nothing is asked.
    rows : int
        In any order.
    """
    if not len(rows):
        return
    chosen = np.unique(rows).astype(np.int64)
    texts = []
    for column in columns:
        if isinstance(column, np.ndarray):
            if column.flags.c_contiguous:
                _ask(column.ctypes.data, chosen * column.itemsize, column.itemsize, column.nbytes)
        else:
            texts.append(column)
            _ask_places(column, chosen)
    for text in texts:
        _ask_signs(text, chosen)


def sorted_places(texts: Sequence[str], column: pa.LargeStringArray) -> Longs:
    """Row of each of a few texts in a column without nulls that is sorted by its bytes, -1 where it lacks it.

    Each look asks for its page alone: a search reads some forty pages, a scan the whole column.
    """
    bounds, signs = cells_of(column)

    def at(row: int) -> bytes:
        fetch([column], np.array([row]))
        return bytes(signs[bounds[row] : bounds[row + 1]])

    found = []
    for key in (text.encode() for text in texts):
        row = bisect_left(range(len(column)), key, key=at)
        found.append(row if row < len(column) and at(row) == key else -1)
    return np.array(found, np.int64)


def page_runs(first: Longs, last: Longs) -> tuple[Longs, Longs]:
    """Runs of pages that hold some ranges of pages, both ends included; near ones are one run.

    Parameters
    ----------
    first, last : int64[m], ``first`` rising
    """
    until = np.maximum.accumulate(last)
    begins = np.append(True, first[1:] - until[:-1] > _NEAR_PAGES)
    at = np.flatnonzero(begins)
    return first[at], until[np.append(at[1:], len(first)) - 1]


def _ask_places(column: pa.LargeStringArray, rows: Longs) -> None:
    there, places, _ = column.buffers()
    at = rows + column.offset
    if there is not None:
        _ask(there.address, at // 8, 1, there.size)
    if places is not None:
        _ask(places.address, at * 8, 16, places.size)


def _ask_signs(column: pa.LargeStringArray, rows: Longs) -> None:
    _, places, signs = column.buffers()
    if places is None or signs is None or not signs.size:
        return
    begins = np.frombuffer(places, np.int64)
    at = rows + column.offset
    start = begins[at]
    _ask(signs.address, start, np.maximum(begins[at + 1] - start, 1), signs.size)


def _ask(address: int, start: Longs, length: Any, size: int) -> None:
    """Ask for the pages of some ranges of a buffer (bytes from its begin, rising)."""
    page = mmap.PAGESIZE
    first, last = page_runs((address + start) // page, (address + start + length - 1) // page)
    if int((last - first + 1).sum()) * _DENSE > size // page:
        whole = np.arange(address // page, (address + size - 1) // page + 1, _AT_ONCE)
        first, last = whole, whole + _AT_ONCE - 1
    madvise = _madvise()
    for begin, end in zip((first * page).tolist(), ((last + 1) * page).tolist(), strict=True):
        madvise(begin, end - begin, mmap.MADV_WILLNEED)


@cache
def _madvise() -> Any:
    """The call of the system; what it answers does not matter, as nothing depends on it but time."""
    call = ctypes.CDLL(None).madvise
    call.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    return call
