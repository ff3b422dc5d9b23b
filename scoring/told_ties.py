"""Ties of a month that a reader of an area is told: walks and degrees that count no others.

A store does not know whose area an enterprise lies in, a month does. Where a walk in the store has
to stop early, what it has left out would depend on ties that are not told; here it cannot.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt

from graph.domain import TIE_KINDS, TieKind
from scoring.month_ties import MonthTies, Rows

Array = np.ndarray[Any, Any]
_AT_ONCE = 2_000
"""Nodes whose ties are read at once; hubs among them bound the memory of a walk."""


class ToldTies:
    """Ties of a month without the guarded ones that have no end in the area; an ``Expansion``.

    Parameters
    ----------
    ties : MonthTies
    inside : bool, one an enterprise
        The reader's area; other nodes are in none.
    guarded : tie kinds that are told only with an end inside
    kinds : tie kinds; none means all
    ended : bool
        Ended ties too.
    """

    def __init__(
        self,
        ties: MonthTies,
        inside: npt.NDArray[np.bool_],
        guarded: Collection[TieKind],
        kinds: Collection[TieKind] = (),
        *,
        ended: bool = False,
    ) -> None:
        self._ties = ties
        self._inside = inside
        self._guarded = np.array([kind in guarded for kind in TIE_KINDS])
        self._kinds = tuple(kind for kind in TIE_KINDS if not kinds or kind in kinds)
        self._ended = ended

    @property
    def nodes(self) -> int:
        """Number of nodes of the month."""
        return self._ties.nodes

    def weight(self, nodes: Array) -> Array:
        """One for each node: a bound by degrees would tell of ties that are not told."""
        return np.ones(len(nodes), np.int64)

    def expand(self, nodes: Array) -> tuple[Array, Array, Array]:
        """Told ties of nodes: position in ``nodes``, node at the other end, row of the tie."""
        parts = [self._part(nodes, first) for first in range(0, len(nodes), _AT_ONCE)] or [
            self._part(nodes, 0)
        ]
        origin, other, row = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        return origin, other, row

    def degrees(self, nodes: Array) -> npt.NDArray[np.int64]:
        """Told ties of each node."""
        return np.bincount(self.expand(nodes)[0], minlength=len(nodes)).astype(np.int64)

    def other_ends(self, nodes: Array) -> npt.NDArray[np.int64]:
        """Nodes outside of some nodes that told ties join to them, once for each joined node."""
        origin, other, _ = self.expand(nodes)
        apart = ~np.isin(other, nodes)
        pairs = np.unique(other[apart] * np.int64(len(nodes)) + origin[apart])
        found: npt.NDArray[np.int64] = pairs // len(nodes)
        return found

    def between(self, nodes: Array) -> Rows:
        """Told ties between some nodes, those of the first nodes first."""
        origin, other, row = self.expand(nodes)
        by_code = np.argsort(nodes)
        place = np.minimum(np.searchsorted(nodes[by_code], other), len(nodes) - 1)
        far = by_code[place]
        once = (nodes[far] == other) & (origin < far)
        order = np.lexsort((row[once], origin[once], far[once]))
        found: Rows = row[once][order]
        return found

    def _part(self, nodes: Array, first: int) -> tuple[Array, Array, Array]:
        codes = nodes[first : first + _AT_ONCE]
        origin, other, row = self._ties.expand(codes, self._kinds, ended=self._ended)
        told = ~self._guarded[self._ties.kind_codes(row)] | self._seen(codes[origin]) | self._seen(other)
        return origin[told] + first, other[told], row[told]

    def _seen(self, codes: Array) -> npt.NDArray[np.bool_]:
        """Whether each node is an enterprise of the area."""
        count = len(self._inside)
        if not count:
            return np.zeros(len(codes), np.bool_)
        seen: npt.NDArray[np.bool_] = (codes < count) & self._inside[np.minimum(codes, count - 1)]
        return seen
