"""Rules of clusters as pack data: communities, identity, risk."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.community_rules import CommunityRules
from graph.errors import PackError


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class IdentityRules(_Data):
    """When a cluster keeps its id and what counts as a split or a merger.

    ``minimum_members``: members that must be common for an id to pass on, or for a part
    to count as split off or merged. ``keep_goal``: share of members that must keep their
    id; below it last month's partition is the start. ``quality_tolerance``: share of
    quality that may be lost by that before the province is partitioned anew.
    """

    minimum_members: int = Field(ge=1)
    keep_goal: float = Field(ge=0, le=1)
    quality_tolerance: float = Field(ge=0, le=1)


class RiskRules(_Data):
    """When a cluster is a risk cluster; every condition must hold.

    ``window_months`` of adverse records, two-sided ``confidence`` of the interval of
    observed / expected, whose lower bound must exceed ``minimum_ratio``; groups of the
    expectation with fewer than ``group_minimum`` enterprises use the whole province.
    """

    window_months: int = Field(ge=1, le=120)
    confidence: float = Field(gt=0, lt=1)
    minimum_ratio: float = Field(ge=0)
    minimum_records: int = Field(ge=0)
    minimum_size: int = Field(ge=2)
    minimum_high_share: float = Field(ge=0, le=1)
    group_minimum: int = Field(ge=1)


class ClusterRules(_Data):
    """Everything that decides what a cluster is and which are risky."""

    id: str
    since: date
    source: str
    minimum_size: int = Field(ge=2)
    core_members: int = Field(ge=1)
    communities: CommunityRules
    identity: IdentityRules
    risk: RiskRules

    @property
    def hash(self) -> str:
        """Sha256 of the rules' content."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def cluster_rules(content: dict[str, Any]) -> ClusterRules:
    """Cluster rules of a pack's ``clusters`` section.

    Raises
    ------
    PackError
        If the content breaks the language.
    """
    try:
        return ClusterRules.model_validate(content)
    except ValidationError as error:
        raise PackError(f"clusters: {error}") from error
