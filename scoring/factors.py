"""From indicators to the hazards of the four own factors, with the fact-group maximum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.domain import OWN_FACTORS, Factor
from scoring.indicators import Points
from scoring.pack_model import Pack
from scoring.reference import Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnHazards:
    """Hazards (lambda) of enterprises.

    Attributes
    ----------
    lines : float64, (n, K), column-major
        Lambda of each indicator after the fact-group maximum.
    factors : float64, (n, 4)
        Sums of lines in the order of ``OWN_FACTORS``: attribute, operating, enforcement,
        evaluation.
    structural : float64, n
        Sum of the relationship items a pack weights (0 unless it does).
    """

    lines: np.ndarray
    factors: np.ndarray
    structural: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """Sum of the four own factors, float64, n."""
        return np.asarray(sum_columns(self.factors, range(self.factors.shape[1])))


def own_hazards(indicators: Points, pack: Pack, reference: Reference) -> OwnHazards:
    """Hazards of the own factors: kappa * weight_f * weight_k * bin_k.

    An unknown value takes the mean of the reference table, without one the indicator's
    prior. A bound takes the worse of its own points and that mean where more rows mean
    more risk, the milder one where they mean less: one more record never lowers a line.

    Parameters
    ----------
    indicators : Points
        Columns in the order of the pack.
    pack : Pack
    reference : Reference
        Mean points stand in for unknown values.

    Returns
    -------
    OwnHazards

    References
    ----------
    Pack rules: factor hazards; one fact counts up to the maximum of its group.
    """
    lines = np.empty_like(indicators.bins, order="F")
    for position, indicator in enumerate(pack.indicators):
        filled = points_with_stand_ins(indicators, position, pack, reference)
        lines[:, position] = pack.kappa * pack.factors[indicator.factor] * indicator.weight * filled
    _limit_groups(lines, pack)
    factors = np.stack([sum_columns(lines, pack.of_factor(factor)) for factor in OWN_FACTORS], axis=1)
    return OwnHazards(
        lines=lines, factors=factors, structural=sum_columns(lines, pack.of_factor(Factor.RELATIONSHIP))
    )


def points_with_stand_ins(indicators: Points, position: int, pack: Pack, reference: Reference) -> np.ndarray:
    """Points of one indicator, unknown ones and bounds as ``own_hazards`` takes them, float64, n."""
    indicator = pack.indicators[position]
    points = indicators.bins[:, position]
    stand_in = indicator.unknown.prior
    if indicator.unknown.use == "mean":
        stand_in = reference.means.get(indicator.id, stand_in)
    bound = np.fmax(points, stand_in) if indicator.bound_raises else np.fmin(points, stand_in)
    return np.where(indicators.known[:, position], points, bound)


def _limit_groups(lines: np.ndarray, pack: Pack) -> None:
    members: dict[str, list[int]] = {}
    for position, indicator in enumerate(pack.indicators):
        if indicator.fact_group is not None and indicator.weight > 0:
            members.setdefault(indicator.fact_group, []).append(position)
    for name, positions in sorted(members.items()):
        total = sum_columns(lines, positions)
        limit = pack.fact_groups[name].max_lambda
        over = np.flatnonzero(total > limit)
        for position in positions:
            lines[over, position] *= limit / total[over]


def sum_columns(table: np.ndarray, columns: list[int] | range) -> np.ndarray:
    """Sum of some columns in their order, float64, n: the same bytes for one row as for all."""
    total = np.zeros(len(table))
    for column in columns:
        total = total + table[:, column]
    return total
