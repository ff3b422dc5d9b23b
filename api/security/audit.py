"""The audit: who did what to what, when, with what result; rows are only added.

Every row is written in a transaction of its own before the answer leaves; where it cannot be
written the request fails, so nobody can go on unseen. Writers take the one row of the head
first: the chain cannot fork, whatever the number of processes. Every hundredth row also goes
to a file beside the database, and each to the log: who cuts the tail off is found by them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import sqlalchemy as sa
import structlog
from fastapi import Depends, Request

from api.security.audit_rows import (
    HEAD,
    TABLE,
    AuditRow,
    details_text,
    moment_of,
    one_line,
    safe_event,
    safe_subject,
    stamp,
)
from api.security.transactions import transaction
from graph.disk import disk_full_as_error
from graph.state import open_state

if TYPE_CHECKING:
    from api.security.viewer import Viewer

ANCHORS = "audit/anchors.log"
ANCHOR_EVERY = 100
NOBODY = "-"
"""Account of a row written before anybody was signed in."""

_LOG = structlog.get_logger(__name__)

# Built once: to build a statement takes several times as long as to run it.
_TURN = (
    sa.update(HEAD)
    .where(HEAD.c.id == 1)
    .values(number=HEAD.c.number + 1)
    .returning(HEAD.c.number, HEAD.c.hash, HEAD.c.at)
)
_ADDED = sa.insert(TABLE)
_CLOSED = (
    sa.update(HEAD)
    .where(HEAD.c.id == 1)
    .values(hash=sa.bindparam("last_hash", type_=sa.String), at=sa.bindparam("last_at", type_=sa.String))
)


def utc_now() -> datetime:
    """Time of day of this machine."""
    return datetime.now(UTC)


class AuditWatch(Protocol):
    """Who is told of every row, such as the alarms."""

    def noticed(self, row: AuditRow) -> Sequence[AlarmRaised]:
        """What the row raises."""
        ...


class AlarmRaised(Protocol):
    """What of an alarm becomes a row of its own."""

    @property
    def rule(self) -> str:
        """Rule that was broken."""
        ...

    @property
    def counted(self) -> int:
        """Rows or subjects counted."""
        ...


class Audit:
    """The audit of a home.

    Parameters
    ----------
    place : engine of ``graph.state.open_state``, path of a home folder, or URL
    folder : Path, optional
        Home folder; anchors of the chain are kept in its folder ``audit``.
    clock : callable
        Gives the moment of a row; given in by tests.
    watch : AuditWatch, optional
        Told of every row; what it raises becomes a row of its own.
    """

    def __init__(
        self,
        place: sa.Engine | Path | str,
        folder: Path | None = None,
        *,
        clock: Callable[[], datetime] = utc_now,
        watch: AuditWatch | None = None,
    ) -> None:
        self.engine = place if isinstance(place, sa.Engine) else open_state(place)
        self.folder = folder
        self.clock = clock
        self._watch = watch

    def record(
        self,
        viewer: Viewer | None,
        event: str,
        *,
        subject: str | None = None,
        purpose: str | None = None,
        result: str = "done",
        details: Mapping[str, str] | None = None,
    ) -> AuditRow:
        """Add one row; when this returns it is committed.

        Parameters
        ----------
        viewer : Viewer or None
            Who did it; None if nobody is signed in.
        event : str
            Dotted constant, such as ``receipt.viewed``.
        subject : str, optional
            Id of what it was done to; a text that could be personal is stored as its hash.
        purpose : str, optional
            Code of the purpose (sharing section of the pack).
        result : str
            ``done``, or the code of why not.
        details : mapping of texts, optional
            Never a person's name, never a secret.

        Raises
        ------
        InputError
            If the event is no dotted constant.
        StoreError
            If the database refuses; ``DiskFullError`` if it is full. Then nothing may be answered.
        """
        draft = AuditRow(
            number=0,
            at="",
            behind_ms=0,
            account=NOBODY if viewer is None else one_line(viewer.account, 100),
            via="none" if viewer is None else viewer.via,
            event=safe_event(event),
            subject=safe_subject(subject),
            purpose=None if purpose is None else one_line(purpose, 60),
            result=one_line(result, 60),
            details=details_text(details or {}),
            previous="",
        )
        with self.transaction() as connection:
            row = self._append(connection, draft)
        _LOG.info("audit.recorded", number=row.number, hash=row.hash, what=row.event)
        if row.number % ANCHOR_EVERY == 0:
            self.anchor(row)
        for raised in () if self._watch is None else self._watch.noticed(row):
            told = {"rule": raised.rule, "counted": str(raised.counted)}
            self.record(viewer, "alarm.raised", result="alarm", details=told)
        return row

    def _append(self, connection: sa.Connection, draft: AuditRow) -> AuditRow:
        """Row after the newest one; the update takes the writers' turn, so it comes first."""
        head = connection.execute(_TURN).one()
        now = self.clock()
        behind = 0.0 if not head.at else (moment_of(head.at) - now).total_seconds()
        row = replace(
            draft,
            number=head.number,
            at=stamp(now),
            behind_ms=max(0, round(behind * 1000)),
            previous=head.hash,
        )
        row = replace(row, hash=row.computed_hash)
        connection.execute(_ADDED, asdict(row))
        connection.execute(_CLOSED, {"last_hash": row.hash, "last_at": row.at})
        return row

    def anchor(self, row: AuditRow) -> None:
        """Note number and hash of a row beside the database."""
        if self.folder is None:
            return
        path = self.folder / ANCHORS
        with disk_full_as_error("the anchors of the audit", self.folder):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with path.open("a", encoding="ascii") as file:
                file.write(f"{row.number} {row.hash}\n")

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """Transaction on the state; what the database refuses becomes an error of ours."""
        with transaction(self.engine, "audit: the state database refused") as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[sa.Connection]:
        """Transaction that sees one state of all tables, whatever is written meanwhile."""
        engine = self.engine
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with transaction(engine, "audit: the state database refused") as connection:
            yield connection


async def audit(request: Request) -> Audit:
    """Audit that ``create_app`` was given."""
    held = request.app.state.audit
    assert isinstance(held, Audit)
    return held


AuditDep = Annotated[Audit, Depends(audit)]
