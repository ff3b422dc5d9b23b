"""Ties that decide the relationship hazard of some enterprises, and no others.

A path has at most one node between its ends, so every path to an enterprise and every
degree on it is made of ties of the enterprise's legal person and of the nodes beside it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from graph.domain import TIE_KINDS, TieKind
from graph.snapshot import Snapshot
from graph.units import Units

_MAKES_UNITS = (TieKind.LEGAL_REPRESENTATIVE_OF, TieKind.BRANCH_OF)


def within_reach(snapshot: Snapshot, units: Units, enterprises: npt.NDArray[np.int32]) -> Snapshot:
    """Snapshot with the ties that decide the raw hazard of some enterprises; all else as it is.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    units : Units
        Of the same snapshot; ties that make units stay, so they are the same.
    enterprises : int32[m]
        Codes.
    """
    ties = snapshot.ties
    src, dst = ties.numbers("src"), ties.numbers("dst")
    near = np.zeros(snapshot.nodes, np.bool_)
    near[enterprises] = True
    near = _whole_units(near, units)
    touching = near[src] | near[dst]
    near[src[touching]] = True
    near[dst[touching]] = True
    near = _whole_units(near, units)
    makes = np.zeros(len(TIE_KINDS), np.bool_)
    makes[[TIE_KINDS.index(kind) for kind in _MAKES_UNITS]] = True
    return replace(snapshot, ties=ties.take(near[src] | near[dst] | makes[ties.numbers("kind")]))


def _whole_units(near: npt.NDArray[np.bool_], units: Units) -> npt.NDArray[np.bool_]:
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
