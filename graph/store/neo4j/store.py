"""The fact store in Neo4j: the same promises as the embedded store, kept by the same code.

Loading and freezing go through scratch versions in the embedded layout; interactive reads
run on the server (ADR 0018, ADR 0020). Version names equal those of an embedded store that
loaded the same batches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from graph.arrays import Frame
from graph.domain import FactKind
from graph.errors import NotFoundError
from graph.snapshot import Snapshot
from graph.store.embedded.folder import Checkpoint, no_checkpoint
from graph.store.neo4j.database import Database
from graph.store.neo4j.freeze import freeze_database
from graph.store.neo4j.kept_versions import KeptVersions
from graph.store.neo4j.load import load_batch
from graph.store.neo4j.pages import Stray
from graph.store.neo4j.publish import Publication, publish
from graph.store.neo4j.reads import Neo4jReads
from graph.store.neo4j.schema import checked_version
from graph.store.neo4j.since import Neo4jSince
from graph.store.neo4j.state import read_batches, read_state, unfinished_undo
from graph.store.neo4j.undo import check_undo, undo_batch, undone_batches
from graph.store.protocol import (
    ALL_TIES,
    AsOf,
    LoadReport,
    NeighbourPage,
    Node,
    Ready,
    Route,
    StagedBatch,
    StatusMark,
    StoreState,
    Subgraph,
    TieFilter,
    Undo,
    UndoneBatch,
    load_now,
)


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
        self._kept = KeptVersions(home)
        self._reads = Neo4jReads(database, self._kept)
        self.strays: tuple[Stray, ...] = ()
        """What the last freeze met in the database that is not ours."""

    def load(self, batch: StagedBatch, ready: Ready = load_now) -> LoadReport:
        """Add a batch; the same batch twice changes nothing.

        Raises
        ------
        LoadGuardError
            If it ends or changes more ties than its guard allows; no row is written.
        StoreBusyError
            If another writer holds the store.
        """
        return load_batch(self._database, self._home, batch, self._checkpoint, ready)

    def check_undo(self, undo: Undo, later: Sequence[StagedBatch]) -> None:
        """Raise what ``undo`` would raise before it changes anything."""
        check_undo(self._database, self._kept, undo, later)

    def undo(self, undo: Undo, later: Sequence[StagedBatch]) -> UndoneBatch:
        """Take a batch out from a day of knowledge on; see ``UndoStore.undo``, also for what it raises."""
        return undo_batch(self._database, self._home, self._kept, undo, later, self._checkpoint)

    def freeze(self, as_of: date, known_by: date, corrections: Sequence[str] = ()) -> Snapshot:
        """Freeze what was known, as documented in ``graph.snapshot``.

        Raises
        ------
        IntegrityError
            If the database lost a node, a version, or what identifies one.
        """
        snapshot, self.strays = freeze_database(self._database, self._home, as_of, known_by, corrections)
        return snapshot

    def freeze_version(
        self, version: str, as_of: date, known_by: date, corrections: Sequence[str] = ()
    ) -> Snapshot:
        """Freeze what an older version knew, whatever was loaded since.

        Raises
        ------
        NotFoundError
            If the database never was in that version.
        """
        snapshot, self.strays = freeze_database(
            self._database, self._home, as_of, known_by, corrections, version
        )
        return snapshot

    def publish(self, month: str, revision: int, stamps: Frame) -> Publication:
        """Stamp the enterprises of a published month; the same month twice changes nothing.

        Raises
        ------
        StoreBusyError
            If another writer holds the store.
        """
        return publish(self._database, month, revision, stamps)

    def find(self, identifier: str, at: AsOf) -> Node | None:
        """Node by id or alias, None if it was not known by then."""
        return self._reads.find(identifier, at)

    def search(self, name_part: str, at: AsOf, *, limit: int) -> Sequence[Node]:
        """Enterprises whose name or former name contains the text, in the order of ids."""
        return self._reads.search(name_part, at, limit=limit)

    def ego(self, node_id: str, at: AsOf, *, hops: int, cap: int, ties: TieFilter = ALL_TIES) -> Subgraph:
        """Nodes within ``hops`` of one node, nearest first, at most ``cap``.

        Raises
        ------
        NotFoundError
            If the node was not known by then.
        """
        return self._reads.ego(node_id, at, hops=hops, cap=cap, ties=ties)

    def neighbours(
        self, node_id: str, at: AsOf, *, limit: int, cursor: str | None = None, ties: TieFilter = ALL_TIES
    ) -> NeighbourPage:
        """One page of neighbours; the cursor stays valid while the store grows.

        Raises
        ------
        NotFoundError
            If the node was not known by then.
        InputError
            If the cursor is not one of this list.
        """
        return self._reads.neighbours(node_id, at, limit=limit, cursor=cursor, ties=ties)

    def paths(
        self,
        source_id: str,
        target_id: str,
        at: AsOf,
        *,
        max_hops: int,
        limit: int,
        ties: TieFilter = ALL_TIES,
    ) -> Sequence[Route]:
        """Shortest paths of one length, at most ``limit``, in the order of their node ids.

        Raises
        ------
        NotFoundError
            If an end was not known by then.
        InputError
            If the search reads too much of the graph before it is decided.
        """
        return self._reads.paths(source_id, target_id, at, max_hops=max_hops, limit=limit, ties=ties)

    def statuses(
        self, fact_ids: Sequence[str], at: AsOf, *, kind: FactKind | None = None
    ) -> Mapping[str, Sequence[StatusMark]]:
        """Statuses in force on a day by fact id; facts without one are left out."""
        return self._reads.statuses(fact_ids, at, kind=kind)

    def since(self) -> Neo4jSince | None:
        """What was learnt since earlier versions; None before the first load, or in an undo cut short."""
        state = read_state(self._database)
        if state is None or not state.published or state.undoing is not None:
            return None
        return Neo4jSince(self._database, self._home, state)

    def current_version(self) -> str | None:
        """Name of the version in force, None before the first load."""
        state = read_state(self._database)
        return None if state is None else state.version

    def pin(self, version: str, by: str) -> None:
        """Check that a version is there; the database keeps every version (``by`` is not used)."""
        state = read_state(self._database)
        if state is None or not 0 < _number(version) <= _number(str(state.version)):
            raise NotFoundError(f"version {version} cannot be pinned: it is not there", by=by)

    def unpin(self, by: str) -> None:
        """Nothing: the database keeps every version."""

    def release(self) -> None:
        """Close the connections and kept versions; the next read opens new ones."""
        self._database.close()
        self._kept.release()

    def verify(self) -> None:
        """Check that the schema is one of this code, and that every batch and kept version is there.

        Raises
        ------
        IntegrityError
            If a batch is missing, or a file of a kept version is missing or differs.
        StoreError
            If an undo was cut short.
        """
        checked_version(self._database)
        state = read_state(self._database)
        if state is None:
            return
        for name in state.undone_before:
            self._kept.store(name).verify()
        if state.undoing is not None:
            raise unfinished_undo(state)
        read_batches(self._database, state.published)

    def state(self) -> StoreState:
        """Version ("none" before the first load), batches and rows by table."""
        state = read_state(self._database)
        if state is None or state.version is None:
            return StoreState(version="none", batches=())
        undone = undone_batches(state, self._kept)
        if state.undoing is not None:
            return replace(self._kept.store(state.undoing).state(), undone=undone)
        batches = read_batches(self._database, state.published)
        return StoreState(
            version=str(state.version),
            batches=tuple(loaded.batch for loaded in batches),
            rows=dict(state.rows),
            undone=undone,
        )


def _number(version: str) -> int:
    return int(version.removeprefix("v")) if version.removeprefix("v").isdigit() else 0
