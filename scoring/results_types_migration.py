"""Shapes of changes of class."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from graph.domain import RiskClass
from scoring.results_base import Label, MonthReference, Result


class Cause(StrEnum):
    """Main causes of a change of class, in the fixed order of their evaluation."""

    MODEL = "model"
    TIME = "time"
    CORRECTION = "correction"
    OWN_FACT = "own_fact"
    RELATED_FACT = "related_fact"
    TIE_CHANGE = "tie_change"
    DIRECT_RULE = "direct_rule"
    CLAMP = "clamp"
    ENTERED = "entered"
    LEFT = "left"


class Mover(Result):
    """One enterprise whose published class changed."""

    enterprise_id: str
    name: str | None
    region: str | None
    previous_class: RiskClass | None
    risk_class: RiskClass | None
    previous_score: float | None
    score: float | None
    cause: Cause | None = Field(description="null only outside the reader's area")
    cause_label: Label | None
    hazard_changes: dict[Cause, float] = Field(description="Differences of the hazard; they add up exactly")
    hazard_change: float | None


class MigrationMatrix(Result):
    """Counts from class to class; ``none`` stands for not scored or not there."""

    previous: MonthReference | None
    classes: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...] = Field(description="Rows: class before; columns: class now")
    movers: int
    causes: dict[Cause, int] = Field(description="Adds up to movers")


class MoverPage(Result):
    """One page of movers."""

    items: tuple[Mover, ...]
    total: int
    cursor: str | None


class MoverFilter(Result):
    """Filters of the list of movers; null is no filter."""

    previous_class: str | None = Field(default=None, pattern="^(A|B|C|D|none)$")
    risk_class: str | None = Field(default=None, pattern="^(A|B|C|D|none)$")
    cause: Cause | None = None
    region: str | None = None
