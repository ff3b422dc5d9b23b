"""Shapes of reads around a node beside the ego: paths to a class, one level of ownership, cluster graphs."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from api.answers import Answer, NodeView, Published, RouteView, TieView
from graph.domain import NodeKind, RiskClass
from scoring.results_types_ownership import ShareRange


class NearestPath(Answer):
    """The shortest path to one enterprise of the class."""

    target: NodeView
    hops: int = Field(ge=1)
    route: RouteView


class NearestPaths(Answer):
    """Shortest paths from a node to the nearest enterprises of a class, nearest first."""

    published: Published
    source: str
    risk_class: RiskClass
    max_hops: int
    paths: tuple[NearestPath, ...]
    total: int = Field(ge=0, description="Enterprises of the class among the nodes looked at")
    shown: int = Field(ge=0)
    looked_at: int = Field(ge=0, description="Nodes looked at, nearest first")
    truncated: bool = Field(description="More nodes are within reach than were looked at, or more were found")


class HoldingRow(Answer):
    """One holding beside an enterprise: who holds it, or what it holds."""

    node: NodeView
    tie_id: str
    share: float | None = Field(description="As registered; null is unknown")
    counted: ShareRange = Field(description="As it counts: scaled where shares exceed the whole")
    valid_from: date | None
    valid_to: date | None
    in_cycle: bool = Field(description="The holding is part of a cycle of holdings")
    further: int = Field(ge=0, description="Holders (of owners) or holdings (of holdings) one level on")


class MemberTie(Answer):
    """Ties between two members of a cluster, together."""

    source_id: str
    target_id: str
    weight: float = Field(ge=0)


class MetaNode(Answer):
    """Members that are not drawn one by one, by district."""

    id: str
    label: str = Field(description="Region code of the district")
    kind: NodeKind = NodeKind.ENTERPRISE
    members: int = Field(ge=1)
    class_counts: dict[RiskClass, int] = Field(description="Of the published classes, the reader's area only")


class ClusterGraph(Answer):
    """A cluster as a graph: its strongest members, the rest by district."""

    published: Published
    cluster_id: str
    nodes: tuple[NodeView, ...]
    ties: tuple[TieView, ...]
    meta_nodes: tuple[MetaNode, ...]
    meta_ties: tuple[MemberTie, ...] = Field(description="Between the rest of a district and drawn members")
    total: int = Field(ge=0, description="Members of the cluster")
    shown: int = Field(ge=0, description="Members that are nodes of their own")
    ties_total: int = Field(ge=0)
    ties_shown: int = Field(ge=0)
    truncated: bool


class KnownNodes(Answer):
    """Nodes the reader has already: they are left out of an expansion."""

    known: tuple[str, ...] = Field(default=(), max_length=5_000)
