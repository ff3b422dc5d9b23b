"""The rule baseline: paths and expert coefficients of a pack, checked against each other."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from gnn.coefficients import Coefficients
from graph.path_rules import PathRules


class RelationshipRules(BaseModel):
    """Rules file of a pack: how paths carry and what a dose over them is worth.

    Raises
    ------
    ValueError
        If a coefficient belongs to a family the paths do not know.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    since: date
    paths: PathRules
    coefficients: Coefficients

    @model_validator(mode="after")
    def _coefficients_fit_paths(self) -> Self:
        self.coefficients.check_against(self.paths)
        return self
