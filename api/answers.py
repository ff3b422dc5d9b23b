"""Shapes of answers around the results of a month: every one names month, revision, pack."""

from __future__ import annotations

from datetime import date
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from graph.domain import FactState, NodeKind, RiskClass, TieKind
from scoring.results_types import (
    ClusterDetail,
    ClusterMember,
    Label,
    Lifeline,
    MigrationMatrix,
    MonthInfo,
    Mover,
    Receipt,
)

T = TypeVar("T")


class Answer(BaseModel):
    """Base of answers: closed and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Published(Answer):
    """The published month an answer was read from."""

    month: str = Field(description="YYYY-MM")
    revision: int = Field(ge=1)
    pack: str
    pack_hash: str
    as_of: date = Field(description="Day of validity: the month's last day")
    known_by: date = Field(description="Day of knowledge; later than as_of in a revision")
    digest: str


class One(Answer, Generic[T]):
    """One result of a published month."""

    published: Published
    result: T


class Page(Answer, Generic[T]):
    """One page of results in a stable order, and the truth about its limits."""

    published: Published
    items: tuple[T, ...]
    total: int = Field(ge=0, description="All results that fit, not only this page")
    shown: int = Field(ge=0)
    truncated: bool = Field(description="More results follow this page")
    cursor: str | None = Field(default=None, description="Hand back as ?cursor= for the next page")


class NodeView(Answer):
    """A node as it was on the month's day, with its published class; persons are masked."""

    id: str
    kind: NodeKind
    label: str = Field(description="Name of an enterprise, masked name of a person, address, masked contact")
    short_name: str = Field(description="Label of an enterprise without region and legal form")
    degree: int = Field(
        ge=0, description="Ties of the node on that day; outside the area only those that are told"
    )
    in_scope: bool = Field(
        default=True, description="Whether the reader's area holds it; else it has name, code and class only"
    )
    status: str | None = None
    region: str | None = None
    scored: bool | None = Field(default=None, description="Enterprises only")
    risk_class: RiskClass | None = None
    score: float | None = Field(default=None, ge=0, le=1000)


class StatusView(Answer):
    """A status in force on a tie on the month's day; it says why scores do not use the tie."""

    status: FactState
    label: Label
    effective_on: date
    ends_on: date | None = Field(description="First day no longer in force; null is open")


class TieView(Answer):
    """A tie, read from source to target."""

    id: str
    kind: TieKind
    source_id: str
    target_id: str
    role: str | None
    share: float | None = Field(description="Fraction; null is unknown")
    valid_from: date | None
    valid_to: date | None = Field(description="First day no longer in force")
    confidence: float
    statuses: tuple[StatusView, ...] = Field(
        description="Statuses in force on the tie, such as objected or revoked; empty for most"
    )


class GraphView(Answer):
    """Nodes and ties around one node; nodes and ties are capped, and both say so."""

    published: Published
    centre: str
    nodes: tuple[NodeView, ...]
    ties: tuple[TieView, ...]
    total: int = Field(ge=0, description="Nodes within reach")
    shown: int = Field(ge=0)
    ties_total: int = Field(ge=0, description="Ties between the shown nodes")
    ties_shown: int = Field(ge=0)
    truncated: bool


class Neighbour(Answer):
    """One tie of the asked node and the node at its other end."""

    tie: TieView
    node: NodeView


class RouteView(Answer):
    """One path: nodes in order and the ties between them."""

    nodes: tuple[NodeView, ...]
    ties: tuple[TieView, ...]


class Paths(Answer):
    """Shortest paths between two nodes, all of one length."""

    published: Published
    source: str
    target: str
    paths: tuple[RouteView, ...]
    hops: int | None = Field(description="Length of every path; null if none within max_hops")
    shown: int = Field(ge=0)
    truncated: bool = Field(description="As many paths as the limit; there may be more")


class MonthList(Answer):
    """Published months or revisions, newest first; each names its revision and pack."""

    items: tuple[MonthInfo, ...]


class ReceiptAnswer(Answer):
    """Why an enterprise has its score, with a label for every node of its paths."""

    published: Published
    receipt: Receipt
    labels: dict[str, str] = Field(description="Label by node id; persons are masked")


class ClusterAnswer(Answer):
    """One cluster, with a label for its main hub."""

    published: Published
    cluster: ClusterDetail
    labels: dict[str, str] = Field(description="Label by node id; persons are masked")


class MigrationAnswer(Answer):
    """Who changed class since the month before, and why."""

    published: Published
    matrix: MigrationMatrix
    movers: tuple[Mover, ...]
    total: int = Field(ge=0, description="Movers that fit the filters")
    shown: int = Field(ge=0)
    truncated: bool
    cursor: str | None


class Health(Answer):
    """The process answers; the age of its data is the month and its day of validity."""

    status: Literal["ok"] = "ok"
    version: str = Field(description="Version of the interface, as in its path")
    published: Published | None = Field(description="Latest published month; null before the first")


class Readiness(Answer):
    """The process can answer: a month is published and the store can be read."""

    status: Literal["ready"] = "ready"
    published: Published
    store_version: str
    batches: int = Field(ge=0, description="Deliveries in the store")


class ClusterReport(Answer):
    """One cluster with its members and its life line, as the command line shows it."""

    published: Published
    cluster: ClusterDetail
    labels: dict[str, str]
    members: tuple[ClusterMember, ...]
    total: int = Field(ge=0, description="Members of the cluster")
    cursor: str | None
    lifeline: Lifeline
