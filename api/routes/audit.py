"""Routes of the audit administrator: rows, check of the chain, archives, alarms."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import ViewerDep
from api.routes.base import new_router
from api.security.alarms import Alarm, AlarmBook, AlarmNotedError, alarm_table
from api.security.audit import Audit, AuditDep
from api.security.audit_check import AuditReport, verify
from api.security.audit_reads import MOST_ROWS, AuditFilter, AuditPage, search
from api.security.audit_rows import one_line, stamp
from scoring.results_types import Label

router = new_router("audit")

_TEXT = 200


async def audit_filter(
    account: Annotated[str | None, Query(max_length=_TEXT, description="Account that did it")] = None,
    event: Annotated[
        str | None,
        Query(max_length=60, pattern=r"^[a-z0-9_.]+$", description="Event, or its beginning up to a dot"),
    ] = None,
    subject: Annotated[str | None, Query(max_length=_TEXT, description="Id it was done to")] = None,
    result: Annotated[str | None, Query(max_length=60, description="Result, such as done")] = None,
    since: Annotated[datetime | None, Query(description="First moment, ISO 8601")] = None,
    until: Annotated[datetime | None, Query(description="First moment no longer shown")] = None,
) -> AuditFilter:
    """Filters of the list of rows."""
    return AuditFilter(account=account, event=event, subject=subject, result=result, since=since, until=until)


class AlarmView(BaseModel):
    """One alarm, and what an administrator noted to it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int
    at: str
    rule: str
    label: Label
    account: str
    counted: int
    threshold: int
    noted_at: str | None
    noted_by: str | None
    note: str | None


class AlarmList(BaseModel):
    """Alarms, newest first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: tuple[AlarmView, ...]


class AlarmNote(BaseModel):
    """What an alarm turned out to be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    note: str = Field(min_length=2, max_length=500)


@router.get("/audit", summary="Rows of the audit, newest first", operation_id="listAudit")
def list_audit(
    audit: AuditDep,
    wanted: Annotated[AuditFilter, Depends(audit_filter)],
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS, description="Rows at most")] = 100,
    before: Annotated[
        int | None, Query(ge=1, le=2_000_000_000, description="Only rows with a smaller number")
    ] = None,
) -> AuditPage:
    """Who did what to what, when, with what result."""
    return search(audit, wanted, before=before, limit=limit)


@router.get("/audit/verification", summary="Whether the audit is whole", operation_id="checkAudit")
def check_audit(audit: AuditDep) -> AuditReport:
    """Every hash, the end and the anchors; names the first row that is not right."""
    return verify(audit)


@router.get("/alarms", summary="Alarms on bulk viewing", operation_id="listAlarms")
def list_alarms(audit: AuditDep) -> AlarmList:
    """The newest alarms with what was noted to them."""
    return AlarmList(items=_views(audit))


@router.post("/alarms/{number}/note", summary="Note what an alarm was", operation_id="noteAlarm")
def note_alarm(
    audit: AuditDep,
    viewer: ViewerDep,
    number: Annotated[int, Path(ge=1, le=2_000_000_000, description="Number of the alarm")],
    noted: AlarmNote,
) -> AlarmList:
    """One note an alarm; it stays."""
    at = stamp(audit.clock())
    if not AlarmBook(audit.engine).note(number, viewer.account, one_line(noted.note), at):
        raise AlarmNotedError("alarm: expected one without a note, got none; read the list again")
    audit.record(viewer, "alarm.noted", subject=str(number))
    return AlarmList(items=_views(audit))


def _views(audit: Audit) -> tuple[AlarmView, ...]:
    return tuple(_view(found) for found in AlarmBook(audit.engine).recent())


def _view(found: Alarm) -> AlarmView:
    values = {name: getattr(found, name) for name in AlarmView.model_fields if name != "label"}
    rule = alarm_table().rules.get(found.rule)
    label = Label(zh=found.rule, en=found.rule) if rule is None else rule.label
    return AlarmView(**values, label=label)
