"""The book of decisions in the row-wise state: rows are added, read as of a day, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from graph.domain import RiskClass
from graph.errors import InputError, NotFoundError
from graph.state import open_state, refusal
from scoring.decisions import Decision, DecisionKind, DecisionsInForce, hold_on

_TABLE = sa.table(
    "decisions",
    sa.column("number", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("enterprise_id", sa.String),
    sa.column("risk_class", sa.String),
    sa.column("ground", sa.String),
    sa.column("document_no", sa.String),
    sa.column("effective_on", sa.Date),
    sa.column("expires_on", sa.Date),
    sa.column("known_on", sa.Date),
    sa.column("author", sa.String),
    sa.column("approver", sa.String),
    sa.column("verified", sa.Boolean),
    sa.column("revokes", sa.Integer),
)
_CONTENT = tuple(name for name in Decision.__dataclass_fields__ if name != "number")


class DecisionBook:
    """Decisions of a home.

    Parameters
    ----------
    place : engine of ``graph.state.open_state``, path of a home folder, or URL
    lowering : bool
        Whether a class may be lowered by decision; without it such rows are refused and do not count.
    """

    def __init__(self, place: sa.Engine | Path | str, *, lowering: bool = False) -> None:
        self._engine = place if isinstance(place, sa.Engine) else open_state(place)
        self._lowering = lowering

    def add(
        self,
        *enterprise_ids: str,
        kind: DecisionKind,
        ground: str,
        effective_on: date,
        expires_on: date,
        known_on: date,
        author: str,
        approver: str,
        risk_class: RiskClass = RiskClass.D,
        document_no: str | None = None,
        verified: bool = False,
        within: sa.Connection | None = None,
    ) -> Sequence[Decision]:
        """Record a decision on one enterprise or on each of a list: all rows or none.

        Parameters
        ----------
        known_on : date
            Day of recording; not before that of a decision already in the book.
        verified : bool
            Whether author and approver are accounts that had signed in.
        within : Connection, optional
            Transaction of the caller on the same state; the rows stand or fall with it.

        Raises
        ------
        InputError
            If a hand or the ground is missing, both hands are one, it expires before it holds, the
            class is none that the kind can set, or lowering is switched off.
        """
        if kind is DecisionKind.REVOCATION:
            raise InputError("decision: expected a decision, got a revocation; use revoke")
        if kind is DecisionKind.LOWER and not self._lowering:
            raise InputError(
                "decision: lowering a class is switched off; set GUANLIAN_DECISIONS__LOWERING=true where "
                "the rules of the region allow it"
            )
        if expires_on <= effective_on:
            raise InputError(
                f"decision: expected an expiry after {effective_on}, its first day, got {expires_on}"
            )
        _check_class(kind, risk_class)
        row = Decision(
            number=0,
            kind=kind,
            enterprise_id="",
            risk_class=risk_class,
            ground=ground.strip(),
            document_no=document_no,
            effective_on=effective_on,
            expires_on=expires_on,
            known_on=known_on,
            author=author.strip(),
            approver=approver.strip(),
            verified=verified,
            revokes=None,
        )
        return self._write([replace(row, enterprise_id=one) for one in dict.fromkeys(enterprise_ids)], within)

    def revoke(
        self,
        number: int,
        *,
        ground: str,
        effective_on: date,
        known_on: date,
        author: str,
        approver: str,
        verified: bool = False,
        within: sa.Connection | None = None,
    ) -> Decision:
        """Record that a decision ends on a day; ``verified`` and ``within`` as for ``add``.

        Raises
        ------
        NotFoundError
            If no decision has this number.
        InputError
            If it is itself a revocation or revoked already, or a hand or the ground is wrong.
        """
        recorded = self.all(within)
        found = next((row for row in recorded if row.number == number), None)
        if found is None:
            raise NotFoundError(f"decision {number} is not in the book; see guanlian decide list")
        if found.kind is DecisionKind.REVOCATION or any(row.revokes == number for row in recorded):
            raise InputError(f"decision {number}: expected one that can be revoked, it is revoked already")
        if effective_on < found.effective_on:
            raise InputError(
                f"decision {number}: expected an end on or after {found.effective_on}, got {effective_on}"
            )
        row = Decision(
            number=0,
            kind=DecisionKind.REVOCATION,
            enterprise_id=found.enterprise_id,
            risk_class=None,
            ground=ground.strip(),
            document_no=None,
            effective_on=effective_on,
            expires_on=None,
            known_on=known_on,
            author=author.strip(),
            approver=approver.strip(),
            verified=verified,
            revokes=number,
        )
        return self._write([row], within)[0]

    def all(self, within: sa.Connection | None = None) -> Sequence[Decision]:
        """Every row of the book, in the order of recording."""
        with self._transaction(within) as connection:
            found = connection.execute(sa.select(_TABLE).order_by(_TABLE.c.number))
            return [_decision(row) for row in found]

    def in_force(self, known_by: date) -> DecisionsInForce:
        """Decisions known and in force on a day; lowering ones only where they are switched on."""
        found = hold_on(self.all(), known_by)
        return DecisionsInForce(
            tuple(row for row in found.rows if self._lowering or row.kind is not DecisionKind.LOWER)
        )

    def _write(self, rows: Sequence[Decision], within: sa.Connection | None) -> Sequence[Decision]:
        if not rows:
            raise InputError("decision: expected an enterprise, got none")
        _check_hands(rows[0])
        with self._transaction(within) as connection:
            newest = connection.execute(sa.select(sa.func.max(_TABLE.c.known_on))).scalar_one()
            if newest is not None and rows[0].known_on < newest:
                raise InputError(
                    f"decision: expected a day of recording from {newest} on, the day of the newest "
                    f"decision in the book, got {rows[0].known_on}"
                )
            return [replace(row, number=_inserted(connection, row)) for row in rows]

    @contextmanager
    def _transaction(self, within: sa.Connection | None = None) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() if within is None else nullcontext(within) as connection:
                yield connection
        except sa.exc.DBAPIError as error:
            raise refusal(self._engine, error, "decisions: the state database refused") from None


def _inserted(connection: sa.Connection, row: Decision) -> int:
    values = {name: getattr(row, name) for name in _CONTENT}
    written = connection.execute(sa.insert(_TABLE).values(values).returning(_TABLE.c.number))
    return int(written.scalar_one())


def _check_hands(row: Decision) -> None:
    for name in ("ground", "author", "approver"):
        if not getattr(row, name):
            raise InputError(f"decision: expected {name}, got none; say --{name}")
    if row.author.casefold() == row.approver.casefold():
        raise InputError(
            "decision: expected an approver who is not the author, got the same account for both hands"
        )


def _check_class(kind: DecisionKind, risk_class: RiskClass) -> None:
    barred = {
        DecisionKind.DIRECT: (RiskClass.A, RiskClass.B, RiskClass.C),
        DecisionKind.RAISE: (RiskClass.A,),
        DecisionKind.LOWER: (RiskClass.D,),
    }[kind]
    if risk_class in barred:
        allowed = ", ".join(risk for risk in RiskClass if risk not in barred)
        raise InputError(f"decision: a decision {kind.value} sets {allowed}, got {risk_class}")


def _decision(row: sa.Row[tuple[object, ...]]) -> Decision:
    values = dict(row._mapping)
    risk = values["risk_class"]
    return Decision(
        **{
            **values,
            "kind": DecisionKind(str(values["kind"])),
            "risk_class": None if risk is None else RiskClass(str(risk)),
            "verified": bool(values["verified"]),
        }
    )
