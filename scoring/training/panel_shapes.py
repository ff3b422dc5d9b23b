"""Shapes that ties make around a legal person: founded in a row with others, in a ring, on both sides.

Nominees are given a row of companies in a few weeks, and money that runs in a ring has no source: members
of such a group share a risk of their own, whether or not violations travel along their ties. What the own
part cannot see of it, strengths of relations would claim. Exposure, as the number of ties is: it belongs
to the own part of the fit, which enters no month, and reads nobody's records.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graph.domain import DAY_UNKNOWN, TIE_KINDS, TieKind, day_number
from graph.snapshot import Snapshot
from graph.units import Units
from scoring.training.panel_hubs import most_of, nodes_met

Array = np.ndarray[Any, Any]

ROW_DAYS = 60
"""Days between the founding of two companies of one row."""
RING_KINDS = {"debt": (TieKind.GUARANTEES, TieKind.LENDS_TO), "holding": (TieKind.HOLDS,)}
"""Ties along which a ring may run."""


def founded_in_a_row(snapshot: Snapshot, units: Units) -> dict[str, Array]:
    """Most units founded within ``ROW_DAYS`` of each unit, itself included, that meet it at one node.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    units : Units

    Returns
    -------
    dict of int64[units]
        By kind of node as ``busiest_nodes``; 0 where it has none, or its founding is unknown.
    """
    founded = snapshot.enterprises.numbers("established_on")[units.head].astype(np.int64)
    found = {}
    for name, (node, unit) in nodes_met(snapshot, units).items():
        known = founded[unit] != DAY_UNKNOWN
        node, unit = node[known], unit[known]
        day = founded[unit] - int(founded[unit].min(initial=0))
        # Days of two nodes lie further apart than a row is long.
        at = node * (int(day.max(initial=0)) + 2 * ROW_DAYS + 1) + day
        every = np.sort(at)
        first = np.searchsorted(every, at - ROW_DAYS, side="left")
        after = np.searchsorted(every, at + ROW_DAYS, side="right")
        found[name] = most_of(unit, after - first, units)
    return found


def rings(snapshot: Snapshot, units: Units) -> dict[str, Array]:
    """Units of the ring that each unit is in, 1 where it is in none, by what runs in it.

    A ring is a set of units each of which reaches every other along ties in force of the same kind.

    Returns
    -------
    dict of int64[units]
        ``debt`` (guarantees and loans), ``holding``.
    """
    every = {name: ring_of(snapshot, units, name) for name in RING_KINDS}
    return {name: np.bincount(ring, minlength=1)[ring].astype(np.int64) for name, ring in every.items()}


def ring_of(snapshot: Snapshot, units: Units, name: str) -> Array:
    """Number of the ring of each unit, int64[units]; one alone has a number that no other has.

    Parameters
    ----------
    snapshot : Snapshot
    units : Units
    name : str
        One of ``RING_KINDS``.
    """
    source, target = _between_units(snapshot, units, RING_KINDS[name])
    graph = csr_array((np.ones(len(source)), (source, target)), shape=(units.count, units.count))
    return np.asarray(connected_components(graph, directed=True, connection="strong")[1], np.int64)


def linked(snapshot: Snapshot, units: Units, name: str) -> tuple[Array, Array]:
    """Number of those whom ties of a kind join, directly or not, and each unit of it, int64[units] each."""
    source, target = _between_units(snapshot, units, RING_KINDS[name])
    graph = csr_array((np.ones(len(source)), (source, target)), shape=(units.count, units.count))
    joined = np.asarray(connected_components(graph, directed=False)[1], np.int64)
    unit = np.argsort(joined, kind="stable")
    return joined[unit], unit


def sides(snapshot: Snapshot, units: Units) -> dict[str, Array]:
    """Units that each unit stands by (``gives``), and that stand by it (``takes``), by kind of tie.

    Returns
    -------
    dict of int64[units]
        ``gives_debt``, ``takes_debt``, ``gives_holding``, ``takes_holding``.
    """
    found = {}
    for name, kinds in RING_KINDS.items():
        source, target = _between_units(snapshot, units, kinds)
        found[f"gives_{name}"] = np.bincount(source, minlength=units.count)
        found[f"takes_{name}"] = np.bincount(target, minlength=units.count)
    return found


def _between_units(snapshot: Snapshot, units: Units, kinds: tuple[TieKind, ...]) -> tuple[Array, Array]:
    """Source and target of ties in force between two units, each pair once."""
    ties, as_of = snapshot.ties, day_number(snapshot.as_of)
    start, end = ties.numbers("valid_from"), ties.numbers("valid_to")
    live = (start <= as_of) & ((end > as_of) | (end == DAY_UNKNOWN))
    live &= np.isin(ties.numbers("kind"), [TIE_KINDS.index(kind) for kind in kinds])
    source, target = units.contract(ties.numbers("src")[live]), units.contract(ties.numbers("dst")[live])
    inside = (source < units.count) & (target < units.count) & (source != target)
    pairs = np.unique(source[inside] * max(units.count, 1) + target[inside])
    found = np.divmod(pairs, max(units.count, 1))
    return found[0], found[1]
