"""Rules of the enterprise projection and of its communities, loaded from pack data.

Weights are fractions in YAML and whole percent inside, so that every pair weight is an
integer and the matrix is symmetric to the last bit.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph.domain import EnterpriseStatus, NodeKind, TieKind

WEIGHT_UNIT = 1_000_000
"""Integer pair weight of a tie of strength 1 (percent cubed: two legs and a hub step)."""

Fraction = Annotated[float, Field(ge=0, le=1)]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ShareBand(_Data):
    """Strength of a holding whose share is below a bound (fractions)."""

    below: float = Field(gt=0, le=2)
    weight: Fraction


class HubStep(_Data):
    """Damping of a hub with at most ``degree`` enterprises; beyond the last step it joins nobody."""

    degree: int = Field(ge=2)
    weight: Fraction


class ProjectionFamily(_Data):
    """One way in which two enterprises belong together.

    ``through`` is the kind of the node they share, null for a tie between the two.
    ``legs`` are strengths by tie kind, ``roles`` replace the kind's strength.
    """

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    through: NodeKind | None
    legs: dict[TieKind, Fraction] = Field(min_length=1)
    roles: dict[str, Fraction] = {}

    @model_validator(mode="after")
    def _not_through_enterprises(self) -> ProjectionFamily:
        if self.through is NodeKind.ENTERPRISE:
            raise ValueError("a family through enterprises is a tie between them: use through null")
        return self


class ProjectionRules(_Data):
    """How ties become weighted pairs of enterprises."""

    states: tuple[EnterpriseStatus, ...]
    minimum_weight: float = Field(gt=0, le=2)
    share_bands: tuple[ShareBand, ...]
    unknown_share: Fraction
    hub_steps: tuple[HubStep, ...]
    chunk_rows: int = Field(ge=1_000, le=1_000_000)
    families: dict[str, ProjectionFamily] = Field(min_length=1)

    @model_validator(mode="after")
    def _ordered(self) -> ProjectionRules:
        bounds = [band.below for band in self.share_bands]
        degrees = [step.degree for step in self.hub_steps]
        if bounds != sorted(set(bounds)) or not bounds or bounds[-1] <= 1:
            raise ValueError(f"share_bands must rise and the last bound exceed 1, got {bounds}")
        if degrees != sorted(set(degrees)) or not degrees:
            raise ValueError(f"hub_steps must rise by degree, got {degrees}")
        return self


class LeidenRules(_Data):
    """Parameters of the Leiden partition (constant Potts model).

    References
    ----------
    Traag, Waltman, van Eck (2019), From Louvain to Leiden, Sci. Rep. 9:5233.
    """

    quality: Literal["cpm"]
    resolution: float = Field(gt=0)
    seed: int = Field(ge=0)
    randomness: float = Field(gt=0)
    max_local_moving_iterations: int = Field(ge=1)
    time_limit_s: int = Field(ge=1)


class CommunityRules(_Data):
    """Projection and partition together."""

    projection: ProjectionRules
    leiden: LeidenRules
