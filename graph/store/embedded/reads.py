"""Interactive reads of one version as of a day; every answer says what it leaves out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from graph.domain import TIE_KINDS
from graph.errors import InputError, NotFoundError
from graph.routes import reach, shortest_walks
from graph.store.bounds import EGO_BUDGET, EGO_WIDEST, TIES_PER_NODE
from graph.store.embedded.columns import Numbers
from graph.store.embedded.layout import NODES
from graph.store.embedded.names import NAMES, rows_with_name
from graph.store.embedded.segments import Version
from graph.store.embedded.text_order import order_by
from graph.store.embedded.view import GraphView
from graph.store.neighbour_cursor import NeighbourCursor
from graph.store.protocol import NeighbourPage, Node, Route, Subgraph

_PATH_BUDGET = 4_000_000
"""Most adjacency entries that a search of paths walks over (bounds time and memory of a request)."""


def slot_of(version: Version, identifier: str) -> int:
    """Slot of an id by binary search in id order, -1 if the store has never seen it."""
    place = _lower_bound(version, identifier)
    if place < version.slots(NODES) and _id_at(version, place) == identifier:
        return int(version.index("nodes.order")[place])
    return -1


def _id_at(version: Version, place: int) -> str:
    return version.node_id(int(version.index("nodes.order")[place])).decode()


def _lower_bound(version: Version, identifier: str) -> int:
    """Rank of the first id that is not smaller than the identifier."""
    places = range(version.slots(NODES))
    if not places:
        return 0
    order, node = version.index("nodes.order"), version.node_id
    return bisect_left(places, identifier.encode(), key=lambda place: node(int(order[place])))


def find_slot(view: GraphView, identifier: str) -> int:
    """Canonical slot of an id or alias known by the view's day, -1 if there is none."""
    slot = slot_of(view.version, identifier)
    if slot >= 0:
        canonical = int(view.links.resolve(np.array([slot]))[0])
        if view.is_known(canonical):
            return canonical
    return _slot_by_value(view, identifier)


def _slot_by_value(view: GraphView, value: str) -> int:
    """Entity whose identifier has this value; of several the one with the smallest id."""
    version = view.version
    if not version.rows("identifiers"):
        return -1
    order = version.index("identifiers.value_order")
    low, high = 0, len(order)
    while low < high:
        middle = (low + high) // 2
        row = np.array([order[middle]])
        if str(version.take("identifiers", "value", row)[0]).encode() < value.encode():
            low = middle + 1
        else:
            high = middle
    rows = []
    while low < len(order):
        row = np.array([order[low]])
        if str(version.take("identifiers", "value", row)[0]) != value:
            break
        rows.append(int(row[0]))
        low += 1
    known = view.in_force("identifiers", np.array(rows, dtype=np.int64))
    entities = view.links.resolve(np.asarray(version.take("identifiers", "entity_id", known)))
    if not len(entities):
        return -1
    return int(entities[np.argmin(version.index("nodes.rank")[entities])])


def require_slot(view: GraphView, identifier: str) -> int:
    """Canonical slot of an id or alias; ``NotFoundError`` if it was not known by then."""
    slot = find_slot(view, identifier)
    if slot < 0:
        raise NotFoundError("no node with this id or alias was known by that day", identifier=identifier)
    return slot


def search(view: GraphView, name_part: str, *, limit: int) -> list[Node]:
    """Enterprises whose name or former name contains the text; see ``FactStore.search``."""
    version = view.version
    found: dict[int, None] = {}
    if limit > 0 and version.rows("enterprises"):
        names = version.mapped_frame(NAMES)
        for row in rows_with_name(names, name_part):
            slot = view.links.resolve(np.asarray(version.take("enterprises", "fact", np.array([row]))))
            if int(slot[0]) in found or view.describing_rows("enterprises", slot)[0] != row:
                continue
            found[int(slot[0])] = None
            if len(found) == limit:
                break
    slots = np.array(list(found), dtype=np.int64)
    rank = version.index("nodes.rank")[slots] if len(slots) else slots
    return view.typed_nodes(slots[np.argsort(rank)])


def ego(view: GraphView, node_id: str, *, hops: int, cap: int) -> Subgraph:
    """Nodes within ``hops`` of one node and the ties between the shown ones."""
    if hops < 0 or cap < 1:
        raise InputError(f"hops should be at least 0 and cap at least 1, got {hops} and {cap}")
    start = require_slot(view, node_id)
    reached = reach(view, start, hops=hops, budget=EGO_BUDGET, widest=EGO_WIDEST)
    rank = view.version.index("nodes.rank")
    order = np.lexsort((rank[reached.nodes], reached.hop))[:cap]
    shown = reached.nodes[order]
    expanded = view.expand(shown)
    rows, all_ties = _ties_between(view, shown, expanded, TIES_PER_NODE * cap)
    return Subgraph(
        nodes=view.typed_nodes(shown, expanded[0]),
        ties=view.typed_ties(rows),
        total=len(reached.nodes),
        shown=len(shown),
        truncated=len(shown) < len(reached.nodes) or not reached.complete or not all_ties,
    )


def _ties_between(
    view: GraphView, shown: Numbers, expanded: tuple[Numbers, Numbers, Numbers], most: int
) -> tuple[Numbers, bool]:
    """Tie rows between shown nodes, ties of the nearest nodes first; True if none is left out."""
    origin, neighbour, row = expanded
    by_slot = np.argsort(shown)
    place = np.minimum(np.searchsorted(shown[by_slot], neighbour), len(shown) - 1)
    other = by_slot[place]
    inside = shown[other] == neighbour
    origin, other, row = origin[inside], other[inside], row[inside]
    once = origin < other
    origin, other, row = origin[once], other[once], row[once]
    kind = np.asarray(view.version.index("ties.kind")[row]) if len(row) else row
    key = (np.maximum(origin, other) * len(shown) + np.minimum(origin, other)) * len(TIE_KINDS) + kind
    order = order_by(key, lambda places: view.tie_ids(row[places]))
    return row[order[:most]], len(row) <= most


def neighbours(view: GraphView, node_id: str, *, limit: int, cursor: str | None) -> NeighbourPage:
    """One page of neighbours in the order (tie kind, neighbour id, tie id)."""
    if limit < 1:
        raise InputError(f"limit should be at least 1, got {limit}")
    start = require_slot(view, node_id)
    _, neighbour, row = view.expand(np.array([start]))
    total = len(row)
    kind = np.asarray(view.version.index("ties.kind")[row]).astype(np.int64) if total else row
    rank = np.asarray(view.version.index("nodes.rank")[neighbour]).astype(np.int64)
    key = kind << 40 | rank
    if cursor is not None:
        keep = _after(view, cursor, key, row)
        neighbour, row, key = neighbour[keep], row[keep], key[keep]
    page = order_by(key, lambda places: view.tie_ids(row[places]))[:limit]
    ties, nodes = view.typed_ties(row[page]), view.typed_nodes(neighbour[page])
    last = None
    if len(row) > limit:
        last = NeighbourCursor(kind=ties[-1].kind, neighbour_id=nodes[-1].id, tie_id=ties[-1].id)
    return NeighbourPage(
        items=tuple(zip(ties, nodes, strict=True)),
        total=total,
        cursor=None if last is None else last.encoded(),
    )


def _after(view: GraphView, cursor: str, key: Numbers, row: Numbers) -> Numbers:
    """Positions after the cursor's item, whether or not that item still exists."""
    last = NeighbourCursor.decoded(cursor)
    place = _lower_bound(view.version, last.neighbour_id)
    here = last.kind_code << 40 | place
    if place == view.nodes or _id_at(view.version, place) != last.neighbour_id:
        return np.flatnonzero(key >= here)
    same = np.flatnonzero(key == here)
    later = [text > last.tie_id for text in view.tie_ids(row[same]).to_pylist()]
    return np.concatenate([same[np.array(later, dtype=bool)], np.flatnonzero(key > here)])


def paths(view: GraphView, source_id: str, target_id: str, *, max_hops: int, limit: int) -> Sequence[Route]:
    """Shortest paths; of parallel ties the first by (kind, tie id) stands for a step."""
    if max_hops < 0 or limit < 1:
        raise InputError(f"max_hops should be at least 0 and limit at least 1, got {max_hops} and {limit}")
    ends = [require_slot(view, identifier) for identifier in (source_id, target_id)]
    ranks = view.version.index("nodes.rank")
    walks = shortest_walks(
        view,
        ends[0],
        ends[1],
        max_hops=max_hops,
        limit=limit,
        rank=lambda nodes: ranks[nodes].tolist(),
        budget=_PATH_BUDGET,
    )
    return [
        Route(
            nodes=view.typed_nodes(np.array(walk.nodes, dtype=np.int64)),
            ties=view.typed_ties(np.array([_first_tie(view, step) for step in walk.ties], dtype=np.int64)),
        )
        for walk in walks
    ]


def _first_tie(view: GraphView, rows: tuple[int, ...]) -> int:
    if len(rows) == 1:
        return rows[0]
    row = np.array(rows, dtype=np.int64)
    key = np.asarray(view.version.index("ties.kind")[row])
    return int(row[order_by(key, lambda places: view.tie_ids(row[places]))[0]])
