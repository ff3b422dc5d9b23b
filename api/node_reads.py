"""Nodes of an answer from the published month alone: the same on both stores, without asking them."""

from __future__ import annotations

from collections.abc import Iterable

from api.answers import NodeView
from api.month_reads import labels
from api.readers import Reading
from api.security.scope import NO_ENTERPRISE, outside, visible
from api.told_reads import told_degrees
from graph.domain import NodeKind
from graph.short_names import short_name
from scoring.results_marks import marks
from scoring.results_rows import text_at

_KINDS = dict(zip(NO_ENTERPRISE, (NodeKind.PERSON, NodeKind.PLACE, NodeKind.CONTACT), strict=True))


def month_nodes(reading: Reading, ids: Iterable[str]) -> tuple[NodeView, ...]:
    """Nodes of ids with label, degree and class of the month, in the order asked for.

    The degree counts ties that are in force, used and told; a store also counts those with a status.
    """
    wanted = list(ids)
    scores, views = reading.month.scores, reading.month.views
    found = marks(scores, (node for node in wanted if not node.startswith(NO_ENTERPRISE)))
    names = labels(reading, (node for node in wanted if node not in found))
    degrees, seen = views.degrees(wanted) | told_degrees(reading, wanted), visible(reading, wanted)
    nodes = []
    for node in wanted:
        kind = next((kind for begin, kind in _KINDS.items() if node.startswith(begin)), NodeKind.ENTERPRISE)
        mark = found.get(node)
        label = names[node] if mark is None else mark.name or node
        row = None if mark is None else views.code(node)
        view = NodeView(
            id=node,
            kind=kind,
            label=label,
            short_name=short_name(label) if kind is NodeKind.ENTERPRISE else label,
            degree=degrees[node],
            status=None if row is None else text_at(scores, "status", row),
            region=None if row is None else text_at(scores, "region", row),
            scored=None if mark is None else mark.scored,
            risk_class=None if mark is None else mark.risk_class,
            score=None if mark is None else mark.score,
        )
        nodes.append(view if seen[node] else outside(view))
    return tuple(nodes)
