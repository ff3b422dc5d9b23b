"""Holdings in force on a day, one for each pair of holder and enterprise, in exact parts of a million.

Shares are kept as integers, so that a sum is exactly the sum of what was registered and
exactly half is never more than half.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graph.arrays import Frame
from graph.domain import DAY_UNKNOWN, TIE_KINDS, NodeKind, TieKind, day_number
from graph.snapshot import Snapshot

Longs = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Floats = np.ndarray[Any, np.dtype[np.float64]]

WHOLE = 1_000_000
"""Parts of a whole enterprise; a share of the snapshot is rounded to one of them."""
UNKNOWN = -1
"""Parts of a holding whose share is not known."""


@dataclass(frozen=True, slots=False, kw_only=True)
class Holdings:
    """Holdings of one graph.

    Several ties of one pair are reports of one holding: the greatest known share counts,
    of equal ones the tie that entered first. Shares of an enterprise in itself (treasury
    shares) are kept apart: they carry no vote (Company Law 2023 art. 116).

    Attributes
    ----------
    nodes : int number of codes
    owner, owned : int64[h] codes, owner != owned, sorted by (owned, owner)
    parts : int64[h] share in millionths, 0..WHOLE, UNKNOWN if not known
    tie : int64[h] tie row of the snapshot
    treasury : int64[nodes] share of each node in itself, 0..WHOLE
    ties : Frame of the snapshot
    """

    nodes: int
    owner: Longs
    owned: Longs
    parts: Longs
    tie: Longs
    treasury: Longs
    ties: Frame

    @cached_property
    def total(self) -> Longs:
        """Known parts of each node, treasury shares included, int64[nodes]; above WHOLE is a finding."""
        known = self.parts > 0
        held = np.bincount(self.owned[known], self.parts[known], minlength=self.nodes)
        total: Longs = held.astype(np.int64) + self.treasury
        return total

    @cached_property
    def base(self) -> Longs:
        """Parts that vote in each node: the whole (or all known, if more) less treasury shares."""
        base: Longs = np.maximum(self.total, WHOLE) - self.treasury
        return base

    @cached_property
    def incoming(self) -> Longs:
        """First holding in each node, int64[nodes + 1]."""
        return _starts(self.owned, self.nodes)

    @cached_property
    def by_owner(self) -> Longs:
        """Holdings sorted by (owner, owned)."""
        return np.lexsort((self.owned, self.owner))

    @cached_property
    def outgoing(self) -> Longs:
        """First entry of ``by_owner`` of each node, int64[nodes + 1]."""
        return _starts(self.owner, self.nodes)

    def fractions(self, rows: Longs) -> Floats:
        """Known shares of holdings as fractions, 0 where unknown; scaled down where they exceed the whole."""
        return np.maximum(self.parts[rows], 0) / np.maximum(self.total[self.owned[rows]], WHOLE)

    def more_than(self, parts: Longs, owned: Longs, threshold: float) -> Bools:
        """Whether sums of parts are strictly above a threshold of the votes, exactly."""
        limit: Bools = parts * WHOLE > round(threshold * WHOLE) * self.base[owned]
        return limit

    def ranks(self, rows: Longs) -> Longs:
        """Rank of holdings by (day their tie became known, tie_id), int64[len(rows)]; equal ties share it."""
        distinct, inverse = np.unique(self.tie[rows], return_inverse=True)
        ids = self.ties.text("tie_id").take(pa.array(distinct))
        by_id = np.empty(len(distinct), np.int64)
        by_id[pc.sort_indices(ids).to_numpy()] = np.arange(len(distinct))
        rank = np.empty(len(distinct), np.int64)
        rank[np.lexsort((by_id, self.ties.numbers("entered_on")[distinct]))] = np.arange(len(distinct))
        ranks: Longs = rank[inverse]
        return ranks

    def cycles(self) -> tuple[Longs, Longs]:
        """Strongly connected component of each node, int64[nodes], and the size of each component.

        A component of two or more nodes is a cycle or cross-holding.
        """
        matrix = csr_array(
            (np.ones(len(self.owner), np.int8), (self.owner, self.owned)), shape=(self.nodes, self.nodes)
        )
        count, label = connected_components(matrix, directed=True, connection="strong")
        found = label.astype(np.int64)
        return found, np.bincount(found, minlength=count).astype(np.int64)


def holdings_of(
    snapshot: Snapshot,
    contract: Callable[[np.ndarray[Any, Any]], Longs] | None = None,
    nodes: int | None = None,
    day: date | None = None,
) -> Holdings:
    """Holdings of enterprises and persons in enterprises, in force on a day.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    contract : callable, optional
        Node codes to the codes of legal persons; holdings inside one of them are left out.
    nodes : int, optional
        Number of codes after ``contract``; the snapshot's otherwise.
    day : date, optional
        As the snapshot knows it; the snapshot's own day otherwise.
    """
    ties, as_of = snapshot.ties, day_number(day or snapshot.as_of)
    starts = snapshot.node_starts
    first_person, first_place = starts[NodeKind.PERSON], starts[NodeKind.PLACE]
    start, end = ties.numbers("valid_from"), ties.numbers("valid_to")
    source, target = ties.numbers("src"), ties.numbers("dst")
    rows = np.flatnonzero(
        (ties.numbers("kind") == TIE_KINDS.index(TieKind.HOLDS))
        & ((start <= as_of) | (start == DAY_UNKNOWN))
        & ((end > as_of) | (end == DAY_UNKNOWN))
        & (source < first_place)
        & (target < first_person)
    ).astype(np.int64)
    share = ties.numbers("share")[rows].astype(np.float64)
    unknown = np.isnan(share)
    parts = np.where(unknown, UNKNOWN, np.rint(np.where(unknown, 0, share) * WHOLE)).astype(np.int64)
    count = snapshot.nodes if nodes is None else nodes
    source, target = source[rows].astype(np.int64), target[rows].astype(np.int64)
    treasury = np.zeros(count, np.int64)
    own = (source == target) & (parts > 0)
    moved_source, moved_target = (
        (source, target) if contract is None else (contract(source), contract(target))
    )
    np.maximum.at(treasury, moved_target[own], parts[own])
    outer = moved_source != moved_target
    rows, parts = rows[outer], parts[outer]
    owner, owned = moved_source[outer], moved_target[outer]
    entered = ties.numbers("entered_on")[rows]
    order = np.lexsort((rows, entered, -parts, owner, owned))
    first = np.ones(len(order), bool)
    first[1:] = (np.diff(owned[order]) != 0) | (np.diff(owner[order]) != 0)
    kept = order[first]
    return Holdings(
        nodes=count,
        owner=owner[kept],
        owned=owned[kept],
        parts=parts[kept],
        tie=rows[kept],
        treasury=np.minimum(treasury, WHOLE),
        ties=ties,
    )


def _starts(codes: Longs, count: int) -> Longs:
    return np.append(0, np.cumsum(np.bincount(codes, minlength=count))).astype(np.int64)
