"""Stage correction between two months: contents that changed, facts withdrawn or restored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Column, Frame, large_text
from graph.domain import FactKind, PartyRole
from graph.snapshot import Snapshot
from scoring.measures.measured import distinct
from scoring.migration.facts import Facts, chosen, sorted_ties

Mask = npt.NDArray[np.bool_]
RECORD_EVENTS = ("ended_on", "publication_until", "outcome")
"""Columns in which a record goes on by itself: a change is news, not a correction."""
TIE_EVENTS = ("valid_to", "left_on")
"""Columns in which a tie ends: a change of ties, not a correction."""
_NOT_CONTENT = ("src", "dst", "entered_on")
_ROLES = [role.value for role in PartyRole]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Snapshot of the stage and what differs from the stage before.

    Attributes
    ----------
    snapshot : Snapshot
    enterprises : bool[n]
        Whose own indicators may differ: parties of corrected records, owners of
        attributes under a status.
    filing_ids : tuple of str
        Filings whose status began or ended or whose content changed.
    filings_barred : bool
        Whether any filing has a status, before or now.
    ties : bool
        Whether any tie differs.
    """

    snapshot: Snapshot
    enterprises: Mask
    filing_ids: tuple[str, ...]
    filings_barred: bool
    ties: bool


def corrected(
    old: Snapshot,
    new: Snapshot,
    time: Snapshot,
    ties: Facts,
    records: Facts,
    revised_filings: Sequence[str] = (),
) -> Correction | None:
    """Stage correction, None if it would equal the stage before.

    Parameters
    ----------
    old, new : Snapshot
    time : Snapshot
        Old facts in new codes.
    ties, records : Facts
    revised_filings : sequence of str
        Old filings of which another version was learnt in between.
    """
    kept_ties, changed_ties = _kept(new.ties, old.ties, ties, TIE_EVENTS)
    kept_records, changed_records = _kept(new.records, old.records, records, RECORD_EVENTS)
    kept = (records.old_row >= 0) | records.restored
    parties = _of_records(new.parties, kept)
    enterprises = _parties_of(changed_records, kept_records, parties, time, records)
    enterprises |= _party_changes(time, parties, records.old_row[kept], new.nodes)[: len(enterprises)]
    owners = _owners(old, new)
    filing_ids = tuple(sorted({*_fresh_facts(old, new, FactKind.FILING), *revised_filings}))
    some_ties = bool(changed_ties.any() or ties.withdrawn.any())
    some_records = bool(changed_records.any() or records.withdrawn.any() or enterprises.any())
    if not (some_ties or some_records or len(owners) or filing_ids):
        return None
    snapshot = replace(time, statuses=new.statuses)
    if some_ties:
        snapshot = replace(snapshot, ties=sorted_ties(kept_ties))
    if some_records:
        items = _of_records(new.items, kept)
        snapshot = replace(snapshot, records=kept_records, parties=parties, items=items)
    if len(owners):
        snapshot = replace(snapshot, enterprises=_with_rows(time.enterprises, new.enterprises, owners))
        enterprises[owners] = True
    return Correction(
        snapshot=snapshot,
        enterprises=enterprises,
        filing_ids=filing_ids,
        filings_barred=any(_of_kind(one, FactKind.FILING).any() for one in (old, new)),
        ties=some_ties,
    )


def _kept(new: Frame, old: Frame, facts: Facts, events: tuple[str, ...]) -> tuple[Frame, Mask]:
    """Rows of facts known or restored, in the new order, events as they were; which differ from before.

    A column that is the same as before is the one of before: nothing of it is held twice.
    """
    keep = np.flatnonzero((facts.old_row >= 0) | facts.restored)
    rows = facts.old_row[keep]
    every = len(rows) == old.rows and bool((rows == np.arange(len(rows))).all())
    changed = rows < 0
    at = np.flatnonzero(~changed)
    columns: dict[str, Column] = {}
    for name, column in new.items():
        taken = _take(column, keep)
        if name in events:
            taken = old[name] if every else chosen(old[name], rows, taken)
        elif name not in _NOT_CONTENT:
            before = old[name] if every else _take(old[name], rows[at])
            differs = _differs(taken if len(at) == len(rows) else _take(taken, at), before)
            changed[at] |= differs
            taken = before if every and not differs.any() else taken
        columns[name] = taken
    return Frame(columns), changed


def _take(column: Column, rows: npt.NDArray[np.int64]) -> Column:
    return column[rows] if isinstance(column, np.ndarray) else column.take(pa.array(rows))


def _differs(one: Column, other: Column) -> Mask:
    if isinstance(one, np.ndarray):
        numbers = np.asarray(other)
        differs: Mask = one != numbers
        return differs & ~(np.isnan(one) & np.isnan(numbers)) if one.dtype.kind == "f" else differs
    if one.equals(other):
        return np.zeros(len(one), np.bool_)
    same = pc.fill_null(pc.equal(one, other), False)
    unknown = pc.and_(pc.is_null(one), pc.is_null(other))
    return ~np.asarray(pc.or_(same, unknown), dtype=np.bool_)


def _parties_of(changed: Mask, kept: Frame, parties: Frame, time: Snapshot, records: Facts) -> Mask:
    """Enterprises that a changed, restored or withdrawn record names."""
    n = time.enterprises.rows
    named = np.zeros(n, np.bool_)
    gone = records.withdrawn
    for frame, mask in ((parties, changed), (time.parties, gone)):
        codes = frame.numbers("party")[mask[frame.numbers("record")]]
        named[codes[codes < n]] = True
    return named


def _party_changes(time: Snapshot, parties: Frame, old_rows: npt.NDArray[np.int64], nodes: int) -> Mask:
    """Nodes that a known record names now and did not before, or the other way round."""
    before = _party_keys(time.parties, time.parties.numbers("record").astype(np.int64), nodes)
    record = old_rows[parties.numbers("record")]
    known = record >= 0
    now = _party_keys(parties.take(known), record[known], nodes)
    still = np.isin(time.parties.numbers("record"), old_rows[old_rows >= 0])
    difference = np.setxor1d(distinct(before[still])[0], distinct(now)[0], assume_unique=True)
    changed = np.zeros(nodes, np.bool_)
    changed[difference // len(_ROLES) % max(nodes, 1)] = True
    return changed


def _party_keys(parties: Frame, record: npt.NDArray[np.int64], nodes: int) -> npt.NDArray[np.int64]:
    words = pa.array(_ROLES, pa.large_string())
    found = pc.fill_null(pc.index_in(parties.text("role"), value_set=words), 0)
    party = parties.numbers("party").astype(np.int64)
    return (record * nodes + party) * len(_ROLES) + np.asarray(found).astype(np.int64)


def _of_records(frame: Frame, keep: Mask) -> Frame:
    """Rows of kept records, renumbered."""
    position = np.cumsum(keep) - 1
    record = frame.numbers("record")
    mine = keep[record]
    return frame.take(mine).replace(record=position[record[mine]].astype(np.int32))


def _owners(old: Snapshot, new: Snapshot) -> npt.NDArray[np.int32]:
    """Enterprises with an attribute whose status began or ended in between."""
    owners = sorted({fact.rpartition("#")[0] for fact in _fresh_facts(old, new, FactKind.ATTRIBUTE)})
    codes = new.enterprise_codes(large_text(owners))
    return np.unique(codes[codes >= 0])


def _fresh_facts(old: Snapshot, new: Snapshot, kind: FactKind) -> list[str]:
    """Facts of a kind with a status in one of the snapshots only, sorted."""
    found: set[str] = set()
    for one, other in ((new, old), (old, new)):
        known = pc.is_in(one.statuses.text("status_id"), value_set=other.statuses.text("status_id"))
        fresh = ~np.asarray(known, dtype=np.bool_) & _of_kind(one, kind)
        facts = one.statuses.text("fact_id").take(pa.array(np.flatnonzero(fresh))).to_pylist()
        found.update(fact for fact in facts if fact is not None)
    return sorted(found)


def _of_kind(snapshot: Snapshot, kind: FactKind) -> Mask:
    word = pa.scalar(kind.value, pa.large_string())
    return np.asarray(pc.equal(snapshot.statuses.text("fact_kind"), word), dtype=np.bool_)


def _with_rows(base: Frame, other: Frame, rows: npt.NDArray[np.int32]) -> Frame:
    """Base with some rows of the other frame; the head office stays, it is a tie."""
    marked = np.zeros(base.rows, np.bool_)
    marked[rows] = True
    columns: dict[str, Any] = {}
    for name, column in base.items():
        if name == "legal_person":
            columns[name] = column
        elif isinstance(column, np.ndarray):
            columns[name] = np.where(marked, other.numbers(name), column).astype(column.dtype)
        else:
            columns[name] = large_text(pc.if_else(pa.array(marked), other.text(name), column))
    return Frame(columns)
