"""Shapes of clusters, their members and life lines."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from graph.domain import RiskClass
from scoring.results_base import Label, Result


class ClusterSummary(Result):
    """One cluster as a row of the list."""

    cluster_id: str
    leading: str | None = Field(
        default=None, description="Name of the member with the strongest ties in the reader's area"
    )
    size: int
    scored: int
    class_counts: dict[RiskClass, int] = Field(description="Standalone classes of the members")
    high_share: float | None = Field(description="C and D by standalone class, fraction of those with one")
    main_tie: str
    main_tie_label: Label
    main_region: str | None
    records: int = Field(ge=0, description="Adverse records of the window, each once")
    expected_records: float | None = Field(
        description="At the reference rates of industry and size; null if the reference knows no record"
    )
    expected_by_whole: int = Field(
        ge=0, description="Members whose group has no rate of its own: expected at the rate of all"
    )
    ratio_low: float | None = Field(description="Lower bound of observed / expected; null if none expected")
    ratio_high: float | None
    risk: bool
    event: str = Field(description="What happened to the cluster this month")
    born: str = Field(description="Month in which the id was issued")
    changed: str = Field(description="Latest month with an event other than unchanged")
    why: Label
    risk_why: Label = Field(description="Why it is a risk cluster, or which conditions it fails")


class ClusterMember(Result):
    """One member of a cluster."""

    enterprise_id: str
    name: str | None
    region: str | None
    risk_class: RiskClass | None
    standalone_class: RiskClass | None
    score: float | None
    core: bool
    weight: float | None = Field(description="Strength of its ties inside the cluster")
    joined: bool = Field(description="Was not in this cluster the month before")


class ClusterDetail(Result):
    """One cluster with its core members."""

    summary: ClusterSummary
    main_hub: str | None = Field(description="Node that joins most members; null if none")
    main_hub_members: int
    regions: dict[str, int]
    core: tuple[ClusterMember, ...]


class ClusterEvent(StrEnum):
    """Events of a cluster's life line."""

    BORN = "born"
    GREW = "grew"
    SHRANK = "shrank"
    CHANGED = "changed"
    SPLIT = "split"
    MERGED = "merged"
    ENDED = "ended"
    UNCHANGED = "unchanged"


class LifelineEntry(Result):
    """One event of a life line."""

    month: str
    event: ClusterEvent
    size: int
    previous_size: int
    other_ids: tuple[str, ...] = Field(description="Clusters split off or merged, or where the members went")
    sentence: Label


class Lifeline(Result):
    """Events of one cluster, oldest first."""

    cluster_id: str
    living: bool
    entries: tuple[LifelineEntry, ...]


class ClusterPage(Result):
    """One page of clusters."""

    items: tuple[ClusterSummary, ...]
    total: int
    cursor: str | None


class MemberPage(Result):
    """One page of members of a cluster."""

    items: tuple[ClusterMember, ...]
    total: int
    cursor: str | None


class ClusterSort(StrEnum):
    """Orders of the cluster list; the id is always the last key."""

    SIZE = "size"
    HIGH_SHARE = "high_share"
    RATIO = "ratio"
    RECORDS = "records"
    CHANGED = "changed"


class ClusterFilter(Result):
    """Filters of the cluster list; null is no filter."""

    min_size: int | None = Field(default=None, ge=1)
    min_high_share: float | None = Field(default=None, ge=0, le=1)
    contains_class: RiskClass | None = Field(default=None, description="At least one member of this class")
    region: str | None = Field(default=None, description="Code prefix of the main region")
    changed_since: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}$")
    risk_only: bool = False
