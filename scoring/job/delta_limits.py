"""How far a revision of changed rows may reach before a full run is made instead."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field


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
    text = files("scoring").joinpath("delta_limits.yaml").read_text(encoding="utf-8")
    return DeltaLimits.model_validate(yaml.safe_load(text))
