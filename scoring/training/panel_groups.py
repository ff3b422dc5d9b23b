"""Which legal persons are one piece of news: a group shares its luck, so intervals draw it whole.

Forty companies of one nominee at one address have doses of each other and a risk in common. Drawn one by
one they would count as forty witnesses that violations travel; drawn as a group they are one.

References
----------
Cameron, Miller 2015, a practitioner's guide to cluster-robust inference (draw whole clusters);
Shalizi, Thomas 2011 (likeness of those who are tied looks like contagion).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.snapshot import Snapshot
from graph.units import Units
from scoring.training.panel_hubs import nodes_met
from scoring.training.panel_shapes import RING_KINDS, linked

Array = np.ndarray[Any, Any]

MOST = 200
"""Most units of a group: whatever joins more joins strangers."""


def groups_of(snapshot: Snapshot, units: Units) -> Array:
    """First unit of the group of each unit, int64[units]; its own code where it is in none.

    The units at one person, shareholder or premises belong together, and those joined by guarantees and
    loans or by holdings, however long the way. Of several the largest that has at most ``MOST`` units is
    the group, of equal ones the first in that order; two whose first unit is the same are one.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    units : Units
    """
    pairs = [*nodes_met(snapshot, units).values(), *(linked(snapshot, units, name) for name in RING_KINDS)]
    group = np.arange(units.count)
    most = np.ones(units.count, np.int64)
    for node, unit in pairs:
        size = np.bincount(node)[node] if len(node) else node
        # Pairs lie by node, then unit: the first unit of a node comes first.
        start = np.flatnonzero(np.diff(node, prepend=-1))
        first = np.repeat(unit[start], np.diff(np.append(start, len(node))))
        kept = np.flatnonzero(size <= MOST)
        order = kept[np.lexsort((node[kept], -size[kept], unit[kept]))]
        best = order[np.flatnonzero(np.diff(unit[order], prepend=-1))]
        won = best[size[best] > most[unit[best]]]
        group[unit[won]], most[unit[won]] = first[won], size[won]
    return group
