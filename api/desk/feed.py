"""The feed: every published revision has a place, in the order in which it was first seen here.

A place, once given, stays; so a cursor stays good whatever is published or revised meanwhile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering

import sqlalchemy as sa

from api.desk.feed_events import ChangesOf
from api.desk.feed_types import FeedEvent, FeedKind, FeedPage
from api.desk.place import DeskPlace
from api.readers import PublishedMonths
from api.security.viewer import Viewer
from graph.errors import InputError

END = "end"
PLACE = r"^(end|[0-9]{1,9}\.[0-9]{1,9})$"
_PLACE = re.compile(PLACE)
_TABLE = sa.table(
    "feed_revisions",
    sa.column("number", sa.Integer),
    sa.column("month", sa.String),
    sa.column("revision", sa.Integer),
    sa.column("seen_at", sa.BigInteger),
)


@total_ordering
@dataclass(frozen=True, slots=True)
class Place:
    """After which event of which revision somebody stands; (0, 0) is the beginning."""

    feed: int = 0
    done: int = 0

    def __str__(self) -> str:
        return f"{self.feed}.{self.done}"

    def __lt__(self, other: Place) -> bool:
        return (self.feed, self.done) < (other.feed, other.done)

    @classmethod
    def of(cls, text: str) -> Place:
        """Place of a cursor.

        Raises
        ------
        InputError
            If it is none.
        """
        if not _PLACE.match(text) or text == END:
            raise InputError("after: expected a cursor of the feed, got another text; start again without it")
        feed, _, done = text.partition(".")
        return cls(int(feed), int(done))


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """Some events and the place after them."""

    items: tuple[FeedEvent, ...]
    place: Place
    more: bool


class Feed:
    """Feed of a home.

    Parameters
    ----------
    place : DeskPlace
    months : PublishedMonths
    changes : ChangesOf
    """

    def __init__(self, place: DeskPlace, months: PublishedMonths, changes: ChangesOf) -> None:
        self._place = place
        self._months = months
        self._changes = changes

    def revisions(self) -> list[tuple[int, str, int]]:
        """Place, month and number of every published revision; new ones get their places now."""
        published = [(info.published or "", info.month, info.revision) for info in self._months.list()]
        with self._place.transaction("feed") as connection:
            known = _known(connection)
        if {row[1:] for row in published} <= {row[1:] for row in known}:
            return known
        with self._place.alone("feed", "feed_revisions") as connection:
            seen = {row[1:] for row in _known(connection)}
            for _, month, revision in sorted(published):
                if (month, revision) not in seen:
                    values = {"month": month, "revision": revision, "seen_at": self._place.now}
                    connection.execute(sa.insert(_TABLE).values(values))
            return _known(connection)

    def end(self) -> Place:
        """Place after everything that is published now."""
        known = self.revisions()
        if not known:
            return Place()
        number, month, revision = known[-1]
        return Place(number, self._changes.of(month, revision).count)

    def after(self, start: Place, viewer: Viewer, kinds: frozenset[FeedKind], most: int) -> Events:
        """Events after a place within a viewer's area.

        Raises
        ------
        InputError
            If the place is one that this home never gave out.
        """
        known = self.revisions()
        if start > Place() and (not known or start.feed > known[-1][0]):
            raise InputError(
                "after: expected a cursor of this feed, got one beyond its end; start again without it"
            )
        found: list[FeedEvent] = []
        at = start
        for number, month, revision in known:
            if number < start.feed:
                continue
            changes = self._changes.of(month, revision)
            done = start.done if number == start.feed else 0
            kept = changes.kept(viewer, kinds)
            left = kept[kept >= done][: most - len(found) + 1].tolist()
            room = most - len(found)
            found.extend(changes.event(number, one) for one in left[:room])
            if len(left) > room:
                # One that fits no more: the place stands right before it.
                return Events(items=tuple(found), place=Place(number, left[room]), more=True)
            at = Place(number, changes.count)
        return Events(items=tuple(found), place=at, more=False)

    def page(self, after: str | None, viewer: Viewer, kinds: frozenset[FeedKind], limit: int) -> FeedPage:
        """One page of the feed after a cursor; ``end`` gives the cursor of now and no event."""
        if after == END:
            return FeedPage(items=(), shown=0, truncated=False, cursor=str(self.end()))
        found = self.after(Place() if after is None else Place.of(after), viewer, kinds, limit)
        return FeedPage(
            items=found.items, shown=len(found.items), truncated=found.more, cursor=str(found.place)
        )


def _known(connection: sa.Connection) -> list[tuple[int, str, int]]:
    rows = connection.execute(sa.select(_TABLE).order_by(_TABLE.c.number))
    return [(row.number, row.month, row.revision) for row in rows]
