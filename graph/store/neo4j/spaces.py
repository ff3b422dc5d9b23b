"""Id spaces of a scratch version: which of its slots stands for which slot of the database."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from graph.errors import IntegrityError
from graph.store.embedded.columns import Numbers, is_whole
from graph.store.embedded.text_order import positions_of, text_order


@dataclass(frozen=True, slots=True, kw_only=True)
class IdSpace:
    """Ids of the spaces nodes or records that a scratch version holds.

    Attributes
    ----------
    texts : large_string array
        Ids by scratch slot.
    slots : int64 array
        Slots in the database, ascending.
    named_on : int64 array or None
        Day on which each was first named, as the database holds it; None where it was not read.
    """

    texts: pa.LargeStringArray
    slots: Numbers
    named_on: Numbers | None = None

    @classmethod
    def of(cls, slots: Numbers, texts: pa.LargeStringArray, named_on: Numbers) -> IdSpace:
        """Space of distinct nodes in any order."""
        if not is_whole(slots, len(slots)):
            slots, first = np.unique(slots, return_index=True)
            texts, named_on = texts.take(pa.array(first)), named_on[first]
        return cls(texts=texts, slots=slots, named_on=named_on)

    def places(self, slots: Numbers, where: str) -> Numbers:
        """Scratch slots of slots of the database.

        Raises
        ------
        IntegrityError
            If one is not there.
        """
        if not len(slots):
            return np.zeros(0, dtype="<i4")
        place = np.searchsorted(self.slots, slots)
        inside = np.minimum(place, max(len(self.slots) - 1, 0))
        wrong = (self.slots[inside] != slots) if len(self.slots) else np.ones(len(slots), dtype=bool)
        if wrong.any():
            raise _missing(where, f"slot {int(slots[np.flatnonzero(wrong)[0]])}")
        return inside.astype("<i4")

    def found(self, texts: pa.LargeStringArray, where: str) -> Numbers:
        """Scratch slots of ids; -1 where the id is null.

        Raises
        ------
        IntegrityError
            If one is not there.
        """
        known = np.asarray(texts.is_valid())
        place = np.full(len(texts), -1, dtype=np.int64)
        if known.any():
            place[known] = positions_of(texts.drop_null(), self.texts)
        lost = np.flatnonzero(known & (place < 0))
        if len(lost):
            raise _missing(where, texts[int(lost[0])].as_py())
        return place.astype("<i4")


def _missing(where: str, what: str) -> IntegrityError:
    return IntegrityError(
        f"{where}: expected a node with {what}, got none; "
        "the database was changed by other hands: restore it",
        table=where,
    )


def distinct(parts: list[pa.LargeStringArray]) -> pa.LargeStringArray:
    """Distinct known texts of several columns, in the order of their bytes."""
    whole = pa.concat_arrays([pa.array([], pa.large_string()), *parts]).drop_null().unique()
    return whole.take(pa.array(text_order(whole)))
