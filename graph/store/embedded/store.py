"""The embedded fact store: one home folder, immutable mapped versions, free readers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from threading import Lock

import numpy as np

from graph.arrays import Column
from graph.domain import FactKind
from graph.errors import NotFoundError
from graph.snapshot import Snapshot
from graph.store.embedded.columns import Numbers
from graph.store.embedded.folder import Checkpoint, GraphFolder, no_checkpoint
from graph.store.embedded.freeze import freeze_version
from graph.store.embedded.load import load_batch
from graph.store.embedded.pages import read_columns
from graph.store.embedded.reads import ego, find_slot, neighbours, paths, search
from graph.store.embedded.segments import Version, open_current, open_version
from graph.store.embedded.since import EmbeddedSince
from graph.store.embedded.statuses import StatusFacts, VoidTies, status_marks
from graph.store.embedded.undo import check_undo, undo_batch, version_known_by
from graph.store.embedded.view import GraphView, Links
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

_LINK_SETS = 4
"""Days of knowledge whose linked ids are kept for reads (8 bytes for each linked id)."""


class EmbeddedStore:
    """Fact store on files under ``home/graph``.

    Parameters
    ----------
    home : Path
        Home folder; ``graph/`` in it is made by the first load.
    keep : int, at least 1
        Versions that a load leaves besides those in use and pinned ones.
    checkpoint : function of the step's name
        Called before each durable step of a load.
    """

    def __init__(self, home: Path, *, keep: int = 3, checkpoint: Checkpoint = no_checkpoint) -> None:
        self._graph = GraphFolder(home / "graph")
        self._keep = keep
        self._checkpoint = checkpoint
        self._opened: Version | None = None
        self._guard = Lock()
        self._links: dict[tuple[str, date], Links] = {}
        self._void: VoidTies | None = None
        self._void_rows: dict[tuple[str, AsOf], Numbers] = {}
        self._status_facts: StatusFacts | None = None
        self._older: dict[str, Version] = {}

    def load(self, batch: StagedBatch, ready: Ready = load_now) -> LoadReport:
        """Add a batch as one new version; the same batch twice changes nothing.

        Raises
        ------
        LoadGuardError
            If it ends or changes more ties than its guard allows; nothing is written.
        StoreBusyError
            If another writer holds the store.
        DiskFullError
            If no space is left; the version in force is untouched.
        """
        with self._graph.writing():
            report = load_batch(self._graph, batch, self._checkpoint, ready)
            self._graph.prune(self._keep)
        return report

    def check_undo(self, undo: Undo, later: Sequence[StagedBatch]) -> None:
        """Raise what ``undo`` would raise before it changes anything."""
        check_undo(self.version(), undo, later)

    def undo(self, undo: Undo, later: Sequence[StagedBatch]) -> UndoneBatch:
        """Take a batch out from a day of knowledge on; see ``UndoStore.undo``, also for what it raises."""
        with self._graph.writing():
            done = undo_batch(self._graph, undo, later, self._checkpoint)
            self._graph.prune(self._keep)
        return done

    def freeze(self, as_of: date, known_by: date, corrections: Sequence[str] = ()) -> Snapshot:
        """Freeze what was known, as documented in ``graph.snapshot``."""
        return freeze_version(self._known_by(known_by), as_of, known_by, corrections)

    def freeze_version(
        self, version: str, as_of: date, known_by: date, corrections: Sequence[str] = ()
    ) -> Snapshot:
        """Freeze what an older version knew, whatever was loaded since.

        Raises
        ------
        NotFoundError
            If the version is not there any more.
        """
        held = open_version(self._graph, version)
        older = version_known_by(held, known_by)
        if older is not None:
            held = open_version(self._graph, older)
        return freeze_version(held, as_of, known_by, corrections)

    def find(self, identifier: str, at: AsOf) -> Node | None:
        """Node by id or alias, None if it was not known by then."""
        view = self._view(at)
        slot = find_slot(view, identifier) if view is not None else -1
        return view.typed_nodes(np.array([slot]))[0] if view is not None and slot >= 0 else None

    def search(self, name_part: str, at: AsOf, *, limit: int) -> Sequence[Node]:
        """Enterprises whose name or former name contains the text, in the order of ids."""
        view = self._view(at)
        return search(view, name_part, limit=limit) if view is not None else ()

    def ego(self, node_id: str, at: AsOf, *, hops: int, cap: int, ties: TieFilter = ALL_TIES) -> Subgraph:
        """Nodes within ``hops`` of one node, nearest first, at most ``cap``.

        Raises
        ------
        NotFoundError
            If the node was not known by then.
        """
        return ego(self._required_view(at, ties), node_id, hops=hops, cap=cap)

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
        return neighbours(self._required_view(at, ties), node_id, limit=limit, cursor=cursor)

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
        return paths(self._required_view(at, ties), source_id, target_id, max_hops=max_hops, limit=limit)

    def statuses(
        self, fact_ids: Sequence[str], at: AsOf, *, kind: FactKind | None = None
    ) -> Mapping[str, Sequence[StatusMark]]:
        """Statuses in force on a day by fact id; facts without one are left out."""
        version = self._known_by(at.known_by)
        if version is None or not fact_ids or not version.rows("fact_statuses"):
            return {}
        known = self._status_facts
        if known is None or known.version is not version:
            known = self._status_facts = StatusFacts.of(version)
        return status_marks(known, fact_ids, at, kind)

    def _required_view(self, at: AsOf, ties: TieFilter) -> GraphView:
        view = self._view(at, ties)
        if view is None:
            raise NotFoundError("the store is empty: import a delivery first")
        return view

    def _view(self, at: AsOf, ties: TieFilter = ALL_TIES) -> GraphView | None:
        version = self._known_by(at.known_by)
        if version is None:
            return None
        key = (version.name, at.known_by)
        with self._guard:
            links, void = self._links.get(key), self._void_rows.get((version.name, at))
        if void is None:
            void = self._void_on(version, at)
        if links is None:
            links = Links.of(version, at)
            with self._guard:
                while len(self._links) >= _LINK_SETS:
                    self._links.pop(next(iter(self._links)))
                self._links[key] = links
        return GraphView(version, at, links, void, ties)

    def _void_on(self, version: Version, at: AsOf) -> Numbers:
        """Global tie rows that are void on a day, rising; the last days asked for are kept."""
        void = self._void
        if void is None or void.version is not version:
            void = VoidTies.of(version)
        rows = void.rows_on(at)
        with self._guard:
            self._void = void
            while len(self._void_rows) >= _LINK_SETS:
                self._void_rows.pop(next(iter(self._void_rows)))
            self._void_rows[version.name, at] = rows
        return rows

    def version(self) -> Version | None:
        """Version in force, opened once and again after a switch; None before the first load.

        Raises
        ------
        IntegrityError
            If a file is missing or truncated; the message names it.
        """
        with self._guard:
            name = self._graph.current()
            if self._opened is None or self._opened.name != name:
                self._opened, self._void, self._status_facts = open_current(self._graph), None, None
            return self._opened

    def read_columns(self) -> Iterator[Column]:
        """Mapped columns that reads of the version in force touch, the ones most reads need first."""
        version = self.version()
        return iter(()) if version is None else read_columns(version)

    def since(self) -> EmbeddedSince | None:
        """What was learnt since earlier versions, None before the first load."""
        version = self.version()
        return None if version is None else EmbeddedSince(version)

    def _known_by(self, known_by: date) -> Version | None:
        """Version that a day of knowledge is read from: the one in force, or the one before an undo."""
        version = self.version()
        name = None if version is None else version_known_by(version, known_by)
        if name is None:
            return version
        with self._guard:
            held = self._older.get(name)
            if held is None:
                held = self._older[name] = open_version(self._graph, name)
            return held

    def release(self) -> None:
        """Forget the opened versions; their mapped files go when nobody reads them any more."""
        with self._guard:
            self._opened = self._void = self._status_facts = None
            self._older.clear()

    def current_version(self) -> str | None:
        """Name of the version in force, None before the first load."""
        return self._graph.current()

    def verify(self) -> None:
        """Compare every byte of the version in force with its manifest.

        Raises
        ------
        IntegrityError
            On the first file that is missing or differs.
        """
        version = self.version()
        if version is not None:
            version.verify()
            for one in version.undone:
                open_version(self._graph, one.before).verify()

    def pin(self, version: str, by: str) -> None:
        """Keep a version as long as ``by`` needs it; ``NotFoundError`` if it is not there."""
        self._graph.pin(version, by)

    def unpin(self, by: str) -> None:
        """Release what ``by`` pinned."""
        self._graph.unpin(by)

    def prune(self, keep: int) -> list[str]:
        """Remove versions but the newest ``keep``, those in use and pinned ones.

        Returns
        -------
        list of str
            Names of the removed versions.
        """
        with self._graph.writing():
            return self._graph.prune(keep)

    def state(self) -> StoreState:
        """Version ("none" before the first load), batches and rows by table."""
        version = self.version()
        if version is None:
            return StoreState(version="none", batches=())
        return StoreState(
            version=version.name,
            batches=tuple(batch.batch for batch in version.batches),
            rows=dict(version.manifest["rows"]),
            undone=version.undone,
        )
