"""Routes around one node of the graph: neighbours, ego, paths, search."""

from __future__ import annotations

from api import graph_reads
from api.answers import Found, GraphView, Neighbour, Page, Paths
from api.dependencies import PagedReadingDep, ReadingDep
from api.parameters import (
    Cap,
    Cursor,
    EnterpriseId,
    Hops,
    Limit,
    NamePart,
    OtherId,
    PathHops,
    PathLimit,
    Ties,
)
from api.routes.base import new_router

router = new_router("graph")


@router.get(
    "/enterprises/{enterprise_id:path}/neighbours",
    summary="One page of neighbours in a stable order",
    operation_id="listNeighbours",
)
def list_neighbours(
    reading: PagedReadingDep,
    enterprise_id: EnterpriseId,
    limit: Limit,
    ties: Ties,
    cursor: Cursor = None,
) -> Page[Neighbour]:
    """Ties of one node with the node at the other end, by (tie kind, neighbour id, tie id)."""
    return graph_reads.neighbours(reading, enterprise_id, limit=limit, cursor=cursor, ties=ties)


@router.get(
    "/enterprises/{enterprise_id:path}/ego",
    summary="Nodes and ties around one node",
    operation_id="readEgo",
)
def read_ego(
    reading: ReadingDep,
    enterprise_id: EnterpriseId,
    hops: Hops,
    cap: Cap,
    ties: Ties,
) -> GraphView:
    """Nodes within some hops, nearest first, with total, shown and truncated."""
    return graph_reads.ego(reading, enterprise_id, hops=hops, cap=cap, ties=ties)


@router.get(
    "/enterprises/{enterprise_id:path}/paths",
    summary="Shortest paths to another node",
    operation_id="listPaths",
)
def list_paths(
    reading: ReadingDep,
    enterprise_id: EnterpriseId,
    to: OtherId,
    max_hops: PathHops,
    limit: PathLimit,
    ties: Ties,
) -> Paths:
    """All shortest paths up to the limit, in the order of their node ids."""
    return graph_reads.paths(reading, enterprise_id, to, max_hops=max_hops, limit=limit, ties=ties)


@router.get("/search", summary="Find by id, alias or part of a name", operation_id="search")
def search(reading: ReadingDep, text: NamePart, limit: Limit) -> Found:
    """The node of exactly that id or alias first, then enterprises by a part of their name."""
    return graph_reads.search(reading, text, limit=limit)
