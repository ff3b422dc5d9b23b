"""Statuses of facts as of a day, chosen here from all versions of the statuses in question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.domain import FactKind, FactState
from graph.store.neo4j.days import date_of
from graph.store.neo4j.moments import Moment
from graph.store.neo4j.transaction import ReadTransaction
from graph.store.protocol import StatusMark


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusVersion:
    """One version of a status; days as they are stored."""

    status_id: str
    fact_id: str
    fact_kind: str
    item_id: str | None
    status: str
    effective_on: int | None
    ends_on: int | None
    known_on: int
    batch_seq: int

    def in_force(self, day: int) -> bool:
        """True from the day it is effective until the day it ends."""
        begun = self.effective_on is not None and self.effective_on <= day
        return begun and (self.ends_on is None or self.ends_on > day)


def read_marks(
    database: ReadTransaction, fact_ids: Sequence[str], moment: Moment, kind: FactKind | None
) -> dict[str, list[StatusMark]]:
    """Statuses in force by fact id; see ``FactStore.statuses``."""
    wanted = set(fact_ids)
    if not wanted:
        return {}
    versions = _versions(database.columns("read.store_statuses", asked={"fact_ids": sorted(wanted)}))
    found: dict[str, list[StatusMark]] = {}
    for one in sorted(known(versions, moment), key=_order):
        effective_on = None if one.effective_on is None else date_of(one.effective_on)
        if one.fact_id not in wanted or kind not in (None, one.fact_kind) or not one.in_force(moment.day):
            continue
        if effective_on is not None:
            mark = StatusMark(
                status=FactState(one.status),
                effective_on=effective_on,
                ends_on=None if one.ends_on is None else date_of(one.ends_on),
                item_id=one.item_id,
            )
            found.setdefault(one.fact_id, []).append(mark)
    return found


def read_void_statuses(database: ReadTransaction) -> list[StatusVersion]:
    """All versions of the statuses that ever called a tie void, published or not."""
    return _versions(
        database.columns(
            "read.store_void_statuses",
            status_word=FactState.VOID_FROM_START.value,
            tie_word=FactKind.TIE.value,
        )
    )


def void_on(versions: Iterable[StatusVersion], moment: Moment) -> frozenset[str]:
    """Ids of the ties that are void on a day."""
    return frozenset(
        one.fact_id
        for one in known(versions, moment)
        if (one.status, one.fact_kind) == (FactState.VOID_FROM_START, FactKind.TIE)
        and one.in_force(moment.day)
    )


def known(versions: Iterable[StatusVersion], moment: Moment) -> list[StatusVersion]:
    """The version of each status that counts by a day of knowledge."""
    latest: dict[str, StatusVersion] = {}
    for one in versions:
        if one.known_on > moment.known_by or one.batch_seq > moment.batches:
            continue
        held = latest.get(one.status_id)
        if held is None or (held.known_on, held.batch_seq) < (one.known_on, one.batch_seq):
            latest[one.status_id] = one
    return list(latest.values())


def _order(one: StatusVersion) -> tuple[int, bytes]:
    return (one.effective_on or 0, one.status_id.encode())


def _versions(columns: Mapping[str, Sequence[object]]) -> list[StatusVersion]:
    rows = zip(*(columns[name] for name in StatusVersion.__slots__), strict=True)
    return [StatusVersion(**dict(zip(StatusVersion.__slots__, row, strict=True))) for row in rows]
