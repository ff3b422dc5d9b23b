"""Nodes that decide what the ultimate controllers of some enterprises control, and by how much."""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.domain import TIE_KINDS, TieKind
from graph.snapshot import Snapshot
from graph.units import Units
from scoring.job.delta_facts import DeltaRefusedError
from scoring.job.delta_network import members_of, units_of

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
    over = _held(snapshot, units, _whole(begin, units), "src", most)
    group = _held(snapshot, units, over, "dst", most)
    for _ in range(2):
        group = _once(snapshot, units, group, "src")
    return group


def _whole(nodes: Mask, units: Units) -> Mask:
    return nodes | members_of(units, units_of(nodes, units), len(nodes))


def _once(snapshot: Snapshot, units: Units, nodes: Mask, add: str) -> Mask:
    """Nodes with their holders (``src``) or what they hold (``dst``)."""
    ties = snapshot.ties
    held = ties.numbers("kind") == TIE_KINDS.index(TieKind.HOLDS)
    other = "dst" if add == "src" else "src"
    found = nodes.copy()
    found[ties.numbers(add)[held & nodes[ties.numbers(other)]]] = True
    return _whole(found, units)


def _held(snapshot: Snapshot, units: Units, nodes: Mask, add: str, most: int) -> Mask:
    """Nodes with all their holders, and theirs, or with all they hold, directly or not."""
    while True:
        found = _once(snapshot, units, nodes, add)
        if found.sum() > most:
            raise DeltaRefusedError(f"expected at most {most} nodes over holdings, got {found.sum()}")
        if (found == nodes).all():
            return found
        nodes = found
