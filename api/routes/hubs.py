"""Route of hubs: what too many living enterprises share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from api import hub_reads
from api.dependencies import ReadingDep
from api.hub_reads import HubList
from api.parameters import Limit
from api.routes.base import new_router
from scoring.hub_findings import HubKind

router = new_router("hubs")


@router.get("/hubs", summary="Shared by more living enterprises than points allow", operation_id="listHubs")
def list_hubs(
    reading: ReadingDep,
    limit: Limit,
    kind: Annotated[HubKind | None, Query(description="Persons, places, contacts or agents only")] = None,
) -> HubList:
    """Persons (masked), places, contacts and agents, the largest first: findings, not points."""
    return hub_reads.hubs(reading, kind, limit=limit)
