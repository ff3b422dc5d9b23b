"""Legal persons joined by ties in force, and sums over their surroundings by distance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.domain import TIE_KINDS, TieKind
from graph.units import Units
from scoring.measures.measured import distinct
from scoring.measures.tie_measures import LiveTies

Longs = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]

CHUNK_SOURCES = 5_000
"""Sources walked from at once; bounds memory and never changes a result."""


@dataclass(frozen=True, slots=True)
class Related:
    """Neighbours of each legal person.

    Attributes
    ----------
    indptr : int64[units + 1]
    neighbours : int64[edges], rising within a unit; every edge in both directions
    """

    indptr: Longs
    neighbours: Longs

    @property
    def count(self) -> int:
        """Number of legal persons."""
        return len(self.indptr) - 1

    def sum_of_neighbours(self, values: Floats) -> Floats:
        """Sum of a number over the neighbours of each legal person, float64[units]."""
        owner = np.repeat(np.arange(self.count), np.diff(self.indptr))
        return np.bincount(owner, values[self.neighbours], minlength=self.count).astype(np.float64)

    def decayed(self, weights: Floats, hops: int) -> Floats:
        """Sum over others of weight / distance up to ``hops`` steps away.

        Parameters
        ----------
        weights : float64[units, m]
        hops : int, at least 1

        Returns
        -------
        float64[units, m]
            Whole weights are summed as whole numbers, so the order of the sources never matters.
        """
        out = np.zeros_like(weights)
        unit_of_sum = whole_step(hops)
        degree = np.diff(self.indptr)
        sources = np.flatnonzero(weights.any(axis=1) & (degree > 0))
        for start in range(0, len(sources), CHUNK_SOURCES):
            chunk = sources[start : start + CHUNK_SOURCES]
            frontier = seen = np.arange(len(chunk)) * self.count + chunk
            for distance in range(1, hops + 1):
                frontier = _not_in(self._step(frontier), seen)
                source, unit = np.divmod(frontier, self.count)
                for column in range(weights.shape[1]):
                    amount = weights[chunk[source], column] * (unit_of_sum // distance)
                    out[:, column] += np.bincount(unit, amount, minlength=self.count)
                seen = np.sort(np.concatenate((seen, frontier)))
        return out / unit_of_sum

    def _step(self, keys: Longs) -> Longs:
        """Keys (source, unit) one step on, distinct and rising."""
        source, unit = np.divmod(keys, self.count)
        length = self.indptr[unit + 1] - self.indptr[unit]
        ends = np.cumsum(length)
        place = np.arange(int(ends[-1]) if len(ends) else 0)
        place += np.repeat(self.indptr[unit] - (ends - length), length)
        found, _ = distinct(np.repeat(source * self.count, length) + self.neighbours[place])
        return found


def _not_in(keys: Longs, seen: Longs) -> Longs:
    """Keys that are not in ``seen``; both rising."""
    place = np.minimum(np.searchsorted(seen, keys), len(seen) - 1)
    return np.asarray(keys[seen[place] != keys])


def related_units(ties: LiveTies, units: Units, kinds: tuple[TieKind, ...], most: int) -> Related:
    """Legal persons joined by some kinds of ties.

    Parameters
    ----------
    ties : LiveTies
    units : Units
    kinds : tuple of TieKind
    most : int
        A person or holder of more legal persons joins nobody.
    """
    count = max(units.count, 1)
    rows = np.flatnonzero(np.isin(ties.kind, [TIE_KINDS.index(kind) for kind in kinds]))
    source, target = units.contract(ties.source[rows]), units.contract(ties.target[rows])
    fits = (target < units.count) & (source != target)
    keys, _ = distinct(source[fits] * count + target[fits])
    source, target = keys // count, keys % count
    degree = np.bincount(source, minlength=1)
    kept = degree[source] <= most
    source, target = source[kept], target[kept]
    direct = source < units.count
    left, right = [source[direct]], [target[direct]]
    for one, other in _pairs_of_persons(source[~direct], target[~direct]):
        left.append(one)
        right.append(other)
    one, other = np.concatenate(left), np.concatenate(right)
    edges, _ = distinct(np.concatenate((one * count + other, other * count + one)))
    indptr = np.append(0, np.cumsum(np.bincount(edges // count, minlength=units.count)))
    return Related(indptr.astype(np.int64), edges % count)


def _pairs_of_persons(person: Longs, unit: Longs) -> list[tuple[Longs, Longs]]:
    """Pairs of legal persons of one person, by how many he has; both arrays sorted by person."""
    starts = np.flatnonzero(np.append(True, person[1:] != person[:-1])) if len(person) else person
    sizes = np.diff(np.append(starts, len(person)))
    pairs = []
    for size in np.unique(sizes[sizes > 1]):
        members = unit[starts[sizes == size][:, None] + np.arange(size)]
        first, second = np.triu_indices(int(size), 1)
        pairs.append((members[:, first].ravel(), members[:, second].ravel()))
    return pairs


def whole_step(hops: int) -> int:
    """Least common multiple of the distances up to ``hops``: sums are whole multiples of its inverse."""
    return math.lcm(*range(1, hops + 1))
