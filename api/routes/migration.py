"""Route of the migration between classes since the month before."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from api import month_reads
from api.answers import MigrationAnswer
from api.dependencies import PagedReadingDep
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
