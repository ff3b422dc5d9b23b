"""The additive-hazard path network as a torch module.

It says the same as ``RelationNetwork.raw`` to 1e-9 and has the same gradient as the convex
fit, which is what trains it: torch is for what the fit cannot express (strengths that are
not linear in the hazard, other readings of a path). Months and receipts need no torch.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch_geometric.data import HeteroData

from gnn.coefficients import SEVERITIES, STEP_CLASSES, ClassStep, Coefficients, EventStep, FamilyCoefficients
from gnn.data import EVENT, PARTY, UNIT
from gnn.layers import PathConvolution
from graph.errors import ModelError

GPU_TOLERANCE = 1e-9
"""Largest relative difference of a hazard on a GPU, where sums have no fixed order."""


class AdditiveHazardNetwork(torch.nn.Module):
    """Sum of path convolutions, one for each family, and a part of the units' own.

    Parameters
    ----------
    families : tuple of str
        In the order of the rules; hazards are summed in it.
    half_lives_months : tuple of float
    own_columns : int
        Columns of the own part, 0 for none.
    """

    def __init__(
        self, families: tuple[str, ...], half_lives_months: tuple[float, ...], own_columns: int = 0
    ) -> None:
        super().__init__()
        self.families = families
        self.half_lives_months = half_lives_months
        self.layers = torch.nn.ModuleList(PathConvolution(len(half_lives_months)) for _ in families)
        self.own = torch.nn.Parameter(torch.zeros(own_columns, dtype=torch.float64))

    @property
    def convolutions(self) -> dict[str, PathConvolution]:
        """Path convolution of each family."""
        return {
            family: layer
            for family, layer in zip(self.families, self.layers, strict=True)
            if isinstance(layer, PathConvolution)
        }

    def forward(self, data: HeteroData, own: Tensor | None = None) -> Tensor:
        """Hazard of the units, float64[r]; ``own`` float64[r, own columns], at least 0."""
        units, events = int(data[UNIT].num_nodes), data[EVENT]
        hazard = torch.zeros(units, dtype=torch.float64, device=events.fading.device)
        if own is not None:
            hazard = hazard + own @ self.own
        for family, convolution in self.convolutions.items():
            hazard = hazard + convolution(
                events.fading, events.severity, data[EVENT, family, UNIT], data[PARTY, family, UNIT], units
            )
        return hazard

    @torch.no_grad()
    def project(self) -> None:
        """Bring every parameter back to at least 0, after a step of an optimiser."""
        for parameter in self.parameters():
            parameter.clamp_(min=0.0)

    @torch.no_grad()
    def take(self, coefficients: Coefficients) -> None:
        """Take over coefficients.

        Raises
        ------
        ModelError
            If they know other half-lives, or a family this network lacks.
        """
        unknown = sorted(set(coefficients.families) - set(self.families))
        if unknown or coefficients.half_lives_months != self.half_lives_months:
            raise ModelError(
                f"expected families {list(self.families)} and half-lives {self.half_lives_months}, "
                f"got {unknown or 'these'} and {coefficients.half_lives_months}"
            )
        for family, convolution in self.convolutions.items():
            convolution.theta.data.copy_(torch.from_numpy(coefficients.theta(family)))
            convolution.gamma.data.copy_(torch.from_numpy(coefficients.gamma(family)))

    def coefficients(self, source: str) -> Coefficients:
        """Coefficients as a month reads them; steps of 0 are left out."""
        return Coefficients(
            half_lives_months=self.half_lives_months,
            families={
                family: self._family(convolution, source) for family, convolution in self.convolutions.items()
            },
        )

    def _family(self, convolution: PathConvolution, source: str) -> FamilyCoefficients:
        theta, gamma = convolution.theta.detach().cpu(), convolution.gamma.detach().cpu()
        return FamilyCoefficients(
            meaning="learned from the panels of the site",
            source=source,
            events=tuple(
                EventStep(severity_at_least=k, half_life_months=months, hazard=float(theta[row, b]))
                for row, k in enumerate(SEVERITIES)
                for b, months in enumerate(self.half_lives_months)
                if theta[row, b] > 0
            ),
            classes=tuple(
                ClassStep.model_validate({"class_at_least": name, "hazard": float(gamma[row])})
                for row, name in enumerate(STEP_CLASSES)
                if gamma[row] > 0
            ),
        )


def hazard_loss(hazard: Tensor, outcome: Tensor, weight: Tensor) -> Tensor:
    """Weighted mean of ``-[y log(1 - exp(-L)) - (1 - y) L]``, as the fit minimises it."""
    events = -torch.log(-torch.expm1(-hazard.clamp(min=1e-12)))
    return (weight * torch.where(outcome, events, hazard)).sum() / weight.sum()
