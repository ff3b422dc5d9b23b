"""What reads of a store in Neo4j stand on: its published state, links and void ties of a day."""

from __future__ import annotations

from collections.abc import Hashable
from threading import Lock
from typing import Any

from graph.errors import NotFoundError
from graph.store.neo4j.adjacency import Hubs
from graph.store.neo4j.links import read_links
from graph.store.neo4j.marks import read_void_statuses, void_on
from graph.store.neo4j.moments import Moment
from graph.store.neo4j.state import StoreMarks
from graph.store.neo4j.transaction import ReadTransaction
from graph.store.neo4j.view import Ground, Neo4jView
from graph.store.protocol import ALL_TIES, AsOf, TieFilter

_KEPT = 8
"""Tables of links, of void statuses and of void ties that are kept together."""


class Grounds:
    """Views of one database; what was published never changes and is kept between reads."""

    def __init__(self) -> None:
        self._hubs = Hubs()
        self._kept: dict[Hashable, Any] = {}
        self._guard = Lock()

    def view(
        self,
        reads: ReadTransaction,
        state: StoreMarks | None,
        at: AsOf,
        ties: TieFilter = ALL_TIES,
        *,
        with_ids: bool = False,
    ) -> Neo4jView | None:
        """View of a day, None before the first load; ``state`` is what the transaction read of the store."""
        if state is None or not state.published:
            return None
        moment = moment_of(state, at)
        key = _key(state)
        links = self._once(("links", key, moment.known_by), lambda: read_links(reads, moment))
        versions = self._once(("void", key), lambda: read_void_statuses(reads))
        void = self._once(("void", key, moment.day, moment.known_by), lambda: void_on(versions, moment))
        ground = Ground(database=reads, moment=moment, links=links, void=void, hubs=self._hubs, key=key)
        return Neo4jView(ground, ties, with_ids=with_ids)

    def required_view(
        self,
        reads: ReadTransaction,
        state: StoreMarks | None,
        at: AsOf,
        ties: TieFilter,
        *,
        with_ids: bool = False,
    ) -> Neo4jView:
        """View of a day.

        Raises
        ------
        NotFoundError
            Before the first load.
        """
        view = self.view(reads, state, at, ties, with_ids=with_ids)
        if view is None:
            raise NotFoundError("the store is empty: import a delivery first")
        return view

    def _once(self, key: Hashable, read: Any) -> Any:
        with self._guard:
            if key in self._kept:
                self._kept[key] = self._kept.pop(key)
                return self._kept[key]
        found = read()
        with self._guard:
            self._kept[key] = found
            while len(self._kept) > _KEPT:
                self._kept.pop(next(iter(self._kept)))
        return found


def moment_of(state: StoreMarks, at: AsOf) -> Moment:
    """Moment of a read of a store in some state."""
    return Moment.of(at, batches=state.published, entities=state.slots("nodes"))


def _key(state: StoreMarks) -> str:
    """Name of the published state in whatever database the address has, and of what was given back."""
    return f"{state.mark}:{state.seen}:{state.entities}:{state.records}:{sorted(state.rows.items())}"
