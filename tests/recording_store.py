"""A fact store of a few nodes in memory that records how it was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from graph.domain import FactKind, NodeKind, TieKind
from graph.errors import InputError, NotFoundError
from graph.snapshot import Snapshot
from graph.store.protocol import (
    ALL_TIES,
    AsOf,
    LoadReport,
    NeighbourPage,
    Node,
    Ready,
    Route,
    StagedBatch,
    StatusMark,
    StoreState,
    Subgraph,
    Tie,
    TieFilter,
    load_now,
)


def node(identifier: str, kind: NodeKind = NodeKind.ENTERPRISE, label: str | None = None) -> Node:
    """Node whose label is its id unless given."""
    return Node(id=identifier, kind=kind, label=label or identifier, degree=1)


def tie(identifier: str, source: str, target: str, kind: TieKind = TieKind.HOLDS) -> Tie:
    """Open tie of unknown share."""
    return Tie(
        id=identifier,
        kind=kind,
        source_id=source,
        target_id=target,
        role=None,
        share=None,
        valid_from=None,
        valid_to=None,
        confidence=1.0,
    )


class RecordingStore:
    """FactStore over given nodes and ties; writes are refused.

    ``asked`` holds (method, arguments) of every read, in order.
    """

    def __init__(self, nodes: Sequence[Node], ties: Sequence[Tie], aliases: Mapping[str, str]) -> None:
        self.nodes = {found.id: found for found in nodes}
        self.ties = tuple(ties)
        self.aliases = dict(aliases)
        self.marks: dict[str, Sequence[StatusMark]] = {}
        self.asked: list[tuple[str, tuple[object, ...]]] = []

    def load(self, batch: StagedBatch, ready: Ready = load_now) -> LoadReport:
        """Refused: reads only."""
        raise AssertionError("a read must not load")

    def freeze(self, as_of: date, known_by: date, corrections: Sequence[str] = ()) -> Snapshot:
        """Refused: reads only."""
        raise AssertionError("an interactive read must not freeze")

    def find(self, identifier: str, at: AsOf) -> Node | None:
        """Node by id or alias."""
        self.asked.append(("find", (identifier, at)))
        return self.nodes.get(self.aliases.get(identifier, identifier))

    def search(self, name_part: str, at: AsOf, *, limit: int) -> Sequence[Node]:
        """Enterprises whose label contains the text."""
        self.asked.append(("search", (name_part, at, limit)))
        found = [n for n in self.nodes.values() if n.kind is NodeKind.ENTERPRISE and name_part in n.label]
        return sorted(found, key=lambda n: n.id)[:limit]

    def ego(self, node_id: str, at: AsOf, *, hops: int, cap: int, ties: TieFilter = ALL_TIES) -> Subgraph:
        """All nodes, at most cap."""
        self.asked.append(("ego", (node_id, at, hops, cap, ties)))
        shown = tuple(self.nodes.values())[:cap]
        kept = {n.id for n in shown}
        return Subgraph(
            nodes=shown,
            ties=tuple(t for t in self.ties if t.source_id in kept and t.target_id in kept),
            total=len(self.nodes),
            shown=len(shown),
            truncated=len(shown) < len(self.nodes),
        )

    def neighbours(
        self, node_id: str, at: AsOf, *, limit: int, cursor: str | None = None, ties: TieFilter = ALL_TIES
    ) -> NeighbourPage:
        """Ties of a node in the order of their ids; the cursor is the last tie id."""
        self.asked.append(("neighbours", (node_id, at, limit, cursor, ties)))
        if cursor is not None and cursor not in {t.id for t in self.ties}:
            raise InputError("cursor: expected a tie id")
        own = sorted((t for t in self.ties if node_id in (t.source_id, t.target_id)), key=lambda t: t.id)
        rest = [t for t in own if cursor is None or t.id > cursor]
        page = rest[:limit]
        items = tuple((t, self.nodes[t.target_id if t.source_id == node_id else t.source_id]) for t in page)
        return NeighbourPage(items=items, total=len(own), cursor=page[-1].id if len(rest) > limit else None)

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
        """Direct ties only."""
        self.asked.append(("paths", (source_id, target_id, at, max_hops, limit, ties)))
        if source_id not in self.nodes:
            raise NotFoundError("no such node")
        ends = {source_id, target_id}
        found = [t for t in self.ties if {t.source_id, t.target_id} == ends]
        pair = (self.nodes[source_id], self.nodes[target_id])
        return [Route(nodes=pair, ties=(t,)) for t in found][:limit]

    def statuses(
        self, fact_ids: Sequence[str], at: AsOf, *, kind: FactKind | None = None
    ) -> Mapping[str, Sequence[StatusMark]]:
        """Marks that a test gave; not recorded, as every graph answer asks for them."""
        return {found: self.marks[found] for found in fact_ids if found in self.marks}

    def state(self) -> StoreState:
        """Version 1 without batches."""
        return StoreState(version="v000001", batches=())
