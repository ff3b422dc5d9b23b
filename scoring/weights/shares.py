"""Weights as written numbers: rounded to a fixed number of digits, adding up exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

DIGITS = 6
K = TypeVar("K")


def rounded_shares(weights: Mapping[K, float], digits: int = DIGITS) -> dict[K, float]:
    """Weights divided by their sum and rounded so that they add up to 1, by the largest remainder.

    Parameters
    ----------
    weights : mapping
        At least 0, not all of them 0; of equal remainders the first goes first.
    """
    unit = 10**digits
    total = sum(weights.values())
    exact = {key: unit * weight / total for key, weight in weights.items()}
    whole = {key: int(value) for key, value in exact.items()}
    left = unit - sum(whole.values())
    order = sorted(exact, key=lambda key: whole[key] - exact[key])
    for key in order[:left]:
        whole[key] += 1
    return {key: number / unit for key, number in whole.items()}
