"""Declarations of measures over related enterprises and persons: shown, never scored.

What reaches an enterprise through its relations is in the relationship hazard already;
shares and sums over neighbours are not monotone either. A pack gives these weight 0.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from graph.domain import EnterpriseStatus, RiskClass, TieKind
from scoring.measures.row_specs import Spec

RELATIONS = "relations"
"""Table of the measures below: ties, records of others and standalone classes together."""


class RelationSpec(Spec):
    """Base of the measures that are shown beside the score and never enter it."""

    table: Literal["relations"]


class ListedPersons(RelationSpec):
    """Natural persons with one of the ties who are on one of the lists on t."""

    name: Literal["listed_persons"] = Field(alias="is")
    ties: tuple[TieKind, ...] = Field(min_length=1)
    kinds: tuple[str, ...] = Field(min_length=1)


class AdverseEnterprises(RelationSpec):
    """Most other legal persons of one person of the enterprise that are revoked or listed.

    ``mine`` are the ties by which the person belongs to the enterprise, ``reaches`` those
    by which others are his. A state counts from its day, a listing by the window.
    """

    name: Literal["adverse_enterprises"] = Field(alias="is")
    mine: tuple[TieKind, ...] = Field(min_length=1)
    reaches: tuple[TieKind, ...] = Field(min_length=1)
    states: tuple[EnterpriseStatus, ...] = ()
    kinds: tuple[str, ...] = ()
    window_months: int = Field(ge=1, le=240)


class GraphSpec(RelationSpec):
    """Measure over legal persons joined by some ties.

    Two legal persons are one step apart that share a natural person or of which one holds
    or serves the other; who has more than ``most`` of them joins nobody.
    """

    ties: tuple[TieKind, ...] = Field(min_length=1)
    most: int = Field(ge=2, le=1000)


class ClassShare(GraphSpec):
    """Share of the legal persons one step away whose standalone class of the month is named."""

    name: Literal["class_share"] = Field(alias="is")
    classes: tuple[RiskClass, ...] = Field(min_length=1)


class DecayedSum(GraphSpec):
    """Weights of records and states of others, each divided by its distance; own ones never.

    ``each: record`` counts every record, ``enterprise`` a legal person once by its greatest
    weight. Records that have ended do not count.
    """

    name: Literal["decayed_sum"] = Field(alias="is")
    records: dict[str, float] = Field(default_factory=dict)
    states: dict[EnterpriseStatus, float] = Field(default_factory=dict)
    each: Literal["record", "enterprise"] = "record"
    hops: int = Field(ge=1, le=3)


class OwnershipCycle(RelationSpec):
    """1 if the legal person is part of a cycle of holdings in force."""

    name: Literal["ownership_cycle"] = Field(alias="is")


class ControllerPortfolio(RelationSpec):
    """Mean standalone score of what the ultimate controller controls, by integrated ownership."""

    name: Literal["controller_portfolio"] = Field(alias="is")


class Awaited(RelationSpec):
    """Unknown until a later part of the product exists: a model (control: months published before)."""

    name: Literal["awaited"] = Field(alias="is")
    needs: Literal["control", "model"]
