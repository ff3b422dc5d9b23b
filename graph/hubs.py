"""Degree a leg made at its hub when it entered, fixed for good.

Order at a hub is (entry day, tie_id); the degree is the number of distinct units in
force at the hub as known on that day, the leg's own unit included. Nothing that enters
or ends later changes it, so a wave of shell companies never dilutes an older tie. Rules
may carry it forward by expected growth: by the months since the entry, and nothing else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.legs import fading
from graph.path_rules import Hubs

Longs = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
_TABLE_DAYS = 4_096
"""Tables of growth have a multiple of so many days: one that is kept serves all ages."""


def degree_at_entry(hub: Longs, unit: Longs, entered: Longs, left: Longs, tie_rank: Longs) -> Longs:
    """Distinct units in force at the hub when each leg entered.

    Parameters
    ----------
    hub, unit : int64[m]
        Contracted codes of both ends of each leg.
    entered, left : int64[m]
        Day on which the tie became known, first day on which it was known to have ended.
    tie_rank : int64[m]
        Rank of the tie's id among all tie ids.

    Returns
    -------
    int64[m], at least 1
    """
    legs = len(hub)
    if legs == 0:
        return np.zeros(0, np.int64)
    order = np.lexsort((tie_rank, entered, hub))
    position = np.empty(legs, np.int64)
    position[order] = np.arange(legs)
    known_until = np.where(left > entered, left, entered)

    by_pair = np.lexsort((position, unit, hub))
    first = np.ones(legs, bool)
    first[1:] = (hub[by_pair][1:] != hub[by_pair][:-1]) | (unit[by_pair][1:] != unit[by_pair][:-1])
    pair = np.cumsum(first) - 1
    base = known_until.min()
    span = int(known_until.max() - base) + 1
    reach = np.maximum.accumulate(pair * span + (known_until[by_pair] - base)) - pair * span + base
    before = np.empty(legs, np.int64)
    before[0] = base - 1
    before[1:] = reach[:-1]
    before[first] = base - 1
    present = (before > entered[by_pair]) & ~first
    lasting = left[by_pair] > entered[by_pair]
    opens = lasting & ~present

    opened = np.zeros(legs, np.int64)
    opened[position[by_pair[opens]]] = 1
    opened = np.cumsum(opened)
    hub_sorted = hub[order]
    hub_first = np.ones(legs, bool)
    hub_first[1:] = hub_sorted[1:] != hub_sorted[:-1]
    rank_of_hub = np.cumsum(hub_first) - 1
    opened_before_hub = np.concatenate(([0], opened))[np.flatnonzero(hub_first)]

    closes_at = _ends_of_presence(opens, present & lasting, first, reach)
    day_span = int(max(left.max(), entered.max()) - min(left.min(), entered.min())) + 2
    day_base = int(min(left.min(), entered.min()))
    hub_rank = np.empty(legs, np.int64)
    hub_rank[order] = rank_of_hub
    ends = np.sort(hub_rank[by_pair[opens]] * day_span + (closes_at - day_base))
    ended_before_hub = np.searchsorted(ends, np.arange(rank_of_hub[-1] + 1) * day_span)

    started = opened[position] - opened_before_hub[hub_rank]
    ended = np.searchsorted(ends, hub_rank * day_span + (entered - day_base), side="right")
    degree: Longs = started - (ended - ended_before_hub[hub_rank])
    absent = np.zeros(legs, bool)
    absent[by_pair] = ~lasting & ~present
    return degree + absent


def _ends_of_presence(opens: Any, extends: Any, first: Any, reach: Longs) -> Longs:
    """Last day known of each chain of overlapping ties, in the order of their openings."""
    chain = np.cumsum(opens) - 1
    last = np.full(int(opens.sum()), np.iinfo(np.int64).min)
    counted = opens | extends
    np.maximum.at(last, chain[counted], reach[counted])
    return last


def hub_factors(degree: Longs, days: Longs, hubs: Hubs) -> Floats:
    """Factor of each degree by the rules' buckets.

    With expected growth the degree is carried forward first; it is no whole number then, so
    between the ends of two buckets the factor lies on a line.

    Parameters
    ----------
    degree : int64[m], at least 1
        At entry.
    days : int64[m]
        Since entry; below 0 counts as 0.
    hubs : Hubs
    """
    limits = np.array([bucket.up_to for bucket in hubs.buckets[:-1]], np.int64)
    factors = np.array([bucket.factor for bucket in hubs.buckets])
    if hubs.growth is None or not len(limits) or not len(degree):
        picked: Floats = factors[np.searchsorted(limits, degree, side="left")]
        return picked
    since = np.maximum(days, 0)
    # The others shrink by half going back; nobody else was there at the first leg.
    last = (int(since.max()) // _TABLE_DAYS + 1) * _TABLE_DAYS
    expected = 1.0 + (degree - 1.0) / fading(hubs.growth.doubling_months, last)[since]
    between: Floats = np.interp(expected, limits, factors[:-1])
    return np.where(expected > limits[-1], factors[-1], between)


def leg_hub_factors(
    *, hub: Longs, unit: Longs, tie: Longs, ties: Frame, as_of: int, rules: Hubs, silent: Longs
) -> Floats:
    """Hub factor of each leg.

    Parameters
    ----------
    hub, unit, tie : int64[m]
        Hub, unit and tie row of each leg that counts at its hub.
    ties : Frame
        Ties of the snapshot.
    as_of : int
        Day of the snapshot.
    rules : Hubs
    silent : int64[...]
        Contracted codes of hubs that carry nothing (mass addresses).

    Returns
    -------
    float64[m]
    """
    factors = np.full(len(hub), rules.buckets[0].factor)
    if len(hub) == 0:
        return factors
    legs_at_hub = np.bincount(hub)
    # Whose hub has so few legs has the first factor; one leg alone is expected to stay alone.
    limit = rules.buckets[0].up_to if rules.growth is None else 1
    if limit is not None:
        heavy = np.flatnonzero(legs_at_hub[hub] > limit)
        entered = ties.numbers("entered_on")[tie[heavy]].astype(np.int64)
        degree = degree_at_entry(
            hub[heavy],
            unit[heavy],
            entered,
            ties.numbers("left_on")[tie[heavy]].astype(np.int64),
            _id_ranks(ties, tie[heavy]),
        )
        factors[heavy] = hub_factors(degree, as_of - entered, rules)
    factors[np.isin(hub, silent)] = 0.0
    return factors


def _id_ranks(ties: Frame, rows: Longs) -> Longs:
    """Ranks of the ids of tie rows; equal rows share a rank."""
    distinct, inverse = np.unique(rows, return_inverse=True)
    ids = ties.text("tie_id").take(pa.array(distinct))
    rank = np.empty(len(distinct), np.int64)
    rank[pc.sort_indices(ids).to_numpy()] = np.arange(len(distinct))
    ranks: Longs = rank[inverse]
    return ranks
