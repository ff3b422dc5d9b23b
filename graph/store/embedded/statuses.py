"""Statuses of facts as of a day, and the ties that are void by them.

Statuses are few beside the facts: their fact ids are sorted once, when a version is first asked
for marks. The void ties of a version are found once too, when it is first read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import large_text
from graph.domain import DAY_UNKNOWN, FactKind, FactState, day_number, day_of
from graph.sorted_texts import SortedTexts
from graph.store.embedded.columns import Numbers
from graph.store.embedded.segments import Version
from graph.store.embedded.text_order import positions_of
from graph.store.protocol import AsOf, StatusMark

_TABLE = "fact_statuses"


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """Facts that a version has statuses of, in the order of their ids.

    Attributes
    ----------
    version : Version
    facts : ids, rising, with repeats
    row : int array, same length
        Global row of each one's status.
    """

    version: Version
    facts: SortedTexts
    row: Numbers

    @classmethod
    def of(cls, version: Version) -> StatusFacts:
        """Facts of a version; 300,000 statuses take 0.2 s and 15 MB."""
        facts = large_text(version.column(_TABLE, "fact_id"))
        order = pc.sort_indices(facts)
        return cls(version, SortedTexts(facts.take(order), fenced=True), np.asarray(order).astype(np.int64))

    def rows(self, fact_ids: Sequence[str]) -> Numbers:
        """Global rows of the statuses of some facts, rising."""
        spans = [self.facts.span(fact) for fact in dict.fromkeys(fact_ids)]
        found = [self.row[span.start : span.stop] for span in spans if span]
        return np.sort(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


def status_marks(
    known: StatusFacts, fact_ids: Sequence[str], at: AsOf, kind: FactKind | None
) -> dict[str, list[StatusMark]]:
    """Statuses in force by fact id; see ``FactStore.statuses``."""
    version = known.version
    rows = in_force(version, known.rows(fact_ids), at)
    if not len(rows):
        return {}
    if kind is not None:
        kinds = pa.array(version.take(_TABLE, "fact_kind", rows))
        rows = rows[np.asarray(pc.equal(kinds, kind.value))]
    names = ("fact_id", "item_id", "status")
    texts = [pa.array(version.take(_TABLE, name, rows)).to_pylist() for name in names]
    days = [np.asarray(version.take(_TABLE, name, rows)).tolist() for name in ("effective_on", "ends_on")]
    status_ids = version.id_texts(_TABLE, np.asarray(version.take(_TABLE, "fact", rows))).to_pylist()
    found: dict[str, list[StatusMark]] = {}
    for _, _, fact_id, item_id, status, effective_on, ends_on in sorted(
        zip(days[0], status_ids, *texts, *days, strict=True), key=lambda row: row[:2]
    ):
        effective = day_of(effective_on)
        if effective is not None:
            mark = StatusMark(
                status=FactState(status), effective_on=effective, ends_on=day_of(ends_on), item_id=item_id
            )
            found.setdefault(fact_id, []).append(mark)
    return found


def in_force(version: Version, rows: Numbers, at: AsOf) -> Numbers:
    """Those global rows of statuses that are known by and in force on a day."""
    if not len(rows):
        return rows
    day, known_by = day_number(at.day), day_number(at.known_by)
    known_on, effective_on, ends_on = (
        np.asarray(version.take(_TABLE, name, rows)) for name in ("known_on", "effective_on", "ends_on")
    )
    known = (known_on <= known_by) & (version.index(f"{_TABLE}.superseded")[rows] > known_by)
    begun = (effective_on != DAY_UNKNOWN) & (effective_on <= day)
    counts: Numbers = rows[known & begun & ((ends_on == DAY_UNKNOWN) | (ends_on > day))]
    return counts


@dataclass(frozen=True, slots=True)
class VoidTies:
    """Ties of a version that some status calls void, whatever its day.

    Attributes
    ----------
    version : Version
    status_row : int array
        Global rows of those statuses.
    of_status : int array, same length
        Place of each status's tie among the void ties.
    tie_row, of_tie_row : int arrays
        Global rows of the versions of those ties, rising, and the place of their tie.
    """

    version: Version
    status_row: Numbers
    of_status: Numbers
    tie_row: Numbers
    of_tie_row: Numbers

    @classmethod
    def of(cls, version: Version) -> VoidTies:
        """Void ties of a version: one scan of its tie ids if any status calls a tie void."""
        nothing = np.zeros(0, dtype=np.int64)
        if not version.rows(_TABLE) or not version.rows("ties"):
            return cls(version, nothing, nothing, nothing, nothing)
        void = pc.equal(large_text(version.column(_TABLE, "status")), FactState.VOID_FROM_START.value)
        of_ties = pc.equal(large_text(version.column(_TABLE, "fact_kind")), FactKind.TIE.value)
        rows = np.flatnonzero(pc.and_(void, of_ties))
        if not len(rows):
            return cls(version, nothing, nothing, nothing, nothing)
        facts = large_text(version.take(_TABLE, "fact_id", rows))
        slots = _slots_of(version, facts)
        rows, slots = rows[slots >= 0], slots[slots >= 0]
        distinct, of_status = np.unique(slots, return_inverse=True)
        place = np.full(version.slots("ties"), -1, dtype=np.int32)
        place[distinct] = np.arange(len(distinct))
        of_tie = place[version.numbers("ties", "fact")]
        tie_row = np.flatnonzero(of_tie >= 0)
        return cls(version, rows, of_status, tie_row, of_tie[tie_row])

    def rows_on(self, at: AsOf) -> Numbers:
        """Global tie rows that are void on a day, rising."""
        if not len(self.status_row):
            return self.tie_row
        counts = np.isin(self.status_row, in_force(self.version, self.status_row, at))
        is_void = np.zeros(int(self.of_status.max()) + 1, dtype=bool)
        is_void[self.of_status[counts]] = True
        return self.tie_row[is_void[self.of_tie_row]]


def _slots_of(version: Version, facts: pa.LargeStringArray) -> Numbers:
    """Slot of each tie id, -1 for a tie that never came."""
    slots = np.full(len(facts), -1, dtype=np.int64)
    start = 0
    for chunk in version.ids["ties"].chunks:
        here = positions_of(facts, chunk)
        slots[here >= 0] = here[here >= 0] + start
        start += len(chunk)
    return slots


def among(rows: Numbers, chosen: Numbers) -> Numbers:
    """Bool per row: is it one of the chosen rows, which rise."""
    if not len(chosen):
        return np.zeros(len(rows), dtype=bool)
    place = np.minimum(np.searchsorted(chosen, rows), len(chosen) - 1)
    return np.asarray(chosen[place] == rows)
