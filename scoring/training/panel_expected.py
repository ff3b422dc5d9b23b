"""How many records are expected of a legal person: likes of it first, then its own count.

Likes are those of the same industry, district, size and age. The own count then says how far a
legal person lies from them, the further the more it was seen: no shape of the differences is
assumed, their distribution is learned from all counts of the day.

References
----------
Deming, Stephan 1940 (proportional fitting); Kiefer, Wolfowitz 1956 and Robbins 1956 (mixtures of
Poisson rates, empirical Bayes); Laird 1978 (by expectation and maximisation); docs/adr/0060.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_ROUNDS = 6
_MOST_COUNTED = 4.0
"""Records of one legal person that count towards its likes: a repeat offender makes no industry."""
_PULL = 15.0
"""Records with which a group of likes is pulled towards the mean."""
_RATES = np.exp(np.linspace(np.log(0.01), np.log(150.0), 60))
"""Rates over that of the likes which the mixture may hold."""
_MIXING_ROUNDS = 60
_CELLS = 20.0
"""Cells of expectation for a factor of e: legal persons of a cell and one count share their rate."""
_LEAST_YEARS = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Relative rates of records, 1 on average of the years seen.

    Attributes
    ----------
    likes : float64[r] of those of the same groups
    own : float64[r] of the legal person over that of its likes, given its count
    """

    likes: Array
    own: Array


def expected_rates(count: Array, years: Array, groups: Sequence[Array]) -> Expected:
    """Rates of legal persons; the same counts give the same bytes.

    Parameters
    ----------
    count : float64[r], whole, at least 0
        Records that name each.
    years : float64[r], at least 0
        In which they could be seen.
    groups : sequence of int64[r]
        Group of each by one trait after the other, from 0.

    Returns
    -------
    Expected
        Ones where nobody has a record.
    """
    seen = np.maximum(years, _LEAST_YEARS)
    if not count.sum() > 0:
        return Expected(likes=np.ones(len(count)), own=np.ones(len(count)))
    likes = _likes(np.minimum(count, _MOST_COUNTED), seen, groups)
    expected = seen * likes * (count.sum() / (seen * likes).sum())
    return Expected(likes=likes, own=_mixed(count, expected))


def _likes(counted: Array, seen: Array, groups: Sequence[Array]) -> Array:
    """Product of a factor for each trait, fitted in turns."""
    level = seen * (counted.sum() / seen.sum())
    rate, factors = np.ones(len(seen)), [np.ones(int(group.max(initial=0)) + 1) for group in groups]
    for _ in range(_ROUNDS):
        for trait, group in enumerate(groups):
            others = rate / factors[trait][group]
            size = len(factors[trait])
            found = np.bincount(group, weights=counted, minlength=size) + _PULL
            factors[trait] = found / (np.bincount(group, weights=level * others, minlength=size) + _PULL)
            rate = others * factors[trait][group]
    return rate


def _mixed(count: Array, expected: Array) -> Array:
    """Mean rate given a count and what was expected, under the mixture that explains all counts best."""
    place = np.rint(np.log(expected) * _CELLS).astype(np.int64)
    low = int(place.min())
    width = int(place.max()) - low + 1
    cells, cell, many = np.unique(
        count.astype(np.int64) * width + place - low, return_inverse=True, return_counts=True
    )
    told, mean = np.divmod(cells, width)
    mean = np.exp((mean + low) / _CELLS)[:, None] * _RATES[None, :]
    fit = told[:, None] * np.log(mean) - mean
    fit = np.exp(fit - fit.max(axis=1, keepdims=True))
    share = np.full(len(_RATES), 1.0 / len(_RATES))
    for _ in range(_MIXING_ROUNDS):
        held = fit * share
        held *= (many / held.sum(axis=1))[:, None]
        share = held.sum(axis=0) / len(count)
    held = fit * share
    return np.asarray(((held * _RATES).sum(axis=1) / held.sum(axis=1))[cell])
