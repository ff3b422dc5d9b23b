"""Paths of a relation network after some of its ties are gone.

Families of which no tie is gone keep their paths; rows of ties are numbered anew everywhere.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np

from gnn.network import RelationNetwork
from graph.control_ties import ControlTies, control_ties
from graph.domain import TieKind
from graph.family_legs import family_legs
from graph.legs import leg_strengths
from graph.metapaths import LegColumns, assemble
from graph.snapshot import Snapshot
from scoring.job.delta_places import units_of
from scoring.job.delta_ties import TiesLeft, beside

Longs = np.ndarray[Any, np.dtype[np.int64]]
Array = np.ndarray[Any, Any]


def left_paths(
    network: RelationNetwork, snapshot: Snapshot, gone: TiesLeft, emitters: Longs
) -> tuple[RelationNetwork, Longs]:
    """Network over the ties left, and the units that have other paths, rising.

    Parameters
    ----------
    network : RelationNetwork as published
    snapshot : Snapshot
        Without the ties.
    gone : TiesLeft
    emitters : int64
        Contracted codes that may give off something now.
    """
    if not gone:
        return network, np.zeros(0, np.int64)
    rules, units = network.rules, network.units
    ties = network.snapshot.ties

    def renumbered(rows: Array) -> Array:
        return (rows - np.searchsorted(gone.rows, rows)).astype(rows.dtype)

    emits = np.diff(network.events.start) > 0
    emits |= np.asarray(network.naming.shared)
    emits[: units.count] |= np.asarray(network.classes) > 0
    emits[emitters] = True
    strengths = leg_strengths(snapshot, rules)
    control, linked = replace(network.control, chain=renumbered(network.control.chain)), np.zeros(0, np.int64)
    if gone.of_kinds((TieKind.HOLDS,)):
        before, control = control, control_ties(snapshot, units, rules, strengths)
        linked = _controlled_otherwise(before, control, network.nodes)
    columns = LegColumns.of(snapshot, strengths, control)
    families = {}
    for name, family in rules.families.items():
        if gone.of_kinds(family.ties):
            legs = family_legs(snapshot, units, family, rules, control)
            families[name] = assemble(legs, columns, units=units.count, emits=emits, carry=family.carry)
        else:
            paths = network.families[name]
            families[name] = replace(
                paths, near_tie=renumbered(paths.near_tie), touch_tie=renumbered(paths.touch_tie)
            )
    near = units_of(beside(ties, units, gone.ends, network.snapshot.nodes), units)
    linked = linked[linked < units.count]
    changed = replace(network, snapshot=snapshot, control=control, families=families)
    return changed, np.union1d(near, linked).astype(np.int64)


def _controlled_otherwise(before: ControlTies, after: ControlTies, nodes: int) -> Longs:
    """Whom a controller controls, or did, of whom one tie of control is another one now."""
    old, new = (ties.controller * nodes + ties.controlled for ties in (before, after))
    _, mine, theirs = np.intersect1d(old, new, assume_unique=True, return_indices=True)
    differs = np.zeros(len(mine), np.bool_)
    for one in fields(ControlTies):
        if not one.name.startswith("chain"):
            differs |= getattr(before, one.name)[mine] != getattr(after, one.name)[theirs]
    changed = np.concatenate((np.setxor1d(old, new, assume_unique=True), old[mine[differs]]))
    controllers = np.unique(changed // nodes)
    return np.unique(
        np.concatenate([ties.controlled[np.isin(ties.controller, controllers)] for ties in (before, after)])
    )
