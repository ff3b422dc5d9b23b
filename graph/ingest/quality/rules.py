"""Numbers of the quality report, read from ``quality.yaml``."""

from __future__ import annotations

from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from graph.packaged import packaged


class _Described(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    meaning: str = Field(min_length=1)


class _Count(_Described):
    value: int = Field(ge=1)


class _Tables(_Described):
    value: tuple[str, ...]


class QualityRules(BaseModel):
    """What the quality report shows; each entry is explained in ``quality.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date
    source: str = Field(min_length=1)
    months_shown: _Count
    smallest_expected: _Count
    yearly: _Tables
    most_authorities: _Count


@cache
def quality_rules() -> QualityRules:
    """Rules that are shipped.

    Raises
    ------
    CatalogueError
        If the file breaks its contract.
    """
    return packaged(QualityRules, "graph.ingest.quality", "quality.yaml")
