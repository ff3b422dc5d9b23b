"""Pages of mapped columns that stay in memory: all of them are touched now and then.

The system takes pages back that nobody has used for a while, and the next reader waits for the
disk: a page a column, one after the other. Touching costs some nanoseconds a page, and the pages
stay the system's to take if another program needs them.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph.arrays import Column, Frame

Bytes = npt.NDArray[np.uint8]
_BLOCK = 1 << 20
_PAGES_AT_ONCE = 8_192
"""Pages between two looks at whether to go on; numpy lets other threads compute meanwhile."""


class KeptPages:
    """Pages of some columns.

    Parameters
    ----------
    columns : iterable of numpy arrays and Arrow texts
        The most important first.
    most : int
        Bytes at most; a column beyond them is left out.
    """

    def __init__(self, columns: Iterable[Column], most: int) -> None:
        self._parts: list[Bytes] = []
        self.size = 0
        for part in (part for column in columns for part in bytes_of(column)):
            if self.size + len(part) <= most:
                self._parts.append(part)
                self.size += len(part)

    def touch(self, go_on: Callable[[], bool] = lambda: True) -> bool:
        """Touch every page, in the order of the columns; what is not in memory is read.

        Parameters
        ----------
        go_on : callable
            Asked now and then.

        Returns
        -------
        bool
            False if it was ended before the last page.
        """
        for part in self._parts:
            one_a_page = part[:: mmap.PAGESIZE]
            bounds = [*range(0, len(one_a_page), _PAGES_AT_ONCE), len(one_a_page)]
            for first, last in pairwise(bounds):
                if not go_on():
                    return False
                np.bitwise_or.reduce(one_a_page[first:last])
        return True


def read_through(path: Path, most: int) -> int:
    """Read the begin of a file that changes, so that the system keeps it; bytes read, 0 where there is none.

    Parameters
    ----------
    path : Path
    most : int
        Bytes at most.
    """
    buffer, read = bytearray(_BLOCK), 0
    with suppress(FileNotFoundError), path.open("rb", buffering=0) as file:
        while read < most and (got := file.readinto(buffer)):
            read += got
    return read


def bytes_of(column: Column) -> list[Bytes]:
    """Bytes of a column where they lie; of a text its offsets and its signs."""
    if isinstance(column, np.ndarray):
        flat: np.ndarray[Any, Any] = column.reshape(-1)
        return [flat.view(np.uint8)] if flat.flags.c_contiguous and len(flat) else []
    buffers = (buffer for buffer in column.buffers() if buffer is not None)
    return [np.frombuffer(buffer, np.uint8) for buffer in buffers if buffer.size]


def columns_in(*things: object) -> Iterator[Column]:
    """Columns in frames, tables of them, tuples and dataclasses, in their order."""
    for thing in things:
        if isinstance(thing, np.ndarray | pa.LargeStringArray):
            yield thing
        elif isinstance(thing, Frame):
            yield from thing.stored()
        elif isinstance(thing, Mapping):
            yield from columns_in(*thing.values())
        elif isinstance(thing, tuple):
            yield from columns_in(*thing)
        elif is_dataclass(thing):
            yield from columns_in(*(getattr(thing, one.name) for one in fields(thing)))
