"""Rules of the paths along which risk travels, as data of a rule pack.

Families of paths, strengths of ties, share curve, hub buckets, decay of ended ties, and
how conduct carries: everything left of the coefficients. Pydantic models with
``extra="forbid"``; each entry says what it means and where it comes from.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from graph.domain import TieKind

Fraction = Annotated[float, Field(ge=0, le=1)]


class Pattern(StrEnum):
    """Closed set of path shapes from a related party j to the unit i.

    A family lists the shapes it uses; a shape applies to every tie kind of the family
    whose ends fit.
    """

    PERSON_END = "person_end"  # i - person; the person is the party
    OPERATOR_END = "operator_end"  # i - operator of j, or operator of i - j; takes the operator's hub factor
    ALONG = "along"  # j -> i, risk follows the verb (an owner reaches what it owns)
    AGAINST = "against"  # i -> j, risk comes back (what is owned reaches its owner)
    SHARED_PERSON = "shared_person"  # i - person - j
    SHARED_SOURCE = "shared_source"  # i <- enterprise -> j
    SHARED_TARGET = "shared_target"  # i -> place, contact or agent <- j
    SAME_CONTROLLER = "same_controller"  # i <- controller -> j over chains of control


class _Stated(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    meaning: str = Field(min_length=1)
    source: str = Field(min_length=1)


class Family(_Stated):
    """One family of paths; inside it a pair counts once, by its strongest path.

    Attributes
    ----------
    ties : tie kinds that are legs of this family
    patterns : shapes of its paths
    carry : True if a leg that touches j must overlap the conduct
    degree : which ties count at a hub; ``both_sides`` counts owners and owned together
    """

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    ties: tuple[TieKind, ...] = Field(min_length=1)
    patterns: tuple[Pattern, ...] = Field(min_length=1)
    carry: bool
    degree: Literal["hub_side", "both_sides"] = "hub_side"


class TieStrength(_Stated):
    """Strength of one tie kind by role; ``default`` for a missing or unlisted role."""

    default: Fraction
    roles: dict[str, Fraction] = Field(default_factory=dict)
    by_share: bool = False


class ShareCurve(_Stated):
    """Piecewise-linear strength of a share (fraction held); ``unknown`` where no share is known."""

    points: tuple[tuple[Fraction, Fraction], ...] = Field(min_length=2)
    unknown: Fraction

    @model_validator(mode="after")
    def _rises(self) -> Self:
        for (low, weak), (high, strong) in pairwise(self.points):
            if high <= low or strong < weak:
                raise ValueError(f"share curve must rise: ({low}, {weak}) before ({high}, {strong})")
        if self.points[0][0] != 0 or self.points[-1][0] != 1:
            raise ValueError("share curve must span the shares 0 to 1")
        return self


class HubBucket(BaseModel):
    """Factor of legs whose degree at entry is at most ``up_to`` (null: any degree)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    up_to: Annotated[int, Field(ge=1)] | None
    factor: Fraction


class HubGrowth(_Stated):
    """How the degree of a leg's entry is carried forward by expected growth.

    The others that were at a node when a leg entered are expected to double every
    ``doubling_months`` since that day, whoever came in truth. Below 6 no number would hold
    what a tie of a few centuries grew to.
    """

    doubling_months: Annotated[float, Field(ge=6, allow_inf_nan=False)]


class Hubs(_Stated):
    """Damping of intermediate nodes by the degree a leg made when it entered.

    Attributes
    ----------
    buckets : factors by degree
    growth : None takes the degree as it was; else it is carried forward first
    """

    buckets: tuple[HubBucket, ...] = Field(min_length=1)
    growth: HubGrowth | None = None

    @model_serializer(mode="wrap")
    def _plain(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Rules without growth are written as before there was any: their hash stays."""
        plain: dict[str, Any] = handler(self)
        if self.growth is None:
            plain.pop("growth", None)
        return plain

    @model_validator(mode="after")
    def _falls(self) -> Self:
        if self.buckets[-1].up_to is not None or any(b.up_to is None for b in self.buckets[:-1]):
            raise ValueError("exactly the last hub bucket has up_to null")
        for before, after in pairwise(self.buckets):
            if after.factor > before.factor:
                raise ValueError(f"hub factors must not rise, got {before.factor} then {after.factor}")
            if after.up_to is not None and before.up_to is not None and after.up_to <= before.up_to:
                raise ValueError(f"hub buckets must rise, got {before.up_to} then {after.up_to}")
        return self


class EndedDecay(_Stated):
    """``2^(-months since the end / half_life_months)``, 0 beyond ``zero_after_months``."""

    half_life_months: Annotated[float, Field(gt=0)]
    zero_after_months: Annotated[float, Field(ge=0)]


class Carry(_Stated):
    """How conduct carries over the leg that touches the related party.

    Attributes
    ----------
    conduct_months : length of the window before the decision where the conduct days are unknown
    event_unknown : carry of an event whose overlap cannot be known
    class_months : a class carries over ties in force this many months before the day
    class_unknown : carry of a class over a tie whose start is unknown
    """

    conduct_months: Annotated[int, Field(ge=1)]
    event_unknown: Fraction
    class_months: Annotated[int, Field(ge=0)]
    class_unknown: Fraction


class Control(_Stated):
    """Control by voting in a block, and what a leg of control is worth.

    Attributes
    ----------
    more_than : share of the votes that the block must exceed, as a fraction; at least half,
        so that an enterprise has one line of controllers
    strength : strength of a leg of control, however long its chain
    levels : controllers above one enterprise that are followed, at most
    rounds : rounds of finding blocks, at most
    """

    more_than: Annotated[float, Field(ge=0.5, lt=1)]
    strength: Fraction
    levels: Annotated[int, Field(ge=1, le=64)]
    rounds: Annotated[int, Field(ge=1, le=1000)]


class DatedNode(BaseModel):
    """A node on a dated list of the pack; in force on [since, until)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    node_id: str = Field(min_length=1)
    since: date
    until: date | None = None
    basis: str = Field(min_length=1)

    def in_force(self, day: date) -> bool:
        """True if the entry is in force on a day."""
        return self.since <= day and (self.until is None or day < self.until)


class DatedList(_Stated):
    """A dated list of nodes."""

    entries: tuple[DatedNode, ...] = ()

    def on(self, day: date) -> tuple[str, ...]:
        """Ids in force on a day, sorted, each once."""
        return tuple(sorted({entry.node_id for entry in self.entries if entry.in_force(day)}))


class StateInvestors(DatedList):
    """Register of state investor bodies (Company Law 2023 art. 265).

    ``delivered_register`` says whether the column ``state_investor_body`` of the
    enterprises is a delivered extract of that register and therefore counts.
    """

    delivered_register: bool


class PathRules(BaseModel):
    """Everything that decides the strength of a path."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    families: dict[str, Family] = Field(min_length=1)
    strengths: dict[TieKind, TieStrength]
    share_curve: ShareCurve
    hubs: Hubs
    ended: EndedDecay
    carry: Carry
    control: Control | None = None
    mass_addresses: DatedList
    state_investors: StateInvestors
    severity_overrides: dict[str, Annotated[int, Field(ge=0, le=5)]] = Field(default_factory=dict)

    @property
    def control_counts(self) -> bool:
        """Whether a family of paths goes over the same controller."""
        return any(Pattern.SAME_CONTROLLER in family.patterns for family in self.families.values())

    @model_validator(mode="after")
    def _every_kind_has_a_strength(self) -> Self:
        missing = set(TieKind) - set(self.strengths)
        if missing:
            raise ValueError(f"strengths lack {sorted(missing)}; a kind that carries nothing has default 0")
        for name, family in self.families.items():
            if len(set(family.ties)) != len(family.ties):
                raise ValueError(f"family {name} lists a tie kind twice")
            if Pattern.SAME_CONTROLLER in family.patterns:
                if self.control is None:
                    raise ValueError(f"family {name} asks for same_controller: paths lack control")
                if TieKind.HOLDS not in family.ties:
                    raise ValueError(f"family {name} asks for same_controller: expected HOLDS among its ties")
        return self
