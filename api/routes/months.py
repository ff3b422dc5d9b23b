"""Routes of published months and their revisions."""

from __future__ import annotations

from api import month_reads
from api.answers import MonthList
from api.dependencies import ReadersDep
from api.parameters import MonthName
from api.routes.base import new_router

router = new_router("months")


@router.get("/months", summary="Published months, newest first", operation_id="listMonths")
def list_months(readers: ReadersDep) -> MonthList:
    """The revision in force of every published month."""
    return month_reads.months(readers.months)


@router.get(
    "/months/{month}/revisions", summary="Revisions of one month, newest first", operation_id="listRevisions"
)
def list_revisions(readers: ReadersDep, month: MonthName) -> MonthList:
    """Every published revision of one month."""
    return month_reads.revisions(readers.months, month)
