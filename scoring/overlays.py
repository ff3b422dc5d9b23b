"""Professional models beside the general one: sector indicators, a class, a combination matrix."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Self

import numpy as np
from pydantic import Field, model_validator

from graph.domain import RiskClass
from scoring.pack_indicators import Indicator
from scoring.pack_sections import Approval, Part, Period, Text, Title

_ORDER = tuple(RiskClass)


class Applies(Part):
    """Who a professional model is for: a licence in force or an industry prefix.

    Parameters
    ----------
    licences : licence kinds
    industries : prefixes of the industry code
    """

    licences: tuple[Text, ...] = ()
    industries: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if not self.licences and not self.industries:
            raise ValueError("expected licences or industries, got none")
        return self


class Overlay(Part):
    """One professional model; its class stands beside the general one (MR/T draft 7.2, XJ art. 18).

    Attributes
    ----------
    kappa : hazard of an enterprise at the top of every indicator
    indicators : weights sum to 1 over all of them
    matrix : combined class by general, then professional class; never falls with either
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,31}$")
    title: Title
    version: Text
    effective: Period
    legal_basis: tuple[Text, ...] = Field(min_length=1)
    approval: Approval
    applies: Applies
    kappa: float = Field(gt=0, le=20)
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    matrix: dict[RiskClass, dict[RiskClass, RiskClass]]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        total = sum(indicator.weight for indicator in self.indicators)
        if abs(total - 1) > 1e-9:
            raise ValueError(f"expected indicator weights that sum to 1, got {total:.6f}")
        classes = set(RiskClass)
        if set(self.matrix) != classes or any(set(row) != classes for row in self.matrix.values()):
            raise ValueError("matrix: expected A, B, C and D in every row and column")
        table = self.table
        lines = [*table.tolist(), *table.T.tolist()]
        if any(low > high for line in lines for low, high in pairwise(line)):
            raise ValueError("matrix: expected classes that never fall with either class")
        return self

    @property
    def table(self) -> np.ndarray[Any, np.dtype[np.int8]]:
        """Combined class code by general and professional class code, int8[4, 4]."""
        return np.array(
            [[_ORDER.index(self.matrix[general][own]) for own in _ORDER] for general in _ORDER], np.int8
        )
