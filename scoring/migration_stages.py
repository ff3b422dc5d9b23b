"""Snapshots between two months: old facts in this month's codes, new ones put in by and by.

Stages, each with everything of the stage before:

1. time: facts of last month's snapshot on this month's day;
2. correction: contents that changed, facts that were withdrawn or restored, attributes
   under a status;
3. fact: new records and what became of known ones (ended, decided), attributes, coverage;
4. this month's snapshot itself, which adds the ties.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Column, Frame, large_text
from graph.domain import FactKind, day_number
from graph.snapshot import Snapshot

Rows = npt.NDArray[np.int64]
RECORD_EVENTS = ("ended_on", "publication_until", "outcome")
"""Columns in which a record goes on by itself: a change is news, not a correction."""
TIE_EVENTS = ("valid_to", "left_on")
"""Columns in which a tie ends: a change of ties, not a correction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSnapshots:
    """Snapshots of the stages in this month's codes.

    Attributes
    ----------
    before : Snapshot
        Old facts on the old day.
    time : Snapshot
        Old facts on this month's day.
    correction : Snapshot or None
        None if nothing was corrected, withdrawn or restored.
    fact : Snapshot
        This month's snapshot with the ties of the stage before.
    """

    before: Snapshot
    time: Snapshot
    correction: Snapshot | None
    fact: Snapshot


def stage_snapshots(old: Snapshot, new: Snapshot) -> StageSnapshots:
    """Build the stages between two months.

    Parameters
    ----------
    old, new : Snapshot
        Both without excluded facts; old ids are known in ``new`` (ids never disappear).
    """
    nodes = _node_codes(old, new)
    ties = _Facts.of(old.ties.text("tie_id"), new.ties.text("tie_id"), new.ties, old)
    records = _Facts.of(old.records.text("record_id"), new.records.text("record_id"), new.records, old)
    enterprises = _old_enterprises(old, new, nodes)
    old_ties = _sorted_ties(_recoded_ties(old, new, ties, nodes))
    old_records, old_parties = old.records, _recoded_parties(old, nodes)
    time = replace(
        new,
        enterprises=enterprises,
        ties=old_ties,
        records=old_records,
        parties=old_parties,
        items=old.items,
        statuses=old.statuses,
        coverage=_old_coverage(old, new),
    )
    before = replace(time, as_of=old.as_of, known_by=old.known_by, coverage=old.coverage)
    correction = _corrected(old, new, time, ties, records)
    reached = correction or time
    fact = replace(
        new,
        ties=reached.ties,
        enterprises=new.enterprises.replace(legal_person=enterprises.numbers("legal_person")),
    )
    return StageSnapshots(before=before, time=time, correction=correction, fact=fact)


@dataclass(frozen=True, slots=True)
class _Facts:
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
    ) -> _Facts:
        found = pc.fill_null(pc.index_in(old_ids, value_set=new_ids), -1)
        new_row = np.asarray(found).astype(np.int64)
        old_row = np.full(len(new_ids), -1, np.int64)
        known = np.flatnonzero(new_row >= 0)
        old_row[new_row[known]] = known
        late = new.numbers("entered_on") > day_number(min(old.known_by, old.as_of))
        return cls(new_row, old_row, (old_row < 0) & ~late)

    @property
    def withdrawn(self) -> npt.NDArray[np.bool_]:
        """Old rows that are no longer there."""
        return self.new_row < 0


def _node_codes(old: Snapshot, new: Snapshot) -> npt.NDArray[np.int32]:
    """New code of each old node, -1 for one that is gone."""
    starts = list(new.node_starts.values())
    names = ("person_id", "place_id", "contact_id")
    parts = [new.enterprise_codes(old.enterprises.text("enterprise_id"))]
    for name, start, before, now in zip(
        names,
        starts[1:],
        (old.persons, old.places, old.contacts),
        (new.persons, new.places, new.contacts),
        strict=True,
    ):
        found = np.asarray(pc.fill_null(pc.index_in(before.text(name), value_set=now.text(name)), -1))
        parts.append(np.where(found >= 0, found + start, -1).astype(np.int32))
    return np.concatenate(parts).astype(np.int32)


def _old_enterprises(old: Snapshot, new: Snapshot, nodes: npt.NDArray[np.int32]) -> Frame:
    """Old attributes by new code; an enterprise of this month has its own, but no head office."""
    rows = np.full(new.enterprises.rows, -1, np.int64)
    codes = nodes[: old.enterprises.rows]
    rows[codes[codes >= 0]] = np.flatnonzero(codes >= 0)
    there = rows >= 0
    own = np.arange(new.enterprises.rows, dtype=np.int32)
    columns: dict[str, Any] = {}
    for name, column in new.enterprises.items():
        if name == "legal_person":
            if old.enterprises.rows:
                head = nodes[old.enterprises.numbers(name)[np.maximum(rows, 0)]]
                columns[name] = np.where(there & (head >= 0), head, own).astype(np.int32)
            else:
                columns[name] = own
        elif name == "enterprise_id" or name not in old.enterprises:
            columns[name] = column
        else:
            columns[name] = _chosen(old.enterprises[name], rows, column)
    return Frame(columns)


def _chosen(old: Column, rows: Rows, new: Column) -> Column:
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


def _recoded_ties(old: Snapshot, new: Snapshot, facts: _Facts, nodes: npt.NDArray[np.int32]) -> Frame:
    """Old ties in new codes: by this month's ends where the tie is still known."""
    known = facts.new_row >= 0
    columns: dict[str, Any] = {name: old.ties[name] for name in old.ties}
    for name in ("src", "dst"):
        codes = nodes[old.ties.numbers(name)]
        codes[known] = new.ties.numbers(name)[facts.new_row[known]]
        columns[name] = codes
    frame = Frame(columns)
    lost = (columns["src"] < 0) | (columns["dst"] < 0)
    return frame.take(~lost) if lost.any() else frame


def _sorted_ties(ties: Frame) -> Frame:
    """Ties in the order of a snapshot; codes that merged may have moved some."""
    kind, src, dst = (ties.numbers(name).astype(np.int64) for name in ("kind", "src", "dst"))
    rises = (np.diff(kind) > 0) | (
        (np.diff(kind) == 0) & ((np.diff(src) > 0) | ((np.diff(src) == 0) & (np.diff(dst) >= 0)))
    )
    return ties if rises.all() else ties.take(np.lexsort((dst, src, kind)))


def _recoded_parties(old: Snapshot, nodes: npt.NDArray[np.int32]) -> Frame:
    party = nodes[old.parties.numbers("party")]
    frame = old.parties.replace(party=party)
    return frame.take(party >= 0) if (party < 0).any() else frame


def _old_coverage(old: Snapshot, new: Snapshot) -> Frame:
    """Coverage that goes on: a later delivery of what was covered before is no news."""
    before, now = _coverage_keys(old.coverage), _coverage_keys(new.coverage)
    goes_on = np.asarray(pc.is_in(now, value_set=before), dtype=np.bool_)
    if goes_on.all() and np.asarray(pc.is_in(before, value_set=now), dtype=np.bool_).all():
        return new.coverage
    ended = ~np.asarray(pc.is_in(before, value_set=now), dtype=np.bool_)
    return _stacked(new.coverage.take(goes_on), old.coverage.take(ended))


def _coverage_keys(coverage: Frame) -> pa.LargeStringArray:
    parts = [pc.fill_null(coverage.text(name), "") for name in ("covered", "origin", "region")]
    return pc.binary_join_element_wise(*parts, pa.scalar("\x1f", pa.large_string()))


def _corrected(
    old: Snapshot, new: Snapshot, time: Snapshot, ties: _Facts, records: _Facts
) -> Snapshot | None:
    """Stage correction, None if it would equal the stage before."""
    tie_frame = _corrected_facts(new.ties, old.ties, ties, TIE_EVENTS)
    record_frame = _corrected_facts(new.records, old.records, records, RECORD_EVENTS)
    owners = _status_owners(old, new)
    same_parties = _same_parties(old, new, time, records)
    if tie_frame is None and record_frame is None and not len(owners) and same_parties:
        return None
    changed = time
    if tie_frame is not None:
        changed = replace(changed, ties=_sorted_ties(tie_frame))
    if record_frame is not None or not same_parties:
        keep = (records.old_row >= 0) | records.restored
        frame = (
            record_frame
            if record_frame is not None
            else _kept(new.records, old.records, records, RECORD_EVENTS)
        )
        changed = replace(
            changed,
            records=frame,
            parties=_of_records(new.parties, keep),
            items=_of_records(new.items, keep),
        )
    if len(owners):
        changed = replace(changed, enterprises=_with_rows(time.enterprises, new.enterprises, owners))
    return replace(changed, statuses=new.statuses)


def _corrected_facts(new: Frame, old: Frame, facts: _Facts, events: tuple[str, ...]) -> Frame | None:
    """New contents of known facts but for their events; None if nothing differs."""
    frame = _kept(new, old, facts, events)
    if facts.withdrawn.any() or facts.restored.any():
        return frame
    before = old.take(facts.old_row[facts.old_row >= 0])
    same = all(
        _equal(frame[name], before[name])
        for name in frame
        if name not in (*events, "src", "dst", "entered_on")
    )
    return None if same else frame


def _kept(new: Frame, old: Frame, facts: _Facts, events: tuple[str, ...]) -> Frame:
    """Rows of facts known or restored, in the new order, events as they were."""
    keep = (facts.old_row >= 0) | facts.restored
    frame = new.take(keep)
    rows = facts.old_row[keep]
    return frame.replace(**{name: _chosen(old[name], rows, frame[name]) for name in events})


def _equal(one: Column, other: Column) -> bool:
    if isinstance(one, np.ndarray):
        numbers = np.asarray(other)
        return bool(np.array_equal(one, numbers, equal_nan=one.dtype.kind == "f"))
    return bool(one.equals(other))


def _same_parties(old: Snapshot, new: Snapshot, time: Snapshot, records: _Facts) -> bool:
    """Whether known records name whom they named before."""
    mine = records.old_row[new.parties.numbers("record")] >= 0
    now = new.parties.take(mine)
    if now.rows != time.parties.rows:
        return False
    record = records.old_row[now.numbers("record")]
    order = np.lexsort((now.numbers("party"), record))
    before = np.lexsort((time.parties.numbers("party"), time.parties.numbers("record")))
    return bool(
        np.array_equal(record[order], time.parties.numbers("record")[before])
        and np.array_equal(now.numbers("party")[order], time.parties.numbers("party")[before])
        and now.text("role").take(pa.array(order)).equals(time.parties.text("role").take(pa.array(before)))
    )


def _of_records(frame: Frame, keep: npt.NDArray[np.bool_]) -> Frame:
    """Rows of kept records, renumbered."""
    position = np.cumsum(keep) - 1
    record = frame.numbers("record")
    mine = keep[record]
    return frame.take(mine).replace(record=position[record[mine]].astype(np.int32))


def _status_owners(old: Snapshot, new: Snapshot) -> npt.NDArray[np.int32]:
    """Enterprises with an attribute whose status began or ended in between."""
    found = []
    for one, other in ((new, old), (old, new)):
        ids = one.statuses.text("status_id")
        fresh = ~np.asarray(pc.is_in(ids, value_set=other.statuses.text("status_id")), dtype=np.bool_)
        kind = pa.scalar(FactKind.ATTRIBUTE.value, pa.large_string())
        fresh &= np.asarray(pc.equal(one.statuses.text("fact_kind"), kind), dtype=np.bool_)
        facts = one.statuses.text("fact_id").take(pa.array(np.flatnonzero(fresh))).to_pylist()
        found += [fact.rpartition("#")[0] for fact in facts if fact is not None]
    codes = new.enterprise_codes(large_text(sorted(set(found))))
    return np.unique(codes[codes >= 0])


def _with_rows(base: Frame, other: Frame, rows: npt.NDArray[np.int32]) -> Frame:
    """Base with some rows of the other frame; the head office stays, it is a tie."""
    chosen = np.zeros(base.rows, np.bool_)
    chosen[rows] = True
    columns: dict[str, Any] = {}
    for name, column in base.items():
        if name == "legal_person":
            columns[name] = column
        elif isinstance(column, np.ndarray):
            columns[name] = np.where(chosen, other.numbers(name), column).astype(column.dtype)
        else:
            columns[name] = large_text(pc.if_else(pa.array(chosen), other.text(name), column))
    return Frame(columns)


def _stacked(one: Frame, other: Frame) -> Frame:
    return Frame(
        {
            name: np.concatenate([column, other.numbers(name)])
            if isinstance(column, np.ndarray)
            else pa.concat_arrays([column, other.text(name)])
            for name, column in one.items()
        }
    )
