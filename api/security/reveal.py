"""Reveals: one person's name for one account, for a purpose, with a reason, once.

A request is asked, decided where the setting asks for a second person, and shown once; each
step is a row that is only added, and its key lets no step happen twice. The reason may name
somebody, so it stays in this table; the audit gets its hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from api.security.audit_rows import moment_of, one_line, stamp
from api.security.errors import ForbiddenError
from api.security.transactions import transaction
from graph.errors import GuanlianError, InputError, NotFoundError

LAPSES_AFTER = timedelta(hours=72)
"""A request not shown by then is asked again: the reason was for that day's work."""
LEAST_REASON = 5
_REFUSED = "reveals: the state database refused"

REQUESTS = sa.table(
    "reveal_requests",
    sa.column("number", sa.Integer),
    sa.column("at", sa.String),
    sa.column("account", sa.String),
    sa.column("person_id", sa.String),
    sa.column("enterprise_id", sa.String),
    sa.column("purpose", sa.String),
    sa.column("reason", sa.String),
    sa.column("two_persons", sa.Boolean),
)
STEPS = sa.table(
    "reveal_steps",
    sa.column("request", sa.Integer),
    sa.column("step", sa.String),
    sa.column("at", sa.String),
    sa.column("account", sa.String),
    sa.column("verdict", sa.String),
    sa.column("reason", sa.String),
)


class RevealState(StrEnum):
    """Where a request is."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    SHOWN = "shown"
    LAPSED = "lapsed"


class RevealVerdict(StrEnum):
    """What the second person says."""

    APPROVED = "approved"
    REFUSED = "refused"


class RevealStateError(GuanlianError):
    """The request is not where the step asked for begins."""

    code = "reveal_state"
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal:
    """One request and what became of it."""

    number: int
    at: str
    account: str
    person_id: str
    enterprise_id: str
    purpose: str
    reason: str
    two_persons: bool
    state: RevealState
    decided_by: str | None
    decided_at: str | None
    decision_reason: str | None
    shown_at: str | None

    @property
    def reason_hash(self) -> str:
        """Hash of the reason, for the audit."""
        return hashlib.sha256(self.reason.encode()).hexdigest()


class RevealBook:
    """Requests of a home.

    Parameters
    ----------
    engine : Engine
    clock : callable
        Gives the moment.
    """

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def ask(
        self,
        *,
        account: str,
        person_id: str,
        enterprise_id: str,
        purpose: str,
        reason: str,
        two_persons: bool,
    ) -> Reveal:
        """Ask for the name of one person.

        Raises
        ------
        InputError
            If the reason is shorter than 5 signs.
        """
        text = one_line(reason)
        if len(text) < LEAST_REASON:
            raise InputError(f"reason: expected at least {LEAST_REASON} signs, got fewer; say what it is for")
        values = {
            "at": stamp(self._clock()),
            "account": account,
            "person_id": person_id,
            "enterprise_id": enterprise_id,
            "purpose": purpose,
            "reason": text,
            "two_persons": two_persons,
        }
        with transaction(self._engine, _REFUSED) as connection:
            written = sa.insert(REQUESTS).values(values).returning(REQUESTS.c.number)
            number = int(connection.execute(written).scalar_one())
        return self.find(number)

    def find(self, number: int) -> Reveal:
        """One request.

        Raises
        ------
        NotFoundError
            If there is none of this number.
        """
        found = self._read(_QUERY.where(REQUESTS.c.number == number))
        if not found:
            raise NotFoundError("no request to reveal a person has this number; they are under /reveals")
        return found[0]

    def listed(self, account: str | None, limit: int) -> Sequence[Reveal]:
        """Requests of an account, or of all, newest first."""
        query = _QUERY if account is None else _QUERY.where(REQUESTS.c.account == account)
        return self._read(query.order_by(REQUESTS.c.number.desc()).limit(limit))

    def decide(self, number: int, *, account: str, verdict: RevealVerdict, reason: str) -> Reveal:
        """Say yes or no to what another account asked.

        Raises
        ------
        ForbiddenError
            If it is the account's own request.
        RevealStateError
            If it is not waiting for a second person.
        """
        found = self.find(number)
        if found.account.casefold() == account.casefold():
            raise ForbiddenError("expected another account than the one that asked, got the same one")
        if found.state is not RevealState.ASKED:
            raise RevealStateError(f"reveal {number}: expected a request that waits, it is {found.state}")
        self._step(number, "decided", account, verdict.value, one_line(reason))
        return self.find(number)

    def take(self, number: int, account: str) -> Reveal:
        """Use up an approved request of the account's own; the name may be shown once after this.

        Raises
        ------
        ForbiddenError
            If another account asked.
        RevealStateError
            If it is not approved, was shown already, or lapsed.
        """
        found = self.find(number)
        if found.account != account:
            raise ForbiddenError("expected the account that asked, got another one")
        if found.state is not RevealState.APPROVED:
            raise RevealStateError(f"reveal {number}: expected an approved request, it is {found.state}")
        self._step(number, "shown", account, "shown", "")
        return self.find(number)

    def _step(self, number: int, step: str, account: str, verdict: str, reason: str) -> None:
        values = {
            "request": number,
            "step": step,
            "at": stamp(self._clock()),
            "account": account,
            "verdict": verdict,
            "reason": reason,
        }
        done = sa.exists(sa.select(STEPS.c.request).where(STEPS.c.request == number, STEPS.c.step == step))
        literal = sa.select(*(sa.literal(value).label(column) for column, value in values.items()))
        written = sa.insert(STEPS).from_select(list(values), literal.where(~done)).returning(STEPS.c.request)
        with transaction(self._engine, _REFUSED) as connection:
            if connection.execute(written).scalar_one_or_none() is None:
                raise RevealStateError(f"reveal {number}: somebody was first; read it again")

    def _read(self, query: sa.Select[tuple[object, ...]]) -> list[Reveal]:
        with transaction(self._engine, _REFUSED) as connection:
            return [self._reveal(dict(row._mapping)) for row in connection.execute(query)]

    def _reveal(self, values: dict[str, object]) -> Reveal:
        verdict = values.pop("verdict")
        lapses = moment_of(str(values["at"])) + LAPSES_AFTER
        if values["shown_at"] is not None:
            state = RevealState.SHOWN
        elif verdict == RevealVerdict.REFUSED:
            state = RevealState.REFUSED
        elif self._clock() >= lapses:
            state = RevealState.LAPSED
        elif verdict == RevealVerdict.APPROVED or not values["two_persons"]:
            state = RevealState.APPROVED
        else:
            state = RevealState.ASKED
        values["two_persons"] = bool(values["two_persons"])
        return Reveal(state=state, **values)  # type: ignore[arg-type]


_DECIDED, _SHOWN = STEPS.alias("decided"), STEPS.alias("shown")
_QUERY: sa.Select[tuple[object, ...]] = sa.select(
    REQUESTS,
    _DECIDED.c.account.label("decided_by"),
    _DECIDED.c.at.label("decided_at"),
    _DECIDED.c.verdict,
    _DECIDED.c.reason.label("decision_reason"),
    _SHOWN.c.at.label("shown_at"),
).select_from(
    REQUESTS.join(
        _DECIDED,
        sa.and_(_DECIDED.c.request == REQUESTS.c.number, _DECIDED.c.step == "decided"),
        isouter=True,
    ).join(_SHOWN, sa.and_(_SHOWN.c.request == REQUESTS.c.number, _SHOWN.c.step == "shown"), isouter=True)
)
