"""Shapes of receipts."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from graph.domain import Factor, NodeKind, RiskClass, TieKind
from scoring.results_base import Label, Result
from scoring.results_types_decisions import DecisionResult, VoidReceipt


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
    told: bool = Field(
        default=True,
        description="false: not public and of other authorities at both ends; role, share and what was "
        "computed of them are null",
    )
    confidence: float | None = Field(ge=0, le=1)
    role_strength: float | None = Field(ge=0, le=1)
    share_strength: float | None = Field(ge=0, le=1)
    ended_decay: float | None = Field(ge=0, le=1, description="1 while in force")
    carry: float | None = Field(ge=0, le=1, description="How the conduct or class carries over this leg")
    hub_factor: float | None = Field(ge=0, le=1, description="Factor of the hub this leg touches; 1 without")
    control: float | None = Field(
        default=None,
        description="Tie of a chain of control: strength of the chain on the tie next to the controlled, "
        "1 on its other ties; null where the tie counts for itself",
    )


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
    published: bool = Field(default=True, description="Of a public kind, with a day of publication")


class RelatedParty(Result):
    """The related party of a relationship line; ``name`` is never a person's."""

    id: str
    kind: NodeKind
    name: str | None


class JoinedPersons(Result):
    """Two person ids that count as one on a path: a reviewer said so, or the pack counts candidates."""

    person_id: str = Field(description="Id under which the tie or record was delivered")
    same_as: str = Field(description="Id that stands for the person on this path")
    review: int | None = Field(description="Number of the review (guanlian persons history); null: no review")
    reviewer: str | None = Field(description="Account of the reviewer, masked")


class RelationshipPart(Result):
    """Why a relationship line exists: party, record or class, path, strengths."""

    family: str
    label: Label
    party: RelatedParty
    record: RelatedRecord | None
    related_class: RiskClass | None
    path: tuple[PathTie, ...]
    path_nodes: tuple[str, ...] = Field(description="Node ids from the related party to the enterprise")
    joined: tuple[JoinedPersons, ...] = Field(default=(), description="Verdicts that the path rests on")
    strength: float | None = Field(
        description="Strength of the path, hubs and carrying included; null where a tie is not told"
    )
    age_months: float | None = Field(description="From the decision to the month's day")
    raw: float = Field(ge=0, description="Hazard before scale and cap")

    @property
    def ends(self) -> frozenset[str]:
        """Ids of the party and of both ends of every tie."""
        return frozenset(
            (self.party.id, *(end for tie in self.path for end in (tie.source_id, tie.target_id)))
        )

    @property
    def named_nodes(self) -> frozenset[str]:
        """Ids of all nodes that the sentence may name."""
        return frozenset((*self.path_nodes, *(p for j in self.joined for p in (j.person_id, j.same_as))))


class ReceiptLine(Result):
    """One line of a receipt; hazards add up to the total, points to the model score."""

    kind: ReceiptLineKind
    factor: Factor
    factor_label: Label = Field(description="Name of the factor as the pack of the month calls it")
    label: Label
    indicator: str | None = None
    fact_group: str | None = Field(default=None, description="Lines of one group rest on the same fact")
    value: float | None = None
    value_text: Label | None = Field(default=None, description="The value with its unit or word")
    known: bool = True
    hazard: float
    points: float
    sentence: Label
    lifted_by: Label | None = Field(
        default=None, description="What would lift the line, by a dated rule; null where no rule says"
    )
    part: RelationshipPart | None = None


class Adjustment(Result):
    """A line after the model score: a direct rule, the clamp or a decision."""

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
    decision: DecisionResult | None = Field(default=None, description="The decision that set the class")
    void: tuple[VoidReceipt, ...] = Field(default=(), description="Facts withdrawn since: it counts no more")
    relationship_raw: float = Field(description="Sum of the parts before scale and cap")
    relationship_scale: float
    relationship_cap: float
    relationship_way: str = Field(default="baseline", description="baseline, or an approved model")
    relationship_model: str | None = Field(default=None, description="Id of the model in use")
    relationship_reason: Label | None = Field(default=None, description="Why the one or the other")
    relationship_scaled_by: float = Field(description="1, or cap / sum where the cap binds")
    parts: int = Field(ge=0, description="Relationship parts; the 200 largest are lines")
    lines: tuple[ReceiptLine, ...]
    repaired_facts: int = Field(ge=0, description="Facts under credit repair: shown, not scored")
    statutory_exceptions: tuple[str, ...] = Field(description="Other law that prevails on the month's day")
