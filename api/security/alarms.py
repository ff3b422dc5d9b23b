"""Alarms on bulk viewing: what one account has read in the last hour or day, counted in the audit itself.

The count is read from the stored rows, so several processes count together and a restart
forgets nothing. Far below a threshold it is not read again at every row: an account that is
n rows short of it is counted again after n/4 rows, so up to four processes cannot miss it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from threading import Lock
from typing import Literal

import sqlalchemy as sa
import structlog
from pydantic import BaseModel, ConfigDict, Field

from api.security.audit_rows import TABLE, AuditRow, moment_of, stamp
from api.security.transactions import transaction
from graph.errors import GuanlianError
from graph.packaged import packaged
from scoring.results_base import Label

_LOG = structlog.get_logger(__name__)
_KEPT = 20_000
_REFUSED = "alarms: the state database refused"

ALARMS = sa.table(
    "alarms",
    sa.column("number", sa.Integer),
    sa.column("at", sa.String),
    sa.column("rule", sa.String),
    sa.column("account", sa.String),
    sa.column("period", sa.String),
    sa.column("counted", sa.Integer),
    sa.column("threshold", sa.Integer),
)
NOTES = sa.table(
    "alarm_notes",
    sa.column("alarm", sa.Integer),
    sa.column("at", sa.String),
    sa.column("account", sa.String),
    sa.column("note", sa.String),
)


class AlarmRule(BaseModel):
    """When an account's rows of some events are too many."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    meaning: str = Field(min_length=1)
    source: str = Field(min_length=1)
    events: frozenset[str] = Field(min_length=1)
    counts: Literal["subjects", "rows"]
    within_minutes: int = Field(ge=1, le=44_640)
    more_than: int = Field(ge=1)

    @property
    def label(self) -> Label:
        """Name in both languages."""
        return Label(zh=self.zh, en=self.en)


class AlarmTable(BaseModel):
    """All rules."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date
    rules: dict[str, AlarmRule]


@cache
def alarm_table() -> AlarmTable:
    """Rules as shipped in ``alarms.yaml``."""
    return packaged(AlarmTable, "api.security", "alarms.yaml")


class AlarmNotedError(GuanlianError):
    """There is no such alarm, or it has its note."""

    code = "alarm_noted"
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm, and what an administrator noted to it."""

    number: int
    at: str
    rule: str
    account: str
    period: str
    counted: int
    threshold: int
    noted_at: str | None = None
    noted_by: str | None = None
    note: str | None = None


class AlarmBook:
    """Alarms of a home; it is told every row of the audit.

    Parameters
    ----------
    engine : Engine
    table : AlarmTable, optional
        Rules; the shipped ones unless given.
    """

    def __init__(self, engine: sa.Engine, table: AlarmTable | None = None) -> None:
        self._engine = engine
        self._rules = (table or alarm_table()).rules
        self._left: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._lock = Lock()

    def noticed(self, row: AuditRow) -> Sequence[Alarm]:
        """Alarms that a new row of the audit raises; one a rule, account and period.

        Raises
        ------
        StoreError
            If the database refuses.
        """
        due = [
            name
            for name, rule in self._rules.items()
            if row.event in rule.events and self._is_due(name, row.account)
        ]
        return [raised for name in due for raised in self._count(name, self._rules[name], row)]

    def _is_due(self, name: str, account: str) -> bool:
        with self._lock:
            key = (name, account)
            left = self._left.pop(key, 0)
            self._left[key] = max(0, left - 1)
            while len(self._left) > _KEPT:
                self._left.popitem(last=False)
            return left == 0

    def _count(self, name: str, rule: AlarmRule, row: AuditRow) -> list[Alarm]:
        now = moment_of(row.at)
        span = timedelta(minutes=rule.within_minutes)
        counted = (
            sa.func.count(sa.distinct(TABLE.c.subject)) if rule.counts == "subjects" else sa.func.count()
        )
        query = sa.select(counted).where(
            TABLE.c.account == row.account, TABLE.c.at > stamp(now - span), TABLE.c.event.in_(rule.events)
        )
        with transaction(self._engine, _REFUSED) as connection:
            found = int(connection.execute(query).scalar_one())
        short = rule.more_than - found
        with self._lock:
            self._left[(name, row.account)] = max(0, short) // 4 if short >= 0 else rule.more_than // 4
        return [] if short >= 0 else self._raise(name, rule, row, found)

    def _raise(self, name: str, rule: AlarmRule, row: AuditRow, found: int) -> list[Alarm]:
        span_s = rule.within_minutes * 60
        start = int(moment_of(row.at).timestamp()) // span_s * span_s
        values = {
            "at": row.at,
            "rule": name,
            "account": row.account,
            "period": str(start),
            "counted": found,
            "threshold": rule.more_than,
        }
        same = [ALARMS.c[column] == values[column] for column in ("rule", "account", "period")]
        with transaction(self._engine, _REFUSED) as connection:
            # Written only where no process was first: the same alarm is raised once.
            literal = sa.select(*(sa.literal(value).label(column) for column, value in values.items()))
            fresh = literal.where(~sa.exists(sa.select(ALARMS.c.number).where(*same)))
            statement = sa.insert(ALARMS).from_select(list(values), fresh).returning(ALARMS.c.number)
            number = connection.execute(statement).scalar_one_or_none()
        if number is None:
            return []
        _LOG.warning("alarm.raised", rule=name, account=row.account, counted=found, threshold=rule.more_than)
        return [Alarm(number=int(number), **values)]  # type: ignore[arg-type]

    def recent(self, limit: int = 200) -> Sequence[Alarm]:
        """Alarms, newest first, with their notes."""
        notes = [NOTES.c.at.label("noted_at"), NOTES.c.account.label("noted_by"), NOTES.c.note]
        query = (
            sa.select(ALARMS, *notes)
            .select_from(ALARMS.join(NOTES, NOTES.c.alarm == ALARMS.c.number, isouter=True))
            .order_by(ALARMS.c.number.desc())
            .limit(limit)
        )
        with transaction(self._engine, _REFUSED) as connection:
            return [Alarm(**row._mapping) for row in connection.execute(query)]

    def note(self, number: int, account: str, note: str, at: str) -> bool:
        """Note what an alarm turned out to be; False if there is no such alarm or it has a note."""
        values = {"alarm": number, "at": at, "account": account, "note": note}
        known = sa.exists(sa.select(ALARMS.c.number).where(ALARMS.c.number == number))
        noted = sa.exists(sa.select(NOTES.c.alarm).where(NOTES.c.alarm == number))
        literal = sa.select(*(sa.literal(value).label(column) for column, value in values.items()))
        with transaction(self._engine, _REFUSED) as connection:
            fresh = literal.where(known, ~noted)
            written = sa.insert(NOTES).from_select(list(values), fresh).returning(NOTES.c.alarm)
            return connection.execute(written).scalar_one_or_none() is not None
