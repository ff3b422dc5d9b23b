"""How far a revision of changed rows may reach before a full run is made instead."""

from __future__ import annotations

from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from graph.packaged import packaged


class Limit(BaseModel):
    """One number with its meaning."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: int = Field(ge=1)
    zh: str
    en: str
    meaning: str
    source: str
    since: date


class DeltaLimits(BaseModel):
    """Bounds of the delta form.

    Attributes
    ----------
    enterprises : legal persons whose relationship hazard is computed again
    nodes : nodes of the surroundings that are looked at
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    enterprises: Limit
    nodes: Limit


@cache
def delta_limits() -> DeltaLimits:
    """Limits as shipped."""
    return packaged(DeltaLimits, "scoring", "delta_limits.yaml")
