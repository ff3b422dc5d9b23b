"""Coefficients of the additive-hazard path network: theta, gamma and half-lives.

Cumulative non-negative steps: an event of severity s gets every step with
``severity_at_least`` <= s, a class gets every step up to it, so a worse signal never
counts less. Expert numbers of a pack and fitted ones have the same form.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph.path_rules import PathRules

NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Floats = np.ndarray[Any, np.dtype[np.float64]]

SEVERITIES = (1, 2, 3, 4, 5)
"""Severities that count, lowest first."""
STEP_CLASSES = ("B", "C", "D")
"""Classes that count, lowest first."""


class EventStep(BaseModel):
    """Hazard added by an event from a severity upward, fading with a half-life."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    severity_at_least: Annotated[int, Field(ge=1, le=5)]
    half_life_months: Annotated[float, Field(gt=0)]
    hazard: NonNegative


class ClassStep(BaseModel):
    """Hazard added by a related enterprise whose standalone class is at least this."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    class_at_least: Literal["B", "C", "D"]
    hazard: NonNegative


class FamilyCoefficients(BaseModel):
    """Steps of one family of paths."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    meaning: str = Field(min_length=1)
    source: str = Field(min_length=1)
    events: tuple[EventStep, ...] = ()
    classes: tuple[ClassStep, ...] = ()


class Coefficients(BaseModel):
    """Coefficients of all families.

    Attributes
    ----------
    half_lives_months : half-lives that steps may use, rising
    families : steps by family id; a family of the rules without an entry adds nothing
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    half_lives_months: tuple[Annotated[float, Field(gt=0)], ...] = Field(min_length=1)
    families: dict[str, FamilyCoefficients]

    @model_validator(mode="after")
    def _steps_use_declared_half_lives(self) -> Self:
        if list(self.half_lives_months) != sorted(set(self.half_lives_months)):
            raise ValueError(f"half-lives must rise, got {self.half_lives_months}")
        for name, family in self.families.items():
            for step in family.events:
                if step.half_life_months not in self.half_lives_months:
                    raise ValueError(
                        f"family {name}: half-life {step.half_life_months} is not declared, "
                        f"declared are {self.half_lives_months}"
                    )
        return self

    def check_against(self, rules: PathRules) -> None:
        """Raise ValueError if a coefficient belongs to a family the rules do not know."""
        unknown = set(self.families) - set(rules.families)
        if unknown:
            raise ValueError(f"coefficients of unknown families {sorted(unknown)}")

    def theta(self, family: str) -> Floats:
        """Event steps of a family, float64[5 severities, half-lives]."""
        steps = np.zeros((len(SEVERITIES), len(self.half_lives_months)))
        entry = self.families.get(family)
        for step in entry.events if entry else ():
            row = SEVERITIES.index(step.severity_at_least)
            steps[row, self.half_lives_months.index(step.half_life_months)] += step.hazard
        return steps

    def gamma(self, family: str) -> Floats:
        """Class steps of a family, float64[3] for B, C, D."""
        steps = np.zeros(len(STEP_CLASSES))
        entry = self.families.get(family)
        for step in entry.classes if entry else ():
            steps[STEP_CLASSES.index(step.class_at_least)] += step.hazard
        return steps
