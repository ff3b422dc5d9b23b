"""Ties that decide the relationship hazard of some enterprises, and no others.

A path has at most one node between its ends, so every path to an enterprise and every
degree on it is made of ties of the enterprise's legal person and of the nodes beside it.
A path over control is made of the holdings in everybody under the same ultimate controller.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from graph.control_ties import unit_holdings
from graph.domain import TIE_KINDS, TieKind
from graph.ownership.control import control_forest
from graph.path_rules import PathRules
from graph.snapshot import Snapshot
from graph.state_bodies import state_bodies
from graph.units import Units

Longs = npt.NDArray[np.int64]

_MAKES_UNITS = (TieKind.LEGAL_REPRESENTATIVE_OF, TieKind.BRANCH_OF)


def within_reach(
    snapshot: Snapshot, units: Units, enterprises: npt.NDArray[np.int32], rules: PathRules
) -> Snapshot:
    """Snapshot with the ties that decide the raw hazard of some enterprises; all else as it is.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    units : Units
        Of the same snapshot; ties that make units stay, so they are the same.
    enterprises : int32[m]
        Codes.
    rules : PathRules
    """
    return with_deciding(snapshot, deciding_ties(snapshot, units, enterprises, rules))


def with_deciding(snapshot: Snapshot, decides: npt.NDArray[np.bool_]) -> Snapshot:
    """Snapshot with some ties and those that make units; all else as it is."""
    ties = snapshot.ties
    makes = np.zeros(len(TIE_KINDS), np.bool_)
    makes[[TIE_KINDS.index(kind) for kind in _MAKES_UNITS]] = True
    return replace(snapshot, ties=ties.take(decides | makes[ties.numbers("kind")]))


def reached_units(
    snapshot: Snapshot, units: Units, enterprises: npt.NDArray[np.int32], decides: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Legal persons of some enterprises and at the ends of some ties, bool[units]: whose classes count."""
    reached = np.zeros(units.count, np.bool_)
    reached[units.unit[enterprises]] = True
    for name in ("src", "dst"):
        ends = units.contract(snapshot.ties.numbers(name)[decides])
        reached[ends[ends < units.count]] = True
    return reached


def deciding_ties(
    snapshot: Snapshot, units: Units, enterprises: npt.NDArray[np.int32], rules: PathRules
) -> npt.NDArray[np.bool_]:
    """Which ties decide the raw hazard of some enterprises, but for those that make units; bool[ties]."""
    ties = snapshot.ties
    src, dst = ties.numbers("src"), ties.numbers("dst")
    near = np.zeros(snapshot.nodes, np.bool_)
    near[enterprises] = True
    near = whole_units(near, units)
    mine = np.unique(units.unit[enterprises]).astype(np.int64)
    touching = near[src] | near[dst]
    near[src[touching]] = True
    near[dst[touching]] = True
    near = whole_units(near, units)
    kept = near[src] | near[dst]
    found: npt.NDArray[np.bool_] = kept | _decides_control(snapshot, units, mine, kept, rules)
    return found


def _decides_control(
    snapshot: Snapshot, units: Units, mine: Longs, kept: npt.NDArray[np.bool_], rules: PathRules
) -> npt.NDArray[np.bool_]:
    """Holdings in everybody under the same ultimate controller as some units.

    And every holding in a node of which one is kept, so that no rest of its shares looks
    like control.
    """
    ties = snapshot.ties
    if not rules.control_counts or rules.control is None:
        return np.zeros(ties.rows, np.bool_)
    holdings = unit_holdings(snapshot, units)
    roots = control_forest(holdings, rules.control, state_bodies(snapshot, units, rules)).roots()
    rows = np.flatnonzero(ties.numbers("kind") == TIE_KINDS.index(TieKind.HOLDS))
    owned = units.contract(ties.numbers("dst")[rows])
    wanted = np.isin(roots, roots[mine])
    wanted[owned[kept[rows]]] = True
    decides = np.zeros(ties.rows, np.bool_)
    decides[rows[wanted[owned]]] = True
    return decides


def whole_units(near: npt.NDArray[np.bool_], units: Units) -> npt.NDArray[np.bool_]:
    """The same nodes with every member of a unit of which one member is among them."""
    n, first, persons = len(units.unit), units.first_person, len(units.person_unit)
    operator = units.person_unit >= 0
    marked = np.zeros(units.count + 1, np.bool_)
    marked[units.unit[near[:n]]] = True
    marked[units.person_unit[near[first : first + persons] & operator]] = True
    marked[-1] = False
    whole = near.copy()
    whole[:n] |= marked[units.unit]
    whole[first : first + persons] |= operator & marked[units.person_unit]
    return whole
