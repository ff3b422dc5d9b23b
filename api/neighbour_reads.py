"""Neighbours of one node in a stable order, page by page.

Totals and cursors are of what is told: a cursor can be read, so it names no neighbour that is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from api.answers import Neighbour, Page
from api.cursors import scope_of, unseal
from api.graph_reads import node_id, node_views, sealed, tie_views, told
from api.readers import Reading
from api.security.scope import NO_ENTERPRISE, opens, told_ties
from graph.budget import check
from graph.domain import TIE_KINDS
from graph.store.neighbour_cursor import NeighbourCursor
from graph.store.protocol import NeighbourPage, Node, Tie, TieFilter

_AT_ONCE = 10_000


def neighbours_scope(identifier: str, ties: TieFilter) -> str:
    """Hash of a list of neighbours, for cursors."""
    return scope_of("neighbours", id=identifier, kinds=ties.kinds, ended=ties.ended, void=ties.void)


def neighbours(
    reading: Reading, identifier: str, *, limit: int, cursor: str | None, ties: TieFilter
) -> Page[Neighbour]:
    """One page of neighbours in the stable order (tie kind, neighbour id, tie id)."""
    scope = neighbours_scope(identifier, ties)
    inner = None if cursor is None else unseal(cursor, scope).inner
    centre = node_id(reading, identifier)
    followed = told_ties(reading, centre, ties)
    if reading.viewer.whole_area or not centre.startswith(NO_ENTERPRISE):
        found = reading.readers.store.neighbours(centre, reading.at, limit=limit, cursor=inner, ties=followed)
    else:
        found = _of_nobody(reading, centre, limit=limit, inner=inner, ties=followed)
    views = node_views(reading, [node for _, node in found.items])
    tied = tie_views(reading, [tie for tie, _ in found.items])
    items = tuple(Neighbour(tie=tie, node=view) for tie, view in zip(tied, views, strict=True))
    return Page(
        published=reading.published,
        items=items,
        total=found.total,
        shown=len(items),
        truncated=found.cursor is not None,
        cursor=sealed(reading, scope, found.cursor),
    )


def _of_nobody(
    reading: Reading, centre: str, *, limit: int, inner: str | None, ties: TieFilter
) -> NeighbourPage:
    """Neighbours of a person, place or contact: of what is not open only those in the reader's area."""
    after = None if inner is None else NeighbourCursor.decoded(inner)
    listed, total, more = list[tuple[Tie, Node]](), 0, False
    if kinds := opens(ties):
        page = reading.readers.store.neighbours(
            centre, reading.at, limit=limit, cursor=inner, ties=replace(ties, kinds=kinds)
        )
        listed, total, more = list(page.items), page.total, page.cursor is not None
    mine = list(_guarded(reading, centre, ties))
    listed += [one for one in mine if after is None or _place(one) > _place_of(after)]
    listed.sort(key=_place)
    shown = listed[:limit]
    last = None
    if more or len(listed) > limit:
        tie, node = shown[-1]
        last = NeighbourCursor(kind=tie.kind, neighbour_id=node.id, tie_id=tie.id).encoded()
    return NeighbourPage(items=tuple(shown), total=total + len(mine), cursor=last)


def _guarded(reading: Reading, centre: str, ties: TieFilter) -> Iterator[tuple[Tie, Node]]:
    """Ties of kinds that are not open and told all the same; every one of them is looked at."""
    kinds = tuple(kind for kind in ties.kinds or TIE_KINDS if kind not in opens(ties))
    cursor: str | None = None
    while kinds:
        check()
        page = reading.readers.store.neighbours(
            centre, reading.at, limit=_AT_ONCE, cursor=cursor, ties=replace(ties, kinds=kinds)
        )
        kept = {tie.id for tie in told(reading, [tie for tie, _ in page.items])}
        yield from (one for one in page.items if one[0].id in kept)
        cursor = page.cursor
        if cursor is None:
            return


def _place(one: tuple[Tie, Node]) -> tuple[int, str, str]:
    tie, node = one
    return TIE_KINDS.index(tie.kind), node.id, tie.id


def _place_of(last: NeighbourCursor) -> tuple[int, str, str]:
    return last.kind_code, last.neighbour_id, last.tie_id
