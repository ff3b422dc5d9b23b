"""One page of neighbours, in the order (tie kind, neighbour id, tie id)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.domain import TIE_KINDS
from graph.store.embedded.columns import Numbers
from graph.store.embedded.text_order import text_order
from graph.store.neighbour_cursor import NeighbourCursor
from graph.store.neo4j.described import ties_between, typed_nodes
from graph.store.neo4j.view import Neo4jView
from graph.store.protocol import NeighbourPage, Tie


def neighbour_page(view: Neo4jView, start: int, *, limit: int, cursor: str | None) -> NeighbourPage:
    """Page of the neighbours of a canonical slot, after the cursor's item.

    The ties are ordered here by kind and neighbour; tie ids and content are read only for
    those that the page may show.
    """
    last = None if cursor is None else NeighbourCursor.decoded(cursor)
    nodes = np.array([start], dtype=np.int64)
    view.weight(nodes)
    _, neighbour, number = view.expand(nodes)
    total = len(number)
    texts = view.id_texts(neighbour)
    by_id = text_order(texts)
    changes = np.flatnonzero(np.diff(neighbour[by_id])) + 1
    starts = np.concatenate([[0], changes]) if total else changes
    rank = np.empty(total, dtype=np.int64)
    rank[by_id] = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, total)))
    names = texts.take(pa.array(by_id[starts]))
    key = view.steps(number).kind.astype(np.int64) << 40 | rank
    order = np.argsort(key, kind="stable")
    begin, stop = _window(key[order], names, last, limit)
    chosen = order[begin:stop]
    keys = set(key[chosen].tolist())
    distinct = np.unique(rank[chosen])
    rank_of = dict(zip(names.take(pa.array(distinct)).to_pylist(), distinct.tolist(), strict=True))
    own = view.id_texts(nodes)[0].as_py()
    steps = view.steps(number[chosen])
    found = []
    for tie in ties_between(view, steps.near, steps.far):
        other = tie.target_id if tie.source_id == own else tie.source_id
        # The pair may have ties of kinds that belong on another page.
        if (TIE_KINDS.index(tie.kind) << 40 | rank_of[other]) in keys:
            found.append((tie, other))
    found.sort(key=lambda item: _order(*item))
    if last is not None:
        held = (last.kind_code, last.neighbour_id.encode(), last.tie_id.encode())
        found = [item for item in found if _order(*item) > held]
    shown = found[:limit]
    described = typed_nodes(view, neighbour[by_id[starts[sorted({rank_of[other] for _, other in shown})]]])
    by_node = {node.id: node for node in described}
    more = len(found) + total - stop > limit
    end = None
    if more:
        tie, other = shown[-1]
        end = NeighbourCursor(kind=tie.kind, neighbour_id=other, tie_id=tie.id).encoded()
    items = tuple((tie, by_node[other]) for tie, other in shown)
    return NeighbourPage(items=items, total=total, cursor=end)


def _window(
    key: Numbers, names: pa.LargeStringArray, last: NeighbourCursor | None, limit: int
) -> tuple[int, int]:
    """Rows that a page may show: whole groups of one kind and neighbour, from the cursor's on."""
    begin = same = 0
    if last is not None:
        smaller = pc.sum(pc.less(names, last.neighbour_id)).as_py() or 0
        there = pc.any(pc.equal(names, last.neighbour_id)).as_py() or False
        here = last.kind_code << 40 | smaller
        begin, same = np.searchsorted(key, [here, here + int(there)]).tolist()
    stop = min(same + limit, len(key))
    if stop > begin:
        stop = int(np.searchsorted(key, key[stop - 1], side="right"))
    return begin, stop


def _order(tie: Tie, other: str) -> tuple[int, bytes, bytes]:
    return (TIE_KINDS.index(tie.kind), other.encode(), tie.id.encode())
