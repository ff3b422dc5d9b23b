"""Stage correction between two months: contents that changed, facts withdrawn or restored."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Column, Frame, large_text
from graph.domain import FactKind
from graph.snapshot import Snapshot
from scoring.migration_facts import Facts, chosen, sorted_ties

RECORD_EVENTS = ("ended_on", "publication_until", "outcome")
"""Columns in which a record goes on by itself: a change is news, not a correction."""
TIE_EVENTS = ("valid_to", "left_on")
"""Columns in which a tie ends: a change of ties, not a correction."""


def corrected(old: Snapshot, new: Snapshot, time: Snapshot, ties: Facts, records: Facts) -> Snapshot | None:
    """Stage correction, None if it would equal the stage before."""
    tie_frame = _corrected_facts(new.ties, old.ties, ties, TIE_EVENTS)
    record_frame = _corrected_facts(new.records, old.records, records, RECORD_EVENTS)
    owners = _status_owners(old, new)
    same_parties = _same_parties(old, new, time, records)
    if tie_frame is None and record_frame is None and not len(owners) and same_parties:
        return None
    changed = time
    if tie_frame is not None:
        changed = replace(changed, ties=sorted_ties(tie_frame))
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


def _corrected_facts(new: Frame, old: Frame, facts: Facts, events: tuple[str, ...]) -> Frame | None:
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


def _kept(new: Frame, old: Frame, facts: Facts, events: tuple[str, ...]) -> Frame:
    """Rows of facts known or restored, in the new order, events as they were."""
    keep = (facts.old_row >= 0) | facts.restored
    frame = new.take(keep)
    rows = facts.old_row[keep]
    return frame.replace(**{name: chosen(old[name], rows, frame[name]) for name in events})


def _equal(one: Column, other: Column) -> bool:
    if isinstance(one, np.ndarray):
        numbers = np.asarray(other)
        return bool(np.array_equal(one, numbers, equal_nan=one.dtype.kind == "f"))
    return bool(one.equals(other))


def _same_parties(old: Snapshot, new: Snapshot, time: Snapshot, records: Facts) -> bool:
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
