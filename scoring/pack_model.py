"""The rule pack: what a jurisdiction decides about scoring, as versioned and approved data."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph.domain import Factor, RiskClass
from scoring.overlays import Overlay
from scoring.pack_indicators import Fraction, Indicator
from scoring.pack_sections import (
    Approval,
    Classes,
    ClassMeasures,
    Clusters,
    DirectRule,
    FactGroup,
    Period,
    Publication,
    RelationshipSection,
    Scope,
    StatutoryException,
    Switch,
    Text,
    Title,
    WeightsSource,
)


class Pack(BaseModel):
    """One rule pack.

    Attributes
    ----------
    score_form : "hazard" or "weighted_sum"
        Hazard: S = 1000 (1 - exp(-lambda)); weighted sum: S = 1000 lambda / kappa.
    kappa : float
        Lambda of an enterprise at the top of every factor.
    factors : weight of each of the five factors, summing to 1
    level : "region" or "local"
        A region decides everything; a lower level may change measures only (seed XJ art. 5).
    based_on : str or None
        Pack whose sections stand where this one has none; they are part of this pack.
    factor_names : names of the factors where the jurisdiction has its own
    overlays : professional models, each with its own approval
    weights_source : where factor and indicator weights come from
    grace_days : int
        Days by which the newest covering delivery may lie before t.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,31}$")
    title: Title
    version: Text
    effective: Period
    level: Literal["region", "local"] = "region"
    based_on: Text | None = None
    legal_basis: tuple[Text, ...] = Field(min_length=1)
    approval: Approval | None
    score_form: Literal["hazard", "weighted_sum"] = "hazard"
    classes: Classes
    kappa: float = Field(gt=0, le=20)
    factors: dict[Factor, Fraction]
    factor_names: dict[Factor, Title] = Field(default_factory=dict)
    weights_source: WeightsSource | None = None
    scope: Scope
    grace_days: int = Field(ge=0, le=366)
    publication: Publication
    repair: Switch
    fact_groups: dict[str, FactGroup]
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    overlays: tuple[Overlay, ...] = ()
    direct_rules: tuple[DirectRule, ...]
    statutory_exceptions: tuple[StatutoryException, ...]
    relationship: RelationshipSection
    clusters: Clusters
    measures: dict[RiskClass, ClassMeasures]

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        missing = set(Factor) - set(self.factors)
        if missing:
            raise ValueError(f"factors: expected all five, got none for {sorted(missing)}")
        total = sum(self.factors.values())
        if abs(total - 1) > 1e-9:
            raise ValueError(f"factors: expected weights that sum to 1, got {total:.6f}")
        if set(self.measures) != set(RiskClass):
            raise ValueError(f"measures: expected A, B, C and D, got {sorted(self.measures)}")
        rules = [rule.id for rule in self.direct_rules]
        if rules != ["D1", "D2", "D3"]:
            raise ValueError(f"direct_rules: expected D1, D2, D3 in this order, got {rules}")
        return self

    def of_factor(self, factor: Factor) -> list[int]:
        """Positions of a factor's indicators."""
        return [row for row, indicator in enumerate(self.indicators) if indicator.factor is factor]

    @property
    def relationship_cap(self) -> float:
        """Greatest lambda of the relationship factor."""
        return self.kappa * self.factors[Factor.RELATIONSHIP]

    def weighing(self) -> Pack:
        """The same pack, its hash too, with the indicators that weigh something: no other moves a score."""
        of_whole = self.hash
        rows = tuple(indicator for indicator in self.indicators if indicator.weight > 0)
        reduced = self.model_copy(update={"indicators": rows})
        reduced.__dict__["hash"] = of_whole
        return reduced

    @cached_property
    def hash(self) -> str:
        """Sha256 of the meaning of the pack (layout and comments do not enter)."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()
