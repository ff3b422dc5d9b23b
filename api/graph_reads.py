"""Reads of the graph around one node: from the store, with classes of the published month.

Ties and nodes come from the store as of the month's days; classes and scores always come
from the published month; names of persons only masked, from the vault. A tie that scores
do not use because of a fact status is shown with that status.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from api.answers import (
    NodeView,
    Paths,
    RouteView,
    StatusView,
    TieView,
)
from api.cursors import Place, seal
from api.readers import Reading
from api.security.scope import (
    NO_ENTERPRISE,
    open_kinds,
    open_ties,
    opens,
    outside,
    path_ties,
    visible,
)
from api.told_reads import told_degrees
from graph.domain import FactKind, NodeKind, TieKind
from graph.errors import NotFoundError
from graph.short_names import short_name
from graph.store.protocol import Node, Route, StatusMark, Tie, TieFilter
from scoring.labels import FACT_STATES
from scoring.results_marks import marks


def resolve(reading: Reading, identifier: str) -> Node:
    """Node of an id or alias as of the month.

    Raises
    ------
    NotFoundError
        If nothing of that id was known in that month.
    """
    found = reading.readers.store.find(identifier, reading.at)
    if found is None:
        month = reading.info.month
        raise NotFoundError(f"no node has this id or alias in {month}; search for it or choose another month")
    return found


def node_id(reading: Reading, identifier: str) -> str:
    """Id of a node by its id or alias as of the month; the month answers for its enterprises.

    Raises
    ------
    NotFoundError
        If nothing of that id was known in that month.
    """
    known = reading.month.scores.place("enterprise_id", identifier) is not None
    return identifier if known else resolve(reading, identifier).id


def told(reading: Reading, ties: Sequence[Tie]) -> Sequence[Tie]:
    """Ties without loans, trades, guarantees and contacts between nodes outside the reader's area."""
    if reading.viewer.whole_area:
        return ties
    kinds = frozenset(open_kinds())
    seen = ends_seen(reading, (tie for tie in ties if tie.kind not in kinds))
    return [
        tie
        for tie in ties
        if tie.kind in kinds or seen.get(tie.source_id, False) or seen.get(tie.target_id, False)
    ]


def paths(reading: Reading, source: str, target: str, *, max_hops: int, limit: int, ties: TieFilter) -> Paths:
    """Shortest paths between two nodes, at most ``limit``."""
    start, end = node_id(reading, source), node_id(reading, target)
    followed = path_ties(reading, (start, end), ties)
    routes = told_routes(reading, start, end, max_hops=max_hops, limit=limit, ties=followed)
    views = route_views(reading, routes)
    return Paths(
        published=reading.published,
        source=start,
        target=end,
        paths=views,
        hops=len(views[0].ties) if views else None,
        shown=len(views),
        truncated=len(views) == limit,
    )


def told_routes(
    reading: Reading, source: str, target: str, *, max_hops: int, limit: int, ties: TieFilter
) -> Sequence[Route]:
    """Shortest paths that lead along no dealing between two who are outside the reader's area.

    Where every one of the shortest does, the shortest along ties that anybody may know of.
    """
    store = reading.readers.store
    found = store.paths(source, target, reading.at, max_hops=max_hops, limit=limit, ties=ties)
    kept = [route for route in found if len(told(reading, route.ties)) == len(route.ties)]
    if kept or not found or not opens(ties):
        return kept
    return store.paths(source, target, reading.at, max_hops=max_hops, limit=limit, ties=open_ties(ties))


def route_views(reading: Reading, routes: Sequence[Route]) -> tuple[RouteView, ...]:
    """Routes with classes, masks and statuses; all statuses are asked for at once."""
    ties = [tie for route in routes for tie in route.ties]
    found, seen = statuses_of(reading, ties), ends_seen(reading, ties)
    return tuple(
        RouteView(
            nodes=node_views(reading, route.nodes),
            ties=tuple(tie_view(tie, found.get(tie.id, ()), seen) for tie in route.ties),
        )
        for route in routes
    )


def sealed(reading: Reading, scope: str, inner: str | None) -> str | None:
    """Opaque cursor of a list's own cursor; None stays None."""
    if inner is None:
        return None
    info = reading.info
    return seal(Place(month=info.month, revision=info.revision, scope=scope, inner=inner))


def node_views(reading: Reading, nodes: Sequence[Node]) -> tuple[NodeView, ...]:
    """Nodes with their published class; a person's label is always the masked name.

    Enterprises outside the reader's area keep name, code and class.
    """
    found = marks(reading.month.scores, (node.id for node in nodes if node.kind is NodeKind.ENTERPRISE))
    seen = visible(reading, (node.id for node in nodes))
    labels = labels_of(reading, nodes)
    degrees = told_degrees(reading, (node.id for node in nodes))
    views = []
    for node in nodes:
        mark, label = found.get(node.id), labels[node.id]
        view = NodeView(
            id=node.id,
            kind=node.kind,
            label=label,
            short_name=short_name(label) if node.kind is NodeKind.ENTERPRISE else label,
            degree=degrees.get(node.id, node.degree),
            status=node.status,
            region=node.region,
            scored=None if mark is None else mark.scored,
            risk_class=None if mark is None else mark.risk_class,
            score=None if mark is None else mark.score,
        )
        views.append(view if seen[node.id] else outside(view))
    return tuple(views)


def labels_of(reading: Reading, nodes: Iterable[Node]) -> dict[str, str]:
    """Label by id; whatever a store says of a person, only the vault's mask is shown."""
    listed = list(nodes)
    masked = reading.readers.vault.masked([n.id for n in listed if n.kind is NodeKind.PERSON])
    return {n.id: masked.get(n.id, "*") if n.kind is NodeKind.PERSON else n.label for n in listed}


def statuses_of(reading: Reading, ties: Iterable[Tie]) -> Mapping[str, Sequence[StatusMark]]:
    """Statuses in force on ties on the month's day, by tie id."""
    return reading.readers.store.statuses([tie.id for tie in ties], reading.at, kind=FactKind.TIE)


def tie_views(reading: Reading, ties: Sequence[Tie]) -> tuple[TieView, ...]:
    """Ties with the statuses in force on them."""
    found = statuses_of(reading, ties)
    seen = ends_seen(reading, ties)
    return tuple(tie_view(tie, found.get(tie.id, ()), seen) for tie in ties)


def ends_seen(reading: Reading, ties: Iterable[Tie]) -> dict[str, bool]:
    """Whether the reader's area holds each enterprise at an end of ties."""
    ends = {end for tie in ties for end in (tie.source_id, tie.target_id)}
    return visible(reading, sorted(end for end in ends if not end.startswith(NO_ENTERPRISE)))


def tie_view(tie: Tie, statuses: Sequence[StatusMark], seen: Mapping[str, bool]) -> TieView:
    """Tie as an answer shows it; without the terms of a holding where the reader's area holds neither end.

    Parameters
    ----------
    tie : Tie
    statuses : sequence of StatusMark
    seen : mapping of enterprise id to whether the area holds it
    """
    shown = seen.get(tie.source_id, False) or seen.get(tie.target_id, False)
    return TieView(
        id=tie.id,
        kind=tie.kind,
        source_id=tie.source_id,
        target_id=tie.target_id,
        role=tie.role if shown or tie.kind is not TieKind.HOLDS else None,
        share=tie.share if shown else None,
        valid_from=tie.valid_from,
        valid_to=tie.valid_to,
        confidence=tie.confidence,
        statuses=tuple(
            StatusView(
                status=mark.status,
                label=FACT_STATES[mark.status],
                effective_on=mark.effective_on,
                ends_on=mark.ends_on,
            )
            for mark in statuses
        ),
    )
