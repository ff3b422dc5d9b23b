"""One level of ownership, page by page, and a cluster as a graph."""

from __future__ import annotations

from api.answers import Page
from api.answers_graph import ClusterGraph, HoldingRow, MemberTie, MetaNode
from api.cursors import scope_of, unseal
from api.graph_reads import resolve, sealed, tie_views
from api.node_reads import month_nodes
from api.ownership_reads import ANY_SHARE
from api.readers import Reading
from api.security.scope import Mask, guarded_kinds, in_scope, visible
from scoring.results_types_ownership import LevelPage


def owners(reading: Reading, identifier: str, *, limit: int, cursor: str | None) -> Page[HoldingRow]:
    """Who holds an enterprise directly, the largest share first, unknown shares last."""
    scope = scope_of("owners", id=identifier, viewer=reading.viewer.scope_hash)
    known = resolve(reading, identifier).id
    inner = None if cursor is None else unseal(cursor, scope).inner
    return _rows(reading, scope, known, reading.month.views.owners(known, inner, limit, _inside(reading)))


def holdings(reading: Reading, identifier: str, *, limit: int, cursor: str | None) -> Page[HoldingRow]:
    """What an enterprise or person holds directly, the largest share first, unknown shares last."""
    scope = scope_of("holdings", id=identifier, viewer=reading.viewer.scope_hash)
    known = resolve(reading, identifier).id
    inner = None if cursor is None else unseal(cursor, scope).inner
    return _rows(reading, scope, known, reading.month.views.holdings(known, inner, limit, _inside(reading)))


def _inside(reading: Reading) -> Mask | None:
    return None if reading.viewer.whole_area else in_scope(reading.month, reading.viewer)


def _rows(reading: Reading, scope: str, known: str, page: LevelPage) -> Page[HoldingRow]:
    nodes = {node.id: node for node in month_nodes(reading, (one.node_id for one in page.items))}
    firms = [known, *nodes]
    seen = visible(reading, firms)
    items = []
    for one in page.items:
        # A share between two that are outside is theirs.
        mine = any(seen[node] and not node.startswith("P:") for node in (known, one.node_id))
        items.append(
            HoldingRow(
                node=nodes[one.node_id],
                tie_id=one.tie_id,
                share=one.share if mine else None,
                counted=one.counted if mine else ANY_SHARE,
                valid_from=one.valid_from,
                valid_to=one.valid_to,
                in_cycle=one.in_cycle,
                further=one.further,
            )
        )
    return Page(
        published=reading.published,
        items=tuple(items),
        total=page.total,
        shown=len(items),
        truncated=page.cursor is not None,
        cursor=sealed(reading, scope, page.cursor),
    )


def cluster_graph(reading: Reading, cluster_id: str, *, cap: int) -> ClusterGraph:
    """A cluster as a graph: its strongest members, what joins them, the rest by district."""
    inside = in_scope(reading.month, reading.viewer)
    drawn = reading.month.views.cluster_graph(
        cluster_id, cap, inside, guarded=() if reading.viewer.whole_area else guarded_kinds()
    )
    ties = drawn.ties
    joined = {end for tie in ties for end in (tie.source_id, tie.target_id)}
    nodes = [node for at, node in enumerate(drawn.node_ids) if at < drawn.members or node in joined]
    return ClusterGraph(
        published=reading.published,
        cluster_id=cluster_id,
        nodes=month_nodes(reading, nodes),
        ties=tie_views(reading, ties),
        meta_nodes=tuple(
            MetaNode(
                id=f"district:{one.region}",
                label=one.region,
                members=one.members,
                class_counts=one.class_counts,
            )
            for one in drawn.rest
        ),
        meta_ties=tuple(
            MemberTie(source_id=f"district:{one.region}", target_id=node, weight=weight)
            for one in drawn.rest
            for node, weight in one.weights.items()
        ),
        total=drawn.total,
        shown=drawn.members,
        ties_total=drawn.ties_total,
        ties_shown=len(ties),
        truncated=drawn.members < drawn.total or len(ties) < drawn.ties_total,
    )
