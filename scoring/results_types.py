"""Shapes of what a published month answers; the same over HTTP, on the command line, in exports."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from graph.domain import Factor, RiskClass
from scoring.results_base import (
    Label,
    MonthReference,
    Result,
)
from scoring.results_types_clusters import (
    ClusterDetail,
    ClusterEvent,
    ClusterFilter,
    ClusterMember,
    ClusterPage,
    ClusterSort,
    ClusterSummary,
    Lifeline,
    LifelineEntry,
    MemberPage,
)
from scoring.results_types_decisions import DecisionResult, VoidReceipt
from scoring.results_types_migration import (
    Cause,
    MigrationMatrix,
    Mover,
    MoverFilter,
    MoverPage,
)
from scoring.results_types_receipt import (
    Adjustment,
    JoinedPersons,
    PathTie,
    Receipt,
    ReceiptLine,
    ReceiptLineKind,
    RelatedParty,
    RelatedRecord,
    RelationshipPart,
)
from scoring.value_texts import Unit

__all__ = [
    "Adjustment",
    "Cause",
    "ClusterDetail",
    "ClusterEvent",
    "ClusterFilter",
    "ClusterMember",
    "ClusterPage",
    "ClusterSort",
    "ClusterSummary",
    "DecisionResult",
    "EnterpriseResult",
    "FactorResult",
    "HistoryPoint",
    "IndicatorResult",
    "JoinedPersons",
    "Label",
    "Lifeline",
    "LifelineEntry",
    "Mark",
    "MemberPage",
    "MigrationMatrix",
    "MonthInfo",
    "MonthReference",
    "Mover",
    "MoverFilter",
    "MoverPage",
    "PathTie",
    "Receipt",
    "ReceiptLine",
    "ReceiptLineKind",
    "RelatedParty",
    "RelatedRecord",
    "RelationshipPart",
    "Result",
    "VoidReceipt",
]


class MonthInfo(Result):
    """What a published month was made from."""

    month: str = Field(description="YYYY-MM")
    revision: int = Field(ge=1)
    digest: str
    pack: str
    pack_hash: str
    catalogue_hash: str
    reference: str = Field(description="Id of the reference tables")
    store_version: str
    as_of: date = Field(description="Day of validity: the month's last day")
    known_by: date = Field(description="Day of knowledge; later than as_of in a revision")
    preliminary: bool
    current: bool = Field(description="The revision in force of its month")
    published: str | None = Field(description="Time of publication, UTC ISO 8601; null if not recorded")
    previous: MonthReference | None = Field(description="Month that class changes are measured against")
    enterprises: int
    scored: int
    class_counts: dict[RiskClass, int]
    clusters: int
    risk_clusters: int
    clusters_kept_share: float | None = Field(
        ge=0, le=1, description="Of last month's members, who keep their cluster's id; null without one"
    )
    relationship_scale: float
    relationship_scale_note: str
    relationship_way: str = Field(default="baseline", description="baseline, or an approved model")
    relationship_model: str | None = Field(default=None, description="Id of the model in use")
    relationship_reason: Label | None = Field(default=None, description="Why the one or the other")


class FactorResult(Result):
    """One factor of a score."""

    factor: Factor
    label: Label
    hazard: float = Field(ge=0)
    points: float = Field(description="Points add up to model_score over the five factors")


class IndicatorResult(Result):
    """One indicator of one enterprise."""

    id: str
    factor: Factor
    label: Label
    unit: Unit
    value: float | None = Field(description="In the indicator's number; null is unknown, never zero")
    value_text: Label | None = Field(description="The value with its unit or word; null is unknown")
    known: bool
    bin: float | None = Field(description="Risk of the value in [0, 1] as scored; null if not scored")
    hazard: float = Field(ge=0, description="What the indicator adds to the hazard")


class HistoryPoint(Result):
    """One enterprise in one published month."""

    month: str
    revision: int
    pack: str
    scored: bool
    score: float | None
    risk_class: RiskClass | None
    cluster_id: str | None
    hazards: dict[Factor, float]


class ProfessionalResult(Result):
    """What a professional model (food, special equipment) says beside the general class."""

    model: str
    label: Label
    score: float | None
    risk_class: RiskClass | None = Field(description="By the professional model alone")
    combined_class: RiskClass | None = Field(description="By the matrix of general and professional class")


class EnterpriseResult(Result):
    """Score, class, factors and indicators of one enterprise."""

    enterprise_id: str
    name: str | None
    region: str | None
    supervising_authority: str | None
    status: str | None = Field(description="Registration state; null only outside the reader's area")
    scored: bool
    score: float | None
    model_score: float | None = Field(description="Before direct rules and the clamp")
    risk_class: RiskClass | None
    standalone_class: RiskClass | None = Field(description="Own factors and direct rules only")
    previous_score: float | None
    previous_class: RiskClass | None
    model_class: RiskClass | None = Field(default=None, description="Class of model_score")
    direct_rule: str | None
    decision: DecisionResult | None = Field(default=None, description="The decision that set the class")
    clamped: bool
    legal_person_id: str = Field(description="Head of the legal person; own id if it is the head")
    cluster_id: str | None
    factors: tuple[FactorResult, ...]
    indicators: tuple[IndicatorResult, ...]
    professional: tuple[ProfessionalResult, ...] = Field(
        default=(), description="Professional models beside the general class"
    )


class Mark(Result):
    """What a node of the graph shows of its enterprise: name and published class."""

    name: str | None
    scored: bool
    score: float | None
    risk_class: RiskClass | None
