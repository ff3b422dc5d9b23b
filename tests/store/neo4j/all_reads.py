"""All that the reads of a store say as of a day, to be compared with another store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from graph.domain import TieKind
from graph.errors import GuanlianError
from graph.store.protocol import AsOf, FactStore, Route, Subgraph, TieFilter

FILTERS = (TieFilter(), TieFilter(kinds=(TieKind.HOLDS,), ended=True, void=True))


def all_reads(
    store: FactStore, ids: Sequence[str], at: AsOf, *, texts: Iterable[str] = (), facts: Sequence[str] = ()
) -> dict[str, Any]:
    """Reads of every id, paths to the first four; of an error its class and message."""
    said: dict[str, Any] = {
        f"search {text} {limit}": _said(store.search, text, at, limit=limit)
        for text in texts
        for limit in (1, 9)
    }
    said["statuses"] = dict(store.statuses(facts, at))
    for one in ids:
        said[f"find {one}"] = _said(store.find, one, at)
        for ties in FILTERS:
            said[f"ego {one} {ties}"] = [
                _said(store.ego, one, at, hops=hops, cap=cap, ties=ties) for hops, cap in ((1, 2), (2, 50))
            ]
            said[f"neighbours {one} {ties}"] = _pages(store, one, at, ties)
        for other in ids[:4]:
            said[f"paths {one} {other}"] = _said(store.paths, one, other, at, max_hops=4, limit=3)
    return said


def _pages(store: FactStore, one: str, at: AsOf, ties: TieFilter) -> list[Any]:
    pages: list[Any] = []
    cursor = None
    while not pages or cursor is not None:
        page = _said(store.neighbours, one, at, limit=2, cursor=cursor, ties=ties)
        pages.append(page)
        cursor = getattr(page, "cursor", None)
    return pages


def _said(read: Callable[..., Any], *args: Any, **named: Any) -> Any:
    try:
        said = read(*args, **named)
    except GuanlianError as error:
        return type(error).__name__, error.message
    if isinstance(said, Subgraph):
        return replace(said, nodes=list(said.nodes), ties=list(said.ties))
    if isinstance(said, Sequence):
        return [
            replace(one, nodes=list(one.nodes), ties=list(one.ties)) if isinstance(one, Route) else one
            for one in said
        ]
    return said
