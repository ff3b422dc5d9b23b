"""Nodes around one node: from the store, and where that has to stop early, what is told from the month."""

from __future__ import annotations

from collections.abc import Sequence

from api.answers import GraphView, NodeView
from api.graph_reads import node_id, node_views, tie_views, told
from api.node_reads import month_nodes
from api.readers import Reading
from api.security.scope import told_ties
from api.told_reads import ToldWalk, told_walk
from graph.errors import NotFoundError
from graph.store.protocol import Node, Subgraph, Tie, TieFilter

MAX_TIES = 4_000
"""Ties in one answer, at most: few nodes may have very many ties between them."""
LOOKED_AT = 2_000
"""Nodes looked at in the store where not all of them are told, or few are wanted; nearest first."""


def ego(reading: Reading, identifier: str, *, hops: int, cap: int, ties: TieFilter) -> GraphView:
    """Nodes within ``hops`` of one node, nearest first, and the ties between them."""
    centre = node_id(reading, identifier)
    followed = told_ties(reading, centre, ties)
    # A total and a cap that count what is not told would tell of it: first what is told, then the cap.
    most = cap if reading.viewer.whole_area else max(cap, LOOKED_AT)
    found = reading.readers.store.ego(centre, reading.at, hops=hops, cap=most, ties=followed)
    if not reading.viewer.whole_area:
        walk = _wide(reading, centre, found, hops=hops, cap=cap, ties=followed)
        if walk is not None:
            nodes = month_nodes(reading, walk.ids)
            return _view(reading, centre, nodes, walk.ties, total=walk.total, truncated=walk.truncated)
        found = _told_part(reading, centre, found, hops=hops, cap=cap)
    nodes = node_views(reading, found.nodes)
    return _view(reading, centre, nodes, found.ties, total=found.total, truncated=found.truncated)


def told_around(reading: Reading, centre: str, *, hops: int, ties: TieFilter) -> tuple[list[str], bool]:
    """Ids of at most ``LOOKED_AT`` nodes that told ties lead to, nearest first; whether there are more."""
    found = reading.readers.store.ego(centre, reading.at, hops=hops, cap=LOOKED_AT, ties=ties)
    if not reading.viewer.whole_area:
        walk = _wide(reading, centre, found, hops=hops, cap=LOOKED_AT, ties=ties)
        if walk is not None:
            return list(walk.ids), walk.truncated
    nodes = _reached(centre, found, told(reading, found.ties), hops)
    return [node.id for node in nodes], found.truncated


def _wide(
    reading: Reading, centre: str, found: Subgraph, *, hops: int, cap: int, ties: TieFilter
) -> ToldWalk | None:
    """Walk in the month where more is around than was looked at: how much that is, is not told."""
    if not found.truncated:
        return None
    try:
        return told_walk(reading, centre, hops=hops, cap=cap, ties=ties)
    except NotFoundError:
        return None


def _view(
    reading: Reading,
    centre: str,
    nodes: tuple[NodeView, ...],
    ties: Sequence[Tie],
    *,
    total: int,
    truncated: bool,
) -> GraphView:
    """Answer with the ties that one may hold."""
    shown = ties[:MAX_TIES]
    return GraphView(
        published=reading.published,
        centre=centre,
        nodes=nodes,
        ties=tie_views(reading, shown),
        total=total,
        shown=len(nodes),
        ties_total=len(ties),
        ties_shown=len(shown),
        truncated=truncated or len(shown) < len(ties),
    )


def _told_part(reading: Reading, centre: str, found: Subgraph, *, hops: int, cap: int) -> Subgraph:
    """The first nodes that told ties lead to, and those ties; the total is of the nodes looked at."""
    ties_told = told(reading, found.ties)
    nodes = _reached(centre, found, ties_told, hops)
    shown = nodes[:cap]
    ids = {node.id for node in shown}
    ties = [tie for tie in ties_told if tie.source_id in ids and tie.target_id in ids]
    cut = len(shown) < len(nodes)
    return Subgraph(
        nodes=shown, ties=ties, total=len(nodes), shown=len(shown), truncated=found.truncated or cut
    )


def _reached(centre: str, found: Subgraph, ties_told: Sequence[Tie], hops: int) -> Sequence[Node]:
    """Nodes within some hops of the centre along told ties, nearest first, each hop by id.

    Neither the others nor an order by all ties: both would tell of the ties left out.
    """
    if len(found.ties) == len(ties_told):
        return found.nodes
    beside: dict[str, list[str]] = {}
    for tie in ties_told:
        beside.setdefault(tie.source_id, []).append(tie.target_id)
        beside.setdefault(tie.target_id, []).append(tie.source_id)
    hop_of, frontier = {centre: 0}, [centre]
    for hop in range(1, hops + 1):
        following = {node for near in frontier for node in beside.get(near, ()) if node not in hop_of}
        hop_of.update(dict.fromkeys(following, hop))
        frontier = list(following)
    met = [node for node in found.nodes if node.id in hop_of]
    return sorted(met, key=lambda node: (hop_of[node.id], node.id.encode()))
