"""The watch list of an account: enterprises with the change of their class since the month before."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from api.desk.enterprise_subjects import enterprise_id
from api.desk.errors import TooManyError
from api.desk.place import DeskPlace
from api.desk.watch_types import Change, WatchDraft, WatchList, WatchRow
from api.readers import Reading
from api.security.scope import visible
from graph.domain import RiskClass
from graph.errors import NotFoundError
from scoring.results_rows import class_at, points_at, text_at

MOST_WATCHED = 1_000
"""Enterprises that one account may watch."""
_TABLE = sa.table(
    "desk_watch",
    sa.column("account", sa.String),
    sa.column("enterprise_id", sa.String),
    sa.column("note", sa.String),
    sa.column("since", sa.Date),
)
_CLASSES = tuple(RiskClass)
_UNCHANGED = (Change.SAME, Change.NONE)


def listed(place: DeskPlace, reading: Reading) -> WatchList:
    """Own watch list: what changed first, then by id."""
    own = sa.select(_TABLE).where(_TABLE.c.account == reading.viewer.account)
    with place.transaction("watch") as connection:
        kept = connection.execute(own.order_by(_TABLE.c.enterprise_id)).all()
    inside = visible(reading, [row.enterprise_id for row in kept])
    rows = [_row(reading, row, inside[row.enterprise_id]) for row in kept]
    rows.sort(key=lambda one: (one.change in _UNCHANGED, one.enterprise_id.encode()))
    return WatchList(published=reading.published, items=tuple(rows), total=len(rows), most=MOST_WATCHED)


def watch(place: DeskPlace, reading: Reading, identifier: str, draft: WatchDraft) -> WatchRow:
    """Watch an enterprise, or write another note beside it.

    Raises
    ------
    NotFoundError
        If the month knows none of that id or alias.
    TooManyError
        If the account watches as many as it may.
    """
    wanted, account = enterprise_id(reading, identifier), reading.viewer.account
    mine = (_TABLE.c.account == account, _TABLE.c.enterprise_id == wanted)
    with place.alone("watch", "desk_watch") as connection:
        if connection.execute(sa.update(_TABLE).where(*mine).values(note=draft.note)).rowcount == 0:
            kept = connection.execute(
                sa.select(sa.func.count()).select_from(_TABLE).where(_TABLE.c.account == account)
            ).scalar_one()
            if kept >= MOST_WATCHED:
                raise TooManyError(
                    f"watch: expected fewer than {MOST_WATCHED}, got {kept}; remove some first"
                )
            values = {"account": account, "enterprise_id": wanted, "note": draft.note, "since": place.today}
            connection.execute(sa.insert(_TABLE).values(values))
        row = connection.execute(sa.select(_TABLE).where(*mine)).one()
    return _row(reading, row, visible(reading, (wanted,))[wanted])


def leave(place: DeskPlace, reading: Reading, identifier: str) -> None:
    """Watch an enterprise no more.

    Raises
    ------
    NotFoundError
        If the account does not watch it.
    """
    mine = sa.delete(_TABLE).where(
        _TABLE.c.account == reading.viewer.account, _TABLE.c.enterprise_id == identifier
    )
    with place.transaction("watch") as connection:
        # PostgreSQL has no text with a zero character; nobody watches such an id.
        if "\x00" in identifier or connection.execute(mine).rowcount == 0:
            raise NotFoundError("watch: expected the id of a watched enterprise, got another; see GET /watch")


def change_of(before: RiskClass | None, now: RiskClass | None) -> Change:
    """Class of this month against the month before."""
    if before is None or now is None:
        return Change.NONE if before is now else (Change.NEW if before is None else Change.GONE)
    step = _CLASSES.index(now) - _CLASSES.index(before)
    return Change.SAME if step == 0 else (Change.WORSE if step > 0 else Change.BETTER)


def _row(reading: Reading, kept: sa.Row[Any], inside: bool) -> WatchRow:
    scores = reading.month.scores
    row = scores.place("enterprise_id", kept.enterprise_id)
    since: date = kept.since
    told: dict[str, Any] = {"enterprise_id": kept.enterprise_id, "note": kept.note, "since": since}
    if row is None:
        return WatchRow(
            **told,
            name=None,
            in_scope=inside,
            risk_class=None,
            previous_class=None,
            change=Change.GONE,
            score=None,
            previous_score=None,
        )
    now, before = class_at(scores, "risk_class", row), class_at(scores, "previous_class", row)
    return WatchRow(
        **told,
        name=text_at(scores, "name", row),
        in_scope=inside,
        risk_class=now,
        previous_class=before,
        change=change_of(before, now),
        score=points_at(scores, "score", row) if inside else None,
        previous_score=points_at(scores, "previous_score", row) if inside else None,
    )
