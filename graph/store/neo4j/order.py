"""Orders of an answer: nodes by distance and id, ties by the places of their ends."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.domain import TIE_KINDS
from graph.routes import Reached
from graph.store.embedded.columns import Numbers
from graph.store.embedded.text_order import text_order
from graph.store.neo4j.described import ties_between
from graph.store.neo4j.view import Neo4jView
from graph.store.protocol import Node, Tie


def nearest(view: Neo4jView, reached: Reached, cap: int) -> Numbers:
    """The first ``cap`` nodes in the order (hop, id)."""
    shown: list[Numbers] = []
    room = cap
    for hop in range(int(reached.hop[-1]) + 1):
        layer = reached.nodes[reached.hop == hop]
        texts = view.id_texts(layer)
        order = first_texts(texts, room) if len(layer) > room else text_order(texts)
        shown.append(layer[order])
        room -= len(order)
        if not room:
            break
    return np.concatenate(shown)


def first_texts(texts: pa.LargeStringArray, most: int) -> Numbers:
    """Positions of the first ``most`` of distinct texts in the order of their bytes."""
    table = pa.table({"text": texts})
    chosen = pc.select_k_unstable(table, most, sort_keys=[("text", "ascending")])
    return np.asarray(chosen).astype(np.int64)


def ties_in_order(view: Neo4jView, shown: Numbers, nodes: list[Node], most: int) -> tuple[list[Tie], bool]:
    """Ties between shown nodes, ties of the nearest nodes first; True if none is left out."""
    # The ties of the widest node, which may be a hub, are seen from their other ends.
    widest = int(np.argmax(view.weight(shown)))
    others = np.delete(np.arange(len(shown)), widest)
    origin, neighbour, number = view.without_ids().expand(shown[others])
    origin = others[origin]
    by_slot = np.argsort(shown)
    place = np.minimum(np.searchsorted(shown[by_slot], neighbour), len(shown) - 1)
    other = by_slot[place]
    once = (shown[other] == neighbour) & ((origin < other) | (other == widest))
    origin, other, number = origin[once], other[once], number[once]
    origin, other = np.minimum(origin, other), np.maximum(origin, other)
    steps = view.steps(number)
    key = (other * len(shown) + origin) * len(TIE_KINDS) + steps.kind
    whole = len(key) <= most
    if not whole:
        wanted = key <= np.partition(key, most - 1)[most - 1]
        steps = view.steps(number[wanted])
    position = {node.id: at for at, node in enumerate(nodes)}

    def order(tie: Tie) -> tuple[int, int, int, bytes]:
        ends = sorted((position[tie.source_id], position[tie.target_id]), reverse=True)
        return (ends[0], ends[1], TIE_KINDS.index(tie.kind), tie.id.encode())

    ties = sorted(ties_between(view, steps.near, steps.far), key=order)
    return ties[:most], whole
