"""Where some rows and nodes of a month are: rows of ids, nodes of legal persons."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.units import Units

Longs = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


def positions(ids: pa.LargeStringArray, known: pa.LargeStringArray) -> Longs:
    """Row of each of a few ids among many known ones, -1 where it is not there."""
    there = np.flatnonzero(np.asarray(pc.is_in(known, value_set=ids, skip_nulls=True)))
    found = pc.fill_null(pc.index_in(ids, value_set=known.take(pa.array(there))), -1)
    at = np.asarray(found).astype(np.int64)
    return np.where(at >= 0, np.append(there, -1)[at], -1).astype(np.int64)


def marked(codes: Longs, count: int) -> Mask:
    """Marks of some codes, bool[count]."""
    found = np.zeros(count, np.bool_)
    found[codes] = True
    return found


def members_of(units: Units, wanted: Longs, nodes: int) -> Mask:
    """Nodes of some units: their enterprises and the persons who operate them."""
    chosen = np.zeros(units.count + 1, np.bool_)
    chosen[wanted] = True
    chosen[-1] = False
    found = np.zeros(nodes, np.bool_)
    found[: len(units.unit)] = chosen[units.unit]
    found[units.first_person : units.first_person + len(units.person_unit)] = chosen[units.person_unit]
    return found


def units_of(nodes: Mask, units: Units) -> Longs:
    """Units that some nodes belong to, rising."""
    found = units.contract(np.flatnonzero(nodes))
    return np.unique(found[found < units.count])
