"""What a reader of an area is told of the graph, read from the month: degrees, and walks that are wide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from api.readers import Reading
from api.security.scope import NO_ENTERPRISE, guarded_kinds, in_scope, visible
from graph.domain import TieKind
from graph.errors import NotFoundError
from graph.routes import reach
from graph.store.bounds import EGO_BUDGET, EGO_WIDEST, TIES_PER_NODE
from graph.store.protocol import Tie, TieFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldWalk:
    """Nodes that told ties lead to, nearest first, each hop by id, and the ties between them.

    Attributes
    ----------
    ids : tuple of str
        At most as many as were asked for.
    ties : tuple of Tie
    total : int
        Nodes within reach.
    truncated : bool
        More nodes are within reach than are named, or more ties are between them.
    """

    ids: tuple[str, ...]
    ties: tuple[Tie, ...]
    total: int
    truncated: bool


def told_walk(reading: Reading, centre: str, *, hops: int, cap: int, ties: TieFilter) -> ToldWalk:
    """Nodes within some hops of one by the month's ties that the reader is told.

    Whatever is not told moves neither total nor ``truncated``. Ties that scores do not use because of
    a status are none of the month's.

    Raises
    ------
    NotFoundError
        If the month does not know the node.
    """
    views = reading.month.views
    inside = in_scope(reading.month, reading.viewer)
    graph = views.told(inside, guarded_kinds(), ties.kinds, ended=ties.ended)
    reached = reach(graph, views.code(centre), hops=hops, budget=EGO_BUDGET, widest=EGO_WIDEST)
    shown: list[int] = []
    for hop in range(int(reached.hop[-1]) + 1):
        shown += views.ties.first_by_id(reached.nodes[reached.hop == hop], cap - len(shown))
    rows = graph.between(np.array(shown, np.int64))
    most = TIES_PER_NODE * cap
    return ToldWalk(
        ids=tuple(views.id_of(code) for code in shown),
        ties=tuple(views.ties.typed(rows[:most])),
        total=len(reached.nodes),
        truncated=len(shown) < len(reached.nodes) or not reached.complete or len(rows) > most,
    )


def told_between(reading: Reading, ids: Iterable[str], ties: TieFilter) -> tuple[Tie, ...]:
    """The month's ties between some nodes that the reader is told, by id; nodes it does not know have none.

    However many ties a node has, only those between the given ones are read in full.
    """
    views = reading.month.views
    codes = []
    for node in sorted(set(ids)):
        try:
            codes.append(views.code(node))
        except NotFoundError:
            continue
    if len(codes) < 2:
        return ()
    # Ties between two persons have no end in any area; who reads all is told of them too.
    guarded: frozenset[TieKind] = frozenset() if reading.viewer.whole_area else guarded_kinds()
    graph = views.told(in_scope(reading.month, reading.viewer), guarded, ties.kinds, ended=ties.ended)
    found = views.ties.typed(graph.between(np.array(codes, np.int64)))
    return tuple(sorted(found, key=lambda tie: tie.id))


def told_degrees(reading: Reading, ids: Iterable[str]) -> dict[str, int]:
    """Ties in force that the reader is told of, by node; own enterprises are left out: all of theirs are.

    A node that the month does not know has none.
    """
    if reading.viewer.whole_area:
        return {}
    seen = visible(reading, ids)
    views = reading.month.views
    found = {node: 0 for node, own in seen.items() if not own or node.startswith(NO_ENTERPRISE)}
    known, codes = [], []
    for node in found:
        try:
            codes.append(views.code(node))
        except NotFoundError:
            continue
        known.append(node)
    if known:
        told = views.told(in_scope(reading.month, reading.viewer), guarded_kinds())
        found.update(zip(known, told.degrees(np.array(codes, np.int64)).tolist(), strict=True))
    return found
