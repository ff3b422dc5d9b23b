"""Ties of nodes as of a day, read in columns; those of hubs are kept between reads.

A hub is read again and again: every node beside it has it within one hop. What was
published never changes, so its ties on a day can be kept until another batch counts.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa

from graph.errors import IntegrityError
from graph.store.embedded.columns import Numbers
from graph.store.embedded.text_order import text_order
from graph.store.neo4j.id_tables import IdTable
from graph.store.neo4j.transaction import ReadTransaction
from graph.store.neo4j.values import kind_codes

HUB_ENTRIES = 512
"""Ties from which on a node counts as a hub."""
_KEPT_ENTRIES = 4_000_000
"""Ties of hubs that are kept, about 50 bytes each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjacency:
    """Ties of some nodes, node by node.

    Attributes
    ----------
    slots : int64 array, ascending
        Nodes whose ties these are.
    indptr : int64 array
        Where the ties of each node begin and end.
    other, kind : int arrays
        Slot of the other end and code of the tie kind.
    ids : IdTable or None
        Ids of the other ends, where they were asked for.
    """

    slots: Numbers
    indptr: Numbers
    other: Numbers
    kind: Numbers
    ids: IdTable | None

    def places(self, slots: Numbers) -> tuple[Numbers, Numbers]:
        """Those of the given slots whose ties these are: their positions, and their places here."""
        if not len(self.slots):
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing
        place = np.minimum(np.searchsorted(self.slots, slots), len(self.slots) - 1)
        held = np.flatnonzero(self.slots[place] == slots)
        return held, place[held]

    def only(self, place: int) -> Adjacency:
        """Ties of one of the nodes, as arrays of their own."""
        rows = np.arange(self.indptr[place], self.indptr[place + 1])
        ids = None
        if self.ids is not None:
            # In the order of ids, as lists of neighbours are: sorting again is then cheap.
            rows = rows[text_order(self.ids.ids.take(pa.array(rows)))]
            ids = IdTable.of(self.other[rows], self.ids.ids.take(pa.array(rows)))
        return Adjacency(
            slots=self.slots[place : place + 1].copy(),
            indptr=np.array([0, len(rows)], dtype=np.int64),
            other=self.other[rows],
            kind=self.kind[rows],
            ids=ids,
        )


def read_adjacency(
    database: ReadTransaction, slots: Numbers, params: dict[str, Any], *, with_ids: bool
) -> Adjacency:
    """Ties of nodes from the database.

    Raises
    ------
    IntegrityError
        If the other end of a tie lost its slot.
    """
    ordered = np.sort(slots)
    statement = "read.store_neighbours" if with_ids else "read.store_adjacent"
    found = database.columns(statement, asked={"slots": ordered.tolist()}, **params)
    lengths = np.fromiter(map(len, found["others"]), dtype=np.int64, count=len(found["others"]))
    place = np.searchsorted(ordered, np.array(found["slot"], dtype=np.int64))
    group = np.argsort(place, kind="stable")
    other = np.fromiter(_chained(found["others"], group), dtype=np.int64, count=int(lengths.sum()))
    if len(other) and other.min() < 0:
        raise IntegrityError(
            "neo4j: expected a slot at each end of a tie, got none; the database was changed by other hands"
        )
    indptr = np.zeros(len(ordered) + 1, dtype=np.int64)
    np.add.at(indptr, place + 1, lengths)
    return Adjacency(
        slots=ordered,
        indptr=np.cumsum(indptr),
        other=other,
        kind=np.repeat(kind_codes(found["kind"])[group], lengths[group]),
        ids=IdTable.of(other, _texts(_chained(found["ids"], group))) if with_ids else None,
    )


def _texts(values: Iterable[str]) -> pa.LargeStringArray:
    return pa.array(list(values), pa.large_string())


def _chained(groups: Sequence[Sequence[Any]], order: Numbers) -> chain[Any]:
    return chain.from_iterable(groups[place] for place in order.tolist())


class Hubs:
    """Ties of hubs by node and moment, the least recently used ones let go; safe for threads."""

    def __init__(self, most: int = _KEPT_ENTRIES) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, Adjacency] = OrderedDict()
        self._entries = 0
        self._guard = Lock()

    def get(self, key: Hashable) -> Adjacency | None:
        """Ties of a hub, None if they are not kept."""
        with self._guard:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
            return found

    def keep(self, key: Hashable, adjacency: Adjacency) -> None:
        """Keep the ties of a hub."""
        with self._guard:
            if key in self._held or len(adjacency.other) > self._most:
                return
            self._held[key] = adjacency
            self._entries += len(adjacency.other)
            while self._entries > self._most:
                _, gone = self._held.popitem(last=False)
                self._entries -= len(gone.other)
