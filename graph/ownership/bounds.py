"""Shares of one enterprise's holders as intervals that contain the truth where shares are unknown.

Read upwards from an enterprise, a holding is a step to its holder with the chance of the
share. The network share of a holder is the chance ever to come by it, the integrated
share how often. Both rise with every share, so the lower bound takes unknown shares as 0.
The upper bound gives what is left of each enterprise to the holder of unknown share that
leads most surely to the one asked for; it is iterated from above, so that every step is a
bound already.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.ownership.surroundings import Surroundings

Longs = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]

STEPS = 2_000
"""Steps of an iteration, at most; a bound from above is a bound after any of them."""
SETTLED = 1e-13
ROUNDING = 1e-9
"""Room for rounding where a share meets a threshold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """Lower and upper bounds, float64[r, m]: holder by row, enterprise by column; infinity is no bound."""

    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegratedShares:
    """Integrated shares under both conventions; a holder's share in itself is 0.

    Attributes
    ----------
    look_through : Intervals
        Brioschi, Buzzacchi, Colombo 1989: Y = W (I - W)^-1.
    network_share : Intervals
        Baldone, Brioschi, Paleari 1998: Y = diag(V)^-1 (V - I), V = (I - W)^-1.
    """

    look_through: Intervals
    network_share: Intervals


def integrated_shares(around: Surroundings, holders: Longs) -> IntegratedShares:
    """Integrated shares of some of the nodes in all of them.

    Parameters
    ----------
    around : Surroundings
    holders : int64[r]
        Positions in ``around.codes``.

    Notes
    -----
    A cycle that nobody outside holds has no look-through share: its lower bounds are 0
    and its upper bounds 1 and infinity.
    """
    share, closed = _without_closed(around.share)
    row = np.arange(len(holders))
    visits = np.linalg.inv(np.eye(len(share)) - share)[holders].astype(np.float64)
    returns = visits[row, holders]
    hit = visits / returns[:, None]
    visits_high, hit_high = visits, hit
    if around.unknown.any() or len(closed):
        most, back = _most(around, share, closed, holders)
        hit_high = np.maximum(most, hit)
        stays = np.maximum(1 - np.maximum(back, 1 - 1 / returns), 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            visits_high = np.where(hit_high > 0, hit_high / stays[:, None], 0.0)
        visits_high = np.maximum(visits_high, visits)
    return IntegratedShares(
        look_through=_interval(visits, visits_high, holders),
        network_share=_interval(hit, hit_high, holders),
    )


def _interval(low: Floats, high: Floats, holders: Longs) -> Intervals:
    """Bounds without a holder's share in itself."""
    low, high = low.copy(), high.copy()
    row = np.arange(len(holders))
    low[row, holders] = high[row, holders] = 0.0
    return Intervals(low=low, high=high)


def closed_members(around: Surroundings) -> Longs:
    """Positions of the members of cycles that nobody outside holds, rising."""
    return _without_closed(around.share)[1]


def _without_closed(share: Floats) -> tuple[Floats, Longs]:
    """Shares without those inside cycles that nobody outside holds, and the members of such cycles."""
    full = np.flatnonzero(share.sum(axis=0) > 1 - 1e-9)
    while len(full):
        kept = full[share[np.ix_(full, full)].sum(axis=0) > 1 - 1e-9]
        if len(kept) == len(full):
            break
        full = kept
    opened = share.copy()
    opened[np.ix_(full, full)] = 0.0
    return opened, full


def _most(around: Surroundings, share: Floats, closed: Longs, holders: Longs) -> tuple[Floats, Floats]:
    """Greatest chance to come by each holder, float64[r, m], and to come back to it, float64[r]."""
    row = np.arange(len(holders))
    target, owner = np.nonzero(around.unknown.T)
    first = np.flatnonzero(np.append(True, target[1:] != target[:-1])) if len(target) else target
    rest = around.rest.copy()
    rest[closed] = 0.0
    reach = _reach(around, closed, holders)
    hit = reach.astype(np.float64)
    step = hit
    for _ in range(STEPS):
        step = hit @ share
        if len(first):
            step[:, target[first]] += rest[target[first]] * np.maximum.reduceat(hit[:, owner], first, axis=1)
        step[:, closed] = reach[:, closed]
        step = np.minimum(np.where(reach, step, 0.0), 1.0)
        back = step[row, holders]
        step[row, holders] = 1.0
        change = float(np.abs(step - hit).max(initial=0.0))
        hit = step
        if change < SETTLED:
            break
    return hit, back


def _reach(around: Surroundings, closed: Longs, holders: Longs) -> Any:
    """Whether a chain of holdings, known or not, leads from each holder, bool[r, m]."""
    edges = (around.share > 0) | around.unknown
    reach = np.zeros((len(holders), len(edges)), bool)
    reach[np.arange(len(holders)), holders] = True
    frontier = reach
    while frontier.any():
        frontier = ((frontier.astype(np.float32) @ edges.astype(np.float32)) > 0) & ~reach
        reach = reach | frontier
    return reach


def tax_shares(around: Surroundings, holders: Longs, at_least: float) -> Intervals:
    """Shares under the look-through of the tax rule, float64[r, m].

    Whoever holds at least the threshold of an enterprise counts with all that enterprise
    holds, below it with the product. The least solution, iterated from below; the upper
    bound gives every holder of unknown share all that is left.

    References
    ----------
    State Taxation Administration announcement 2016 no. 42, art. 2(1).
    """
    most = around.share + np.where(around.unknown, around.rest[None, :], 0.0)
    low, high = (_tax(share, holders, at_least) for share in (around.share, most))
    return Intervals(low=low, high=np.maximum(low, high))


def _tax(share: Floats, holders: Longs, at_least: float) -> Floats:
    row = np.arange(len(holders))
    direct = share[holders].copy()
    direct[row, holders] = 0.0
    others = share.copy()
    np.fill_diagonal(others, 0.0)
    found = direct
    for _ in range(STEPS):
        counts = np.where(found >= at_least - ROUNDING, 1.0, found)
        step = np.minimum(direct + counts @ others, 1.0)
        step[row, holders] = 0.0
        change = float(np.abs(step - found).max(initial=0.0))
        found = step
        if change < SETTLED:
            break
    return found
