"""Discovery rates of inspections with their intervals."""

from __future__ import annotations

from statistics import NormalDist

from scoring.results_base import Result


class DiscoveryRate(Result):
    """Share of inspections that found a problem, with a Wilson interval; null without inspections."""

    inspections: int
    problems: int
    rate: float | None
    low: float | None
    high: float | None


def wilson(problems: int, inspections: int, confidence: float) -> tuple[float, float]:
    """Wilson interval of a share.

    Parameters
    ----------
    problems, inspections : int
        At most as many problems as inspections, at least one inspection.
    confidence : float in (0, 1)

    References
    ----------
    Wilson (1927), J. Am. Stat. Assoc. 22, 209-212.
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, spread = problems / inspections, z * z / inspections
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * ((share * (1 - share) + spread / 4) / inspections) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def discovery_rate(problems: int, inspections: int, confidence: float) -> DiscoveryRate:
    """Rate with its interval."""
    if not inspections:
        return DiscoveryRate(inspections=0, problems=0, rate=None, low=None, high=None)
    low, high = wilson(problems, inspections, confidence)
    return DiscoveryRate(
        inspections=inspections, problems=problems, rate=problems / inspections, low=low, high=high
    )
