"""The register of exports in the row-wise state: who asked for what, why, and where it stands.

A row goes pending -> running -> done -> expired, or ends as failed; each step is one statement
that names the state it starts from, so that two processes never both take a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from api.exports.errors import ExportQuotaError
from api.exports.names import ExportKind, ExportState
from api.security.transactions import transaction
from graph.errors import NotFoundError

TABLE = sa.table(
    "exports",
    sa.column("id", sa.String),
    sa.column("account", sa.String),
    sa.column("viewer", sa.String),
    sa.column("scope_hash", sa.String),
    sa.column("kind", sa.String),
    sa.column("subject", sa.String),
    sa.column("month", sa.String),
    sa.column("revision", sa.Integer),
    sa.column("purpose", sa.String),
    sa.column("recipient", sa.String),
    sa.column("parameters", sa.String),
    sa.column("state", sa.String),
    sa.column("attempts", sa.Integer),
    sa.column("asked_at", sa.BigInteger),
    sa.column("finished_at", sa.BigInteger),
    sa.column("expires_at", sa.BigInteger),
    sa.column("file_name", sa.String),
    sa.column("size", sa.BigInteger),
    sa.column("sha256", sa.String),
    sa.column("content_sha256", sa.String),
    sa.column("rows", sa.BigInteger),
    sa.column("truncated", sa.Boolean),
    sa.column("problem_code", sa.String),
    sa.column("problem_detail", sa.String),
)
MOST_ATTEMPTS = 2
"""Times an export is begun: one that ended its process twice is not begun a third time."""
_WAITING = (ExportState.PENDING.value, ExportState.RUNNING.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One row; times are seconds since 1970-01-01 UTC, ``viewer`` and ``parameters`` are JSON."""

    id: str
    account: str
    viewer: str
    scope_hash: str
    kind: ExportKind
    subject: str | None
    month: str
    revision: int
    purpose: str
    recipient: str
    parameters: str
    asked_at: int
    state: ExportState = ExportState.PENDING
    attempts: int = 0
    finished_at: int | None = None
    expires_at: int | None = None
    file_name: str | None = None
    size: int | None = None
    sha256: str | None = None
    content_sha256: str | None = None
    rows: int | None = None
    truncated: bool | None = None
    problem_code: str | None = None
    problem_detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What is known of a file when it is there."""

    file_name: str
    size: int
    sha256: str
    content_sha256: str
    rows: int
    truncated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """Most exports waiting or running and most kept for one account; most waiting for all."""

    waiting: int
    kept: int
    waiting_of_all: int


class ExportRegister:
    """Rows of the table ``exports``.

    Parameters
    ----------
    engine : sa.Engine
        State opened by ``graph.state.open_state``.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, order: Order, quota: Quota) -> None:
        """Add a pending row.

        Raises
        ------
        ExportQuotaError
            If the account, or all together, have as many as they may.
        DiskFullError, StoreError
            If the state cannot take it.
        """
        with self._transaction() as connection:
            # A write first: SQLite refuses one that comes after a read while another writer commits.
            connection.execute(TABLE.update().where(TABLE.c.id == "").values(state=TABLE.c.state))
            own = TABLE.c.account == order.account
            waiting = TABLE.c.state.in_(_WAITING)
            held = (
                (_count(connection, own, waiting), quota.waiting, "waiting"),
                (_count(connection, own, TABLE.c.state == ExportState.DONE.value), quota.kept, "kept"),
                (_count(connection, waiting), quota.waiting_of_all, "waiting for all accounts"),
            )
            for found, most, what in held:
                if found >= most:
                    raise ExportQuotaError(
                        f"exports: expected fewer than {most} {what}, got {found}; "
                        "wait until some are done, or delete some"
                    )
            values = {name: getattr(order, name) for name in Order.__dataclass_fields__}
            connection.execute(TABLE.insert().values(**values | _words(order)))

    def find(self, account: str, identifier: str) -> Order:
        """An export of this account.

        Raises
        ------
        NotFoundError
            If there is none of that id, or it is another account's: the answer is the same.
        """
        with self._transaction() as connection:
            row = connection.execute(
                sa.select(TABLE).where(TABLE.c.id == identifier, TABLE.c.account == account)
            ).first()
        if row is None:
            raise NotFoundError("export: expected the id of an own export, got none; see GET /exports")
        return _order(row)

    def of_account(self, account: str, limit: int) -> tuple[Sequence[Order], int]:
        """Newest exports of an account, and how many it has."""
        own = TABLE.c.account == account
        with self._transaction() as connection:
            newest = sa.select(TABLE).where(own).order_by(TABLE.c.asked_at.desc(), TABLE.c.id).limit(limit)
            return [_order(row) for row in connection.execute(newest)], _count(connection, own)

    def claim(self) -> Order | None:
        """Take the oldest pending export; None if there is none, or another took it."""
        pending = TABLE.c.state == ExportState.PENDING.value
        oldest = sa.select(TABLE.c.id).where(pending).order_by(TABLE.c.asked_at, TABLE.c.id).limit(1)
        with self._transaction() as connection:
            row = connection.execute(
                TABLE.update()
                .where(TABLE.c.id == oldest.scalar_subquery(), pending)
                .values(state=ExportState.RUNNING.value, attempts=TABLE.c.attempts + 1)
                .returning(*TABLE.c)
            ).first()
        return None if row is None else _order(row)

    def finish(self, identifier: str, finished: Finished, *, now: int, expires_at: int) -> bool:
        """Mark a running export as done; False if it runs no more."""
        values = {name: getattr(finished, name) for name in Finished.__dataclass_fields__}
        return self._end(identifier, ExportState.DONE, now, expires_at=expires_at, **values)

    def fail(self, identifier: str, *, code: str, detail: str, now: int) -> bool:
        """Mark a running export as failed; False if it runs no more."""
        return self._end(identifier, ExportState.FAILED, now, problem_code=code, problem_detail=detail)

    def take_up_again(self, *, now: int) -> None:
        """Put back what the process before left running; the caller holds the workers' lock."""
        running = TABLE.c.state == ExportState.RUNNING.value
        with self._transaction() as connection:
            connection.execute(
                TABLE.update()
                .where(running, TABLE.c.attempts >= MOST_ATTEMPTS)
                .values(
                    state=ExportState.FAILED.value,
                    finished_at=now,
                    problem_code="interrupted",
                    problem_detail="the service ended twice while making this file; ask for a smaller one",
                )
            )
            connection.execute(TABLE.update().where(running).values(state=ExportState.PENDING.value))

    def expire(self, *, now: int) -> Sequence[str]:
        """Mark what is past its days as expired; ids whose files are to be deleted."""
        over = sa.and_(TABLE.c.state == ExportState.DONE.value, TABLE.c.expires_at <= now)
        expired = TABLE.update().where(over).values(state=ExportState.EXPIRED.value).returning(TABLE.c.id)
        with self._transaction() as connection:
            return [row.id for row in connection.execute(expired)]

    def withdraw(self, account: str, identifier: str) -> None:
        """Give up an own export that waits or is done: it becomes expired, its file may go.

        Raises
        ------
        NotFoundError
            If there is none of that id, or it is another account's.
        """
        self.find(account, identifier)
        with self._transaction() as connection:
            connection.execute(
                TABLE.update()
                .where(
                    TABLE.c.id == identifier,
                    TABLE.c.state.in_((ExportState.PENDING.value, ExportState.DONE.value)),
                )
                .values(state=ExportState.EXPIRED.value)
            )

    def with_file(self) -> frozenset[str]:
        """Ids whose folders may be there: running or done."""
        states = (ExportState.RUNNING.value, ExportState.DONE.value)
        with self._transaction() as connection:
            return frozenset(
                row.id for row in connection.execute(sa.select(TABLE.c.id).where(TABLE.c.state.in_(states)))
            )

    def _end(self, identifier: str, state: ExportState, now: int, **values: Any) -> bool:
        with self._transaction() as connection:
            done = connection.execute(
                TABLE.update()
                .where(TABLE.c.id == identifier, TABLE.c.state == ExportState.RUNNING.value)
                .values(state=state.value, finished_at=now, **values)
            )
            return done.rowcount == 1

    def _transaction(self) -> AbstractContextManager[sa.Connection]:
        return transaction(self._engine, "the register of exports cannot be read or written")


def _count(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(TABLE).where(*where)).scalar_one())


def _words(order: Order) -> dict[str, str]:
    return {"kind": order.kind.value, "state": order.state.value}


def _order(row: Any) -> Order:
    values = dict(row._mapping)
    values["kind"] = ExportKind(values["kind"])
    values["state"] = ExportState(values["state"])
    return Order(**values)
