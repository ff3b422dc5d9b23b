"""Exclusion of records and of their items; one decision from two sources goes together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gnn.signals import severities
from graph.arrays import Frame
from graph.catalogue import records as record_catalogue
from graph.domain import CENTS_UNKNOWN, DAY_OPEN, DAY_UNKNOWN, FactKind, FactState, day_number
from graph.snapshot import Snapshot
from scoring.lapsed_naming import keep_naming
from scoring.measures.days import months_before
from scoring.measures.rows import event_day
from scoring.pack_model import Pack
from scoring.pack_sections import PublicationRule


@dataclass(frozen=True, slots=True)
class RecordStatus:
    """One status in force on one fact or item."""

    fact_id: str
    item_id: str | None
    status: str
    status_id: str
    replaced_by: str | None


@dataclass(frozen=True, slots=True)
class DroppedFact:
    """One fact or item taken out; ``status_id`` None where a dated rule did it."""

    fact_kind: str
    fact_id: str
    item_id: str | None
    reason: str
    status_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutRecords:
    """Outcome of the exclusion of records.

    Attributes
    ----------
    snapshot : Snapshot
        Records, parties and items renumbered consistently.
    expired_ids : pa.LargeStringArray
        Records that a dated rule took out.
    repaired : int64, n
        Repaired records of each enterprise that no longer count.
    """

    snapshot: Snapshot
    expired_ids: pa.LargeStringArray
    repaired: np.ndarray


def exclude_records(
    snapshot: Snapshot, pack: Pack, statuses: Sequence[RecordStatus], dropped: list[DroppedFact]
) -> WithoutRecords:
    """Take out records and items, and records whose publication has ended.

    Returns
    -------
    WithoutRecords
    """
    gone = np.zeros(snapshot.records.rows, dtype=bool)
    repaired = np.zeros(snapshot.records.rows, dtype=bool)
    if statuses:
        snapshot = _by_status(snapshot, statuses, gone, repaired, dropped)
    expired = expired_records(snapshot, pack) & ~gone
    ids = snapshot.records.text("record_id").take(pa.array(np.flatnonzero(expired)))
    party, record = snapshot.parties.numbers("party"), snapshot.parties.numbers("record")
    mine = repaired[record] & (party < snapshot.enterprises.rows)
    pairs = np.unique(party[mine].astype(np.int64) * max(len(gone), 1) + record[mine]) // max(len(gone), 1)
    counts = np.bincount(pairs, minlength=snapshot.enterprises.rows).astype(np.int64)
    keep = ~(gone | expired)
    kept = keep_records(keep_naming(snapshot, expired, keep), keep)
    return WithoutRecords(snapshot=kept, expired_ids=ids, repaired=counts)


def keep_records(snapshot: Snapshot, keep: np.ndarray) -> Snapshot:
    """Snapshot of some records, parties and items renumbered; bool, one a record."""
    if keep.all():
        return snapshot
    new = np.cumsum(keep).astype(np.int32) - 1
    parties, items = snapshot.parties, snapshot.items
    parties = parties.take(keep[parties.numbers("record")])
    items = items.take(keep[items.numbers("record")])
    return replace(
        snapshot,
        records=snapshot.records.take(keep),
        parties=parties.replace(record=new[parties.numbers("record")]),
        items=items.replace(record=new[items.numbers("record")]),
    )


def _by_status(
    snapshot: Snapshot,
    statuses: Sequence[RecordStatus],
    gone: np.ndarray,
    repaired: np.ndarray,
    dropped: list[DroppedFact],
) -> Snapshot:
    records = snapshot.records
    row_of = _rows_of_ids(records.text("record_id"), [status.fact_id for status in statuses])
    replacing = {status.replaced_by for status in statuses if status.replaced_by}
    same_decision = _SameDecision(records, row_of.values())
    whole = [s for s in statuses if s.item_id is None]
    hits = [(row, status) for status in whole for row in same_decision.rows(row_of.get(status.fact_id))]
    rows = pa.array([row for row, _ in hits], pa.int64())
    for (row, status), record_id in zip(hits, records.text("record_id").take(rows).to_pylist(), strict=True):
        if record_id != status.fact_id and record_id in replacing:
            continue
        gone[row] = True
        repaired[row] |= status.status == FactState.REPAIRED
        dropped.append(DroppedFact(FactKind.RECORD, record_id, None, status.status, status.status_id))
    parts = [s for s in statuses if s.item_id is not None]
    return _without_items(snapshot, parts, row_of, same_decision, gone, dropped) if parts else snapshot


def _rows_of_ids(ids: pa.LargeStringArray, wanted: Sequence[str]) -> dict[str, int]:
    distinct = sorted(set(wanted))
    found = pc.index_in(pa.array(distinct, pa.large_string()), value_set=ids)
    return {name: row for name, row in zip(distinct, found.to_pylist(), strict=True) if row is not None}


class _SameDecision:
    """Rows of the records that carry one decision, for the decisions that matter."""

    def __init__(self, records: Frame, rows: Iterable[int]) -> None:
        chosen = np.array(sorted(set(rows)), dtype=np.int64)
        column = records.text("decision_id")
        decisions = column.take(pa.array(chosen)).to_pylist()
        self._decision = {
            int(row): name for row, name in zip(chosen, decisions, strict=True) if name is not None
        }
        wanted = pa.array(sorted(set(self._decision.values())), pa.large_string())
        members = np.flatnonzero(np.asarray(pc.is_in(column, value_set=wanted)))
        self._members: dict[str, list[int]] = {}
        for row, name in zip(members.tolist(), column.take(pa.array(members)).to_pylist(), strict=True):
            if name is not None:
                self._members.setdefault(name, []).append(row)

    def rows(self, row: int | None) -> list[int]:
        """Rows of the decision of a record, itself included; none for an unknown record."""
        if row is None:
            return []
        name = self._decision.get(row)
        return [row] if name is None else self._members[name]


class _ItemsOfRecord:
    """Item rows of each record, rising."""

    def __init__(self, record_of_item: np.ndarray) -> None:
        self._order = np.argsort(record_of_item, kind="stable")
        self._sorted = record_of_item[self._order]

    def rows(self, record: int) -> list[int]:
        """Item rows of one record."""
        start, stop = np.searchsorted(self._sorted, [record, record + 1])
        found: list[int] = self._order[start:stop].tolist()
        return found


def _without_items(
    snapshot: Snapshot,
    statuses: Sequence[RecordStatus],
    row_of: dict[str, int],
    same_decision: _SameDecision,
    gone: np.ndarray,
    dropped: list[DroppedFact],
) -> Snapshot:
    """Drop items; the remaining ones give severity, measure and amount of their record.

    A copy of the decision from another source loses the items of the same kind; a copy
    without items goes if the revoked kind is its measure. An item nobody delivered cannot
    be told from the rest, so its whole record goes: the doubt is not the enterprise's.
    """
    items, records = snapshot.items, snapshot.records
    record_of_item = items.numbers("record")
    rows_of = _rows_of_ids(items.text("item_id"), [str(status.item_id) for status in statuses])
    items_of = _ItemsOfRecord(record_of_item)
    item_gone = np.zeros(items.rows, dtype=bool)
    for status in statuses:
        item = rows_of.get(str(status.item_id))
        owner = row_of.get(status.fact_id)
        if owner is None:
            continue
        if item is None or int(record_of_item[item]) != owner:
            gone[owner] = True
            dropped.append(
                DroppedFact(FactKind.RECORD, status.fact_id, status.item_id, status.status, status.status_id)
            )
            continue
        kind = items.text("item_kind")[item].as_py()
        for row in same_decision.rows(owner):
            mine = items_of.rows(row)
            same = [i for i in mine if items.text("item_kind")[i].as_py() == kind]
            struck = [item] if row == owner else same
            item_gone[struck] = True
            if not mine and records.text("measure")[row].as_py() == kind:
                gone[row] = True
            if struck or gone[row]:
                record_id = records.text("record_id")[row].as_py()
                ids = [items.text("item_id")[i].as_py() for i in struck] or [None]
                dropped.extend(
                    DroppedFact(FactKind.RECORD, record_id, i, status.status, status.status_id) for i in ids
                )
    touched = np.unique(record_of_item[item_gone])
    kept = replace(snapshot, items=items.take(~item_gone))
    return replace(kept, records=_recomputed(kept, touched, gone))


def _recomputed(snapshot: Snapshot, touched: np.ndarray, gone: np.ndarray) -> Frame:
    """Records with severity, measure and amount of what remains of them."""
    items, records = snapshot.items, snapshot.records
    items_of = _ItemsOfRecord(items.numbers("record"))
    severities = {word: entry.severity for word, entry in record_catalogue().measures.items()}
    severity = records.numbers("severity").copy()
    amount = records.numbers("amount_cents").copy()
    measures = {}
    for row in touched.tolist():
        left = items_of.rows(row)
        if not left:
            gone[row] = True
            continue
        kinds = [items.text("item_kind")[i].as_py() for i in left]
        levels = [
            int(own) if own >= 0 else severities.get(kind, 0)
            for own, kind in zip(items.numbers("severity")[left].tolist(), kinds, strict=True)
        ]
        severity[row] = max(levels)
        measures[row] = kinds[levels.index(max(levels))]
        amounts = items.numbers("amount_cents")[left]
        amount[row] = CENTS_UNKNOWN if (amounts == CENTS_UNKNOWN).any() else int(amounts.sum())
    mask = np.zeros(records.rows, dtype=bool)
    mask[list(measures)] = True
    words = pa.array([measures[row] for row in sorted(measures)], pa.large_string())
    text = pc.replace_with_mask(records.text("measure"), pa.array(mask), words)
    return records.replace(severity=severity, amount_cents=amount, measure=text)


def expired_records(snapshot: Snapshot, pack: Pack) -> np.ndarray:
    """Records whose publication ended before t: delivered last day, else the dated rules.

    Listings in force are published as long as they last.

    Returns
    -------
    bool, one a record
    """
    records = snapshot.records
    expired = np.zeros(records.rows, dtype=bool)
    if not pack.publication.active or not records.rows:
        return expired
    as_of = day_number(snapshot.as_of)
    until = records.numbers("publication_until")
    delivered = (until != DAY_UNKNOWN) & (until != DAY_OPEN)
    expired |= delivered & (until < as_of)
    day, severity = event_day(records), severities(records, snapshot.items, {})
    published = records.numbers("published_on")
    published = np.where(published == DAY_UNKNOWN, day, published)
    open_rows = ~delivered & (until != DAY_OPEN) & (day != DAY_UNKNOWN)
    for rule in pack.publication.rules:
        fits = open_rows & _fits(records, rule, day, severity)
        begins = published if rule.counts_from == "published" else day
        expired |= fits & (begins <= months_before(as_of, rule.months))
        open_rows &= ~fits
    return np.asarray(expired & ~_listed(records, as_of))


def _fits(records: Frame, rule: PublicationRule, day: np.ndarray, severity: np.ndarray) -> np.ndarray:
    fits = np.asarray(pc.is_in(records.text("kind"), value_set=pa.array(rule.kinds, pa.large_string())))
    if rule.measures:
        measures = pa.array(rule.measures, pa.large_string())
        fits = fits & np.asarray(pc.is_in(records.text("measure"), value_set=measures))
    if rule.severity is not None:
        fits = fits & (severity >= rule.severity[0]) & (severity <= rule.severity[1])
    fits = fits & (day >= day_number(rule.since))
    return fits if rule.to is None else fits & (day <= day_number(rule.to))


def _listed(records: Frame, as_of: int) -> np.ndarray:
    listings = [kind for kind, entry in record_catalogue().kinds.items() if entry.listing]
    is_listing = np.asarray(pc.is_in(records.text("kind"), value_set=pa.array(listings, pa.large_string())))
    ended = records.numbers("ended_on")
    return np.asarray(is_listing & ((ended == DAY_UNKNOWN) | (ended > as_of)))
