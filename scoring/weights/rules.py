"""The numbers by which weights are made, judged and reported, as data."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import cache
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from graph.domain import RiskClass
from graph.packaged import packaged

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1)]
T = TypeVar("T")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(_Part, Generic[T]):
    """One number or table with what it means and where it comes from."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    meaning: str = Field(min_length=1)
    source: str = Field(min_length=1)
    value: T


class Comparison(_Part):
    """Pairwise comparisons (AHP)."""

    random_index: Entry[dict[int, float]]
    largest_ratio: Entry[Share]
    greatest_value: Entry[Annotated[float, Field(gt=1)]]


class OutcomeRules(_Part):
    """Which inspections are outcomes, and of which month."""

    kinds: Entry[tuple[str, ...]]
    problems: Entry[tuple[str, ...]]
    clean: Entry[tuple[str, ...]]
    horizon_months: Entry[Count]


class Learning(_Part):
    """Learning from outcomes."""

    least_inspections: Entry[Count]
    least_problems: Entry[Count]
    prior_spread: Entry[Annotated[float, Field(gt=0)]]
    least_share: Entry[Annotated[float, Field(gt=0, le=1)]]
    cap_rounds: Entry[Count]
    most_rows: Entry[Count]
    draws: Entry[Annotated[int, Field(ge=0)]]
    seed: Entry[int]
    interval: Entry[Share]


class CalibrationRules(_Part):
    """Search for target shares."""

    bands: Entry[dict[RiskClass, tuple[Share, Share]]]
    kappa: Entry[tuple[Annotated[float, Field(gt=0)], Annotated[float, Field(le=20)]]]
    kappa_steps: Entry[Count]
    factor_moves: Entry[tuple[Annotated[float, Field(gt=0)], ...]]
    factor_rounds: Entry[Count]
    tolerance: Entry[Share]


class Group(_Part):
    """One group of enterprises in the fairness tables."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    prefixes: tuple[str, ...] = ()


class ReportRules(_Part):
    """The report on a month."""

    confidence: Entry[Share]
    score_bands: Entry[tuple[float, ...]]
    stable_below: Entry[tuple[float, float]]
    smallest_group: Entry[Count]
    least_impact: Entry[Share]
    region_letters: Entry[Count]
    ownership: Entry[dict[str, Group]]
    sizes: Entry[dict[str, Group]]


class WeightRules(_Part):
    """All numbers of ``rules.yaml``."""

    since: date
    comparison: Comparison
    outcomes: OutcomeRules
    learning: Learning
    calibration: CalibrationRules
    report: ReportRules

    @property
    def hash(self) -> str:
        """Sha256 of the numbers; every weight set carries it."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@cache
def weight_rules() -> WeightRules:
    """Numbers in force."""
    return packaged(WeightRules, "scoring.weights", "rules.yaml")
