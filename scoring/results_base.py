"""Base of result shapes, and what all of them use.

Scores and points are on the scale 0-1000 with two decimals; hazards are the additive
lambda of the score (no unit); persons appear by id only, the edge adds masked names.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Result(BaseModel):
    """Base of results: closed and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(Result):
    """A text in Chinese and in English."""

    zh: str
    en: str


class MonthReference(Result):
    """One published revision of a month."""

    month: str = Field(description="YYYY-MM")
    revision: int = Field(ge=1)
    digest: str
