"""Doses of related events and classes: everything left of the coefficients.

``S_f[i, j, x]`` is the strength of the strongest path of a family from j to i for event
x; doses sum S over parties and events by severity and half-life. The same functions
serve a month and one receipt, in the same order, so both have the same bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gnn.coefficients import SEVERITIES, STEP_CLASSES
from gnn.coparty import Reclassed
from gnn.signals import Events, Naming
from graph.legs import event_carry, fading
from graph.metapaths import FamilyPaths, PathSet, spread

Array = np.ndarray[Any, Any]
Longs = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventReach:
    """Triplets (unit, party, event) that reach, in the order (row, party, record).

    Attributes
    ----------
    row : int64[t] position of the unit
    event : int64[t] row of the events
    strength : float64[t] S, above 0
    path : int64[t] or None
        Winning path (row of the path set); None where nobody asked for it.
    """

    row: Longs
    event: Longs
    strength: Array
    path: Longs | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassReach:
    """Pairs (unit, party) whose class reaches, in the order (row, party).

    Attributes
    ----------
    row, party : int64[q]
    strength : float64[q] S, above 0
    risk_class : int8[q] 1..3 (B..D), recomputed without N(i) where that matters
    path : int64[q] winning path
    """

    row: Longs
    party: Longs
    strength: Array
    risk_class: Array
    path: Longs


def pair_starts(found: PathSet) -> Longs:
    """First path of each (row, party), and the number of paths at the end."""
    if len(found.row) == 0:
        return np.zeros(1, np.int64)
    change = (found.row[1:] != found.row[:-1]) | (found.party[1:] != found.party[:-1])
    return np.concatenate(([0], np.flatnonzero(change) + 1, [len(found.row)]))


def reach_events(
    paths: FamilyPaths,
    found: PathSet,
    starts: Longs,
    units: Longs,
    events: Events,
    naming: Naming,
    *,
    unknown_carry: float | None,
    winners: bool = False,
) -> EventReach:
    """Strongest path of each pair for each event of the party that does not name the unit.

    Parameters
    ----------
    paths, found, starts
        Legs, expanded paths, and first path of each pair.
    units : int64[r]
        Unit of each row.
    events, naming
        Events by party and N(i).
    unknown_carry : float or None
        Carry where overlap is not known; None for families that carry every conduct.
    winners : bool
        True to keep the winning path of each triplet.
    """
    first, count = starts[:-1], np.diff(starts)
    pair, event = spread(events.start, found.party[first])
    of_pair = np.searchsorted(pair, np.arange(len(first) + 1))
    window = (events.conduct_from[event], events.conduct_to[event])

    def value(pairs: Longs, rank: int, triplet: Longs | slice) -> Array:
        """S of the rank-th path of some pairs, for all their triplets."""
        path, copies = first[pairs] + rank, np.diff(of_pair)[pairs]
        base = np.repeat(found.base[path], copies)
        if unknown_carry is None:
            return base
        touch = found.touch[path]
        return base * event_carry(
            np.repeat(paths.touch_from[touch], copies),
            np.repeat(paths.touch_to[touch], copies),
            window[0][triplet],
            window[1][triplet],
            unknown_carry,
        )

    strength = value(np.arange(len(first)), 0, slice(None))
    winner = first[pair] if winners else None
    rank = 1
    while len(more := np.flatnonzero(count > rank)):
        _, triplet = spread(of_pair, more)
        stronger = value(more, rank, triplet)
        better = np.flatnonzero(stronger > strength[triplet])
        strength[triplet[better]] = stronger[better]
        if winner is not None:
            winner[triplet[better]] = first[pair[triplet[better]]] + rank
        rank += 1
    row = found.row[first][pair]
    strength[_named(units, naming, found, first, pair, row, events.record[event])] = 0.0
    kept = np.flatnonzero(strength > 0)
    return EventReach(
        row=row[kept],
        event=event[kept],
        strength=strength[kept],
        path=None if winner is None else winner[kept],
    )


def _named(
    units: Longs, naming: Naming, found: PathSet, first: Longs, pair: Longs, row: Longs, record: Array
) -> Longs:
    """Triplets whose record names the unit."""
    sharing = naming.shares[units[found.row[first]]] & naming.shared[found.party[first]]
    suspect = np.flatnonzero(sharing[pair])
    hit = naming.names(units[row[suspect]], record[suspect].astype(np.int64))
    return suspect[hit]


def reach_classes(
    paths: FamilyPaths,
    found: PathSet,
    starts: Longs,
    units: Longs,
    classes: Array,
    reclassed: Reclassed,
) -> ClassReach:
    """Strongest path of each pair for the party's class without the records naming the unit.

    Parameters
    ----------
    paths, found, starts, units
        As in ``reach_events``.
    classes : int8[units]
        Standalone class of each unit, -1 none, 0..3 for A..D.
    reclassed : Reclassed
    """
    first = starts[:-1]
    if len(first) == 0:
        none = np.zeros(0, np.int64)
        return ClassReach(row=none, party=none, strength=np.zeros(0), risk_class=none, path=none)
    value = found.base * paths.touch_class_carry[found.touch]
    strength = np.maximum.reduceat(value, first)
    row, party = found.row[first], found.party[first]
    risk_class = np.full(len(first), -1, np.int8)
    unit = np.flatnonzero(party < len(classes))
    risk_class[unit] = classes[party[unit]]
    risk_class[unit] = reclassed.replace(units[row[unit]], party[unit], risk_class[unit])
    kept = np.flatnonzero((strength > 0) & (risk_class > 0))
    best = value == np.repeat(strength, np.diff(starts))
    winner = np.flatnonzero(best)
    winner = winner[np.searchsorted(winner, first[kept])]
    return ClassReach(
        row=row[kept],
        party=party[kept],
        strength=strength[kept],
        risk_class=risk_class[kept],
        path=winner,
    )


def event_decays(age_days: Array, half_lives_months: tuple[float, ...]) -> Array:
    """``2^(-age / half-life)`` by age in days, float64[half-lives, oldest + 1]."""
    oldest = int(age_days.max(initial=0))
    return np.stack([fading(half_life, oldest) for half_life in half_lives_months])


def event_doses(reach: EventReach, events: Events, decays: Array, rows: int, wanted: Array) -> Array:
    """Event doses D, float64[5 severities, half-lives, rows].

    Each number is one sequential sum over the triplets of that severity and above; only
    the ``wanted`` (bool[5, half-lives]) ones are summed.
    """
    doses = np.zeros((len(SEVERITIES), len(decays), rows))
    age = events.age_days[reach.event]
    severity = events.severity[reach.event]
    fading = {b: reach.strength * decays[b][age] for b in np.flatnonzero(wanted.any(axis=0))}
    for k, least in enumerate(SEVERITIES):
        if not wanted[k].any():
            continue
        grave = np.flatnonzero(severity >= least)
        row = reach.row[grave]
        for b in np.flatnonzero(wanted[k]):
            doses[k, b] = np.bincount(row, weights=fading[b][grave], minlength=rows)
    return doses


def class_doses(reach: ClassReach, rows: int) -> Array:
    """Class doses G, float64[3 for B, C, D, rows]."""
    doses = np.zeros((len(STEP_CLASSES), rows))
    for k in range(len(STEP_CLASSES)):
        bad = np.flatnonzero(reach.risk_class > k)
        doses[k] = np.bincount(reach.row[bad], weights=reach.strength[bad], minlength=rows)
    return doses
