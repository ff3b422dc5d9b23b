"""What a measure returns, and the reductions over sorted segments that measures share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Measured:
    """Values of one measure.

    Attributes
    ----------
    values : float64, n
        NaN is unknown, never 0. A value that is not ``known`` is a bound: so much is
        certain, more may exist where no delivery covers the period.
    known : bool, n
    """

    values: np.ndarray
    known: np.ndarray


def certain(values: np.ndarray) -> Measured:
    """Values that are known wherever they are a number."""
    return Measured(values, ~np.isnan(values))


def counted(
    values: np.ndarray, present: np.ndarray, covered: np.ndarray, exact: np.ndarray | None = None
) -> Measured:
    """Known where covered; elsewhere a bound where rows are present, unknown where none is.

    Parameters
    ----------
    values : float64, n
    present, covered : bool, n
    exact : bool, n, optional
        False where a present row lacks a number, so that the value is a bound anyway.
    """
    known = covered if exact is None else covered & exact
    return Measured(np.where(covered | present, values, np.nan), known & ~np.isnan(values))


def segment_max(subject: np.ndarray, values: np.ndarray, count: int, none: float) -> np.ndarray:
    """Greatest value of each subject (``subject`` never decreasing), ``none`` without rows."""
    out = np.full(count, none)
    if len(subject):
        starts = np.flatnonzero(np.append(True, subject[1:] != subject[:-1]))
        out[subject[starts]] = np.maximum.reduceat(values, starts)
    return out


def distinct(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distinct integer keys, rising, and how often each occurs.

    By one sort: on millions of scattered keys several times faster than a hash table.
    """
    ordered = np.sort(keys)
    if not len(ordered):
        return ordered, np.zeros(0, dtype=np.int64)
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    return ordered[first], np.diff(np.append(first, len(ordered)))


def last_rows(subject: np.ndarray) -> np.ndarray:
    """Position of the last row of each subject (``subject`` never decreasing)."""
    if not len(subject):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.append(subject[1:] != subject[:-1], True))


def spread(count: int, subject: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Float array of ``count`` with values at unique subjects and NaN elsewhere."""
    out = np.full(count, np.nan)
    out[subject] = values
    return out
