"""Route of the ownership of one enterprise."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query

from api import ownership_reads
from api.dependencies import ReadingDep
from api.ownership_reads import MOST_DEPTH, START_DEPTH, OwnershipAnswer
from api.parameters import Cap, EnterpriseId
from api.routes.base import new_router

router = new_router("ownership")


@router.get(
    "/enterprises/{enterprise_id:path}/ownership",
    summary="Who owns and controls an enterprise, and what it owns",
    operation_id="readOwnership",
)
def read_ownership(
    reading: ReadingDep,
    enterprise_id: EnterpriseId,
    cap: Cap,
    depth: Annotated[int, Query(ge=1, le=MOST_DEPTH, description="Levels shown on each side")] = START_DEPTH,
    as_of: Annotated[
        date | None, Query(description="Day of validity, up to the month's; without it the month's")
    ] = None,
) -> OwnershipAnswer:
    """Tree up and down level by level, shares as intervals under labelled conventions, cycles marked."""
    return ownership_reads.ownership(reading, enterprise_id, as_of=as_of, depth=depth, cap=cap)
