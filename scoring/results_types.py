"""Shapes of what a published month answers; the same over HTTP, on the command line, in exports.

Scores and points are on the scale 0-1000 with two decimals; hazards are the additive
lambda of the score (no unit); persons appear by id only, the edge adds masked names.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from graph.domain import Factor, NodeKind, RiskClass, TieKind


class Result(BaseModel):
    """Base of results: closed and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(Result):
    """A text in Chinese and in English."""

    zh: str
    en: str


class MonthReference(Result):
    """One published revision of a month."""

    month: str = Field(description="YYYY-MM")
    revision: int = Field(ge=1)
    digest: str


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
    relationship_scale: float
    relationship_scale_note: str


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
    value: float | None = Field(description="null is unknown, never zero")
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


class EnterpriseResult(Result):
    """Score, class, factors and indicators of one enterprise."""

    enterprise_id: str
    name: str | None
    region: str | None
    supervising_authority: str | None
    status: str
    scored: bool
    score: float | None
    model_score: float | None = Field(description="Before direct rules and the clamp")
    risk_class: RiskClass | None
    standalone_class: RiskClass | None = Field(description="Own factors and direct rules only")
    previous_score: float | None
    previous_class: RiskClass | None
    direct_rule: str | None
    clamped: bool
    legal_person_id: str = Field(description="Head of the legal person; own id if it is the head")
    cluster_id: str | None
    factors: tuple[FactorResult, ...]
    indicators: tuple[IndicatorResult, ...]


class ReceiptLineKind(StrEnum):
    """What a receipt line stands for."""

    INDICATOR = "indicator"
    RELATED_RECORD = "related_record"
    RELATED_CLASS = "related_class"
    STRUCTURAL = "structural"
    REMAINDER = "remainder"


class PathTie(Result):
    """One tie of a path, in the direction it was registered."""

    tie_id: str
    kind: TieKind
    label: Label
    source_id: str
    source_name: str | None = Field(description="Of an enterprise; never of a person")
    target_id: str
    target_name: str | None
    role: str | None
    share: float | None
    valid_from: date | None
    valid_to: date | None
    confidence: float = Field(ge=0, le=1)
    role_strength: float = Field(ge=0, le=1)
    share_strength: float = Field(ge=0, le=1)
    ended_decay: float = Field(ge=0, le=1, description="1 while in force")
    carry: float = Field(ge=0, le=1, description="How the conduct or class carries over this leg")
    hub_factor: float = Field(ge=0, le=1, description="Factor of the hub this leg touches; 1 without")


class RelatedRecord(Result):
    """The record that a relationship line comes from."""

    record_id: str
    kind: str
    label: Label
    severity: int | None = Field(description="1-5 as it counted")
    decided_on: date | None
    document_no: str | None
    authority: str | None
    source: str | None


class RelatedParty(Result):
    """The related party of a relationship line; ``name`` is never a person's."""

    id: str
    kind: NodeKind
    name: str | None


class RelationshipPart(Result):
    """Why a relationship line exists: party, record or class, path, strengths."""

    family: str
    label: Label
    party: RelatedParty
    record: RelatedRecord | None
    related_class: RiskClass | None
    path: tuple[PathTie, ...]
    path_nodes: tuple[str, ...] = Field(description="Node ids from the related party to the enterprise")
    strength: float = Field(description="Strength of the path, hubs and carrying included")
    age_months: float | None = Field(description="From the decision to the month's day")
    raw: float = Field(ge=0, description="Hazard before scale and cap")


class ReceiptLine(Result):
    """One line of a receipt; hazards add up to the total, points to the model score."""

    kind: ReceiptLineKind
    factor: Factor
    label: Label
    indicator: str | None = None
    fact_group: str | None = Field(default=None, description="Lines of one group rest on the same fact")
    value: float | None = None
    known: bool = True
    hazard: float
    points: float
    sentence: Label
    part: RelationshipPart | None = None


class Adjustment(Result):
    """A line after the model score: a direct rule or the clamp."""

    rule: str
    label: Label
    points: float


class Receipt(Result):
    """Why an enterprise has its score: every line, and what was done after the model."""

    enterprise_id: str
    name: str | None
    scored: bool
    hazard: float
    model_score: float
    adjustments: tuple[Adjustment, ...]
    score: float | None = Field(description="null if the enterprise has no published score")
    risk_class: RiskClass | None
    standalone_class: RiskClass | None
    relationship_raw: float = Field(description="Sum of the parts before scale and cap")
    relationship_scale: float
    relationship_cap: float
    relationship_scaled_by: float = Field(description="1, or cap / sum where the cap binds")
    parts: int = Field(ge=0, description="Relationship parts; the 200 largest are lines")
    lines: tuple[ReceiptLine, ...]
    repaired_facts: int = Field(ge=0, description="Facts under credit repair: shown, not scored")
    statutory_exceptions: tuple[str, ...] = Field(description="Other law that prevails on the month's day")


class ClusterSummary(Result):
    """One cluster as a row of the list."""

    cluster_id: str
    size: int
    scored: int
    class_counts: dict[RiskClass, int] = Field(description="Standalone classes of the members")
    high_share: float | None = Field(description="C and D by standalone class, fraction of those with one")
    main_tie: str
    main_tie_label: Label
    main_region: str | None
    records: int = Field(ge=0, description="Adverse records of the window, each once")
    expected_records: float
    ratio_low: float | None = Field(description="Lower bound of observed / expected; null if none expected")
    ratio_high: float | None
    risk: bool
    event: str = Field(description="What happened to the cluster this month")
    born: str = Field(description="Month in which the id was issued")
    changed: str = Field(description="Latest month with an event other than unchanged")
    why: Label


class ClusterMember(Result):
    """One member of a cluster."""

    enterprise_id: str
    name: str | None
    region: str | None
    risk_class: RiskClass | None
    standalone_class: RiskClass | None
    score: float | None
    core: bool
    weight: float = Field(description="Strength of its ties inside the cluster")
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


class Cause(StrEnum):
    """Main causes of a change of class, in the fixed order of their evaluation."""

    MODEL = "model"
    TIME = "time"
    CORRECTION = "correction"
    OWN_FACT = "own_fact"
    RELATED_FACT = "related_fact"
    TIE_CHANGE = "tie_change"
    DIRECT_RULE = "direct_rule"
    CLAMP = "clamp"
    ENTERED = "entered"
    LEFT = "left"


class Mover(Result):
    """One enterprise whose published class changed."""

    enterprise_id: str
    name: str | None
    region: str | None
    previous_class: RiskClass | None
    risk_class: RiskClass | None
    previous_score: float | None
    score: float | None
    cause: Cause
    cause_label: Label
    hazard_changes: dict[Cause, float] = Field(description="Differences of the hazard; they add up exactly")
    hazard_change: float


class MigrationMatrix(Result):
    """Counts from class to class; ``none`` stands for not scored or not there."""

    previous: MonthReference | None
    classes: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...] = Field(description="Rows: class before; columns: class now")
    movers: int
    causes: dict[Cause, int] = Field(description="Adds up to movers")


class MoverPage(Result):
    """One page of movers."""

    items: tuple[Mover, ...]
    total: int
    cursor: str | None


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


class MoverFilter(Result):
    """Filters of the list of movers; null is no filter."""

    previous_class: str | None = Field(default=None, pattern="^(A|B|C|D|none)$")
    risk_class: str | None = Field(default=None, pattern="^(A|B|C|D|none)$")
    cause: Cause | None = None
    region: str | None = None


class Mark(Result):
    """What a node of the graph shows of its enterprise: name and published class."""

    name: str | None
    scored: bool
    score: float | None
    risk_class: RiskClass | None
