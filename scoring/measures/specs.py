"""Declarations of the closed set of measures: what a pack may ask for, with parameters.

A measure turns facts into one number per enterprise.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from graph.domain import TieKind
from scoring.measures.relation_specs import (
    RELATIONS as RELATIONS,
)
from scoring.measures.relation_specs import (
    AdverseEnterprises as AdverseEnterprises,
)
from scoring.measures.relation_specs import (
    Awaited as Awaited,
)
from scoring.measures.relation_specs import (
    ClassShare as ClassShare,
)
from scoring.measures.relation_specs import (
    ControllerPortfolio as ControllerPortfolio,
)
from scoring.measures.relation_specs import (
    DecayedSum as DecayedSum,
)
from scoring.measures.relation_specs import (
    GraphSpec as GraphSpec,
)
from scoring.measures.relation_specs import (
    ListedPersons as ListedPersons,
)
from scoring.measures.relation_specs import (
    OwnershipCycle as OwnershipCycle,
)
from scoring.measures.relation_specs import (
    RelationSpec as RelationSpec,
)
from scoring.measures.row_specs import (
    KIND_COLUMNS as KIND_COLUMNS,
)
from scoring.measures.row_specs import (
    AttributeOrFiling as AttributeOrFiling,
)
from scoring.measures.row_specs import (
    Change as Change,
)
from scoring.measures.row_specs import (
    Count as Count,
)
from scoring.measures.row_specs import (
    DaysInForce as DaysInForce,
)
from scoring.measures.row_specs import (
    DaysLeft as DaysLeft,
)
from scoring.measures.row_specs import (
    DaysSince as DaysSince,
)
from scoring.measures.row_specs import (
    Distinct as Distinct,
)
from scoring.measures.row_specs import (
    FilingName as FilingName,
)
from scoring.measures.row_specs import (
    Flag as Flag,
)
from scoring.measures.row_specs import (
    GroupRate as GroupRate,
)
from scoring.measures.row_specs import (
    Listed as Listed,
)
from scoring.measures.row_specs import (
    MaxLevel as MaxLevel,
)
from scoring.measures.row_specs import (
    MaxSeverity as MaxSeverity,
)
from scoring.measures.row_specs import (
    Percentile as Percentile,
)
from scoring.measures.row_specs import (
    Repeats as Repeats,
)
from scoring.measures.row_specs import (
    RowSpec as RowSpec,
)
from scoring.measures.row_specs import (
    Spec as Spec,
)
from scoring.measures.row_specs import (
    Sum as Sum,
)
from scoring.measures.row_specs import (
    ZScore as ZScore,
)


class Value(Spec):
    """A number as delivered: an attribute, or that of the latest filing in the window."""

    name: Literal["value"] = Field(alias="is")
    table: AttributeOrFiling
    column: str
    kinds: tuple[str, ...] = ()
    window_months: int | None = Field(default=None, ge=1, le=240)


class Age(Spec):
    """Years (365.25 days) from a day attribute to t."""

    name: Literal["age"] = Field(alias="is")
    table: Literal["enterprises"]
    column: str


class Ratio(Spec):
    """Quotient of two numbers of one row; unknown unless the denominator is above 0."""

    name: Literal["ratio"] = Field(alias="is")
    table: AttributeOrFiling
    numerator: str
    denominator: str
    window_months: int | None = Field(default=None, ge=1, le=240)


class Category(Spec):
    """Level of a word: of an attribute, or of the latest filing in the window.

    ``none_level`` stands where a covering delivery holds no row; None leaves it unknown.
    """

    name: Literal["category"] = Field(alias="is")
    table: AttributeOrFiling
    column: str
    levels: dict[str, float]
    match_prefix: bool = False
    kinds: tuple[str, ...] = ()
    window_months: int | None = Field(default=None, ge=1, le=240)
    none_level: float | None = None


class SizeClass(Spec):
    """Size class 0 micro, 1 small, 2 medium, 3 large: the delivered band, else last report.

    The edges are the lower bounds of small, medium and large.
    """

    name: Literal["size_class"] = Field(alias="is")
    table: Literal["enterprises"]
    bands: dict[str, float]
    staff_edges: tuple[float, float, float]
    revenue_cents_edges: tuple[float, float, float]
    assets_cents_edges: tuple[float, float, float]


class OverlongSubscription(Spec):
    """Years by which the latest subscription day exceeds the statutory term of payment."""

    name: Literal["overlong_subscription"] = Field(alias="is")
    table: Literal["annual_reports"]
    term_years: float = Field(gt=0)


class SeriesChange(Spec):
    """Relative fall from the first to the last number in the window; unknown under two rows."""

    name: Literal["series_change"] = Field(alias="is")
    table: FilingName
    column: str
    window_months: int = Field(ge=1, le=240)


class MissingYears(Spec):
    """Yearly reports that fell due and were not filed by t: a duty not done is a fact.

    Due on ``due_month``-``due_day`` of the following year, for the last ``years`` due
    years, from the year of establishment on.
    """

    name: Literal["missing_years"] = Field(alias="is")
    table: Literal["annual_reports"]
    years: int = Field(ge=1, le=10)
    due_month: int = Field(ge=1, le=12)
    due_day: int = Field(ge=1, le=31)


class LateYears(Spec):
    """Yearly reports of the last due years filed after the due day."""

    name: Literal["late_years"] = Field(alias="is")
    table: Literal["annual_reports"]
    years: int = Field(ge=1, le=10)
    due_month: int = Field(ge=1, le=12)
    due_day: int = Field(ge=1, le=31)


class AllZero(Spec):
    """1 if all columns of the last report are 0, 2 if the capital also reaches a limit."""

    name: Literal["all_zero"] = Field(alias="is")
    table: Literal["annual_reports"]
    columns: tuple[str, ...] = Field(min_length=1)
    capital_at_least_cents: int = Field(gt=0)
    window_months: int = Field(ge=1, le=240)


class Streak(Spec):
    """Latest consecutive report years whose number is below 0."""

    name: Literal["streak"] = Field(alias="is")
    table: Literal["annual_reports"]
    column: str
    years: int = Field(ge=1, le=10)


class HolderMix(Spec):
    """Mean background of the holders in force: state, legal person, natural person."""

    name: Literal["holder_mix"] = Field(alias="is")
    table: Literal["ties"]
    state: float = Field(ge=0, le=1)
    legal_person: float = Field(ge=0, le=1)
    natural_person: float = Field(ge=0, le=1)


class SharedNode(Spec):
    """Most enterprises in force that one node of the enterprise reaches, itself included.

    ``mine`` are the ties by which the node belongs to the enterprise, ``reaches`` those
    counted at the node; the node is their source (persons) or target (places).
    """

    name: Literal["shared_node"] = Field(alias="is")
    table: Literal["ties"]
    mine: tuple[TieKind, ...] = Field(min_length=1)
    reaches: tuple[TieKind, ...] = Field(min_length=1)
    node: Literal["source", "target"]


class Burst(Spec):
    """Most enterprises one holder of the enterprise set up within some days, lately."""

    name: Literal["burst"] = Field(alias="is")
    table: Literal["ties"]
    within_days: int = Field(ge=1, le=366)
    window_months: int = Field(ge=1, le=60)


class RelatedSamePlace(Spec):
    """Most other enterprises that share a place and one person or holder with the enterprise."""

    name: Literal["related_same_place"] = Field(alias="is")
    table: Literal["ties"]


Measure = Annotated[
    Value
    | Age
    | Ratio
    | Category
    | SizeClass
    | OverlongSubscription
    | Count
    | Sum
    | Distinct
    | Flag
    | Listed
    | DaysSince
    | DaysInForce
    | DaysLeft
    | MaxLevel
    | MaxSeverity
    | Repeats
    | Change
    | SeriesChange
    | ZScore
    | GroupRate
    | Percentile
    | MissingYears
    | LateYears
    | AllZero
    | Streak
    | HolderMix
    | SharedNode
    | Burst
    | RelatedSamePlace
    | ListedPersons
    | AdverseEnterprises
    | ClassShare
    | DecayedSum
    | OwnershipCycle
    | ControllerPortfolio
    | Awaited,
    Field(discriminator="name"),
]
"""The closed set; a pack that names another measure is refused."""

NOT_ON_RECORDS = ("change", "ratio", "series_change", "z_score")
"""Measures that one more adverse record could lower; refused on records (promise M2)."""
