"""Files of exports: one folder each below ``exports/``, there only when whole."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Collection
from pathlib import Path

from graph.disk import disk_full_as_error
from graph.errors import NotFoundError

_ID = re.compile(r"[0-9a-f]{32}")
_FILE = "file"
_PARTIAL = "file.partial"
_BLOCK = 1 << 20


def new_id() -> str:
    """Id of an export, not to be guessed."""
    return secrets.token_hex(16)


class ExportFolder:
    """Folder of the files of all exports.

    A file is always called ``file`` here; what it is called for its reader is in the register
    and never becomes a path.

    Parameters
    ----------
    home : Path
    """

    def __init__(self, home: Path) -> None:
        self._root = home / "exports"

    @property
    def lock(self) -> Path:
        """File whose lock the one working process holds; its folder is made."""
        self._make(self._root)
        return self._root / "workers.lock"

    def begin(self, identifier: str) -> Path:
        """Path to write the file of an export to; what an earlier attempt left is gone."""
        folder = self._of(identifier)
        with disk_full_as_error("the export", self._root):
            shutil.rmtree(folder, ignore_errors=True)
            self._make(self._root)
            self._make(folder)
        return folder / _PARTIAL

    def keep(self, identifier: str) -> None:
        """Put the whole file in its place by renaming."""
        folder = self._of(identifier)
        with disk_full_as_error("the export", self._root):
            partial = folder / _PARTIAL
            os.chmod(partial, 0o600)
            with partial.open("rb") as file:
                os.fsync(file.fileno())
            os.replace(partial, folder / _FILE)

    def file(self, identifier: str) -> Path:
        """Path of a whole file.

        Raises
        ------
        NotFoundError
            If the id is no id, or there is no file.
        """
        path = self._of(identifier) / _FILE
        if not path.is_file():
            raise NotFoundError("export: expected its file, got none; ask for it again")
        return path

    def delete(self, identifier: str) -> None:
        """Delete what there is of an export."""
        shutil.rmtree(self._of(identifier), ignore_errors=True)

    def sweep(self, wanted: Collection[str]) -> None:
        """Delete the folders of all exports but these: leavings of a killed process."""
        if not self._root.is_dir():
            return
        for path in self._root.iterdir():
            if _ID.fullmatch(path.name) and path.name not in wanted:
                shutil.rmtree(path, ignore_errors=True)

    def _of(self, identifier: str) -> Path:
        if not _ID.fullmatch(identifier):
            raise NotFoundError("export: expected the id of an own export, got none; see GET /exports")
        return self._root / identifier

    def _make(self, folder: Path) -> None:
        with disk_full_as_error("the export", self._root):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def file_sha256(path: Path) -> str:
    """Sha256 of the bytes of a file."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()
