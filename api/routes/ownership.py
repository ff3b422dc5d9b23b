"""Routes of the ownership of one enterprise: the whole, or one level at a time."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query

from api import level_reads, ownership_reads
from api.answers import Page
from api.answers_graph import HoldingRow
from api.dependencies import PagedReadingDep, ReadingDep
from api.ownership_reads import MOST_DEPTH, START_DEPTH, OwnershipAnswer
from api.parameters import Cap, Cursor, EnterpriseId, Limit
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


@router.get(
    "/enterprises/{enterprise_id:path}/owners",
    summary="Who holds a node directly",
    operation_id="listOwners",
)
def list_owners(
    reading: PagedReadingDep, enterprise_id: EnterpriseId, limit: Limit, cursor: Cursor = None
) -> Page[HoldingRow]:
    """One level up, the largest share first, unknown shares last; each says how many hold it in turn."""
    return level_reads.owners(reading, enterprise_id, limit=limit, cursor=cursor)


@router.get(
    "/enterprises/{enterprise_id:path}/holdings",
    summary="What a node holds directly",
    operation_id="listHoldings",
)
def list_holdings(
    reading: PagedReadingDep, enterprise_id: EnterpriseId, limit: Limit, cursor: Cursor = None
) -> Page[HoldingRow]:
    """One level down, the largest share first, unknown shares last; each says how many it holds in turn."""
    return level_reads.holdings(reading, enterprise_id, limit=limit, cursor=cursor)
