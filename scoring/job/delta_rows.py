"""Indicators of some enterprises of a published month, taken out, compared and joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.arrays import Frame
from graph.few_rows import fetch
from scoring.indicators import Indicators
from scoring.job.own import indicators_of
from scoring.pack_model import Pack

Longs = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Indicators of some enterprises.

    Attributes
    ----------
    codes : int64[m], rising
    indicators : Indicators of m rows
    """

    codes: Longs
    indicators: Indicators


def rows_of(measures: Frame, codes: Longs, pack: Pack) -> Rows:
    """Published indicators of some enterprises (codes rising)."""
    names = (f"{part}_{one.id}" for one in pack.indicators for part in ("value", "bin", "known"))
    fetch(measures.stored(*names), codes)
    return Rows(codes=codes, indicators=indicators_of(measures, pack, codes))


def tables_of(indicators: Indicators) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values, points and whether they are known."""
    return indicators.values, indicators.bins, indicators.known


def copy_of(rows: Indicators) -> Indicators:
    """The same indicators in memory of their own."""
    return Indicators(
        ids=rows.ids, values=rows.values.copy("F"), bins=rows.bins.copy("F"), known=rows.known.copy("F")
    )


def same_rows(one: Indicators, other: Indicators) -> Mask:
    """Rows in which every indicator is the same."""
    found = np.ones(len(one.values), np.bool_)
    for position in range(len(one.ids)):
        found &= same(one, other, position)
    return found


def same(one: Indicators, other: Indicators, position: int) -> Mask:
    """Rows in which one indicator is the same, unknown ones included."""
    found = np.ones(len(one.values), np.bool_)
    for first, second in zip(tables_of(one), tables_of(other), strict=True):
        a, b = first[:, position], second[:, position]
        found &= (a == b) | ((a != a) & (b != b))
    return found


def joined_rows(rows: Rows, more: Longs, measures: Frame, pack: Pack) -> Rows:
    """Some rows and those of more enterprises as published."""
    codes = np.union1d(rows.codes, more).astype(np.int64)
    joined = rows_of(measures, codes, pack)
    at = np.searchsorted(codes, rows.codes)
    for into, fresh in zip(tables_of(joined.indicators), tables_of(rows.indicators), strict=True):
        into[at] = fresh
    return joined


def merged(rows: Rows, own: Rows) -> Rows:
    """Rows of a neighbourhood with the fresh rows of the surroundings."""
    at = np.searchsorted(rows.codes, own.codes)
    for into, fresh in zip(tables_of(rows.indicators), tables_of(own.indicators), strict=True):
        into[at] = fresh
    return rows
