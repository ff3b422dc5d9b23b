"""The embedded fact store: one home folder, immutable mapped versions, free readers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from threading import Lock

from graph.snapshot import Snapshot
from graph.store.embedded.folder import Checkpoint, GraphFolder, no_checkpoint
from graph.store.embedded.freeze import freeze_version
from graph.store.embedded.load import load_batch
from graph.store.embedded.segments import Version, open_current
from graph.store.protocol import LoadReport, StagedBatch, StoreState


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

    def load(self, batch: StagedBatch) -> LoadReport:
        """Add a batch as one new version; the same batch twice changes nothing.

        Raises
        ------
        StoreBusyError
            If another writer holds the store.
        DiskFullError
            If no space is left; the version in force is untouched.
        """
        with self._graph.writing():
            report = load_batch(self._graph, batch, self._checkpoint)
            self._graph.prune(self._keep)
        return report

    def freeze(self, as_of: date, known_by: date, corrections: Sequence[str] = ()) -> Snapshot:
        """Freeze what was known, as documented in ``graph.snapshot``."""
        return freeze_version(self.version(), as_of, known_by, corrections)

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
                self._opened = open_current(self._graph)
            return self._opened

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
        )
