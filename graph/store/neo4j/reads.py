"""Interactive reads of the store in Neo4j; answers equal those of the embedded store.

Every read as a whole has the time limit of the place and a budget of ties (ADR 0020).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar, cast

import numpy as np

from graph.domain import TIE_KINDS, FactKind
from graph.errors import GuanlianError, InputError, StoreBusyError, StoreIndexError
from graph.routes import Walk, reach, shortest_walks
from graph.store.bounds import EGO_BUDGET, EGO_WIDEST, TIES_PER_NODE
from graph.store.embedded.columns import Numbers
from graph.store.neo4j.database import Database
from graph.store.neo4j.described import ties_between, typed_nodes
from graph.store.neo4j.finding import find_slot, require_slot
from graph.store.neo4j.grounds import Grounds, moment_of
from graph.store.neo4j.kept_versions import KeptVersions
from graph.store.neo4j.marks import read_marks
from graph.store.neo4j.neighbours import neighbour_page
from graph.store.neo4j.order import nearest, ties_in_order
from graph.store.neo4j.search import search
from graph.store.neo4j.state import StoreMarks, read_state, seen_in
from graph.store.neo4j.transaction import ReadTransaction
from graph.store.neo4j.view import Neo4jView
from graph.store.protocol import (
    ALL_TIES,
    AsOf,
    FactStore,
    NeighbourPage,
    Node,
    Route,
    StatusMark,
    Subgraph,
    Tie,
    TieFilter,
)

_PATH_BUDGET = 2_000_000
"""Most relationships that a search of paths walks over before it is refused."""
_TRIES = 3
"""How often a read is made that loads change under its hands."""

_T = TypeVar("_T")
_Work = Callable[[ReadTransaction, "StoreMarks | None"], _T]
"""Reads in a transaction that has read the state of the store."""


class Neo4jReads:
    """Reads of one database as of a day; see ``FactStore``.

    Parameters
    ----------
    database : Database
    kept : KeptVersions
        Versions before an undo, which answer for days before it.
    """

    def __init__(self, database: Database, kept: KeptVersions) -> None:
        self._database = database
        self._kept = kept
        self._grounds = Grounds()

    def find(self, identifier: str, at: AsOf) -> Node | None:
        """Node by id or alias, None if it was not known by then."""

        def work(reads: ReadTransaction, state: StoreMarks | None) -> Node | None:
            view = self._grounds.view(reads, state, at)
            slot = -1 if view is None else find_slot(view, identifier)
            return None if view is None or slot < 0 else typed_nodes(view, _one(slot))[0]

        return self._reading(at, work, lambda kept: kept.find(identifier, at))

    def search(self, name_part: str, at: AsOf, *, limit: int) -> Sequence[Node]:
        """Enterprises whose name or former name contains the text, in the order of ids."""

        def work(reads: ReadTransaction, state: StoreMarks | None, *, indexed: bool = True) -> Sequence[Node]:
            view = self._grounds.view(reads, state, at)
            return () if view is None else search(view, name_part, limit=limit, indexed=indexed)

        def older(kept: FactStore) -> Sequence[Node]:
            return kept.search(name_part, at, limit=limit)

        try:
            return self._reading(at, work, older)
        except StoreIndexError:
            return self._reading(at, lambda reads, state: work(reads, state, indexed=False), older)

    def ego(self, node_id: str, at: AsOf, *, hops: int, cap: int, ties: TieFilter = ALL_TIES) -> Subgraph:
        """Nodes within ``hops`` of one node, nearest first, at most ``cap``."""

        def work(reads: ReadTransaction, state: StoreMarks | None) -> Subgraph:
            view = self._grounds.required_view(reads, state, at, ties, with_ids=True)
            if hops < 0 or cap < 1:
                raise InputError(f"hops should be at least 0 and cap at least 1, got {hops} and {cap}")
            return _ego(view, require_slot(view, node_id), hops, cap)

        return self._reading(at, work, lambda kept: kept.ego(node_id, at, hops=hops, cap=cap, ties=ties))

    def neighbours(
        self, node_id: str, at: AsOf, *, limit: int, cursor: str | None = None, ties: TieFilter = ALL_TIES
    ) -> NeighbourPage:
        """One page of neighbours; the cursor stays valid while the store grows."""

        def work(reads: ReadTransaction, state: StoreMarks | None) -> NeighbourPage:
            view = self._grounds.required_view(reads, state, at, ties, with_ids=True)
            if limit < 1:
                raise InputError(f"limit should be at least 1, got {limit}")
            return neighbour_page(view, require_slot(view, node_id), limit=limit, cursor=cursor)

        return self._reading(
            at, work, lambda kept: kept.neighbours(node_id, at, limit=limit, cursor=cursor, ties=ties)
        )

    def paths(
        self,
        source_id: str,
        target_id: str,
        at: AsOf,
        *,
        max_hops: int,
        limit: int,
        ties: TieFilter = ALL_TIES,
    ) -> Sequence[Route]:
        """Shortest paths of one length, at most ``limit``, in the order of their node ids."""

        def work(reads: ReadTransaction, state: StoreMarks | None) -> Sequence[Route]:
            view = self._grounds.required_view(reads, state, at, ties)
            if max_hops < 0 or limit < 1:
                raise InputError(
                    f"max_hops should be at least 0 and limit at least 1, got {max_hops} and {limit}"
                )
            source, target = (require_slot(view, identifier) for identifier in (source_id, target_id))
            walks = shortest_walks(
                view,
                source,
                target,
                max_hops=max_hops,
                limit=limit,
                rank=lambda nodes: [text.encode() for text in view.id_texts(nodes).to_pylist()],
                budget=_PATH_BUDGET,
            )
            return _routes(view, walks)

        def older(kept: FactStore) -> Sequence[Route]:
            return kept.paths(source_id, target_id, at, max_hops=max_hops, limit=limit, ties=ties)

        return self._reading(at, work, older)

    def statuses(
        self, fact_ids: Sequence[str], at: AsOf, *, kind: FactKind | None = None
    ) -> Mapping[str, Sequence[StatusMark]]:
        """Statuses in force on a day by fact id; facts without one are left out."""

        def work(reads: ReadTransaction, state: StoreMarks | None) -> Mapping[str, Sequence[StatusMark]]:
            if state is None or not state.published:
                return {}
            return read_marks(reads, fact_ids, moment_of(state, at), kind)

        if not fact_ids:
            return {}
        return self._reading(at, work, lambda kept: kept.statuses(fact_ids, at, kind=kind))

    def _reading(self, at: AsOf, work: _Work[_T], older: Callable[[FactStore], _T]) -> _T:
        """Result of a read that no load has changed meanwhile.

        Parameters
        ----------
        at : AsOf
        work : callable
            Reads the database.
        older : callable
            Reads a kept version, where a batch that was undone still counts on that day.

        Raises
        ------
        StoreBusyError
            If loads changed the store during each of several tries.
        """
        for _ in range(_TRIES):
            kept, still, found, error = self._database.reading(lambda reads: _watched(reads, work, at))
            if kept is not None:
                return older(self._kept.store(kept))
            if not still:
                continue
            if error is not None:
                raise error
            return cast("_T", found)
        raise StoreBusyError(
            f"neo4j: expected one state of the store during a read, got another one {_TRIES} times; "
            "a load is being published or taken back: ask again"
        )


def _watched(
    reads: ReadTransaction, work: _Work[_T], at: AsOf
) -> tuple[str | None, bool, _T | None, GuanlianError | None]:
    """Kept version that answers instead, whether the store stood still, result or error of the work."""
    state = read_state(reads)
    kept = None if state is None else state.kept_for(at.known_by)
    if kept is not None:
        return kept, True, None, None
    before = seen_in(state)
    found, error = None, None
    try:
        found = work(reads, state)
    except GuanlianError as raised:
        error = raised
    return None, seen_in(read_state(reads)) == before, found, error


def _ego(view: Neo4jView, start: int, hops: int, cap: int) -> Subgraph:
    reached = reach(view, start, hops=hops, budget=EGO_BUDGET, widest=EGO_WIDEST)
    shown = nearest(view, reached, cap)
    nodes = typed_nodes(view, shown)
    found, all_ties = ties_in_order(view, shown, nodes, TIES_PER_NODE * cap)
    return Subgraph(
        nodes=nodes,
        ties=found,
        total=len(reached.nodes),
        shown=len(shown),
        truncated=len(shown) < len(reached.nodes) or not reached.complete or not all_ties,
    )


def _one(slot: int) -> Numbers:
    return np.array([slot], dtype=np.int64)


def _routes(view: Neo4jView, walks: Sequence[Walk]) -> list[Route]:
    """Routes of walks; of parallel ties the first by (kind, tie id) stands for a step."""
    if not walks:
        return []
    slots = np.unique(np.array([node for walk in walks for node in walk.nodes], dtype=np.int64))
    nodes = dict(zip(slots.tolist(), typed_nodes(view, slots), strict=True))
    numbers = sorted({tie for walk in walks for step in walk.ties for tie in step})
    steps = view.steps(np.array(numbers, dtype=np.int64))
    first: dict[frozenset[str], Tie] = {}
    for tie in ties_between(view, steps.near, steps.far):
        ends = frozenset((tie.source_id, tie.target_id))
        held = first.get(ends)
        if held is None or _kind_and_id(tie) < _kind_and_id(held):
            first[ends] = tie
    return [
        Route(
            nodes=[nodes[node] for node in walk.nodes],
            ties=[
                first[frozenset((nodes[a].id, nodes[b].id))]
                for a, b in zip(walk.nodes, walk.nodes[1:], strict=False)
            ],
        )
        for walk in walks
    ]


def _kind_and_id(tie: Tie) -> tuple[int, bytes]:
    return (TIE_KINDS.index(tie.kind), tie.id.encode())
