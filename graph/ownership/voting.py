"""Voting blocks around one enterprise at any threshold, certain and possible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.ownership.surroundings import Surroundings

Bools = np.ndarray[Any, np.dtype[np.bool_]]
Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What one node controls among its surroundings, and how much it votes everywhere.

    Attributes
    ----------
    certain, possible : bool[m] controlled whatever the unknown shares are; for some of them
    low, high : float64[m] share of the votes of the block, in [0, 1]
    """

    certain: Bools
    possible: Bools
    low: Floats
    high: Floats


def voting_block(around: Surroundings, holder: int, more_than: float) -> Block:
    """Consolidated control of one node over its surroundings.

    Parameters
    ----------
    around : Surroundings
    holder : int
        Position in ``around.codes``.
    more_than : float
        Share of the votes that must be exceeded.
    """
    certain, low = _closure(around, holder, more_than, with_unknown=False)
    possible, high = _closure(around, holder, more_than, with_unknown=True)
    return Block(certain=certain, possible=possible, low=low, high=np.maximum(low, high))


def _closure(
    around: Surroundings, holder: int, more_than: float, *, with_unknown: bool
) -> tuple[Bools, Floats]:
    size = len(around.codes)
    inside = np.zeros(size, bool)
    inside[holder] = True
    limit = round(more_than * 1_000_000) * around.base
    while True:
        parts = around.votes[inside].sum(axis=0)
        if with_unknown:
            parts = parts + np.where(around.unknown[inside].any(axis=0), around.open_parts, 0.0)
        more = (parts * 1_000_000 > limit) & ~inside
        if not more.any():
            break
        inside |= more
    share: Floats = np.minimum(np.divide(parts, around.base, out=np.zeros(size), where=around.base > 0), 1.0)
    inside[holder] = False
    share[holder] = 0.0
    return inside, share
