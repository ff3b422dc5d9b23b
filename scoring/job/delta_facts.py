"""What a withdrawal takes out of a published snapshot, found from the facts it names alone.

Invariant: rows of records stay where they are, so that everything that points to them stays
true; a record that is gone has neither party nor item left and nobody meets it any more.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Column, Frame, large_text
from graph.domain import DAY_OPEN, DAY_UNKNOWN, FactKind, day_number
from graph.few_rows import fetch, sorted_places
from graph.filings import Filings
from graph.snapshot import Snapshot
from scoring.exclusions import DROPPED_KEYS, Excluded, exclude
from scoring.job.delta_attributes import MEASURED_ATTRIBUTES, withdrawn_columns
from scoring.job.delta_places import positions
from scoring.job.delta_refused import DeltaRefusedError
from scoring.job.delta_ties import TiesLeft, ties_gone
from scoring.migration.measures import enterprises_of_filings
from scoring.pack_model import Pack

Longs = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
_NOT_WITHDRAWN = ("repaired_facts", "legal_person")
"""Columns of enterprises that no status of an attribute makes unknown in a part."""
_CHANGED = ("severity", "amount_cents", "measure")
"""Columns of a record that may differ when an item of it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsLeft:
    """The snapshot after a withdrawal and where it differs from the one before.

    Attributes
    ----------
    snapshot : Snapshot
    filings : Filings
        Without withdrawn ones.
    decided : int64
        Records of all decisions of which a record changed, in the rows of before, rising.
    left : int64
        Those of them that are still there.
    remains : Snapshot
        Only the records left, numbered among themselves; all nodes.
    changed : int64
        Records that are gone, or of which an item is gone.
    named : int64
        Nodes that a changed record names, or named, rising.
    owners : int64
        Enterprises whose filings or attributes were withdrawn, rising.
    ties : TiesLeft
        Ties that are gone.
    covered : bool
        Whether deliveries may cover other things of an owner now.
    dropped : Frame
        Excluded facts, as ``exclude`` tells them.
    """

    snapshot: Snapshot
    filings: Filings
    decided: Longs
    left: Longs
    remains: Snapshot
    changed: Longs
    named: Longs
    owners: Longs
    ties: TiesLeft
    covered: bool
    dropped: Frame


def facts_left(
    before: Snapshot, filings: Filings, statuses: Frame, known_by: date, pack: Pack, excluded: Frame
) -> FactsLeft:
    """Take facts out of a published snapshot.

    Parameters
    ----------
    before : Snapshot
        As published, without what was excluded then.
    filings : Filings
        As then known, of the same codes.
    statuses : Frame
        Statuses that came since, as in a snapshot; one that ended by then takes nothing out.
    known_by : date
        Day of knowledge of the revision.
    pack : Pack
    excluded : Frame
        Facts that were excluded before.

    Raises
    ------
    DeltaRefusedError
        If a status is about a tie that makes a legal person, an attribute that decides more than
        own indicators, or a fact that the snapshot does not hold.
    """
    lasting = statuses.take(~ended(statuses, known_by))
    columns = withdrawn_columns(_facts_of(lasting, FactKind.ATTRIBUTE))
    decided, small = _decisions(before, lasting, known_by)
    out = exclude(small, filings, pack)
    left = decided[positions(out.snapshot.records.text("record_id"), small.records.text("record_id"))]
    gone = np.setdiff1d(decided, left)
    changed = np.union1d(gone, _changed(small, out.snapshot, decided, left))
    named = before.parties.numbers("party")[np.isin(before.parties.numbers("record"), changed)]
    return FactsLeft(
        snapshot=_with_left(before, out, statuses, known_by, decided, left),
        filings=out.filings,
        decided=decided,
        left=left,
        remains=out.snapshot,
        changed=changed,
        named=np.unique(named).astype(np.int64),
        owners=_owners(before, filings, lasting),
        ties=ties_gone(before, out),
        covered=not columns.isdisjoint(MEASURED_ATTRIBUTES),
        dropped=joined_dropped(excluded, out.dropped),
    )


def ended(statuses: Frame, known_by: date) -> Mask:
    """Whether each status has ended by a day: its fact counts again."""
    ends = statuses.numbers("ends_on")
    return np.asarray((ends != DAY_OPEN) & (ends != DAY_UNKNOWN) & (ends <= day_number(known_by)))


def _facts_of(statuses: Frame, kind: FactKind) -> pa.LargeStringArray:
    """Ids of the facts of a kind that statuses name."""
    rows = np.flatnonzero(np.asarray(pc.equal(statuses.text("fact_kind"), kind.value)))
    return statuses.text("fact_id").take(pa.array(rows))


def _decisions(before: Snapshot, statuses: Frame, known_by: date) -> tuple[Longs, Snapshot]:
    """Records of the decisions that statuses name or put in the place of one, and a snapshot of those."""
    records = before.records
    ids = _facts_of(statuses, FactKind.RECORD)
    rows = sorted_places(ids.to_pylist(), records.text("record_id"))
    if (rows < 0).any():
        raise DeltaRefusedError("a withdrawn record is none of the month's own ids")
    replaced = pc.unique(pc.drop_null(statuses.text("replaced_by"))).to_pylist()
    replacing = sorted_places(replaced, records.text("record_id"))
    rows = np.concatenate((rows, replacing[replacing >= 0]))
    decisions = pc.drop_null(records.text("decision_id").take(pa.array(rows)))
    same = np.asarray(pc.is_in(records.text("decision_id"), value_set=pc.unique(decisions), skip_nulls=True))
    decided = np.union1d(rows, np.flatnonzero(same)).astype(np.int64)
    number = np.full(records.rows, -1, np.int32)
    number[decided] = np.arange(len(decided), dtype=np.int32)

    def of(frame: Frame) -> Frame:
        at = np.flatnonzero(number[frame.numbers("record")] >= 0)
        fetch(frame.stored(), at)
        mine = frame.take(at)
        return mine.replace(record=number[mine.numbers("record")])

    fetch(records.stored(), decided)
    small = replace(
        before,
        known_by=known_by,
        records=records.take(decided),
        parties=of(before.parties),
        items=of(before.items),
        statuses=statuses,
    )
    return decided, small


def _changed(small: Snapshot, out: Snapshot, decided: Longs, left: Longs) -> Longs:
    """Records left of which an item is gone."""
    gone = ~np.asarray(pc.is_in(small.items.text("item_id"), value_set=out.items.text("item_id")))
    return np.intersect1d(decided[small.items.numbers("record")[gone]], left)


def _with_left(
    before: Snapshot, out: Excluded, statuses: Frame, known_by: date, decided: Longs, left: Longs
) -> Snapshot:
    """The whole snapshot with what is left of the decisions put in their place."""
    ours = np.zeros(before.records.rows, np.bool_)
    ours[decided] = True
    parties = _parties(before.parties, ours, out.snapshot.parties, left)
    items = _items(before.items, ours, out.snapshot.items)
    repaired = out.snapshot.enterprises.numbers("repaired_facts")
    enterprises = before.enterprises.replace(
        **{
            name: column
            for name, column in out.snapshot.enterprises.items()
            if name not in _NOT_WITHDRAWN and column is not before.enterprises[name]
        }
    )
    if repaired.any():
        enterprises = enterprises.replace(repaired_facts=enterprises.numbers("repaired_facts") + repaired)
    new: dict[str, Column] = {}
    for name in _CHANGED:
        column, words = before.records[name], out.snapshot.records[name]
        if not _take(column, left).equals(pa.array(words)):
            new[name] = patched(column, left, words)
    joined = _stacked(before.statuses, statuses)
    order = pc.sort_indices(joined.text("status_id"))
    return replace(
        before,
        known_by=known_by,
        enterprises=enterprises,
        ties=out.snapshot.ties,
        records=before.records.replace(**new) if new else before.records,
        parties=parties,
        items=items,
        statuses=joined.take(np.asarray(order)),
    )


def _take(column: Column, rows: Longs) -> pa.Array:
    return pa.array(column[rows]) if isinstance(column, np.ndarray) else column.take(pa.array(rows))


def patched(column: Column, rows: Longs, values: Column) -> Column:
    """Copy of a column with other values at some rows."""
    if isinstance(column, np.ndarray):
        whole = column.copy()
        whole[rows] = values
        return whole
    mask = np.zeros(len(column), np.bool_)
    mask[rows] = True
    order = np.argsort(rows, kind="stable")
    ordered = values.take(pa.array(order)) if not isinstance(values, np.ndarray) else values[order]
    return large_text(pc.replace_with_mask(column, pa.array(mask), ordered))


def _parties(whole: Frame, ours: Any, fresh: Frame, left: Longs) -> Frame:
    """Parties of the other records and the fresh ones of ours, in the order of records."""
    mine = ours[whole.numbers("record")]
    if not fresh.rows:
        return whole.take(~mine)
    fresh = fresh.replace(record=left[fresh.numbers("record")].astype(np.int32))
    joined = _stacked(whole.take(~mine), fresh)
    return joined.take(np.argsort(joined.numbers("record"), kind="stable"))


def _items(whole: Frame, ours: Any, fresh: Frame) -> Frame:
    """Items without those of our records that are gone."""
    mine = np.flatnonzero(ours[whole.numbers("record")])
    ids = whole.text("item_id").take(pa.array(mine))
    gone = mine[~np.asarray(pc.is_in(ids, value_set=fresh.text("item_id")))]
    return whole if not len(gone) else whole.take(np.delete(np.arange(whole.rows), gone))


def _stacked(one: Frame, other: Frame) -> Frame:
    return Frame(
        {
            name: np.concatenate([column, other.numbers(name)])
            if isinstance(column, np.ndarray)
            else pa.concat_arrays([column, other.text(name)])
            for name, column in one.items()
        }
    )


def _owners(before: Snapshot, filings: Filings, statuses: Frame) -> Longs:
    """Enterprises of withdrawn filings and attributes."""
    ids = _facts_of(statuses, FactKind.FILING).to_pylist()
    found = enterprises_of_filings(filings, ids, before.enterprises.rows)
    named = [fact.rpartition("#")[0] for fact in _facts_of(statuses, FactKind.ATTRIBUTE).to_pylist()]
    codes = before.enterprise_codes(named) if named else np.zeros(0, np.int32)
    return np.union1d(np.flatnonzero(found), codes[codes >= 0]).astype(np.int64)


def joined_dropped(excluded: Frame, dropped: Frame) -> Frame:
    """Excluded facts and a few more, both in their order, put among them."""

    def key(frame: Frame, row: int) -> tuple[tuple[bool, str], ...]:
        words = [frame.text(name)[row].as_py() for name in DROPPED_KEYS]
        return tuple((word is not None, word or "") for word in words)

    known = range(excluded.rows)
    found = [
        bisect_right(known, key(dropped, row), key=partial(key, excluded)) for row in range(dropped.rows)
    ]
    at = np.array(found, np.int64)
    order = np.insert(np.arange(excluded.rows), at, excluded.rows + np.arange(dropped.rows))
    return _stacked(excluded, dropped).take(order)
