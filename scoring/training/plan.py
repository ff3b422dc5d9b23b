"""How models are trained and judged, as data: labels, days, sampling, ridge, intervals, gate."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from gnn.variants import grid
from graph.catalogue import records
from graph.errors import PackError
from graph.packaged import packaged

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1)]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Stated(_Closed):
    meaning: str = Field(min_length=1)
    source: str = Field(min_length=1)


class Named(_Closed):
    """A name in Chinese and in English."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class LabelKind(_Stated):
    """Record kinds that are one outcome, reported apart."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    kinds: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _kinds_are_known(self) -> Self:
        unknown = sorted(set(self.kinds) - set(records().kinds))
        if unknown:
            raise ValueError(f"expected record kinds of the catalogue, got {unknown}")
        return self


class Window(_Stated):
    """Months after t in which an event counts."""

    months: Count


class Days(_Stated):
    """Which days panels are made of, and how they are split by time."""

    step_months: Count
    history_months: Annotated[int, Field(ge=0)]
    most_days: Count
    validate_gap_months: Annotated[int, Field(ge=0)]
    test_gap_months: Annotated[int, Field(ge=0)]
    test_days: Count


class Sampling(_Stated):
    """Enterprises that are kept of one training day, with and without an event."""

    cases: Count
    negatives_exposed: Count
    negatives_plain: Count
    seed: Annotated[int, Field(ge=0)]


class Ridge(_Stated):
    """Candidates of the pull towards 0; ``spread`` is what a strength may be before any data."""

    grid: tuple[Annotated[float, Field(gt=0, allow_inf_nan=False)], ...] = Field(min_length=1)
    spread: Annotated[float, Field(gt=0, allow_inf_nan=False)]


class OwnTreeNumbers(_Stated):
    """Small trees over the own columns, whose leaves are own columns too; no trees is none."""

    trees: Annotated[int, Field(ge=0, le=1_000)]
    leaves: Annotated[int, Field(ge=2, le=64)]
    least_in_leaf: Count
    learning_rate: Annotated[float, Field(gt=0, le=1)]


class OwnScoreNumbers(_Stated):
    """Boosted trees over the own columns as one score; ``beside`` begins plain columns fitted beside it."""

    folds: Annotated[int, Field(ge=2, le=20)]
    trees: Annotated[int, Field(ge=0, le=2_000)]
    leaves: Annotated[int, Field(ge=2, le=64)]
    least_in_leaf: Count
    learning_rate: Annotated[float, Field(gt=0, le=1)]
    steps: Count
    most_rows: Count
    seed: Annotated[int, Field(ge=0)]
    beside: tuple[str, ...]


class PathGrid(_Stated):
    """Grid points of ``gnn/variants.yaml`` that a model may take instead of the pack's path rules."""

    grid: tuple[str, ...]
    draws: Annotated[int, Field(ge=2)]

    @model_validator(mode="after")
    def _points_are_declared(self) -> Self:
        # A grid point that unites families has other columns: it stays a question of the benchmark.
        known = {one.id for one in grid().variants if one.unite is None}
        unknown = sorted(set(self.grid) - known)
        if unknown or len(set(self.grid)) != len(self.grid):
            raise ValueError(f"expected different grid points of {sorted(known)}, got {list(self.grid)}")
        return self


class Ceiling(_Stated):
    """Most hazard that all relations together may tell; no grid is no ceiling."""

    grid: tuple[Annotated[float, Field(gt=0, allow_inf_nan=False)], ...]


class Recency(_Stated):
    """How fast a training day's rows lose weight with its distance from the last one."""

    half_life_months: Annotated[float, Field(gt=0, allow_inf_nan=False)]


class RareFamilies(_Stated):
    """The one event step of a family that reaches few legal persons with an event."""

    below_cases: Count
    severity_at_least: Annotated[int, Field(ge=1, le=5)]
    half_life_months: Annotated[float, Field(gt=0)]


class Intervals(_Stated):
    """Block bootstrap of the strengths."""

    draws: Annotated[int, Field(ge=2)]
    low: Share
    high: Share
    least_cases: Count


class Gate(_Stated):
    """When a month may use an approved model."""

    margin: Annotated[float, Field(allow_inf_nan=False)]
    least_over_own: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    draws: Annotated[int, Field(ge=2)]


class EvaluationNumbers(_Stated):
    """Numbers of the rows beside the model."""

    draws: Annotated[int, Field(ge=2)]
    calibration_bins: Annotated[int, Field(ge=2)]
    recent_months: Count
    pagerank_restart: Share
    pagerank_rounds: Count
    hop_decay: Share
    most_degree: Count


class Floor(_Closed):
    """A strength that policy keeps at a number or above; one of event step and class step."""

    family: str = Field(min_length=1)
    severity_at_least: Annotated[int, Field(ge=1, le=5)] | None = None
    half_life_months: Annotated[float, Field(gt=0)] | None = None
    class_at_least: Literal["B", "C", "D"] | None = None
    hazard: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    reason: str = Field(min_length=1)
    author: str = Field(min_length=1)

    @model_validator(mode="after")
    def _one_step(self) -> Self:
        event = self.severity_at_least is not None and self.half_life_months is not None
        half = (self.severity_at_least is None) != (self.half_life_months is None)
        if half or event == (self.class_at_least is not None):
            raise ValueError("expected severity_at_least with half_life_months, or class_at_least alone")
        return self


_OF_PANELS = {"labels", "window", "half_lives_months", "evaluation"}


class TrainingPlan(_Closed):
    """Everything that decides a trained model beside the facts and the pack."""

    id: str = Field(min_length=1)
    title: Named
    since: date
    labels: dict[str, LabelKind] = Field(min_length=1)
    window: Window
    days: Days
    sampling: Sampling
    ridge: Ridge
    path_rules: PathGrid
    ceiling: Ceiling
    recency: Recency
    own_score: OwnScoreNumbers
    own_trees: OwnTreeNumbers
    rare_families: RareFamilies
    intervals: Intervals
    half_lives_months: tuple[Annotated[float, Field(gt=0)], ...] = Field(min_length=1)
    gate: Gate
    evaluation: EvaluationNumbers
    floors: tuple[Floor, ...] = ()

    @model_validator(mode="after")
    def _the_step_of_rare_families_is_a_column(self) -> Self:
        if self.rare_families.half_life_months not in self.half_lives_months:
            raise ValueError(f"rare_families: expected a half-life of {self.half_lives_months}")
        return self

    @cached_property
    def hash(self) -> str:
        """Sha256 of the meaning of the plan."""
        return _hash(self.model_dump(mode="json"))

    @cached_property
    def panel_hash(self) -> str:
        """Sha256 of what a panel is made with: who only samples or fits otherwise keeps the panels."""
        return _hash(self.model_dump(mode="json", include=_OF_PANELS))


@cache
def shipped_plan() -> TrainingPlan:
    """The plan of the package."""
    return packaged(TrainingPlan, "scoring.training", "training.yaml")


def read_plan(path: Path) -> TrainingPlan:
    """A site's own plan.

    Raises
    ------
    PackError
        If the file is missing or breaks the contract.
    """
    try:
        return _plan(path.read_text(encoding="utf-8"), path.name)
    except OSError as error:
        raise PackError(f"training plan {path.name}: cannot be read, {error.strerror}") from error


def _hash(meaning: dict[str, Any]) -> str:
    content = json.dumps(meaning, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _plan(text: str, name: str) -> TrainingPlan:
    try:
        return TrainingPlan.model_validate(yaml.safe_load(text))
    except (ValidationError, yaml.YAMLError) as error:
        raise PackError(f"training plan {name}: {error}") from error
