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
from graph.filings import Filings
from graph.snapshot import Snapshot
from scoring.exclusions import exclude
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
    """Facts without excluded ones after the change.

    Attributes
    ----------
    snapshot, filings : the same node codes as before
    facts_differ : bool, False if only classes are supposed
    classes : class by enterprise code
    """

    snapshot: Snapshot
    filings: Filings
    facts_differ: bool
    classes: dict[int, RiskClass]


def suppose(
    snapshot: Snapshot, filings: Filings, pack: Pack, suppositions: Sequence[Supposition]
) -> Supposed:
    """Facts of a month with some of them otherwise.

    Parameters
    ----------
    snapshot : Snapshot
        Of a published month, without excluded facts.
    filings : Filings
        Of the month; what it excludes is excluded here.
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
    for one in gone:
        _row_of_fact(snapshot, one)
    supposed_filings, facts_differ = filings, bool(gone) or changed is not snapshot
    if facts_differ:
        kept = exclude(replace(changed, statuses=_with_statuses(changed, gone)), filings, pack)
        changed = kept.snapshot
        supposed_filings = kept.filings
    codes = {one.enterprise_id: one.risk_class for one in suppositions if isinstance(one, PartyOfClass)}
    return Supposed(
        snapshot=changed,
        filings=supposed_filings,
        facts_differ=facts_differ,
        classes={_code(snapshot, name): risk_class for name, risk_class in codes.items()},
    )


def _code(snapshot: Snapshot, enterprise_id: str) -> int:
    code = int(snapshot.enterprise_codes(large_text([enterprise_id]))[0])
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
        raise NotFoundError(f"expected a {what} that the month counts, got {name!r}", id=name)
    return int(row)


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


def _with_statuses(snapshot: Snapshot, gone: Sequence[FactGoes]) -> Frame:
    """Statuses of the snapshot and one more for each fact that goes, in force on its day."""
    statuses, count = snapshot.statuses, len(gone)
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
