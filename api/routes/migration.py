"""Routes of the migration between classes: since the month before, and over the months."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from api import home_reads, month_reads
from api.answers import MigrationAnswer
from api.answers_home import MigrationHistory
from api.dependencies import PagedReadingDep, ReadingDep
from api.parameters import CLASS_OR_NONE, Cursor, Limit, Region
from api.routes.base import new_router
from scoring.results_types import Cause, MoverFilter

router = new_router("migration")


async def mover_filter(
    before: Annotated[
        str | None, Query(alias="from", pattern=CLASS_OR_NONE, description="Class before, or none")
    ] = None,
    now: Annotated[
        str | None, Query(alias="to", pattern=CLASS_OR_NONE, description="Class now, or none")
    ] = None,
    cause: Annotated[Cause | None, Query(description="Main cause of the change")] = None,
    region: Region = None,
) -> MoverFilter:
    """Filters of the list of movers."""
    return MoverFilter(previous_class=before, risk_class=now, cause=cause, region=region)


@router.get(
    "/migration", summary="Who changed class since the month before, and why", operation_id="readMigration"
)
def read_migration(
    reading: PagedReadingDep,
    filters: Annotated[MoverFilter, Depends(mover_filter)],
    limit: Limit,
    cursor: Cursor = None,
) -> MigrationAnswer:
    """Matrix of classes, causes that add up to all movers, and one page of movers."""
    return month_reads.migration(reading, filters, limit=limit, cursor=cursor)


@router.get(
    "/migration/history",
    summary="Class shares of the last twelve months",
    operation_id="readMigrationHistory",
)
def read_migration_history(reading: ReadingDep) -> MigrationHistory:
    """Counts and shares of each class in the published months up to this one, oldest first."""
    return home_reads.history(reading)
