"""Whether two legal persons are related over a tie whose terms a reader of an area is not told."""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.domain import TIE_KINDS
from graph.units import Longs, Units
from scoring.month_ties import MonthTies
from scoring.unpublished import public_kinds

Mask = np.ndarray[Any, np.dtype[np.bool_]]


def behind_hidden_terms(ties: MonthTies, units: Units, inside: Mask, one: int, other: int) -> bool:
    """Whether a path between two enterprises may rest on a tie of which share or role are not told.

    Paths join legal persons and have at most one node between; branches and who runs a business stand
    for their legal person, at both ends and between.

    Parameters
    ----------
    ties : MonthTies
    units : Units
    inside : bool, one an enterprise
        The reader's area; terms of a tie with an end there are told.
    one, other : int
        Enterprise codes.
    """
    mine, theirs = int(units.unit[one]), int(units.unit[other])
    near, near_hidden = _beside(ties, units, inside, mine)
    far, far_hidden = _beside(ties, units, inside, theirs)
    from_one = np.isin(near[near_hidden], np.append(far, theirs))
    from_other = np.isin(far[far_hidden], np.append(near, mine))
    return bool(from_one.any() or from_other.any())


def _beside(ties: MonthTies, units: Units, inside: Mask, unit: int) -> tuple[Longs, Mask]:
    """Contracted codes beside a legal person, one a tie, and whether terms of the tie are not told."""
    firms = units.members[units.member_indptr[unit] : units.member_indptr[unit + 1]]
    persons = units.first_person + np.flatnonzero(units.person_unit == unit)
    codes = np.concatenate((firms.astype(np.int64), persons))
    origin, node, rows = ties.expand(codes, ended=True)
    public = [TIE_KINDS.index(kind) for kind in public_kinds()]
    seen = _seen(codes[origin], inside) | _seen(node, inside)
    hidden = ~seen & ~np.isin(ties.kind_codes(rows), public)
    beside = units.contract(node)
    return beside[beside != unit], hidden[beside != unit]


def _seen(codes: Longs, inside: Mask) -> Mask:
    seen: Mask = (codes < len(inside)) & inside[np.minimum(codes, len(inside) - 1)]
    return seen
