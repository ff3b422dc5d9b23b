"""The book of proposals in the row-wise state: rows and steps are added, never changed.

What a proposal says is fixed when it is made; what becomes of it is a step. A verdict takes the
one slot for verdicts: of two approvals at the same moment the database refuses the second.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from api.desk.errors import DecidedError
from api.desk.kinds import ProposalKind
from api.desk.place import DeskPlace
from api.desk.proposal_types import ProposalDraft, ProposalState
from graph.errors import NotFoundError

_ROWS = sa.table(
    "proposals",
    sa.column("number", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("subject", sa.String),
    sa.column("fields", sa.String),
    sa.column("enterprises_total", sa.Integer),
    sa.column("authorities", sa.String),
    sa.column("seen", sa.String),
    sa.column("author", sa.String),
    sa.column("proposed_at", sa.BigInteger),
    sa.column("lapses_on", sa.Date),
)
_SUBJECTS = sa.table(
    "proposal_subjects",
    sa.column("proposal", sa.Integer),
    sa.column("position", sa.Integer),
    sa.column("enterprise_id", sa.String),
)
_STEPS = sa.table(
    "proposal_steps",
    sa.column("number", sa.Integer),
    sa.column("proposal", sa.Integer),
    sa.column("step", sa.String),
    sa.column("slot", sa.String),
    sa.column("at", sa.BigInteger),
    sa.column("account", sa.String),
    sa.column("reason", sa.String),
    sa.column("details", sa.String),
)
_VERDICT, _OUTCOME = "verdict", "outcome"


class StepName(StrEnum):
    """What may happen to a proposal."""

    WITHDRAWN = "withdrawn"
    APPROVED = "approved"
    REFUSED = "refused"
    STARTED = "started"
    FAILED = "failed"
    RETRIED = "retried"
    DONE = "done"


_SLOT = {
    StepName.WITHDRAWN: _VERDICT,
    StepName.APPROVED: _VERDICT,
    StepName.REFUSED: _VERDICT,
    StepName.DONE: _OUTCOME,
}
_STATE = {
    StepName.WITHDRAWN: ProposalState.WITHDRAWN,
    StepName.APPROVED: ProposalState.APPROVED,
    StepName.REFUSED: ProposalState.REFUSED,
    StepName.STARTED: ProposalState.RUNNING,
    StepName.FAILED: ProposalState.FAILED,
    StepName.RETRIED: ProposalState.APPROVED,
    StepName.DONE: ProposalState.DONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: ``at`` in seconds since 1970, ``account`` None where the program did it."""

    step: StepName
    at: int
    account: str | None
    reason: str | None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One proposal with its steps.

    Attributes
    ----------
    authorities : supervising authorities of its enterprises, None among them for an unknown one;
        empty where it names no enterprise
    seen : what its subject was when it was made: month, revision, hash of a file
    """

    number: int
    kind: ProposalKind
    subject: str
    draft: ProposalDraft
    enterprises_total: int
    authorities: tuple[str | None, ...]
    seen: Mapping[str, Any]
    author: str
    proposed_at: int
    lapses_on: date
    steps: tuple[Step, ...] = ()

    def state(self, today: date) -> ProposalState:
        """Where it stands on a day."""
        if self.steps:
            return _STATE[self.steps[-1].step]
        return ProposalState.LAPSED if today >= self.lapses_on else ProposalState.OPEN

    def last(self, *names: StepName) -> Step | None:
        """Latest step of these."""
        return next((one for one in reversed(self.steps) if one.step in names), None)

    @property
    def verdict(self) -> Step | None:
        """Approval, refusal or withdrawal."""
        return self.last(StepName.APPROVED, StepName.REFUSED, StepName.WITHDRAWN)

    @property
    def attempts(self) -> int:
        """Times the job was started since it was approved or asked for again."""
        count = 0
        for one in self.steps:
            if one.step in (StepName.APPROVED, StepName.RETRIED):
                count = 0
            count += one.step is StepName.STARTED
        return count


class ProposalBook:
    """Proposals of a home.

    Parameters
    ----------
    place : DeskPlace
    """

    def __init__(self, place: DeskPlace) -> None:
        self._place = place

    def add(
        self,
        draft: ProposalDraft,
        subject: str,
        *,
        enterprise_ids: Sequence[str],
        authorities: Sequence[str | None],
        seen: Mapping[str, Any],
        author: str,
        lapses_on: date,
    ) -> int:
        """Record a proposal and its enterprises; its number."""
        values = {
            "kind": draft.kind.value,
            "subject": subject,
            "fields": draft.model_dump_json(exclude_defaults=True),
            "enterprises_total": len(enterprise_ids),
            "authorities": json.dumps(list(authorities)),
            "seen": json.dumps(dict(seen)),
            "author": author,
            "proposed_at": self._place.now,
            "lapses_on": lapses_on,
        }
        with self._place.transaction("proposals") as connection:
            number = int(
                connection.execute(sa.insert(_ROWS).values(values).returning(_ROWS.c.number)).scalar_one()
            )
            if enterprise_ids:
                rows = [
                    {"proposal": number, "position": position, "enterprise_id": one}
                    for position, one in enumerate(enterprise_ids)
                ]
                connection.execute(sa.insert(_SUBJECTS), rows)
        return number

    def all(self) -> list[Proposal]:
        """Every proposal, newest first."""
        with self._place.transaction("proposals") as connection:
            return _read(connection)

    def find(self, number: int) -> Proposal:
        """One proposal.

        Raises
        ------
        NotFoundError
            If there is none of this number.
        """
        with self._place.transaction("proposals") as connection:
            found = _read(connection, _ROWS.c.number == number)
        if not found:
            raise NotFoundError("proposal: no proposal has this number; see GET /proposals")
        return found[0]

    def enterprise_ids(self, number: int, limit: int | None = None) -> list[str]:
        """Enterprises of a proposal in their order."""
        wanted = (
            sa.select(_SUBJECTS.c.enterprise_id)
            .where(_SUBJECTS.c.proposal == number)
            .order_by(_SUBJECTS.c.position)
            .limit(limit)
        )
        with self._place.transaction("proposals") as connection:
            return list(connection.execute(wanted).scalars())

    def step(
        self,
        connection: sa.Connection,
        number: int,
        name: StepName,
        *,
        account: str | None = None,
        reason: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """Add a step in a transaction of the caller.

        Raises
        ------
        DecidedError
            If it is a verdict and there is one already.
        """
        values = {
            "proposal": number,
            "step": name.value,
            "slot": _SLOT.get(name),
            "at": self._place.now,
            "account": account,
            "reason": reason,
            "details": json.dumps(dict(details or {}), ensure_ascii=False),
        }
        try:
            connection.execute(sa.insert(_STEPS).values(values))
        except sa.exc.IntegrityError as error:
            raise DecidedError(
                f"proposal {number}: expected one without a verdict, it has one already; read it again"
            ) from error

    def note(self, number: int, name: StepName, reason: str | None = None, **details: Any) -> None:
        """Add a step of the program in a transaction of its own."""
        with self._place.transaction("proposals") as connection:
            self.step(connection, number, name, reason=reason, details=details)

    def pending(self) -> list[Proposal]:
        """Approved proposals without an outcome, oldest first."""
        waiting = (ProposalState.APPROVED, ProposalState.RUNNING)
        return [one for one in reversed(self.all()) if one.steps and one.state(date.max) in waiting]


def _read(connection: sa.Connection, *which: sa.ColumnElement[bool]) -> list[Proposal]:
    numbers = sa.select(_ROWS.c.number).where(*which)
    steps: dict[int, list[Step]] = {}
    asked = sa.select(_STEPS).where(_STEPS.c.proposal.in_(numbers)).order_by(_STEPS.c.number)
    for row in connection.execute(asked):
        steps.setdefault(row.proposal, []).append(
            Step(
                step=StepName(row.step),
                at=row.at,
                account=row.account,
                reason=row.reason,
                details=json.loads(row.details),
            )
        )
    rows = connection.execute(sa.select(_ROWS).where(*which).order_by(_ROWS.c.number.desc()))
    return [
        Proposal(
            number=row.number,
            kind=ProposalKind(row.kind),
            subject=row.subject,
            draft=ProposalDraft.model_validate_json(row.fields),
            enterprises_total=row.enterprises_total,
            authorities=tuple(json.loads(row.authorities)),
            seen=json.loads(row.seen),
            author=row.author,
            proposed_at=row.proposed_at,
            lapses_on=row.lapses_on,
            steps=tuple(steps.get(row.number, ())),
        )
        for row in rows
    ]
