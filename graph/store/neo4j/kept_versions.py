"""Versions that hold a batch which was undone: on files of the home, read by the embedded store.

The database holds one state. What was known before the day of an undo is read from the
version before it, which is written as an embedded store of its own,
``<home>/neo4j-before/<version>``, before the first row is taken out of the database.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Lock

from graph.disk import disk_full_as_error
from graph.errors import InputError, IntegrityError
from graph.store.embedded.folder import GraphFolder, no_checkpoint
from graph.store.embedded.segments import LoadedBatch, Version, link_version, undone_batch
from graph.store.embedded.store import EmbeddedStore
from graph.store.embedded.undo import undone_entry
from graph.store.neo4j.database import Database
from graph.store.neo4j.materialise import fill
from graph.store.neo4j.scratch import ScratchVersion
from graph.store.neo4j.state import StoreMarks
from graph.store.protocol import UndoneBatch

_ENTRY = "undone.json"


class KeptVersions:
    """Kept versions of one home, each opened once.

    Parameters
    ----------
    home : Path
    """

    def __init__(self, home: Path) -> None:
        self._root = home / "neo4j-before"
        self._opened: dict[str, EmbeddedStore] = {}
        self._guard = Lock()

    def keep(
        self, database: Database, state: StoreMarks, batches: Sequence[LoadedBatch], entry: UndoneBatch
    ) -> None:
        """Write the version in force, and whose undo it is; nothing where it is kept already.

        Raises
        ------
        IntegrityError
            If the database lost a node, a version, or what identifies one.
        DiskFullError
            If no space is left.
        """
        if self._holds(entry):
            return

        def write(work: Path) -> None:
            scratch = ScratchVersion(work, batches, entry.before)
            fill(scratch, database, state)
            scratch.finish(reads=True)
            scratch.declare()

        self._make(entry, write)

    def take_over(self, version: Version) -> None:
        """Link what an embedded store keeps for its undos, for a database that is filled from it.

        Parameters
        ----------
        version : Version
            In force in that store.

        Raises
        ------
        InputError
            If the home keeps the version before another undo under one of the names.
        NotFoundError
            If the store lost one of its versions.
        """
        missing = [entry for entry in version.undone if not self._holds(entry)]
        for entry in missing:
            if (self._root / entry.before).is_dir():
                raise InputError(
                    f"neo4j-before/{entry.before}: expected the version before the undo of batch "
                    f"{entry.undo.batch}, got that of {self.entry(entry.before).undo.batch}; move the folder "
                    "away if no database needs it, then run this again",
                    batch=entry.undo.batch,
                )
        graph = GraphFolder(version.folder.parent)
        for entry in missing:
            self._make(entry, partial(link_version, graph, entry.before))

    def _holds(self, entry: UndoneBatch) -> bool:
        return (self._root / entry.before).is_dir() and self.entry(entry.before) == entry

    def _make(self, entry: UndoneBatch, write: Callable[[Path], None]) -> None:
        """Make the folder of a kept version; it appears by one rename."""
        folder = self._root / entry.before
        with self._guard:
            self._opened.pop(entry.before, None)
        made = self._root / f".{entry.before}"
        for old in (made, folder):
            shutil.rmtree(old, ignore_errors=True)
        with disk_full_as_error("the undo", self._root):
            graph = GraphFolder(made / "graph")
            with graph.writing():
                work = graph.start(int(entry.before[1:]))
                write(work)
                graph.publish(work, no_checkpoint)
            text = json.dumps(undone_entry(entry), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
            (made / _ENTRY).write_text(text, encoding="utf-8")
            os.chmod(made, 0o700)
            made.rename(folder)

    def entry(self, name: str) -> UndoneBatch:
        """What was undone in a kept version.

        Raises
        ------
        IntegrityError
            If the home does not have it.
        """
        try:
            return undone_batch(json.loads((self._root / name / _ENTRY).read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IntegrityError(
                f"neo4j-before/{name}: expected the version before an undo in this home, got none that can "
                "be read; home and database belong together: restore the home of this database",
                version=name,
            ) from error

    def store(self, name: str) -> EmbeddedStore:
        """Store of a kept version.

        Raises
        ------
        IntegrityError
            If the home does not have it.
        """
        with self._guard:
            found = self._opened.get(name)
            if found is None:
                self.entry(name)
                found = self._opened[name] = EmbeddedStore(self._root / name)
            return found

    def version(self, name: str) -> Version:
        """A kept version; raises as ``store``."""
        found = self.store(name).version()
        if found is None:
            raise IntegrityError(f"neo4j-before/{name}: expected a version, got an empty store", version=name)
        return found

    def release(self) -> None:
        """Let the opened versions go."""
        with self._guard:
            self._opened.clear()
