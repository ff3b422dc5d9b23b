"""Shortest paths from a node to the nearest enterprises of a class."""

from __future__ import annotations

from api.answers_graph import NearestPath, NearestPaths
from api.graph_reads import resolve, route_views
from api.readers import Reading
from api.security.scope import path_ties
from graph.budget import check
from graph.domain import NodeKind, RiskClass
from graph.store.protocol import Route, TieFilter
from scoring.results_marks import marks

LOOKED_AT = 2_000
"""Nodes looked at, nearest first: beyond, a path says little."""


def nearest(
    reading: Reading, identifier: str, risk_class: RiskClass, *, max_hops: int, limit: int, ties: TieFilter
) -> NearestPaths:
    """The nearest enterprises of a published class and a shortest path to each, nearest first.

    Raises
    ------
    NotFoundError
        If nothing of that id was known in that month.
    """
    store = reading.readers.store
    start = resolve(reading, identifier)
    ties = path_ties(reading, (start.id,), ties)
    around = store.ego(start.id, reading.at, hops=max_hops, cap=LOOKED_AT, ties=ties)
    firms = [node for node in around.nodes if node.kind is NodeKind.ENTERPRISE and node.id != start.id]
    found = marks(reading.month.scores, (node.id for node in firms))
    targets = [node for node in firms if node.id in found and found[node.id].risk_class is risk_class]
    routes: list[Route] = []
    for target in targets[:limit]:
        check()
        routes += store.paths(start.id, target.id, reading.at, max_hops=max_hops, limit=1, ties=ties)
    views = route_views(reading, routes)
    return NearestPaths(
        published=reading.published,
        source=start.id,
        risk_class=risk_class,
        max_hops=max_hops,
        paths=tuple(NearestPath(target=view.nodes[-1], hops=len(view.ties), route=view) for view in views),
        total=len(targets),
        shown=len(views),
        looked_at=around.shown,
        truncated=around.truncated or len(views) < len(targets),
    )
