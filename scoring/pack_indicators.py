"""Indicators as data: what is measured, how it becomes points in [0, 1], what it weighs."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph.columns import Sensitivity
from graph.domain import Factor
from graph.tables import TABLES
from scoring.measures import specs
from scoring.results_base import Label
from scoring.value_texts import COUNTED, Unit, spoken

Fraction = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bins(_Part):
    """Monotone step function from a value to points.

    Parameters
    ----------
    direction : "rising" or "falling"
        Rising: a higher value never has fewer points.
    closed : "left" or "right"
        Left: an edge belongs to the interval above it.
    edges : strictly rising
    points : one more than edges, each in [0, 1]
    """

    direction: Literal["rising", "falling"]
    closed: Literal["left", "right"] = "left"
    edges: tuple[float, ...] = Field(min_length=1)
    points: tuple[Fraction, ...]

    @model_validator(mode="after")
    def _is_monotone(self) -> Self:
        wrong = []
        if len(self.points) != len(self.edges) + 1:
            wrong.append(f"expected {len(self.edges) + 1} points, got {len(self.points)}")
        wrong += [
            f"expected rising edges, got {low} before {high}"
            for low, high in pairwise(self.edges)
            if not low < high
        ]
        rises = 1 if self.direction == "rising" else -1
        wrong += [
            f"expected {self.direction} points, got {before} before {after}"
            for before, after in pairwise(self.points)
            if (after - before) * rises < 0
        ]
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def of(self, values: np.ndarray) -> np.ndarray:
        """Points of each value; NaN stays NaN."""
        side: Literal["left", "right"] = "right" if self.closed == "left" else "left"
        place = np.searchsorted(np.array(self.edges), values, side=side)
        return np.where(np.isnan(values), np.nan, np.array(self.points)[place])


class Unknown(_Part):
    """What stands for an unknown value: the mean of the reference table, else ``prior``."""

    use: Literal["mean", "prior"] = "mean"
    prior: Fraction


class Relief(_Part):
    """Points times ``factor`` where a second measure reaches a value (half-paid capital)."""

    measure: specs.Ratio
    at_least: float
    factor: Fraction


class Indicator(_Part):
    """One indicator of one factor (MR/T draft 4.2, 4.3).

    Parameters
    ----------
    id : str
    factor : Factor
    zh, en, meaning : str
        Name and plain meaning.
    unit : Unit
        What the number is; a receipt says the value with it.
    measure_word : str or None
        Chinese measure word of a count.
    words : dict of level to label
        What each level of a unit ``level`` is called.
    measure : one of the closed set
    bins : Bins
    weight : float
        Inside its factor the weights sum to 1 (relationship items: shown, usually 0).
    fact_group : str or None
        Lines of one group (the same fact) share the group's maximum lambda.
    unknown : Unknown
    from_age_years : float or None
        Younger enterprises have no such duty: points 0, known.
    relief : Relief or None
    sensitivity : Sensitivity
    basis : str
        Legal basis or source.
    evidence : str
        B monitoring bins, T tag rule, R regional rule, L law, P proposal.
    """

    id: str = Field(pattern=r"^[A-Z]{2}\d{2}$")
    factor: Factor
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    meaning: str = Field(min_length=1)
    unit: Unit
    measure_word: str | None = Field(default=None, min_length=1)
    words: dict[int, Label] = Field(default_factory=dict)
    measure: specs.Measure
    bins: Bins
    weight: Fraction
    fact_group: str | None = None
    unknown: Unknown
    from_age_years: float | None = Field(default=None, gt=0)
    relief: Relief | None = None
    sensitivity: Sensitivity
    basis: str = Field(min_length=1)
    evidence: Literal["B", "T", "R", "L", "P"]

    @model_validator(mode="after")
    def _uses_what_exists(self) -> Self:
        measure: Any = self.measure
        if measure.table in TABLES and measure.table != "enterprises":
            names = set(TABLES[measure.table].names)
            asked = {*getattr(measure, "where", ()), *getattr(measure, "without", ())} | {
                value
                for name in ("column", "numerator", "denominator", "before", "after")
                if (value := getattr(measure, name, None)) is not None
            }
            if asked - names:
                raise ValueError(
                    f"expected columns of {measure.table} ({', '.join(sorted(names))}), "
                    f"got {sorted(asked - names)}"
                )
            if getattr(measure, "in_force", False) and not names & {"ended_on", "valid_to"}:
                raise ValueError(f"expected no in_force on {measure.table}, whose rows have no end")
            if getattr(measure, "kinds", ()) and measure.table not in specs.KIND_COLUMNS:
                raise ValueError(f"expected no kinds on {measure.table}, which has no kind column")
        if self.on_records:
            self._keeps_promise_m2()
        if isinstance(measure, specs.RelationSpec) and (
            self.weight > 0 or self.factor is not Factor.RELATIONSHIP
        ):
            raise ValueError(
                f"expected factor relationship and weight 0 of a measure over relations, which is in the "
                f"relationship hazard already, got {self.factor.value} and {self.weight}"
            )
        return self

    @model_validator(mode="after")
    def _can_be_said(self) -> Self:
        if (self.unit is Unit.COUNT) != (self.measure_word is not None):
            raise ValueError(f"expected a measure_word with unit count only, got unit {self.unit.value}")
        if (self.unit is Unit.LEVEL) != bool(self.words):
            raise ValueError(f"expected words with unit level only, got unit {self.unit.value}")
        asked: dict[str, float] = {
            **getattr(self.measure, "levels", {}),
            **getattr(self.measure, "bands", {}),
        }
        silent = sorted({level for level in asked.values() if level not in self.words})
        if silent:
            raise ValueError(f"expected unit level and words for every level, got none for {silent}")
        return self

    def _keeps_promise_m2(self) -> None:
        rising = self.bins.direction == "rising"
        if rising != self.measure.more_rows_raise:
            raise ValueError(
                f"expected bins in which one more record never lowers the points, got {self.bins.direction}"
            )

    @model_validator(mode="before")
    @classmethod
    def _refuses_fragile_measures(cls, data: Any) -> Any:
        measure = data.get("measure") if isinstance(data, dict) else None
        if not isinstance(measure, dict) or measure.get("table") != "records":
            return data
        if measure.get("is") in specs.NOT_ON_RECORDS:
            raise ValueError(
                f"expected no {', '.join(specs.NOT_ON_RECORDS)} on records: one more adverse record "
                f"could lower it, got {measure.get('is')}"
            )
        return data

    def said(self, value: float | None, known: bool) -> Label | None:
        """Value with its unit or word; a bound says so; None for an unknown value."""
        if value is None:
            return None
        word = self.words.get(int(value)) if value == int(value) else None
        text = word or spoken(self.unit, value, self.measure_word)
        if known:
            return text
        zh, en = ("至少 ", "at least ") if self.measure.more_rows_raise else ("至多 ", "at most ")
        if self.unit not in COUNTED:
            zh = en = ""
        return Label(zh=f"{zh}{text.zh}（数据覆盖不全）", en=f"{en}{text.en} (data do not cover all)")

    @property
    def on_records(self) -> bool:
        """Whether the value depends on the enterprise's own records."""
        return self.measure.table == "records" and not isinstance(self.measure, specs.GroupRate)

    @property
    def bound_raises(self) -> bool:
        """Whether an uncertain value understates the points (more rows mean more risk)."""
        return self.measure.more_rows_raise == (self.bins.direction == "rising")
