"""Routes around one node of the graph: neighbours, expansion, ego, paths."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import Query

from api import ego_reads, expansion_reads, graph_reads, nearest_reads, neighbour_reads
from api.answers import GraphView, Neighbour, Page, Paths
from api.answers_graph import KnownNodes, NearestPaths
from api.dependencies import PagedReadingDep, ReadingDep
from api.parameters import (
    Cap,
    Cursor,
    EnterpriseId,
    Hops,
    KnownIds,
    Limit,
    NearestHops,
    OtherId,
    PathHops,
    PathLimit,
    Ties,
    WantedClass,
)
from api.routes.base import new_router, written
from api.security.audit import AuditDep
from graph.domain import RiskClass

router = new_router("graph")


class NeighbourSort(StrEnum):
    """Orders of neighbours."""

    KIND = "kind"
    IMPORTANCE = "importance"


@router.get(
    "/enterprises/{enterprise_id:path}/neighbours",
    summary="One page of neighbours in a stable order",
    operation_id="listNeighbours",
)
@written
def list_neighbours(
    reading: PagedReadingDep,
    enterprise_id: EnterpriseId,
    limit: Limit,
    ties: Ties,
    sort: Annotated[NeighbourSort, Query(description="Order; the id is the last key")] = NeighbourSort.KIND,
    exclude: KnownIds = (),
    cursor: Cursor = None,
) -> Page[Neighbour]:
    """Ties of one node with the node at the other end: by kind every tie, by importance the worst first.

    Nodes that the reader has are left out where the order is by importance.
    """
    if sort is NeighbourSort.IMPORTANCE:
        return expansion_reads.expand(
            reading, enterprise_id, known=exclude, limit=limit, cursor=cursor, ties=ties
        )
    return neighbour_reads.neighbours(reading, enterprise_id, limit=limit, cursor=cursor, ties=ties)


@router.post(
    "/enterprises/{enterprise_id:path}/expansion",
    summary="The most important neighbours that the reader does not have",
    operation_id="expandNode",
)
def expand_node(
    reading: PagedReadingDep,
    audit: AuditDep,
    enterprise_id: EnterpriseId,
    limit: Limit,
    ties: Ties,
    asked: KnownNodes,
    cursor: Cursor = None,
) -> Page[Neighbour]:
    """One page of neighbours by importance without the nodes of the body; a read, up to 5,000 known ids."""
    found = expansion_reads.expand(
        reading, enterprise_id, known=asked.known, limit=limit, cursor=cursor, ties=ties
    )
    audit.record(reading.viewer, "graph.viewed", subject=enterprise_id)
    return found


@router.get(
    "/enterprises/{enterprise_id:path}/ego",
    summary="Nodes and ties around one node",
    operation_id="readEgo",
)
@written
def read_ego(
    reading: ReadingDep,
    enterprise_id: EnterpriseId,
    hops: Hops,
    cap: Cap,
    ties: Ties,
) -> GraphView:
    """Nodes within some hops, nearest first, with total, shown and truncated."""
    return ego_reads.ego(reading, enterprise_id, hops=hops, cap=cap, ties=ties)


@router.get(
    "/enterprises/{enterprise_id:path}/paths",
    summary="Shortest paths to another node",
    operation_id="listPaths",
)
@written
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


@router.get(
    "/enterprises/{enterprise_id:path}/paths/nearest",
    summary="Shortest paths to the nearest enterprises of a class",
    operation_id="listNearestPaths",
)
def list_nearest_paths(
    reading: ReadingDep,
    enterprise_id: EnterpriseId,
    max_hops: NearestHops,
    limit: PathLimit,
    ties: Ties,
    risk_class: WantedClass = RiskClass.D,
) -> NearestPaths:
    """A shortest path to each of the nearest enterprises of the class, nearest first."""
    return nearest_reads.nearest(
        reading, enterprise_id, risk_class, max_hops=max_hops, limit=limit, ties=ties
    )
