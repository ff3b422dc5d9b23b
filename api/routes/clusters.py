"""Routes of clusters: list with filters, one cluster, its members, its life line."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from api import level_reads, month_reads
from api.answers import ClusterAnswer, One, Page
from api.answers_graph import ClusterGraph
from api.dependencies import PagedReadingDep, ReadingDep
from api.parameters import MONTH, Cap, ClusterId, Cursor, Limit, Region
from api.routes.base import new_router, written
from graph.domain import RiskClass
from scoring.results_types import ClusterFilter, ClusterMember, ClusterSort, ClusterSummary, Lifeline

router = new_router("clusters")


async def cluster_filter(
    min_size: Annotated[int | None, Query(ge=1, le=10_000_000, description="Members, at least")] = None,
    c_d_share: Annotated[
        float | None, Query(ge=0, le=1, description="Share of C and D by standalone class, at least")
    ] = None,
    contains: Annotated[
        RiskClass | None, Query(alias="class", description="Has a member of this standalone class")
    ] = None,
    region: Region = None,
    changed_since: Annotated[
        str | None, Query(pattern=MONTH, description="Changed in this month or later")
    ] = None,
    risk_only: Annotated[bool, Query(description="Risk clusters only")] = False,
) -> ClusterFilter:
    """Filters of the list of clusters."""
    return ClusterFilter(
        min_size=min_size,
        min_high_share=c_d_share,
        contains_class=contains,
        region=region,
        changed_since=changed_since,
        risk_only=risk_only,
    )


@router.get("/clusters", summary="Clusters of the month with filters", operation_id="listClusters")
@written
def list_clusters(
    reading: PagedReadingDep,
    filters: Annotated[ClusterFilter, Depends(cluster_filter)],
    limit: Limit,
    sort: Annotated[ClusterSort, Query(description="Order; the id is the last key")] = ClusterSort.SIZE,
    cursor: Cursor = None,
) -> Page[ClusterSummary]:
    """One page of clusters, largest value of the chosen order first, then by id."""
    return month_reads.clusters(reading, filters, sort, limit=limit, cursor=cursor)


@router.get("/clusters/{cluster_id}", summary="One cluster", operation_id="readCluster")
def read_cluster(reading: ReadingDep, cluster_id: ClusterId) -> ClusterAnswer:
    """Size, classes, main tie, core members, and why its members belong together."""
    return month_reads.cluster(reading, cluster_id)


@router.get("/clusters/{cluster_id}/members", summary="Members of a cluster", operation_id="listMembers")
def list_members(
    reading: PagedReadingDep, cluster_id: ClusterId, limit: Limit, cursor: Cursor = None
) -> Page[ClusterMember]:
    """One page of members."""
    return month_reads.members(reading, cluster_id, limit=limit, cursor=cursor)


@router.get("/clusters/{cluster_id}/lifeline", summary="Life line of a cluster", operation_id="readLifeline")
def read_lifeline(reading: ReadingDep, cluster_id: ClusterId) -> One[Lifeline]:
    """Born, grew, shrank, split, merged, ended: every event, oldest first."""
    return month_reads.lifeline(reading, cluster_id)


@router.get("/clusters/{cluster_id}/graph", summary="A cluster as a graph", operation_id="readClusterGraph")
def read_cluster_graph(reading: ReadingDep, cluster_id: ClusterId, cap: Cap) -> ClusterGraph:
    """Its strongest members and what joins them; the rest together by district."""
    return level_reads.cluster_graph(reading, cluster_id, cap=cap)
