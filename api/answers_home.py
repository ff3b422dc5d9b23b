"""Shapes of the first page, the catalogue of indicators and what the service says of itself."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from api.answers import Answer, Published
from graph.domain import Factor, RiskClass
from scoring.pack_indicators import Bins
from scoring.results_types import ClusterSummary, Label, MonthReference, Mover
from scoring.value_texts import Unit


class ClassCount(Answer):
    """Enterprises of one class in the reader's area, and how many more than the month before."""

    risk_class: RiskClass
    count: int = Field(ge=0)
    change: int | None = Field(description="Against the month before; null without one")


class HomeAnswer(Answer):
    """The month at a glance, in the reader's area."""

    published: Published
    previous: MonthReference | None
    authority: str | None = Field(description="The authority asked for; null is the reader's whole area")
    enterprises: int = Field(ge=0)
    scored: int = Field(ge=0)
    outside: int = Field(ge=0, description="Scored enterprises outside the reader's area")
    classes: tuple[ClassCount, ...]
    rises: tuple[Mover, ...] = Field(description="Largest rises of the score that changed the class")
    falls: tuple[Mover, ...] = Field(description="Largest falls of the score that changed the class")
    movers: int = Field(ge=0, description="Enterprises whose class changed")
    new_clusters: tuple[ClusterSummary, ...] = Field(description="Risk clusters born this month")
    grown_clusters: tuple[ClusterSummary, ...] = Field(description="Risk clusters that grew")
    risk_clusters: int = Field(ge=0)


class MonthShares(Answer):
    """Classes of one published month."""

    month: str
    revision: int = Field(ge=1)
    pack: str
    as_of: date
    scored: int = Field(ge=0)
    counts: dict[RiskClass, int]
    shares: dict[RiskClass, float] = Field(description="Of the scored; they add up to 1")


class MigrationHistory(Answer):
    """Class shares of the months up to one, oldest first, in the reader's area."""

    published: Published
    items: tuple[MonthShares, ...]
    shown: int = Field(ge=0)
    total: int = Field(ge=0, description="Published months up to this one")


class FactorEntry(Answer):
    """One factor of the pack."""

    factor: Factor
    label: Label
    weight: float = Field(ge=0, le=1)
    maximum_hazard: float = Field(ge=0)


class IndicatorEntry(Answer):
    """One indicator of the pack, as the page explains it."""

    id: str
    factor: Factor
    label: Label
    meaning: str
    unit: Unit
    weight: float = Field(ge=0, le=1, description="Inside its factor; 0 is shown and not scored")
    bins: Bins
    fact_group: str | None
    basis: str
    source_table: str


class IndicatorCatalogue(Answer):
    """Factors and indicators of the pack of a month."""

    published: Published
    factors: tuple[FactorEntry, ...]
    indicators: tuple[IndicatorEntry, ...]


class PackView(Answer):
    """The rule pack of a month."""

    id: str
    title: Label
    version: str
    hash: str
    legal_basis: tuple[str, ...]
    approved_on: date | None
    classes: dict[RiskClass, tuple[float, float]]


class HubFactor(Answer):
    """What a leg at an intermediate node counts, by the degree its entry made; growth carries it forward."""

    up_to: int | None = Field(description="Degree at most; null is any degree above")
    factor: float = Field(ge=0, le=1)


class TriedRules(Answer):
    """Path rules that were tried beside the pack's on the validation day."""

    id: str
    label: Label
    gain: float = Field(description="AUPRC over the rules of the pack")
    gain_low: float | None
    gain_high: float | None


class ModelPaths(Answer):
    """Path rules that a model took, and those it could have taken."""

    id: str = Field(description="Grid point, or pack for the rules of the pack")
    label: Label
    hubs: tuple[HubFactor, ...] = Field(description="How intermediate nodes fade, rising")
    tried: tuple[TriedRules, ...] = Field(description="The largest gain first")


class ModelCardView(Answer):
    """What the card of a model says of itself, without the persons who trained and approved it."""

    known_by: date = Field(description="Training day: nothing learnt later counts")
    trained_from: date
    trained_until: date
    tested_on: date | None
    approved_on: date | None
    gain: float | None = Field(description="AUPRC over the rule baseline on the test day, with its interval")
    gain_low: float | None
    gain_high: float | None
    calibration_error: float | None
    strengths: int = Field(ge=0, description="Strengths above 0")
    paths: ModelPaths


class ModelView(Answer):
    """How the relationship factor of a month was computed."""

    way: str = Field(description="baseline, or an approved model")
    model: str | None
    reason: Label | None
    card: ModelCardView | None = Field(description="Of the model; null for the baseline")


class BatchView(Answer):
    """One delivery that the store holds."""

    batch: str


class AboutAnswer(Answer):
    """Versions and data behind what is shown."""

    product: str
    version: str
    api_version: str
    published: Published
    pack: PackView
    model: ModelView
    store_version: str
    batches: tuple[BatchView, ...] = Field(description="Newest first, at most 50")
    batches_total: int = Field(ge=0)
