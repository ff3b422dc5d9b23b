"""Operators over paths of one family that never return to where they began.

A family of paths is three tables of legs: direct legs (unit, party), near legs (unit,
hub) and far legs (hub, party). Expanding units gives every path to a party that emits,
in the order (unit, party, path key); the party never lies inside the unit and no node
occurs twice. A path key is (number of legs, tie row next to the unit, tie row next to
the party).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.control_ties import ControlTies
from graph.family_legs import FamilyLegs
from graph.legs import LegStrengths
from graph.snapshot import Snapshot

Array = np.ndarray[Any, Any]
Longs = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPaths:
    """Legs of one family as compressed rows.

    ``touch_*`` are the legs that touch the party: first d direct legs by unit, then the
    far legs by hub. Hubs are numbered among themselves.

    Attributes
    ----------
    direct_start : int64[units + 1] into touch; near_start : int64[units + 1] into near
    far_start : int64[hubs + 1] into touch
    near_hub, near_tie : int32; near_strength, near_factor : float64 in [0, 1]
    touch_party, touch_tie : int32; touch_strength, touch_factor : float64 in [0, 1]
    touch_from, touch_to : int32 days the tie is in force
    touch_class_carry : float64 in [0, 1]

    A tie from the number of the ties of the snapshot on is a tie of control.
    """

    direct_start: Longs
    near_start: Longs
    far_start: Longs
    near_hub: Array
    near_tie: Array
    near_strength: Array
    near_factor: Array
    touch_party: Array
    touch_tie: Array
    touch_strength: Array
    touch_factor: Array
    touch_from: Array
    touch_to: Array
    touch_class_carry: Array

    def costs(self, weight: Longs) -> Longs:
        """Summed weight of the parties of all paths of each unit, for planning chunks.

        Parameters
        ----------
        weight : int64[nodes]
            Weight of each contracted code; ones count the paths.
        """
        total = np.append(0, np.cumsum(weight[self.touch_party]))
        far = np.diff(total[self.far_start])
        through = np.append(0, np.cumsum(far[self.near_hub]))
        costs: Longs = np.diff(total[self.direct_start]) + np.diff(through[self.near_start])
        return costs


@dataclass(frozen=True, slots=True, kw_only=True)
class PathSet:
    """Paths of some units, sorted by (row, party, path key).

    Attributes
    ----------
    row : int64[p] position of the unit in the units asked for
    party : int64[p] contracted code of the related party
    near : int64[p] near leg, -1 on a path of one leg
    touch : int64[p] leg that touches the party
    base : float64[p] strength of the path without carry
    """

    row: Longs
    party: Longs
    near: Longs
    touch: Longs
    base: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class LegColumns:
    """What legs are worth: a row for each tie of the snapshot, then one for each tie of control.

    Attributes
    ----------
    strength, class_carry : float64[t + d] in [0, 1]
    valid_from, valid_to : int32[t + d]
    """

    strength: Array
    class_carry: Array
    valid_from: Array
    valid_to: Array

    @classmethod
    def of(cls, snapshot: Snapshot, strengths: LegStrengths, control: ControlTies) -> LegColumns:
        """Columns of a snapshot and its ties of control."""
        ties = snapshot.ties
        return cls(
            strength=np.append(strengths.strength, control.strength),
            class_carry=np.append(strengths.class_carry, control.class_carry),
            valid_from=np.append(ties.numbers("valid_from"), control.valid_from),
            valid_to=np.append(ties.numbers("valid_to"), control.valid_to),
        )


def assemble(
    legs: FamilyLegs,
    columns: LegColumns,
    *,
    units: int,
    emits: Array,
    carry: bool,
) -> FamilyPaths:
    """Compress the legs of a family, keeping only paths that can reach an emitting party.

    Parameters
    ----------
    legs : FamilyLegs
    columns : LegColumns
        Of the ties of the snapshot and of control.
    units : int
        Number of units; contracted codes below it are units.
    emits : bool[nodes]
        Contracted codes that may be the end of a path.
    carry : bool
        False for families whose legs carry every conduct.
    """
    strength = columns.strength
    direct = legs.direct
    keep = emits[direct.other] & (strength[direct.tie] > 0) & (direct.factor > 0)
    direct = direct.where(np.flatnonzero(keep))
    direct = direct.where(np.lexsort((direct.tie, direct.anchor)))
    spokes = legs.spokes
    spokes = spokes.where(np.flatnonzero((strength[spokes.tie] > 0) & (spokes.factor > 0)))
    far = spokes.where(np.flatnonzero(emits[spokes.other]))
    far = far.where(np.lexsort((far.tie, far.anchor)))
    first = np.flatnonzero(np.append(True, far.anchor[1:] != far.anchor[:-1])[: len(far.anchor)])
    hubs = far.anchor[first]
    number = np.full(int(spokes.anchor.max(initial=-1)) + 1, -1, np.int32)
    number[hubs] = np.arange(len(hubs), dtype=np.int32)
    near = spokes.where(_leads_elsewhere(number[spokes.anchor], spokes.other, far.other, first))
    near = near.where(np.lexsort((near.tie, near.other)))
    tie = np.concatenate((direct.tie, far.tie))
    return FamilyPaths(
        direct_start=starts_of(direct.anchor, units),
        near_start=starts_of(near.other, units),
        far_start=np.append(first, len(far.tie)).astype(np.int64) + len(direct.tie),
        near_hub=number[near.anchor],
        near_tie=near.tie.astype(np.int32),
        near_strength=strength[near.tie],
        near_factor=near.factor,
        touch_party=np.concatenate((direct.other, far.other)).astype(np.int32),
        touch_tie=tie.astype(np.int32),
        touch_strength=strength[tie],
        touch_factor=np.concatenate((direct.factor, far.factor)),
        touch_from=columns.valid_from[tie],
        touch_to=columns.valid_to[tie],
        touch_class_carry=columns.class_carry[tie] if carry else np.ones(len(tie)),
    )


def _leads_elsewhere(hub: Array, unit: Longs, party: Longs, first: Longs) -> Longs:
    """Rows of the spokes whose hub (-1: none) has a party other than the spoke's own unit."""
    if len(first) == 0:
        return np.zeros(0, np.int64)
    low, high = np.minimum.reduceat(party, first), np.maximum.reduceat(party, first)
    return np.flatnonzero((hub >= 0) & ~((low[hub] == unit) & (high[hub] == unit)))


def starts_of(codes: Longs, count: int) -> Longs:
    """First row of each code in rows sorted by code, and the number of rows at the end."""
    return np.append(0, np.cumsum(np.bincount(codes, minlength=count))).astype(np.int64)


def spread(starts: Longs, picked: Longs) -> tuple[Longs, Longs]:
    """Positions of all entries of the picked compressed rows, in order.

    Returns
    -------
    at : int64[m]
        Position in ``picked`` each entry belongs to.
    entry : int64[m]
    """
    begin = starts[picked]
    length = starts[picked + 1] - begin
    at = np.repeat(np.arange(len(picked)), length)
    ends = np.cumsum(length)
    entry = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(begin - (ends - length), length)
    return at, entry


def expand(paths: FamilyPaths, units: Longs, nodes: int) -> PathSet:
    """All paths of some units to emitting parties outside them.

    Parameters
    ----------
    paths : FamilyPaths
    units : int64[r]
        Unit codes; the result of one unit never depends on the others.
    nodes : int
        Number of contracted codes.

    Returns
    -------
    PathSet
    """
    direct_row, direct_at = spread(paths.direct_start, units)
    near_row, near_at = spread(paths.near_start, units)
    step, far_at = spread(paths.far_start, paths.near_hub[near_at].astype(np.int64))
    far_row = near_row[step]
    outside = paths.touch_party[far_at] != units[far_row]
    far_row, far_at, near_at = far_row[outside], far_at[outside], near_at[step[outside]]
    row = np.concatenate((direct_row, far_row))
    touch = np.concatenate((direct_at, far_at))
    near = np.concatenate((np.full(len(direct_row), -1, np.int64), near_at))
    base = np.concatenate(
        (
            paths.touch_strength[direct_at] * paths.touch_factor[direct_at],
            paths.near_strength[near_at]
            * paths.touch_strength[far_at]
            * np.minimum(paths.near_factor[near_at], paths.touch_factor[far_at]),
        )
    )
    party = paths.touch_party[touch].astype(np.int64)
    order = stable_order(row * nodes + party)
    return PathSet(row=row[order], party=party[order], near=near[order], touch=touch[order], base=base[order])


def stable_order(key: Longs) -> Longs:
    """Stable sorting order of keys >= 0; equal to ``argsort(kind="stable")`` and faster."""
    count = len(key)
    bits = count.bit_length()
    if count == 0 or int(key.max()) >> (62 - bits):
        return np.argsort(key, kind="stable")
    packed = np.sort((key << bits) | np.arange(count))
    order: Longs = packed & ((1 << bits) - 1)
    return order
