"""Ids of slots that were read, looked up without asking the server again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from graph.store.embedded.columns import Numbers, take_text


@dataclass(frozen=True, slots=True, kw_only=True)
class IdTable:
    """Slots and their ids, in any order and with repeats.

    Attributes
    ----------
    slots : int64 array
    ids : large_string array, same length
    by_slot : int array
        Places of the slots in rising order.
    """

    slots: Numbers
    ids: pa.LargeStringArray
    by_slot: Numbers

    @classmethod
    def of(cls, slots: Numbers, ids: pa.LargeStringArray) -> IdTable:
        """Table of slots and ids."""
        return cls(slots=slots, ids=ids, by_slot=np.argsort(slots, kind="stable"))

    def places(self, slots: Numbers) -> tuple[Numbers, Numbers]:
        """Those of the given slots that are here: their positions, and their places in the table."""
        if not len(self.slots):
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing
        rank = np.searchsorted(self.slots, slots, sorter=self.by_slot)
        place = self.by_slot[np.minimum(rank, len(self.slots) - 1)]
        held = np.flatnonzero(self.slots[place] == slots)
        return held, place[held]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundIds:
    """What several tables hold of some slots.

    Attributes
    ----------
    missing : int array
        Positions of slots that no table holds.
    chunks : list of large_string arrays
        Ids of the tables.
    place : int64 array
        Where the id of each slot stands in the chunks, -1 where it is missing.
    """

    missing: Numbers
    chunks: list[pa.LargeStringArray]
    place: Numbers

    @classmethod
    def among(cls, slots: Numbers, tables: Iterable[IdTable]) -> FoundIds:
        """Look slots up in tables, the first that holds one counts."""
        place = np.full(len(slots), -1, dtype=np.int64)
        missing, chunks, start = np.arange(len(slots)), [], 0
        for table in tables:
            held, there = table.places(slots[missing])
            if len(held):
                place[missing[held]] = start + there
                missing = np.delete(missing, held)
                chunks.append(table.ids)
                start += len(table.ids)
        return cls(missing=missing, chunks=chunks, place=place)

    def texts(self, rest: pa.LargeStringArray) -> pa.LargeStringArray:
        """Ids of all slots, given those of the missing ones in their order."""
        place = self.place.copy()
        place[self.missing] = sum(map(len, self.chunks)) + np.arange(len(self.missing))
        return take_text([*self.chunks, rest], place)
