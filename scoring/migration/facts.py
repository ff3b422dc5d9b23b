"""Old facts among new ones: which are still known, and columns put together from both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Column, Frame, large_text
from graph.domain import day_number
from graph.snapshot import Snapshot

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Facts:
    """Old facts among the new ones.

    ``new_row`` is the new row of each old fact (-1 withdrawn), ``old_row`` the old row of
    each new one (-1), ``restored`` marks new rows that were known by the old day.
    """

    new_row: Rows
    old_row: Rows
    restored: npt.NDArray[np.bool_]

    @classmethod
    def of(
        cls, old_ids: pa.LargeStringArray, new_ids: pa.LargeStringArray, new: Frame, old: Snapshot
    ) -> Facts:
        """Match facts by id; ``new`` carries ``entered_on`` of the new ones."""
        late = new.numbers("entered_on") > day_number(min(old.known_by, old.as_of))
        early = np.flatnonzero(~late)
        if len(early) == len(old_ids) and new_ids.take(pa.array(early)).equals(old_ids):
            # Nothing was withdrawn or restored and no order changed: no id has to be looked up.
            new_row = early
        else:
            found = pc.fill_null(pc.index_in(old_ids, value_set=new_ids), -1)
            new_row = np.asarray(found).astype(np.int64)
        old_row = np.full(len(new_ids), -1, np.int64)
        known = np.flatnonzero(new_row >= 0)
        old_row[new_row[known]] = known
        return cls(new_row, old_row, (old_row < 0) & ~late)

    @property
    def withdrawn(self) -> npt.NDArray[np.bool_]:
        """Old rows that are no longer there."""
        return self.new_row < 0


def chosen(old: Column, rows: Rows, new: Column) -> Column:
    """Old value where there is one, else the new value."""
    there = rows >= 0
    if isinstance(new, np.ndarray):
        if not len(old):
            return new
        return np.where(there, np.asarray(old)[np.maximum(rows, 0)], new).astype(new.dtype)
    taken = old.take(pa.array(rows, mask=~there))
    if taken.equals(new):
        return new
    return large_text(pc.if_else(pa.array(there), taken, new))


def sorted_ties(ties: Frame) -> Frame:
    """Ties in the order of a snapshot; codes that merged may have moved some."""
    kind, src, dst = (ties.numbers(name).astype(np.int64) for name in ("kind", "src", "dst"))
    rises = (np.diff(kind) > 0) | (
        (np.diff(kind) == 0) & ((np.diff(src) > 0) | ((np.diff(src) == 0) & (np.diff(dst) >= 0)))
    )
    return ties if rises.all() else ties.take(np.lexsort((dst, src, kind)))


def stacked(one: Frame, other: Frame) -> Frame:
    """Rows of both frames, one after the other, with the first one's columns."""
    return Frame(
        {
            name: np.concatenate([column, other.numbers(name)])
            if isinstance(column, np.ndarray)
            else pa.concat_arrays([column, other.text(name)])
            for name, column in one.items()
        }
    )
