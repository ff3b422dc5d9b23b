"""Shapes of an enterprise beside its peers."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from graph.domain import Factor, RiskClass
from scoring.results_base import Label, Result
from scoring.results_types_migration import Cause


class PeerLevel(StrEnum):
    """By what the peers of an enterprise are chosen; the narrowest group that is large enough."""

    INDUSTRY_SIZE = "industry_size"
    INDUSTRY = "industry"
    ALL = "all"


class FactorPeers(Result):
    """One factor of an enterprise beside its peers."""

    factor: Factor
    label: Label
    hazard: float = Field(ge=0, description="Of the enterprise")
    median_hazard: float = Field(ge=0, description="Of the peers")
    maximum_hazard: float = Field(ge=0, description="The most the factor can weigh in this pack")
    median_points: float = Field(description="Of the peers, on the scale of the score")


class Peers(Result):
    """The scored enterprises an enterprise is compared with."""

    level: PeerLevel
    label: Label
    industry: str | None = Field(description="Begin of the industry code that the peers share")
    size_band: str | None
    size: int = Field(ge=1, description="Scored enterprises of the group, this one included")
    median_score: float = Field(ge=0, le=1000)
    percentile: float | None = Field(
        ge=0, le=1, description="Share of the group with a lower score; null without a score"
    )
    class_shares: dict[RiskClass, float] = Field(description="Shares of the group; they add up to 1")
    factors: tuple[FactorPeers, ...]


class ClassChange(Result):
    """How an enterprise stands against the month before."""

    previous_class: RiskClass | None
    previous_score: float | None
    points: float | None = Field(description="Score now less score before; null without both")
    cause: Cause | None = Field(description="Main cause where the class changed")
    cause_label: Label | None
