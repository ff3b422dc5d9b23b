"""Nodes that decide what the ultimate controllers of some enterprises control, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.domain import TIE_KINDS, TieKind
from graph.snapshot import Snapshot
from graph.units import Units
from scoring.job.delta_places import members_of, units_of
from scoring.job.delta_refused import DeltaRefusedError

Longs = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


def controlled_with(snapshot: Snapshot, units: Units, nodes: Longs, most: int) -> Mask:
    """Everybody over and under some nodes by holdings, and the holders of all of these.

    Every chain of holdings from an ultimate controller to whom he controls lies inside.

    Parameters
    ----------
    snapshot : Snapshot
    units : Units
    nodes : int64
    most : int
        Nodes at most.

    Raises
    ------
    DeltaRefusedError
        If they are more.
    """
    begin = np.zeros(snapshot.nodes, np.bool_)
    begin[nodes] = True
    held = _Holdings.of(snapshot, units)
    over = held.all_of(held.whole(begin), "src", most)
    group = held.all_of(over, "dst", most)
    for _ in range(2):
        group = held.once(group, "src")
    return group


@dataclass(frozen=True, slots=True)
class _Holdings:
    """Ends of the holdings of a snapshot, taken once for all steps."""

    units: Units
    src: np.ndarray[Any, Any]
    dst: np.ndarray[Any, Any]

    @classmethod
    def of(cls, snapshot: Snapshot, units: Units) -> _Holdings:
        ties = snapshot.ties
        rows = np.flatnonzero(ties.numbers("kind") == TIE_KINDS.index(TieKind.HOLDS))
        return cls(units, ties.numbers("src")[rows], ties.numbers("dst")[rows])

    def whole(self, nodes: Mask) -> Mask:
        """Nodes with the rest of their legal persons."""
        return nodes | members_of(self.units, units_of(nodes, self.units), len(nodes))

    def once(self, nodes: Mask, add: str) -> Mask:
        """Nodes with their holders (``src``) or what they hold (``dst``)."""
        given, added = (self.dst, self.src) if add == "src" else (self.src, self.dst)
        found = nodes.copy()
        found[added[nodes[given]]] = True
        return self.whole(found)

    def all_of(self, nodes: Mask, add: str, most: int) -> Mask:
        """Nodes with all their holders, and theirs, or with all they hold, directly or not."""
        while True:
            found = self.once(nodes, add)
            if found.sum() > most:
                raise DeltaRefusedError(f"expected at most {most} nodes over holdings, got {found.sum()}")
            if (found == nodes).all():
                return found
            nodes = found
