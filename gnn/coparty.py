"""Classes of co-parties without the records that name the unit they reach.

A class made worse by a decision against both i and j would bring i's own conduct back
to i. For each pair that a path joins and a record ties together, the class of j is
computed again without N(i): recomputed, never subtracted, once, and stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from gnn.signals import Naming, contains, rising_unique
from graph.metapaths import FamilyPaths, expand

Array = np.ndarray[Any, Any]
Longs = np.ndarray[Any, np.dtype[np.int64]]


class ClassSource(Protocol):
    """Standalone classes, as the scoring layer computes them."""

    def units(self) -> Array:
        """Class of each unit, int8: 0..3 for A..D, -1 for none."""
        ...

    def without(self, units: Array, indptr: Array, records: Array) -> Array:
        """Class of units computed without some record rows.

        Parameters
        ----------
        units : int32[p]
        indptr : int64[p + 1]
        records : int32[...]
            ``records[indptr[k]:indptr[k + 1]]`` are left out for ``units[k]``.

        Returns
        -------
        int8[p]
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reclassed:
    """Class of a party as seen by a unit, where leaving out N(i) changes it.

    Attributes
    ----------
    count : int number of units
    pair : int64[p], rising; ``unit * count + party``
    risk_class : int8[p]
    """

    count: int
    pair: Longs
    risk_class: Array

    def replace(self, unit: Longs, party: Longs, risk_class: Array) -> Array:
        """Classes with the recomputed ones put in, elementwise."""
        if len(self.pair) == 0:
            return risk_class
        key = unit * self.count + party
        at = np.minimum(np.searchsorted(self.pair, key), len(self.pair) - 1)
        return np.where(self.pair[at] == key, self.risk_class[at], risk_class)


def reclass(
    families: Iterable[FamilyPaths],
    naming: Naming,
    classes: ClassSource,
    *,
    units: int,
    nodes: int,
    rows: int,
) -> Reclassed:
    """Recompute the class of every co-party that a path joins.

    Parameters
    ----------
    families : paths of all families that may end at any sharing unit
    naming : Naming
    classes : ClassSource
    units, nodes : int
        Number of units and of contracted codes.
    rows : int
        Units expanded at once.
    """
    current = classes.units()
    sharing = np.flatnonzero(naming.shares)
    joined = [np.zeros(0, np.int64)]
    for paths in families:
        for begin in range(0, len(sharing), rows):
            chunk = sharing[begin : begin + rows]
            found = expand(paths, chunk, nodes)
            party = found.party
            kept = (party < units) & naming.shared[party]
            kept[kept] = current[party[kept]] >= 0
            joined.append(rising_unique(chunk[found.row[kept]] * units + party[kept]))
    pairs = rising_unique(np.concatenate(joined))
    pair_at, record = _common_records(pairs, naming, units, rows)
    tied, position = np.unique(pair_at, return_inverse=True)
    indptr = np.searchsorted(position, np.arange(len(tied) + 1)).astype(np.int64)
    pairs = pairs[tied]
    party = pairs % max(units, 1)
    fresh = np.asarray(classes.without(party.astype(np.int32), indptr, record.astype(np.int32)), np.int8)
    changed = fresh != current[party]
    return Reclassed(count=units, pair=pairs[changed], risk_class=fresh[changed])


def _common_records(pairs: Longs, naming: Naming, units: int, rows: int) -> tuple[Longs, Longs]:
    """Records of N(i) that have a party in j: position of the pair, record row."""
    at_parts, record_parts = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for begin in range(0, len(pairs), rows):
        chunk = pairs[begin : begin + rows]
        at, record = naming.of_units(chunk // units)
        hit = contains(naming.party, (chunk % units)[at] * naming.records + record)
        at_parts.append(at[hit] + begin)
        record_parts.append(record[hit])
    return np.concatenate(at_parts), np.concatenate(record_parts)
