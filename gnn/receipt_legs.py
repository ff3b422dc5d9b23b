"""Legs of the paths of a receipt, a tie of control spelled out as the holdings of its chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gnn.network import RelationNetwork
from graph.legs import leg_strengths

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathLeg:
    """One tie of a path, read from the related party to the unit.

    Attributes
    ----------
    tie : int row of the snapshot's ties
    forward : bool True if the path walks the tie from source to target
    confidence, role, share, ended : float in [0, 1] parts of its strength; in a chain of
        control only confidence counts, the others are 1
    carry : float in [0, 1] of the conduct or class; 1 on legs that do not touch the party
    hub_factor : float in [0, 1] bucket of the leg at its hub, 1 without a hub; all ties of
        a chain of control have that of the chain
    control : float in [0, 1] or None
        None on a tie that counts for itself. In a chain of control the strength of the
        whole chain, on the tie next to the controlled; 1 on the others.
    """

    tie: int
    forward: bool
    confidence: float
    role: float
    share: float
    ended: float
    carry: float
    hub_factor: float
    control: float | None = None


def spelled_legs(
    network: RelationNetwork, rows: Array, *, start: Array, end: Array, carries: Array, factors: Array
) -> list[tuple[PathLeg, ...]]:
    """Ties of each leg, in the order of the path.

    Parameters
    ----------
    network : RelationNetwork
    rows : int64[m] tie rows; beyond the ties of the snapshot, ties of control
    start, end : int64[m] contracted code the leg starts at or ends at, one of them, -1 otherwise
    carries, factors : float64[m]
    """
    ties, control = network.snapshot.ties, network.control
    derived = rows >= ties.rows
    number = np.where(derived, rows - ties.rows, 0)
    first = np.where(derived, control.chain_start[number], 0)
    length = np.where(
        derived, control.chain_start[np.minimum(number + 1, len(control.controller))] - first, 1
    )
    leg = np.repeat(np.arange(len(rows)), length)
    place = np.arange(len(leg)) - np.repeat(np.cumsum(length) - length, length)
    upwards = (start >= 0)[leg]
    at = first[leg] + np.where(upwards, length[leg] - 1 - place, place)
    chained = derived[leg]
    tie = np.where(chained, control.chain[at] if len(control.chain) else 0, rows[leg])
    source = network.units.contract(ties.numbers("src")[tie])
    target = network.units.contract(ties.numbers("dst")[tie])
    forward = np.where(chained, ~upwards, np.where(upwards, source == start[leg], target == end[leg]))
    last = np.where(upwards, place == 0, place == length[leg] - 1)
    strengths = leg_strengths(network.snapshot, network.rules, tie)
    whole = 1.0 if network.rules.control is None else network.rules.control.strength
    columns = (
        tie,
        forward,
        strengths.confidence,
        *(np.where(chained, 1.0, part) for part in (strengths.role, strengths.share, strengths.ended)),
        np.where(place == 0, carries[leg], 1.0),
        factors[leg],
    )
    worth: list[float | None] = np.where(chained, np.where(last, whole, 1.0), np.nan).tolist()
    spelled: list[tuple[PathLeg, ...]] = [() for _ in range(len(rows))]
    for owner, control_strength, is_chain, values in zip(
        leg.tolist(),
        worth,
        chained.tolist(),
        zip(*(column.tolist() for column in columns), strict=True),
        strict=True,
    ):
        row, walks, confidence, role, share, ended, carry, factor = values
        spelled[owner] += (
            PathLeg(
                tie=row,
                forward=walks,
                confidence=confidence,
                role=role,
                share=share,
                ended=ended,
                carry=carry,
                hub_factor=factor,
                control=control_strength if is_chain else None,
            ),
        )
    return spelled
