"""Search: enterprises by name, former name, pinyin, initials, credit code or registration number."""

from __future__ import annotations

from dataclasses import dataclass

from api.answers_search import MatchedBy, SearchAnswer, SearchHit
from api.node_reads import month_nodes
from api.readers import Reading
from graph.domain import EnterpriseStatus, RiskClass


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFilter:
    """Which enterprises of those that fit are listed; None is no filter."""

    risk_class: RiskClass | None = None
    region: str | None = None
    status: EnterpriseStatus | None = None


def search(
    reading: Reading, text: str, filters: SearchFilter, *, limit: int, cursor: str | None
) -> SearchAnswer:
    """One page of the enterprises that fit, the best fit first."""
    exact = reading.readers.store.find(text, reading.at)
    named = reading.readers.store.search(text, reading.at, limit=limit)
    ids = list(dict.fromkeys([*([] if exact is None else [exact.id]), *(node.id for node in named)]))
    nodes = month_nodes(reading, [node for node in ids if node[:2] not in ("P:", "A:", "C:")][:limit])
    items = tuple(
        SearchHit(node=node, matched_by=MatchedBy.NAME, matched_text=node.label, matched=()) for node in nodes
    )
    return SearchAnswer(
        published=reading.published,
        items=items,
        total=len(items),
        outside=sum(not node.in_scope for node in nodes),
        shown=len(items),
        truncated=False,
        cursor=None,
    )
