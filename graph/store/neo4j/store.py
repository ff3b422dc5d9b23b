"""The fact store in Neo4j: the same promises as the embedded store, kept by the same code.

Loading and freezing go through scratch versions in the embedded layout; interactive reads
run on the server (ADR 0018, ADR 0020). Version names equal those of an embedded store that
loaded the same batches.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from graph.arrays import Frame
from graph.errors import NotFoundError
from graph.snapshot import Snapshot
from graph.store.embedded.folder import Checkpoint, no_checkpoint
from graph.store.neo4j.database import Database
from graph.store.neo4j.freeze import freeze_database
from graph.store.neo4j.load import load_batch
from graph.store.neo4j.pages import Stray
from graph.store.neo4j.publish import Publication, publish
from graph.store.neo4j.schema import checked_version
from graph.store.neo4j.state import read_batches, read_state
from graph.store.protocol import LoadReport, StagedBatch, StoreState


class Neo4jStore:
    """Fact store in a Neo4j database.

    Parameters
    ----------
    database : Database
    home : Path
        ``neo4j-scratch`` in it holds rows while a batch is loaded or a snapshot frozen.
    checkpoint : Checkpoint
        Called before each durable step of a load.
    """

    def __init__(self, database: Database, home: Path, *, checkpoint: Checkpoint = no_checkpoint) -> None:
        self._database = database
        self._home = home
        self._checkpoint = checkpoint
        self.strays: tuple[Stray, ...] = ()
        """What the last freeze met in the database that is not ours."""

    def load(self, batch: StagedBatch) -> LoadReport:
        """Add a batch; the same batch twice changes nothing.

        Raises
        ------
        StoreBusyError
            If another writer holds the store.
        """
        return load_batch(self._database, self._home, batch, self._checkpoint)

    def freeze(self, as_of: date, known_by: date, corrections: Sequence[str] = ()) -> Snapshot:
        """Freeze what was known, as documented in ``graph.snapshot``.

        Raises
        ------
        IntegrityError
            If the database lost a node, a version, or what identifies one.
        """
        snapshot, self.strays = freeze_database(self._database, self._home, as_of, known_by, corrections)
        return snapshot

    def publish(self, month: str, revision: int, stamps: Frame) -> Publication:
        """Stamp the enterprises of a published month; the same month twice changes nothing.

        Raises
        ------
        StoreBusyError
            If another writer holds the store.
        """
        return publish(self._database, month, revision, stamps)

    def current_version(self) -> str | None:
        """Name of the version in force, None before the first load."""
        state = read_state(self._database)
        return None if state is None else state.version

    def pin(self, version: str, by: str) -> None:
        """Check that a version is there; the database keeps every version (``by`` is not used)."""
        state = read_state(self._database)
        if state is None or not 0 < _number(version) <= state.published:
            raise NotFoundError(f"version {version} cannot be pinned: it is not there", by=by)

    def unpin(self, by: str) -> None:
        """Nothing: the database keeps every version."""

    def release(self) -> None:
        """Close the connections; the next read opens new ones."""
        self._database.close()

    def verify(self) -> None:
        """Check that the schema is one of this code and that every batch is there.

        Raises
        ------
        IntegrityError
            If a batch is missing.
        """
        checked_version(self._database)
        state = read_state(self._database)
        if state is not None:
            read_batches(self._database, state.published)

    def state(self) -> StoreState:
        """Version ("none" before the first load), batches and rows by table."""
        state = read_state(self._database)
        if state is None or not state.published:
            return StoreState(version="none", batches=())
        batches = read_batches(self._database, state.published)
        return StoreState(
            version=str(state.version),
            batches=tuple(loaded.batch for loaded in batches),
            rows=dict(state.rows),
        )


def _number(version: str) -> int:
    return int(version.removeprefix("v")) if version.removeprefix("v").isdigit() else 0
