"""The rule baseline: paths and expert coefficients of a pack, checked against each other."""

from __future__ import annotations

from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from gnn.coefficients import Coefficients
from graph.errors import PackError
from graph.path_rules import PathRules


class RelationshipRules(BaseModel):
    """Relationship section of a pack: how paths carry and what they are worth."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    since: str = Field(min_length=1)
    paths: PathRules
    coefficients: Coefficients

    @model_validator(mode="after")
    def _coefficients_fit_paths(self) -> Self:
        self.coefficients.check_against(self.paths)
        return self


def parse_relationship(text: str, name: str) -> RelationshipRules:
    """Relationship rules of a YAML text.

    Parameters
    ----------
    text : str
    name : str
        Name of the file, for the error.

    Raises
    ------
    PackError
        If the text breaks the contract.
    """
    try:
        return RelationshipRules.model_validate(yaml.safe_load(text))
    except (ValidationError, yaml.YAMLError) as error:
        raise PackError(f"relationship rules {name}: {error}", file=name) from error
