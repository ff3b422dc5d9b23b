"""Facts as they would be if something were otherwise: what a what-if changes before it computes.

Nothing is written. A withdrawn fact goes through the same exclusion as a real withdrawal; a
tie that ends is learnt on the month's day, so no degree that a later tie made changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame, large_text
from graph.domain import DAY_OPEN, TIE_KINDS, FactKind, FactState, RiskClass, TieKind, day_number
from graph.errors import InputError, NotFoundError
from graph.filings import Filings, MemoryFilings
from graph.snapshot import Snapshot
from scoring.exclusions import Excluded, exclude
from scoring.pack_model import Pack

_STATUS_ID = "supposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TieEnds:
    """A tie ended on a day, at the latest the month's own."""

    tie_id: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FactGoes:
    """A record or tie is withdrawn, as if it had never been known."""

    kind: FactKind
    fact_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyOfClass:
    """Another enterprise has this standalone class, whatever its own records say."""

    enterprise_id: str
    risk_class: RiskClass


Supposition = TieEnds | FactGoes | PartyOfClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """What is otherwise.

    Attributes
    ----------
    snapshot : with other ties, the same node codes and records as before
    ties_differ : bool
    records : ids of the records that go, the others of their decisions among them
    classes : class by enterprise code
    """

    snapshot: Snapshot
    ties_differ: bool
    records: tuple[str, ...]
    classes: dict[int, RiskClass]


def suppose(snapshot: Snapshot, pack: Pack, suppositions: Sequence[Supposition]) -> Supposed:
    """Facts of a month with some of them otherwise.

    Parameters
    ----------
    snapshot : Snapshot
        Of a published month, without excluded facts.
    pack : Pack
    suppositions : sequence of Supposition
        At least one.

    Raises
    ------
    NotFoundError
        If the month does not count such a fact or enterprise.
    InputError
        If nothing is supposed, a tie cannot end on that day, or a fact of that kind cannot go.
    """
    if not suppositions:
        raise InputError("expected at least one supposition, got none: name a tie, a record or a party")
    changed = _with_ends(snapshot, [one for one in suppositions if isinstance(one, TieEnds)])
    gone = [one for one in suppositions if isinstance(one, FactGoes)]
    rows = {one: _row_of_fact(snapshot, one) for one in gone}
    changed = _without_ties(changed, [one.fact_id for one in gone if one.kind is FactKind.TIE], pack)
    codes = {one.enterprise_id: one.risk_class for one in suppositions if isinstance(one, PartyOfClass)}
    return Supposed(
        snapshot=changed,
        ties_differ=changed is not snapshot,
        records=_of_their_decisions(
            snapshot, [row for one, row in rows.items() if one.kind is FactKind.RECORD]
        ),
        classes={_code(snapshot, name): risk_class for name, risk_class in codes.items()},
    )


def without_records(snapshot: Snapshot, filings: Filings, pack: Pack, records: Sequence[str]) -> Excluded:
    """Take records out of a snapshot (or a part of one) as a withdrawal would.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    filings : Filings
        Of its codes; what the month excludes is excluded here.
    pack : Pack
    records : ids
    """
    of_filings = np.asarray(pc.equal(snapshot.statuses.text("fact_kind"), FactKind.FILING.value))
    goes = [FactGoes(kind=FactKind.RECORD, fact_id=name) for name in records]
    statuses = _with_statuses(snapshot.statuses.take(of_filings), snapshot, goes)
    found = exclude(replace(snapshot, statuses=statuses), filings, pack)
    return replace(found, snapshot=_as_repaired_before(found.snapshot, snapshot))


def _without_ties(snapshot: Snapshot, ties: Sequence[str], pack: Pack) -> Snapshot:
    """Snapshot in which some ties never were; records are not looked at."""
    if not ties:
        return snapshot
    goes = [FactGoes(kind=FactKind.TIE, fact_id=name) for name in ties]
    nothing = np.zeros(0, np.int64)
    frames = {name: getattr(snapshot, name).take(nothing) for name in ("records", "parties", "items")}
    statuses = _with_statuses(snapshot.statuses.take(nothing), snapshot, goes)
    found = exclude(replace(snapshot, statuses=statuses, **frames), MemoryFilings({}), pack).snapshot
    kept = _as_repaired_before(found, snapshot)
    return replace(snapshot, ties=kept.ties, enterprises=kept.enterprises)


def _as_repaired_before(snapshot: Snapshot, before: Snapshot) -> Snapshot:
    """Nothing that is supposed repairs a record."""
    repaired = {name: before.enterprises[name] for name in ("repaired_facts",) if name in before.enterprises}
    return replace(snapshot, enterprises=snapshot.enterprises.replace(**repaired))


def _of_their_decisions(snapshot: Snapshot, rows: Sequence[int]) -> tuple[str, ...]:
    """Ids of some records and of all others of their decisions: they go together."""
    if not rows:
        return ()
    records, chosen = snapshot.records, pa.array(rows, pa.int64())
    decisions = pc.drop_null(records.text("decision_id").take(chosen))
    same = np.flatnonzero(
        np.asarray(pc.is_in(records.text("decision_id"), value_set=decisions, skip_nulls=True))
    )
    return tuple(records.text("record_id").take(pa.array(np.union1d(rows, same))).to_pylist())


def _code(snapshot: Snapshot, enterprise_id: str) -> int:
    place = snapshot.enterprises.place("enterprise_id", enterprise_id)
    code = int(snapshot.enterprise_codes(large_text([enterprise_id]))[0]) if place is None else place
    if code < 0:
        raise NotFoundError(f"expected an enterprise of the month, got {enterprise_id!r}", id=enterprise_id)
    return code


def _row_of_fact(snapshot: Snapshot, fact: FactGoes) -> int:
    if fact.kind not in (FactKind.RECORD, FactKind.TIE):
        raise InputError(f"expected a record or a tie to suppose away, got a {fact.kind.value}")
    frame, column = (
        (snapshot.records, "record_id") if fact.kind is FactKind.RECORD else (snapshot.ties, "tie_id")
    )
    return _row(frame, column, fact.fact_id, fact.kind.value)


def _row(frame: Frame, column: str, name: str, what: str) -> int:
    row = pc.index(frame.text(column), pa.scalar(name, pa.large_string())).as_py()
    if row < 0:
        raise no_such_fact(what, name)
    return int(row)


def no_such_fact(what: str, name: str) -> NotFoundError:
    """Error on a tie or record that the month does not count."""
    return NotFoundError(f"expected a {what} that the month counts, got {name!r}", id=name)


def _with_ends(snapshot: Snapshot, ends: Sequence[TieEnds]) -> Snapshot:
    """Snapshot in which some ties have ended."""
    if not ends:
        return snapshot
    ties, as_of = snapshot.ties, day_number(snapshot.as_of)
    valid_to, left_on = ties.numbers("valid_to").copy(), ties.numbers("left_on").copy()
    for end in ends:
        row, day = _row(ties, "tie_id", end.tie_id, "tie"), day_number(end.on)
        if ties.numbers("kind")[row] == TIE_KINDS.index(TieKind.BRANCH_OF):
            raise InputError(
                f"expected a tie between two parties, got the branch tie {end.tie_id}: withdraw it instead"
            )
        if not int(ties.numbers("valid_from")[row]) < day <= min(int(valid_to[row]), as_of):
            raise InputError(
                f"expected a day after the tie {end.tie_id} began, before it ended and at most "
                f"{snapshot.as_of.isoformat()}, got {end.on.isoformat()}"
            )
        valid_to[row], left_on[row] = day, max(day, as_of)
    return replace(snapshot, ties=ties.replace(valid_to=valid_to, left_on=left_on))


def _with_statuses(statuses: Frame, snapshot: Snapshot, gone: Sequence[FactGoes]) -> Frame:
    """Some statuses and one more for each fact that goes, in force on the snapshot's day."""
    count = len(gone)
    more: dict[str, Any] = {
        "status_id": [f"{_STATUS_ID}-{number}" for number in range(count)],
        "fact_kind": [fact.kind.value for fact in gone],
        "fact_id": [fact.fact_id for fact in gone],
        "status": [FactState.WRONG.value] * count,
    }
    columns: dict[str, Any] = {}
    for name in statuses:
        if name == "effective_on":
            added: Any = np.full(count, day_number(snapshot.known_by), np.int32)
        elif name == "ends_on":
            added = np.full(count, DAY_OPEN, np.int32)
        else:
            added = large_text(more.get(name, [None] * count))
        own = statuses[name]
        columns[name] = (
            np.concatenate((own, added)) if isinstance(own, np.ndarray) else pa.concat_arrays([own, added])
        )
    return Frame(columns)
