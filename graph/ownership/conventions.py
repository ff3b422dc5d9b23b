"""Conventions of ownership, as data: what each means, whose formula and which law it follows."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cache
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph.packaged import packaged

Threshold = Annotated[float, Field(gt=0, lt=1)]


class Convention(StrEnum):
    """Closed set of conventions."""

    LOOK_THROUGH = "look_through"
    NETWORK_SHARE = "network_share"
    TAX_LOOK_THROUGH = "tax_look_through"
    CONTROL = "control"
    VETO = "veto"
    BENEFICIAL_OWNER = "beneficial_owner"


_NEEDS = {
    Convention.TAX_LOOK_THROUGH: "at_least",
    Convention.BENEFICIAL_OWNER: "at_least",
    Convention.CONTROL: "more_than",
    Convention.VETO: "more_than",
}


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    meaning: str = Field(min_length=1)
    source: str = Field(min_length=1)


class ConventionEntry(_Closed):
    """One convention: label, formula, reference, law, and its threshold as a fraction, if it has one."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    formula: str = Field(min_length=1)
    law: str = Field(min_length=1)
    at_least: Threshold | None = None
    more_than: Threshold | None = None


class Findings(_Closed):
    """When known shares of one enterprise are a finding, in millionths above the whole."""

    over_full_parts: Annotated[int, Field(ge=0)]


class Bounds(_Closed):
    """Sizes up to which one enterprise's surroundings are solved."""

    nodes: Annotated[int, Field(ge=2, le=5_000)]


class Conventions(BaseModel):
    """All conventions; none may lack, each has the threshold it needs and no other."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date
    conventions: dict[Convention, ConventionEntry]
    findings: Findings
    bounds: Bounds

    @model_validator(mode="after")
    def _whole(self) -> Self:
        missing = [name for name in Convention if name not in self.conventions]
        if missing:
            raise ValueError(f"conventions lack {missing}")
        for name, entry in self.conventions.items():
            given = [key for key in ("at_least", "more_than") if getattr(entry, key) is not None]
            needed = [_NEEDS[name]] if name in _NEEDS else []
            if given != needed:
                raise ValueError(f"convention {name}: expected thresholds {needed}, got {given}")
        return self

    def at_least(self, name: Convention) -> float:
        """Threshold that suffices."""
        found = self.conventions[name].at_least
        assert found is not None
        return found

    def more_than(self, name: Convention) -> float:
        """Threshold that must be exceeded."""
        found = self.conventions[name].more_than
        assert found is not None
        return found


@cache
def conventions() -> Conventions:
    """Conventions of the package.

    Raises
    ------
    CatalogueError
        If the file is not as declared.
    """
    return packaged(Conventions, "graph.ownership", "conventions.yaml")
