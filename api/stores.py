"""The fact store that the settings choose: files of the home, or Neo4j."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from graph.store.protocol import FactStore, StoreState, UndoStore

if TYPE_CHECKING:
    from graph.settings import Settings
    from graph.snapshot import Snapshot
    from graph.store.neo4j.database import Database
    from graph.store.since import StoreSince


class HomeStore(FactStore, UndoStore, Protocol):
    """A fact store with versions that a month names, batches to undo, and keys that can be checked."""

    def current_version(self) -> str | None:
        """Name of the version in force, None before the first load."""
        ...

    def pin(self, version: str, by: str) -> None:
        """Keep a version as long as ``by`` needs it."""
        ...

    def unpin(self, by: str) -> None:
        """Release what ``by`` pinned."""
        ...

    def freeze_version(
        self, version: str, as_of: date, known_by: date, corrections: Sequence[str] = ()
    ) -> Snapshot:
        """Freeze what an older version knew; ``NotFoundError`` if it is not there any more."""
        ...

    def since(self) -> StoreSince | None:
        """What was learnt since earlier versions, None where nothing can be said."""
        ...

    def release(self) -> None:
        """Let go what is held for speed; it is taken again when it is read."""
        ...

    def verify(self) -> None:
        """Check what is stored; ``IntegrityError`` on the first thing that is wrong."""
        ...


class UnpinnedStore:
    """What a run that is thrown away sees of a store: it freezes, but pins and stamps nothing.

    Parameters
    ----------
    store : HomeStore
    version : str
        The version that is frozen: a backfill that was loaded since tells of earlier days too.
    """

    def __init__(self, store: HomeStore, version: str) -> None:
        self._store = store
        self._version = version

    def freeze(self, as_of: date, known_by: date, corrections: Sequence[str] = ()) -> Snapshot:
        """Freeze what was known by the version."""
        if self._store.current_version() is None:
            return self._store.freeze(as_of, known_by, corrections)
        return self._store.freeze_version(self._version, as_of, known_by, corrections)

    def state(self) -> StoreState:
        """Version, batches and rows."""
        return self._store.state()

    def current_version(self) -> str | None:
        """Name of the version in force."""
        return self._store.current_version()

    def pin(self, version: str, by: str) -> None:
        """Pin nothing."""

    def unpin(self, by: str) -> None:
        """Release nothing."""

    def release(self) -> None:
        """Let go what is held for speed."""
        self._store.release()


def open_store(settings: Settings) -> HomeStore:
    """Open the chosen store; nothing is read or connected before it is asked.

    Raises
    ------
    SettingsError
        If Neo4j is chosen and no password is given.
    """
    if settings.store == "neo4j":
        from graph.store.neo4j.store import Neo4jStore

        return Neo4jStore(open_database(settings), settings.home)
    from graph.store.embedded.store import EmbeddedStore

    return EmbeddedStore(settings.home)


def open_database(settings: Settings) -> Database:
    """Open access to Neo4j, whatever store is chosen.

    Raises
    ------
    SettingsError
        If no password is given.
    """
    from graph.store.neo4j.database import Database, Neo4jPlace

    place = settings.neo4j
    return Database(
        Neo4jPlace(
            uri=place.uri,
            user=place.user,
            password=place.secret(),
            database=place.database,
            timeout_s=place.timeout_s,
            write_timeout_s=place.write_timeout_s,
            connect_timeout_s=place.connect_timeout_s,
            retry_s=place.retry_s,
        )
    )
