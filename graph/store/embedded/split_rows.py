"""Rows counted over the segments of a table, looked for once and read from several columns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from graph.arrays import large_text

Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Split:
    """Rows counted over parts that lie one after the other, by the part they are in.

    Attributes
    ----------
    count : int
        Number of rows.
    parts : list of (number of the part, places among the rows or None for all, rows within the part)
    """

    count: int
    parts: list[tuple[int, Numbers | None, Numbers]]


def split(bounds: Sequence[int], rows: Numbers) -> Split:
    """Rows by part; ``bounds`` are the first rows of the parts and the number of all, rows at least one."""
    first, last = (bisect_right(bounds, int(row)) - 1 for row in (rows.min(), rows.max()))
    if first == last:
        return Split(len(rows), [(first, None, rows - bounds[first] if bounds[first] else rows)])
    home = np.searchsorted(bounds[first + 1 : last + 1], rows, side="right") + first
    places = [(number, np.flatnonzero(home == number)) for number in range(first, last + 1)]
    return Split(
        len(rows), [(number, here, rows[here] - bounds[number]) for number, here in places if len(here)]
    )


def numbers_at(chunks: Sequence[Numbers], where: Split) -> Numbers:
    """Numbers of split rows, in the order of the rows."""
    taken: Numbers | None = None
    for number, here, local in where.parts:
        found: Numbers = chunks[number][local]
        if here is None:
            return found
        if taken is None:
            taken = np.empty(where.count, dtype=found.dtype)
        taken[here] = found
    assert taken is not None
    return taken


def texts_at(chunks: Sequence[pa.LargeStringArray], where: Split) -> pa.LargeStringArray:
    """Texts of split rows, in the order of the rows."""
    parts, place, start = [], np.empty(where.count, dtype=np.int64), 0
    for number, here, local in where.parts:
        found = chunks[number].take(pa.array(local))
        if here is None:
            return large_text(found)
        parts.append(found)
        place[here] = np.arange(start, start + len(here))
        start += len(here)
    return large_text(pa.concat_arrays(parts).take(pa.array(place)))
