"""The graph as of a day in Neo4j: an ``Expansion`` over slots, linked ids as one node.

A view lives for one read. It asks the server hop by hop and keeps what it got, so that
ties, degrees and orders of one answer come from the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from graph.domain import TIE_KINDS, TieKind
from graph.errors import IntegrityError
from graph.store.embedded.columns import Numbers
from graph.store.neo4j.adjacency import HUB_ENTRIES, Adjacency, Hubs, read_adjacency
from graph.store.neo4j.id_tables import FoundIds, IdTable
from graph.store.neo4j.links import LinkTable
from graph.store.neo4j.moments import Moment
from graph.store.neo4j.transaction import ReadTransaction
from graph.store.protocol import ALL_TIES, TieFilter

_ENTRIES_A_STATEMENT = 250_000
"""Ties that one statement may give, but for those of a single node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a view stands on.

    Attributes
    ----------
    database : ReadTransaction
    moment : Moment
    links : LinkTable
    void : frozenset of tie ids
        Ties that are void on that day.
    hubs : Hubs
    key : str
        Names the published state of the store.
    """

    database: ReadTransaction
    moment: Moment
    links: LinkTable
    void: frozenset[str]
    hubs: Hubs
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Ties found by a view, by the number it gave them: ends as they are stored, and kind."""

    near: Numbers
    far: Numbers
    kind: Numbers


class Neo4jView:
    """The store as it was on one day.

    Parameters
    ----------
    ground : Ground
    ties : TieFilter
    with_ids : bool
        Read the ids of other ends with the ties; they decide the order of an answer.
    """

    def __init__(self, ground: Ground, ties: TieFilter = ALL_TIES, *, with_ids: bool = False) -> None:
        self.ground = ground
        self.links = ground.links.links
        self._ties = ties
        self._with_ids = with_ids
        self._read: list[Adjacency] = []
        self._weights: dict[int, int] = {}
        self._steps: list[Steps] = []
        self._learnt: list[IdTable] = []
        self._hub_degrees: dict[int, int] = {}
        self._kinds = np.array([not ties.kinds or kind in ties.kinds for kind in TIE_KINDS])

    @property
    def nodes(self) -> int:
        """Number of node slots."""
        return self.ground.moment.entities

    @property
    def params(self) -> dict[str, Any]:
        """Parameters of statements that read ties."""
        moment = self.ground.moment
        void: list[str] = [] if self._ties.void else sorted(self.ground.void)
        return {**moment.known, "day": moment.day, "ended": self._ties.ended, "void": void}

    def unfiltered(self) -> Neo4jView:
        """The same day with every tie kind, ended and void ties left out; reads no ids of other ends."""
        whole = Neo4jView(self.ground)
        if not self._ties.ended and not self._ties.void:
            whole._read, whole._weights = self._read, self._weights
            if self._kinds.all():
                whole._hub_degrees = self._hub_degrees
        return whole

    def without_ids(self) -> Neo4jView:
        """The same view, what it has read included, for ties whose other ends are known already."""
        same = copy(self)
        same._with_ids = False
        return same

    def learn(self, slots: Sequence[int], ids: Sequence[str], entries: Sequence[int]) -> None:
        """Keep ids of nodes and how many versions of ties they have, so that they are not asked again."""
        held = IdTable.of(np.array(slots, dtype=np.int64), pa.array(ids, pa.large_string()))
        self._learnt.append(held)
        self._weights.update(zip(slots, entries, strict=True))

    def follows(self, kind: TieKind) -> bool:
        """True if the view follows ties of a kind."""
        return not self._ties.kinds or kind in self._ties.kinds

    def weight(self, nodes: Numbers) -> Numbers:
        """Versions of ties of nodes, whatever their kind and day."""
        slots, owner = self.links.members(nodes)
        unknown = [slot for slot in slots.tolist() if slot not in self._weights]
        if unknown:
            found = self.ground.database.columns("read.store_weights", asked={"slots": unknown})
            self._weights.update(dict.fromkeys(unknown, 0))
            self._weights.update(zip(found["slot"], found["entries"], strict=True))
        entries = np.array([self._weights[slot] for slot in slots.tolist()], dtype=np.float64)
        return np.bincount(owner, entries, minlength=len(nodes)).astype(np.int64)

    def expand(self, nodes: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Ties of canonical nodes: position in ``nodes``, canonical neighbour, number of the tie."""
        slots, owner = self.links.members(nodes)
        near, far, kind = self._adjacent(slots)
        admitted = self._kinds[kind]
        near, far, kind = near[admitted], far[admitted], kind[admitted]
        origin = owner[near]
        neighbour = self.links.resolve(far).astype(np.int64)
        apart = neighbour != nodes[origin]
        start = sum(len(steps.kind) for steps in self._steps)
        steps = Steps(near=slots[near[apart]], far=far[apart], kind=kind[apart])
        self._steps.append(steps)
        origin = origin[apart]
        ties = np.bincount(origin, minlength=len(nodes))
        hubs = np.flatnonzero(ties >= HUB_ENTRIES)
        self._hub_degrees.update(zip(nodes[hubs].tolist(), ties[hubs].tolist(), strict=True))
        return origin, neighbour[apart], start + np.arange(len(steps.kind))

    def degrees(self, nodes: Numbers) -> Numbers:
        """Ties of canonical nodes; a hub that was expanded is not counted again."""
        found = np.array([self._hub_degrees.get(node, -1) for node in nodes.tolist()], dtype=np.int64)
        unknown = np.flatnonzero(found < 0)
        self.weight(nodes[unknown])
        origin, _, _ = self.expand(nodes[unknown])
        found[unknown] = np.bincount(origin, minlength=len(unknown))
        return found

    def steps(self, numbers: Numbers) -> Steps:
        """Ties by the numbers that ``expand`` gave them."""
        near, far, kind = (
            np.concatenate([np.zeros(0, dtype=np.int64), *(getattr(steps, name) for steps in self._steps)])
            for name in ("near", "far", "kind")
        )
        return Steps(near=near[numbers], far=far[numbers], kind=kind[numbers])

    def id_texts(self, nodes: Numbers) -> pa.LargeStringArray:
        """Ids of canonical nodes, from the rows read so far, the rest by one statement."""
        read = [adjacency.ids for adjacency in self._read if adjacency.ids is not None]
        # The widest first: what it holds is not looked for in the others.
        tables = sorted((self.ground.links.ids, *self._learnt, *read), key=lambda table: -len(table.slots))
        held = FoundIds.among(nodes, tables)
        wanted = nodes[held.missing]
        if not len(wanted):
            return held.texts(pa.array([], pa.large_string()))
        found = self.ground.database.columns("read.store_ids", asked={"slots": wanted.tolist()})
        if found["slot"] != wanted.tolist():
            raise IntegrityError(
                f"neo4j: expected {len(wanted)} nodes by their slots, got {len(found['slot'])}; "
                "the database was changed by other hands"
            )
        return held.texts(pa.array(found["node_id"], pa.large_string()))

    def _adjacent(self, slots: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Ties of slots: position in ``slots``, slot of the other end, kind; nodes in order."""
        self._fetch(slots)
        near, far, kind = [], [], []
        for adjacency in self._read:
            held, place = adjacency.places(slots)
            start, stop = adjacency.indptr[place], adjacency.indptr[place + 1]
            lengths = stop - start
            inside = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
            rows = np.repeat(start, lengths) + inside
            near.append(np.repeat(held, lengths))
            far.append(adjacency.other[rows])
            kind.append(adjacency.kind[rows])
        nothing = np.zeros(0, dtype=np.int64)
        return (
            np.concatenate([nothing, *near]),
            np.concatenate([nothing, *far]),
            np.concatenate([nothing.astype(np.int8), *kind]),
        )

    def _fetch(self, slots: Numbers) -> None:
        """Read the ties of those slots that were not read yet."""
        held = [adjacency.slots for adjacency in self._read]
        wanted = np.setdiff1d(slots, np.concatenate([np.zeros(0, dtype=np.int64), *held]))
        missing = []
        for slot in wanted.tolist():
            kept = self.ground.hubs.get(self._hub_key(slot))
            if kept is None:
                missing.append(slot)
            else:
                self._read.append(kept)
        hubs = [slot for slot in missing if self._weights.get(slot, 0) >= HUB_ENTRIES]
        others = [slot for slot in missing if self._weights.get(slot, 0) < HUB_ENTRIES]
        for slots_of, with_ids in ((hubs, True), (others, self._with_ids)):
            for part in self._parts(slots_of):
                found = read_adjacency(
                    self.ground.database, np.array(part, dtype=np.int64), self.params, with_ids=with_ids
                )
                self._read.append(found)
                self._keep(found)

    def _keep(self, found: Adjacency) -> None:
        if found.ids is None:
            return
        for place in np.flatnonzero(np.diff(found.indptr) >= HUB_ENTRIES).tolist():
            self.ground.hubs.keep(self._hub_key(int(found.slots[place])), found.only(place))

    def _parts(self, slots: list[int]) -> list[list[int]]:
        """Slots in statements of bounded size; a node alone may exceed it."""
        parts: list[list[int]] = []
        entries = 0
        for slot in slots:
            weight = max(self._weights.get(slot, 0), 1)
            if not parts or entries + weight > _ENTRIES_A_STATEMENT:
                parts.append([])
                entries = 0
            parts[-1].append(slot)
            entries += weight
        return parts

    def _hub_key(self, slot: int) -> tuple[Any, ...]:
        moment = self.ground.moment
        return (self.ground.key, moment.day, moment.known_by, self._ties.ended, self._ties.void, slot)
