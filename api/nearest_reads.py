"""Shortest paths from a node to the nearest enterprises of a class."""

from __future__ import annotations

from api.answers_graph import NearestPath, NearestPaths
from api.ego_reads import told_around
from api.graph_reads import resolve, route_views, told_routes
from api.readers import Reading
from api.security.scope import NO_ENTERPRISE, path_ties
from graph.budget import check
from graph.domain import RiskClass
from graph.store.protocol import Route, TieFilter
from scoring.results_marks import marks

_TRIED = 20
"""Shortest paths tried for one that tells no dealing between two outside the reader's area."""


def nearest(
    reading: Reading, identifier: str, risk_class: RiskClass, *, max_hops: int, limit: int, ties: TieFilter
) -> NearestPaths:
    """The nearest enterprises of a published class and a shortest path to each, nearest first.

    Raises
    ------
    NotFoundError
        If nothing of that id was known in that month.
    """
    start = resolve(reading, identifier)
    ties = path_ties(reading, (start.id,), ties)
    nodes, more = told_around(reading, start.id, hops=max_hops, ties=ties)
    firms = [node for node in nodes if not node.startswith(NO_ENTERPRISE) and node != start.id]
    found = marks(reading.month.scores, firms)
    targets = [node for node in firms if node in found and found[node].risk_class is risk_class]
    routes: list[Route] = []
    for target in targets[:limit]:
        check()
        tried = 1 if reading.viewer.whole_area else _TRIED
        found_routes = told_routes(reading, start.id, target, max_hops=max_hops, limit=tried, ties=ties)
        routes += found_routes[:1]
    # A path that tells nothing of others may be longer than the nearest order had it.
    routes.sort(key=lambda route: len(route.ties))
    views = route_views(reading, routes)
    return NearestPaths(
        published=reading.published,
        source=start.id,
        risk_class=risk_class,
        max_hops=max_hops,
        paths=tuple(NearestPath(target=view.nodes[-1], hops=len(view.ties), route=view) for view in views),
        total=len(targets),
        shown=len(views),
        looked_at=len(nodes),
        truncated=more or len(views) < len(targets),
    )
