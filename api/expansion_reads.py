"""Expanding a node on the canvas: its most important neighbours that the reader does not have yet.

Importance: published class from D to A, then no class, then score inside the area, then id. A node with few
ties is read from the store, with every tie a status keeps out of scores; a hub from the month's
arrays, where a hundred thousand neighbours are sorted at once.
"""

from __future__ import annotations

import json
from collections.abc import Collection

from api.answers import Neighbour, Page
from api.cursors import scope_of, unseal
from api.graph_reads import node_views, resolve, sealed, tie_views, told
from api.node_reads import month_nodes
from api.readers import Reading
from api.security.scope import guarded_kinds, in_scope, sees_enterprise, told_ties, visible
from graph.errors import InputError
from graph.store.protocol import Tie, TieFilter
from scoring.importance import Place, hub_page, importance

FEW = 1_000
"""Up to so many ties a node is read from the store."""


def expand(
    reading: Reading,
    identifier: str,
    *,
    known: Collection[str],
    limit: int,
    cursor: str | None,
    ties: TieFilter,
) -> Page[Neighbour]:
    """One page of neighbours by importance, without those the reader has.

    The cursor holds the place of the last neighbour, so it is good whatever is known meanwhile.

    Raises
    ------
    InputError
        If the cursor is none of this list, or ties of a hub are asked for that only a store knows.
    """
    scope = scope_of(
        "expansion",
        id=identifier,
        kinds=sorted(ties.kinds),
        ended=ties.ended,
        void=ties.void,
        viewer=reading.viewer.scope_hash,
    )
    after = None if cursor is None else _place(unseal(cursor, scope).inner)
    centre, degree = _centre(reading, identifier)
    ties = told_ties(reading, centre, ties)
    left_out = frozenset(known)
    if degree <= FEW:
        items, total, last = _of_store(reading, centre, left_out, after, limit, ties)
    else:
        items, total, last = _of_month(reading, centre, left_out, after, limit, ties)
    return Page(
        published=reading.published,
        items=items,
        total=total,
        shown=len(items),
        truncated=last is not None,
        cursor=None if last is None else sealed(reading, scope, json.dumps(last)),
    )


def _centre(reading: Reading, identifier: str) -> tuple[str, int]:
    """Id and degree of a node; of a hub of the month without walking over all of its ties."""
    degree = reading.month.views.degrees((identifier,))[identifier]
    if degree > FEW:
        return identifier, degree
    found = resolve(reading, identifier)
    return found.id, found.degree


Found = tuple[tuple[Neighbour, ...], int, Place | None]


def _of_store(
    reading: Reading, centre: str, known: frozenset[str], after: Place | None, limit: int, ties: TieFilter
) -> Found:
    page = reading.readers.store.neighbours(centre, reading.at, limit=FEW, ties=ties)
    if page.cursor is not None:
        raise _too_many()
    ends = {node.id for _, node in page.items}
    places = importance(reading.month.scores, ends, visible(reading, ends))
    shown_ties = {tie.id for tie in told(reading, [tie for tie, _ in page.items])}
    listed = [
        ((*places[node.id], tie.id), tie, node)
        for tie, node in page.items
        if node.id not in known and tie.id in shown_ties
    ]
    listed.sort(key=lambda one: one[0])
    rest = [one for one in listed if after is None or one[0] > after]
    shown = rest[:limit]
    views = node_views(reading, [node for _, _, node in shown])
    tied = tie_views(reading, [tie for _, tie, _ in shown])
    items = tuple(Neighbour(tie=tie, node=view) for tie, view in zip(tied, views, strict=True))
    return items, len(listed), shown[-1][0] if len(rest) > limit else None


def _of_month(
    reading: Reading, centre: str, known: frozenset[str], after: Place | None, limit: int, ties: TieFilter
) -> Found:
    views = reading.month.views
    if ties.ended or ties.void:
        raise _too_many()
    shared = reading.viewer.whole_area or sees_enterprise(reading, centre)
    found = hub_page(
        views,
        reading.month.scores,
        centre,
        known,
        after,
        limit,
        ties.kinds,
        inside=in_scope(reading.month, reading.viewer),
        guarded=() if shared else guarded_kinds(),
    )
    listed: list[Tie] = views.ties.typed(found.rows)
    nodes = month_nodes(reading, found.others)
    tied = tie_views(reading, listed)
    items = tuple(Neighbour(tie=tie, node=view) for tie, view in zip(tied, nodes, strict=True))
    return items, found.total, found.last


def _too_many() -> InputError:
    return InputError(
        f"ended, void: expected neither for a node of more than {FEW} ties sorted by importance, "
        "got one; list them with /neighbours"
    )


def _place(inner: str) -> Place:
    try:
        first, second, node, tie = json.loads(inner)
        place = (int(first), int(second), str(node), str(tie))
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise InputError("cursor: expected one of this list; start again without it") from error
    return place
