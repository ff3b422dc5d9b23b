"""Lists of names or codes looked up: class and change of each, what several or none fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import anyio.to_thread
import numpy as np

from api.answers import NodeView
from api.answers_search import Change, LookupAnswer, LookupRow, LookupState, MatchedBy
from api.node_reads import month_nodes
from api.readers import Reading
from api.search_reads import numbered
from graph.budget import check
from graph.domain import RiskClass
from graph.errors import InputError
from scoring.name_search import NameSearch
from scoring.results_rows import class_at, known_text

MOST_CANDIDATES = 5
MAX_TEXT = 200
_CLASSES = tuple(RiskClass)
_HALF_SIGN = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meant:
    """Rows a text may mean, and by what."""

    rows: tuple[int, ...]
    matched_by: MatchedBy | None


async def look_up_in_thread(reading: Reading, texts: Sequence[str]) -> LookupAnswer:
    """The same off the event loop."""
    return await anyio.to_thread.run_sync(look_up, reading, texts)


def look_up(reading: Reading, texts: Sequence[str]) -> LookupAnswer:
    """Enterprises that texts mean: a code or number, else a whole name, else a whole former name.

    Of several with one name the only one in business is meant; several in business are told.
    """
    if any(len(text) > MAX_TEXT for text in texts):
        raise InputError(f"texts: expected at most {MAX_TEXT} signs each, got a longer one")
    if any(_HALF_SIGN.search(text) for text in texts):
        raise InputError("texts: expected whole signs, got half of one")
    names = reading.month.views.names
    meant = [_meant(reading, names, text) for text in texts]
    scores = reading.month.scores
    rows = sorted({row for one in meant for row in one.rows[:MOST_CANDIDATES]})
    ids = [known_text(scores, "enterprise_id", row) for row in rows]
    nodes = dict(zip(rows, month_nodes(reading, ids), strict=True))
    answered = tuple(
        _row(reading, line, text, one, nodes)
        for line, (text, one) in enumerate(zip(texts, meant, strict=True), 1)
    )
    states = [row.state for row in answered]
    return LookupAnswer(
        published=reading.published,
        rows=answered,
        total=len(answered),
        found=states.count(LookupState.FOUND),
        ambiguous=states.count(LookupState.AMBIGUOUS),
        unmatched=states.count(LookupState.UNMATCHED),
        outside=sum(row.enterprise is not None and not row.enterprise.in_scope for row in answered),
    )


def _meant(reading: Reading, names: NameSearch, text: str) -> _Meant:
    check()
    number = numbered(reading, names, text)
    if number is not None:
        return _Meant(rows=(number.row,), matched_by=number.matched_by)
    named, former = names.whole(text)
    for rows, by in ((named, MatchedBy.NAME), (former, MatchedBy.FORMER_NAME)):
        if len(rows):
            living = names.living(rows)
            chosen = living if len(living) else np.asarray(rows)
            return _Meant(rows=tuple(chosen.tolist()), matched_by=by)
    return _Meant(rows=(), matched_by=None)


def _row(reading: Reading, line: int, text: str, meant: _Meant, nodes: dict[int, NodeView]) -> LookupRow:
    if len(meant.rows) != 1:
        state = LookupState.AMBIGUOUS if meant.rows else LookupState.UNMATCHED
        return LookupRow(
            line=line,
            text=text,
            state=state,
            matched_by=meant.matched_by,
            enterprise=None,
            candidates=tuple(nodes[row] for row in meant.rows[:MOST_CANDIDATES]),
            risk_class=None,
            previous_class=None,
            change=None,
        )
    node = nodes[meant.rows[0]]
    previous = class_at(reading.month.scores, "previous_class", meant.rows[0]) if node.in_scope else None
    return LookupRow(
        line=line,
        text=text,
        state=LookupState.FOUND,
        matched_by=meant.matched_by,
        enterprise=node,
        candidates=(),
        risk_class=node.risk_class,
        previous_class=previous,
        change=change_of(reading, previous, node.risk_class) if node.in_scope else None,
    )


def change_of(reading: Reading, before: RiskClass | None, now: RiskClass | None) -> Change | None:
    """How a class stands against the month before; None without a month before or any class."""
    if reading.info.previous is None or (before is None and now is None):
        return None
    if before is None:
        return Change.ENTERED
    if now is None:
        return Change.LEFT
    difference = _CLASSES.index(now) - _CLASSES.index(before)
    return Change.SAME if not difference else Change.WORSE if difference > 0 else Change.BETTER
