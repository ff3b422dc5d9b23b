"""Path convolution: what related parties did and are, carried over paths without echo.

A message is the strength of a path times the worth of its event or class. Of the paths that
join the same pair the strongest counts, then pairs are summed: no mean and no row
normalisation, so a clean neighbour dilutes nothing. Steps are cumulative in severity and
class and never negative; they are kept so by projection, hence a zero is a zero.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch_geometric.nn import MessagePassing
from torch_geometric.utils import scatter

from gnn.coefficients import SEVERITIES, STEP_CLASSES


class PathConvolution(MessagePassing):  # type: ignore[misc]
    """One family of paths: strongest path of each pair, summed at the unit.

    Parameters
    ----------
    half_lives : int
        Number of half-lives an event may fade with.

    Attributes
    ----------
    theta : float64[5 severities, half-lives] at least 0, steps from a severity upward
    gamma : float64[3 for B, C, D] at least 0, steps from a class upward

    References
    ----------
    docs/adr/0006-additive-hazard.md; Yang et al. (2023), SeHGNN, for the decoupled form.
    """

    def __init__(self, half_lives: int) -> None:
        super().__init__(aggr=None, flow="source_to_target", node_dim=0)
        self.theta = torch.nn.Parameter(torch.zeros(len(SEVERITIES), half_lives, dtype=torch.float64))
        self.gamma = torch.nn.Parameter(torch.zeros(len(STEP_CLASSES), dtype=torch.float64))

    def forward(self, fading: Tensor, severity: Tensor, events: Any, classes: Any, units: int) -> Tensor:
        """Raw hazard that this family brings to each unit, float64[units].

        Parameters
        ----------
        fading : float64[e, half-lives]
        severity : int64[e] 1..5
        events, classes : edge stores of ``gnn.data``
        units : int
        """
        steps = torch.cumsum(self.theta, dim=0)[severity - 1]
        worth = (steps * fading).sum(dim=1)
        size = (len(worth), units)
        raw = self.propagate(
            events.edge_index, size=size, x=(worth, None), strength=events.strength, pair=events.pair
        )
        by_class = torch.cumsum(self.gamma, dim=0)[classes.risk_class - 1]
        hazard: Tensor = raw + self.aggregate(
            classes.strength * by_class, classes.edge_index[1], dim_size=units, pair=classes.pair
        )
        return hazard

    def message(self, x_j: Tensor, strength: Tensor) -> Tensor:
        """What one path carries."""
        return strength * x_j

    def aggregate(
        self,
        inputs: Tensor,
        index: Tensor,
        pair: Tensor,
        ptr: Tensor | None = None,
        dim_size: int | None = None,
    ) -> Tensor:
        """Maximum over the paths of a pair, then the sum over the pairs of a unit."""
        first = torch.ones_like(pair, dtype=torch.bool)
        first[1:] = pair[1:] != pair[:-1]
        unit = index[first]
        strongest = scatter(inputs, pair, dim=0, dim_size=len(unit), reduce="max")
        summed: Tensor = scatter(strongest, unit, dim=0, dim_size=dim_size, reduce="sum")
        return summed
