"""Search in the audit, newest row first."""

from __future__ import annotations

import json
from datetime import datetime

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from api.security.audit import Audit
from api.security.audit_rows import TABLE, AuditRow, row_of, safe_subject, stamp
from graph.errors import InputError

MOST_ROWS = 500


class AuditFilter(BaseModel):
    """What rows to show; null is no filter."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    account: str | None = None
    event: str | None = Field(default=None, description="Event, or its beginning up to a dot")
    subject: str | None = None
    result: str | None = None
    since: datetime | None = None
    until: datetime | None = Field(default=None, description="First moment no longer shown")


class AuditView(BaseModel):
    """One row as an administrator reads it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int
    at: str = Field(description="UTC")
    behind_ms: int = Field(description="By how much the clock lay before the row before; 0 is right")
    account: str
    via: str
    event: str
    subject: str | None
    purpose: str | None
    result: str
    details: dict[str, str]
    hash: str


class AuditPage(BaseModel):
    """Rows, newest first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: tuple[AuditView, ...]
    shown: int = Field(ge=0)
    truncated: bool = Field(description="More rows fit; go on before the last number")
    before: int | None = Field(description="Number to hand back as ?before= for the next page")


def search(audit: Audit, wanted: AuditFilter, *, before: int | None = None, limit: int = 100) -> AuditPage:
    """One page of rows.

    Parameters
    ----------
    audit : Audit
    wanted : AuditFilter
    before : int, optional
        Only rows with a smaller number.
    limit : int, 1 to 500
    """
    query = sa.select(TABLE).order_by(TABLE.c.number.desc()).limit(limit + 1)
    for condition in _conditions(wanted):
        query = query.where(condition)
    if before is not None:
        query = query.where(TABLE.c.number < before)
    with audit.transaction() as connection:
        found = [row_of(row._mapping) for row in connection.execute(query)]
    shown = found[:limit]
    more = len(found) > limit
    return AuditPage(
        items=tuple(view_of(row) for row in shown),
        shown=len(shown),
        truncated=more,
        before=shown[-1].number if more else None,
    )


def _conditions(wanted: AuditFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.account is not None:
        found.append(TABLE.c.account == wanted.account)
    if wanted.event is not None:
        family = wanted.event.removesuffix(".") + "."
        found.append(sa.or_(TABLE.c.event == wanted.event, TABLE.c.event.startswith(family, autoescape=True)))
    if wanted.subject is not None:
        found.append(TABLE.c.subject == safe_subject(wanted.subject))
    if wanted.result is not None:
        found.append(TABLE.c.result == wanted.result)
    if wanted.since is not None:
        found.append(TABLE.c.at >= _stamp(wanted.since))
    if wanted.until is not None:
        found.append(TABLE.c.at < _stamp(wanted.until))
    return found


def _stamp(moment: datetime) -> str:
    try:
        return stamp(moment)
    except OverflowError as error:
        raise InputError("since, until: expected moments between the years 2 and 9998") from error


def view_of(row: AuditRow) -> AuditView:
    """Row as it is shown."""
    values = {name: getattr(row, name) for name in AuditView.model_fields if name != "details"}
    return AuditView(**values, details=json.loads(row.details))
