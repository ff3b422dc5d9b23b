"""Time rules: which rows of a batch become versions, and on which day they are known.

known_on is the row's own day, else the batch's day; only in a batch declared backfill the
fact's own day comes before the batch's. A second content of a known fact is never earlier
than its batch's day. A row equal to the version in force on its day adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.arrays import Column, Frame
from graph.domain import DAY_UNKNOWN, KnownOnBasis, day_number
from graph.store.embedded.columns import Numbers, is_whole, same_values, take_text
from graph.store.embedded.layout import ALIAS, BASES, SORTED_SPACES, StoredTable
from graph.store.embedded.segments import Version
from graph.store.embedded.unite import Conflict, unite_rows
from graph.store.protocol import StagedBatch

_ROW, _BATCH, _BACKFILL = (
    BASES.index(basis) for basis in (KnownOnBasis.ROW, KnownOnBasis.BATCH, KnownOnBasis.BACKFILL)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Versions that one table gains; ``rows`` has fact, known_on, basis and the content."""

    rows: Frame
    unchanged: int
    conflicts: list[Conflict]


def merge(
    stored: StoredTable, incoming: Frame, version: Version | None, batch: StagedBatch, slots: int
) -> Merged:
    """Apply the time rules to the incoming rows of one table.

    Parameters
    ----------
    stored : StoredTable
    incoming : Frame of ``read_incoming``
    version : Version or None
        What the store holds now.
    batch : StagedBatch
    slots : int
        Ids of the key's space after this batch; bounds ``fact``.
    """
    rows, conflicts = date_rows(stored, incoming, _known_facts(stored, version, slots), batch)
    fact = rows.numbers("fact")
    in_order = stored.space not in SORTED_SPACES or bool((fact[1:] > fact[:-1]).all())
    if rows.rows and (not in_order or bool((np.bincount(fact) > 1).any())):
        rows = rows.take(np.lexsort((rows.numbers("known_on"), fact)))
    changed = ~_equals_version_in_force(stored, rows, version, slots)
    kept = Frame({name: rows[name] for name in rows if name != "own_day"})
    kept = kept if changed.all() else kept.take(changed)
    return Merged(rows=kept, unchanged=int((~changed).sum()), conflicts=conflicts)


def date_rows(
    stored: StoredTable, incoming: Frame, known_facts: Numbers, batch: StagedBatch
) -> tuple[Frame, list[Conflict]]:
    """Unite rows of one fact and give each its known_on and basis.

    Parameters
    ----------
    stored : StoredTable
    incoming : Frame
        ``fact``, ``own_day`` and the content columns, in file order.
    known_facts : bool array by fact
        True where an earlier batch brought a content of the fact.
    batch : StagedBatch

    Returns
    -------
    Frame with known_on and basis, one row for each (fact, known_on); rejected rows
    """
    own = _earliest_own_day(incoming.numbers("fact"), incoming.numbers("own_day"), len(known_facts))
    rows, conflicts = unite_rows(stored, incoming.replace(own_day=own), "own_day")
    rows = _not_backdated(_dated(stored, rows, batch), known_facts, day_number(batch.day))
    rows, more = unite_rows(stored, rows, "known_on")
    return rows, conflicts + more


def _earliest_own_day(fact: Numbers, own: Numbers, slots: int) -> Numbers:
    """Own days, where a row without one takes the earliest of its fact's other rows."""
    known = own != DAY_UNKNOWN
    if known.all() or not known.any():
        return own
    earliest = np.full(slots, np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(earliest, fact[known], own[known])
    found = earliest[fact]
    return np.where(~known & (found != np.iinfo(np.int32).max), found, own).astype("<i4")


def _dated(stored: StoredTable, rows: Frame, batch: StagedBatch) -> Frame:
    """Rows with known_on and its basis."""
    own = rows.numbers("own_day")
    today = day_number(batch.day)
    known_on = np.where(own != DAY_UNKNOWN, own, today)
    basis = np.where(own != DAY_UNKNOWN, _ROW, _BATCH)
    if batch.backfill:
        for name in stored.table.backfill_day:
            day = rows.numbers(name)
            usable = (basis == _BATCH) & (day != DAY_UNKNOWN) & (day <= today)
            known_on = np.where(usable, day, known_on)
            basis = np.where(usable, _BACKFILL, basis)
    return rows.replace(known_on=known_on.astype("<i4"), basis=basis.astype("<i1"))


def _known_facts(stored: StoredTable, version: Version | None, slots: int) -> Numbers:
    """Bool per slot: the store already holds a content of that fact."""
    known = np.zeros(slots, dtype=bool)
    if version is not None:
        known[version.numbers(stored.name, "fact")] = True
    return known


def _not_backdated(rows: Frame, known_facts: Numbers, today: int) -> Frame:
    """Rows whose second contents are not earlier than the batch's day."""
    fact, known_on = rows.numbers("fact"), rows.numbers("known_on")
    earliest = np.full(len(known_facts), np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(earliest, fact, known_on)
    second = (known_facts[fact] | (known_on > earliest[fact])) & (known_on < today)
    if not second.any():
        return rows
    return rows.replace(
        known_on=np.where(second, today, known_on).astype("<i4"),
        basis=np.where(second, _BATCH, rows.numbers("basis")).astype("<i1"),
    )


def _equals_version_in_force(
    stored: StoredTable, rows: Frame, version: Version | None, slots: int
) -> Numbers:
    """Bool per row: the version in force on its day says the same; rows of a fact lie by day."""
    equal = np.zeros(rows.rows, dtype=bool)
    fact, known_on = rows.numbers("fact"), rows.numbers("known_on")
    before = np.r_[False, fact[1:] == fact[:-1]] if rows.rows else equal
    held_row, held_day = _stored_in_force(stored, fact, known_on, version, slots)
    previous_day = np.where(before, np.r_[known_on[:1], known_on[:-1]], DAY_UNKNOWN)
    from_batch = np.flatnonzero(before & (previous_day >= held_day))
    from_store = np.setdiff1d(np.flatnonzero(held_row >= 0), from_batch, assume_unique=True)
    equal[from_batch] = equal[from_store] = True
    for name in (*stored.content, ALIAS) if ALIAS in rows else stored.content:
        column = rows[name]
        equal[from_batch] &= same_values(_taken(column, from_batch), _taken(column, from_batch - 1))
        if version is not None and len(from_store):
            held = version.take(stored.name, name, held_row[from_store])
            equal[from_store] &= same_values(_taken(column, from_store), held)
    return equal


def _stored_in_force(
    stored: StoredTable, fact: Numbers, known_on: Numbers, version: Version | None, slots: int
) -> tuple[Numbers, Numbers]:
    """Global row and day of the stored version in force on each row's day (-1 where none)."""
    none = np.full(len(fact), -1, dtype=np.int64), np.full(len(fact), DAY_UNKNOWN, dtype=np.int32)
    if version is None or version.rows(stored.name) == 0 or len(fact) == 0:
        return none
    wanted = np.zeros(slots, dtype=bool)
    wanted[fact] = True
    stored_fact = version.numbers(stored.name, "fact")
    candidates = np.flatnonzero(wanted[stored_fact])
    if len(candidates) == 0:
        return none
    day = version.numbers(stored.name, "known_on")[candidates]
    order = np.lexsort((day, stored_fact[candidates]))
    candidates, day = candidates[order], day[order]
    keys = _fact_day(stored_fact[candidates], day)
    place = np.searchsorted(keys, _fact_day(fact, known_on), side="right") - 1
    found = (place >= 0) & (stored_fact[candidates[np.maximum(place, 0)]] == fact)
    row = np.where(found, candidates[np.maximum(place, 0)], -1)
    return row, np.where(found, day[np.maximum(place, 0)], DAY_UNKNOWN).astype(np.int32)


def _fact_day(fact: Numbers, day: Numbers) -> Numbers:
    """Sortable key of (fact, day); days keep their order as unsigned offsets."""
    return fact.astype(np.int64) << 32 | (day.astype(np.int64) + 2**31)


def _taken(column: Column, rows: Numbers) -> Column:
    """Rows of one column; columns are compared one by one to bound memory."""
    if is_whole(rows, len(column)):
        return column
    return column[rows] if isinstance(column, np.ndarray) else take_text([column], rows)
