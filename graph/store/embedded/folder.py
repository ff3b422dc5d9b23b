"""The graph folder of one home: versions, the switch, the writer's lock, readers' locks.

Invariant: ``CURRENT`` names a version whose files were all synced before it was named;
anything else in the folder is an older version, or rubbish of a writer that died, which
the next writer removes. Versions are immutable; segments that a version shares with its
predecessor are hard links.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, unquote

from graph.errors import IntegrityError, NotFoundError
from graph.locks import held_alone

CURRENT = "CURRENT"
LOCK = "LOCK"
_VERSION = re.compile(r"v(\d{6,})")

Checkpoint = Callable[[str], None]
"""Called before each durable step of a writer; tests stop the process there."""


def no_checkpoint(step: str) -> None:
    """Checkpoint that lets every step pass."""


def sync_path(path: Path) -> None:
    """Flush a file or a folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_text(path: Path, text: str) -> None:
    """Write a small file so that readers see the old or the new content, also after a crash."""
    partial = path.with_name(path.name + ".partial")
    with open(partial, "w", encoding="utf-8") as sink:
        sink.write(text)
        sink.flush()
        os.fsync(sink.fileno())
    partial.replace(path)
    sync_path(path.parent)


def version_name(number: int) -> str:
    """Folder name of a version number (1, 2, ...)."""
    return f"v{number:06d}"


class GraphFolder:
    """Versions under one folder.

    Parameters
    ----------
    root : Path
        Folder that holds ``CURRENT`` and the versions; made by the first writer.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def current(self) -> str | None:
        """Name of the version in force, None before the first load.

        Raises
        ------
        IntegrityError
            If ``CURRENT`` does not hold the name of a version.
        """
        try:
            name = (self.root / CURRENT).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        if _VERSION.fullmatch(name) is None:
            raise IntegrityError(f"{CURRENT} should name a version such as v000001, got {name[:40]!r}")
        return name

    def versions(self) -> list[str]:
        """Names of the version folders, oldest first."""
        if not self.root.is_dir():
            return []
        found = [entry.name for entry in self.root.iterdir() if _VERSION.fullmatch(entry.name)]
        return sorted(found, key=_number)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the writer's lock; rubbish of a dead writer is removed first.

        Raises
        ------
        StoreBusyError
            If another process or thread writes.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        busy = "another process is writing this graph: wait until it is done and run again"
        with held_alone(self.root / "WRITER", busy):
            self._remove_leftovers()
            yield

    def _remove_leftovers(self) -> None:
        current = self.current()
        newest = _number(current) if current else 0
        for entry in sorted(self.root.iterdir()):
            match = _VERSION.fullmatch(entry.name)
            unpublished = match is not None and int(match.group(1)) > newest
            if (entry.name.startswith(".") and entry.is_dir()) or unpublished:
                shutil.rmtree(entry)
            elif entry.name.endswith(".partial"):
                entry.unlink()

    def start(self, number: int) -> Path:
        """Empty working folder of the version to be written (writer only)."""
        folder = self.root / f".{version_name(number)}"
        folder.mkdir()
        (folder / LOCK).touch()
        return folder

    def discard(self, folder: Path) -> None:
        """Remove a working folder; nothing is left of one that was published."""
        shutil.rmtree(folder, ignore_errors=True)

    def publish(self, folder: Path, checkpoint: Checkpoint) -> str:
        """Sync a working folder, name it and switch ``CURRENT`` to it."""
        for path in sorted(folder.rglob("*")):
            sync_path(path)
        sync_path(folder)
        name = folder.name.removeprefix(".")
        checkpoint("name")
        folder.rename(self.root / name)
        sync_path(self.root)
        checkpoint("switch")
        replace_text(self.root / CURRENT, name + "\n")
        return name

    def hold(self, name: str) -> int:
        """Open a version for reading; it is not pruned until the descriptor is closed.

        Raises
        ------
        NotFoundError
            If the version has gone in between; ask ``current`` again.
        """
        lock = self.root / name / LOCK
        try:
            descriptor = os.open(lock, os.O_RDONLY)
        except FileNotFoundError as error:
            raise NotFoundError(f"version {name} is not there any more") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            there = lock.exists()
        except BlockingIOError:
            there = False
        if not there:
            os.close(descriptor)
            raise NotFoundError(f"version {name} is not there any more")
        return descriptor

    def pins(self) -> dict[str, str]:
        """Pinned versions by who pins them."""
        folder = self.root / "pins"
        if not folder.is_dir():
            return {}
        return {
            unquote(path.name): path.read_text(encoding="utf-8").strip()
            for path in sorted(folder.iterdir())
            if not path.name.endswith(".partial")
        }

    def pin(self, version: str, by: str) -> None:
        """Keep a version as long as ``by`` (a month, say) needs it."""
        if not (self.root / version).is_dir():
            raise NotFoundError(f"version {version} cannot be pinned: it is not there")
        folder = self.root / "pins"
        folder.mkdir(exist_ok=True)
        replace_text(folder / quote(by, safe=""), version + "\n")

    def unpin(self, by: str) -> None:
        """Release the pin of ``by``; none is no error."""
        (self.root / "pins" / quote(by, safe="")).unlink(missing_ok=True)

    def prune(self, keep: int) -> list[str]:
        """Remove old versions (writer only): never the newest ``keep``, one in use or a pinned one."""
        if keep < 1:
            raise ValueError(f"keep must be at least 1, got {keep}")
        names = self.versions()
        protected = {*names[-keep:], *self.pins().values(), self.current()}
        return [name for name in names if name not in protected and self._remove(name)]

    def _remove(self, name: str) -> bool:
        folder = self.root / name
        with open(folder / LOCK, "rb") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            trash = self.root / f".removed-{name}"
            folder.rename(trash)
            shutil.rmtree(trash)
        return True


def _number(name: str) -> int:
    return int(name.removeprefix("v"))


def link_file(source: Path, target: Path) -> None:
    """Hard link; a copy where the file system has none."""
    try:
        os.link(source, target)
    except PermissionError:
        shutil.copyfile(source, target)
