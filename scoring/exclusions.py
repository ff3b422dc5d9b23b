"""Facts that are no basis (seed XJ art. 10), taken out before anything is measured.

Everything downstream (indicators, classes, propagation, clusters, training) reads the
snapshot and filings returned here, so an excluded fact is gone from neighbours' scores
too. Node codes stay the same; records, parties and items are renumbered together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.columns import ColumnType
from graph.domain import (
    CENTS_UNKNOWN,
    DAY_OPEN,
    DAY_UNKNOWN,
    TIE_KINDS,
    EnterpriseStatus,
    FactKind,
    FactState,
    TieKind,
    day_number,
)
from graph.filings import Filings
from graph.snapshot import Snapshot
from graph.tables import ENTERPRISES
from scoring.excluded_records import DroppedFact, RecordStatus, exclude_records
from scoring.pack_model import Pack

ARTICLES: dict[str, str] = {
    FactState.REVOKED: "XJ art. 10(1)",
    FactState.PARTLY_REVOKED: "XJ art. 10(1)",
    FactState.CHANGED: "XJ art. 10(2)",
    FactState.WRONG: "XJ art. 10(3)",
    FactState.VOID_FROM_START: "XJ art. 10(3)",
    FactState.OBJECTED: "XJ art. 10(4)",
    FactState.BARRED: "XJ art. 10(5)",
    FactState.REPAIRED: "credit repair",
    "expired": "end of publication",
}
"""Ground of each reason; the last two are rules of their own that a pack switches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """What may be used, and what was taken out.

    Attributes
    ----------
    snapshot : Snapshot
        Same node codes; ``enterprises`` carries ``repaired_facts`` (int64) besides.
    filings : Filings
    dropped : Frame, sorted by (fact_kind, fact_id, item_id, reason, status_id)
        text fact_kind, fact_id, item_id, reason (a status, or ``expired``), article,
        status_id (null for ``expired``).
    """

    snapshot: Snapshot
    filings: Filings
    dropped: Frame


def exclude(snapshot: Snapshot, filings: Filings, pack: Pack) -> Excluded:
    """Take out every fact that is no basis on t.

    Parameters
    ----------
    snapshot : Snapshot
        Its statuses are those known and effective by ``known_by``.
    filings : Filings
    pack : Pack
        Switches of repair and end of publication.

    Returns
    -------
    Excluded
    """
    statuses = _in_force(snapshot, pack)
    dropped: list[DroppedFact] = []
    snapshot = _without_attributes(snapshot, _of_kind(statuses, FactKind.ATTRIBUTE), dropped)
    snapshot = _without_ties(snapshot, _of_kind(statuses, FactKind.TIE), dropped)
    records = exclude_records(snapshot, pack, _of_kind(statuses, FactKind.RECORD), dropped)
    dropped.extend(
        DroppedFact(FactKind.FILING, s.fact_id, None, s.status, s.status_id)
        for s in _of_kind(statuses, FactKind.FILING)
    )
    enterprises = records.snapshot.enterprises.replace(repaired_facts=records.repaired)
    return Excluded(
        snapshot=replace(records.snapshot, enterprises=enterprises),
        filings=filings_left(snapshot, filings, pack),
        dropped=_dropped_frame(dropped, records.expired_ids),
    )


def filings_left(snapshot: Snapshot, filings: Filings, pack: Pack) -> Filings:
    """Filings without those that are no basis on the snapshot's day of knowledge."""
    gone = frozenset(status.fact_id for status in _of_kind(_in_force(snapshot, pack), FactKind.FILING))
    return FilingsWithout(filings, gone) if gone else filings


def _in_force(snapshot: Snapshot, pack: Pack) -> list[tuple[str, RecordStatus]]:
    """Statuses that exclude on the day of knowledge: an objection ends when it is lifted."""
    frame, day = snapshot.statuses, day_number(snapshot.known_by)
    ends = frame.numbers("ends_on")
    lifted = (ends != DAY_OPEN) & (ends != DAY_UNKNOWN) & (ends <= day)
    rows = np.flatnonzero(~lifted & (frame.numbers("effective_on") <= day))
    columns = ("fact_kind", "fact_id", "item_id", "status", "status_id", "replaced_by")
    chosen = pa.array(rows)
    lists = [frame.text(name).take(chosen).to_pylist() for name in columns]
    found = []
    for kind, fact, item, status, status_id, replaced_by in zip(*lists, strict=True):
        if status == FactState.REPAIRED and not pack.repair.active:
            continue
        found.append((kind, RecordStatus(fact, item, status, status_id, replaced_by)))
    return found


def _of_kind(statuses: Sequence[tuple[str, RecordStatus]], kind: FactKind) -> list[RecordStatus]:
    return [status for fact_kind, status in statuses if fact_kind == kind]


def _without_attributes(
    snapshot: Snapshot, statuses: Sequence[RecordStatus], dropped: list[DroppedFact]
) -> Snapshot:
    """Attributes become unknown; ``fact_id`` is ``enterprise_id#column``."""
    if not statuses:
        return snapshot
    targets: dict[str, list[str]] = {}
    for status in statuses:
        owner, _, column = status.fact_id.rpartition("#")
        if column in ENTERPRISES.names and column != ENTERPRISES.key:
            targets.setdefault(column, []).append(owner)
            dropped.append(
                DroppedFact(FactKind.ATTRIBUTE, status.fact_id, None, status.status, status.status_id)
            )
    enterprises = snapshot.enterprises
    for column, owners in sorted(targets.items()):
        codes = snapshot.enterprise_codes(pa.array(sorted(set(owners)), pa.large_string()))
        enterprises = _set_unknown(enterprises, column, codes[codes >= 0])
    return replace(snapshot, enterprises=enterprises)


def _set_unknown(enterprises: Frame, column: str, codes: np.ndarray) -> Frame:
    if column == "legal_person_id":
        head = enterprises.numbers("legal_person").copy()
        head[codes] = codes
        return enterprises.replace(legal_person=head)
    kind = ENTERPRISES.column(column).kind
    if kind is ColumnType.TEXT:
        mask = np.zeros(enterprises.rows, dtype=bool)
        mask[codes] = True
        word = EnterpriseStatus.UNKNOWN.value if column == "status" else None
        text = pc.if_else(pa.array(mask), pa.scalar(word, pa.large_string()), enterprises.text(column))
        return enterprises.replace(**{column: text})
    values = enterprises.numbers(column).copy()
    values[codes] = {ColumnType.DAY: DAY_UNKNOWN, ColumnType.CENTS: CENTS_UNKNOWN, ColumnType.FLAG: -1}[kind]
    return enterprises.replace(**{column: values})


def _without_ties(
    snapshot: Snapshot, statuses: Sequence[RecordStatus], dropped: list[DroppedFact]
) -> Snapshot:
    """Ties vanish as if never seen; a branch whose only tie goes is a unit of its own."""
    if not statuses:
        return snapshot
    ids = pa.array(sorted({status.fact_id for status in statuses}), pa.large_string())
    gone = np.asarray(pc.is_in(snapshot.ties.text("tie_id"), value_set=ids))
    dropped.extend(DroppedFact(FactKind.TIE, s.fact_id, None, s.status, s.status_id) for s in statuses)
    if not gone.any():
        return snapshot
    kind, source, target = (snapshot.ties.numbers(name) for name in ("kind", "src", "dst"))
    head = snapshot.enterprises.numbers("legal_person").copy()
    branch = kind == TIE_KINDS.index(TieKind.BRANCH_OF)
    lost = branch & gone & (source < len(head))
    lost[lost] = head[source[lost]] == target[lost]
    kept_pairs = set(zip(source[branch & ~gone].tolist(), target[branch & ~gone].tolist(), strict=True))
    for row in np.flatnonzero(lost).tolist():
        if (int(source[row]), int(target[row])) not in kept_pairs:
            head[source[row]] = source[row]
    return replace(
        snapshot, ties=snapshot.ties.take(~gone), enterprises=snapshot.enterprises.replace(legal_person=head)
    )


class FilingsWithout:
    """Filings without some rows; implements ``Filings``.

    Parameters
    ----------
    base : Filings
    excluded : frozenset of filing ids
    """

    def __init__(self, base: Filings, excluded: frozenset[str]) -> None:
        self._base = base
        self._ids = pa.array(sorted(excluded), pa.large_string())

    def table(self, name: str, columns: Sequence[str]) -> Frame:
        """Rows of a table in the order of (enterprise, filed_on, filing_id)."""
        frame = self._base.table(name, list(dict.fromkeys((*columns, "filing_id"))))
        gone = np.asarray(pc.is_in(frame.text("filing_id"), value_set=self._ids))
        if gone.any():
            frame = frame.take(~gone)
        if "filing_id" in columns:
            return frame
        return Frame({column: frame[column] for column in frame if column != "filing_id"})


def _dropped_frame(dropped: Sequence[DroppedFact], expired: pa.LargeStringArray) -> Frame:
    by_status = {
        "fact_kind": [str(row.fact_kind) for row in dropped],
        "fact_id": [row.fact_id for row in dropped],
        "item_id": [row.item_id for row in dropped],
        "reason": [str(row.reason) for row in dropped],
        "article": [ARTICLES[row.reason] for row in dropped],
        "status_id": [row.status_id for row in dropped],
    }
    nothing = pa.nulls(len(expired), pa.large_string())
    by_rule = {
        "fact_kind": _repeated(FactKind.RECORD.value, len(expired)),
        "fact_id": expired,
        "item_id": nothing,
        "reason": _repeated("expired", len(expired)),
        "article": _repeated(ARTICLES["expired"], len(expired)),
        "status_id": nothing,
    }
    columns = {
        name: pa.concat_arrays([pa.array(values, pa.large_string()), by_rule[name]])
        for name, values in by_status.items()
    }
    frame = Frame(columns)
    return frame.take(dropped_order(frame))


DROPPED_KEYS = ("fact_kind", "fact_id", "item_id", "reason", "status_id")
"""Columns that order the rows of ``Excluded.dropped``, nulls first."""


def dropped_order(dropped: Frame) -> np.ndarray:
    """Order of the rows of ``Excluded.dropped``, int64."""
    keys = [(name, "ascending", "at_start") for name in DROPPED_KEYS]
    table = pa.table({name: dropped.text(name) for name in DROPPED_KEYS})
    return np.asarray(pc.sort_indices(table, sort_keys=keys)).astype(np.int64)


def _repeated(word: str, count: int) -> pa.LargeStringArray:
    return pa.repeat(pa.scalar(word, pa.large_string()), count)
