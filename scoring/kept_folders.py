"""Folders of arrays that are laid out once, known by what is in them, and shared by months of the same."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from graph.budget import not_counted
from graph.locks import waited_for


def kept_folder(place: Path, name: str, build: Callable[[Path], None], most: int) -> Path:
    """A folder under a place; built where there is none, by one process alone, on no read's time.

    Parameters
    ----------
    place : Path
    name : str
        What the folder is known by, such as a hash of what it is made from.
    build : callable
        Fills a folder of its own that becomes the kept one by one rename.
    most : int
        Folders that stay under the place; the ones asked for longest ago go first. Who has one
        open keeps its mapping.

    Raises
    ------
    OSError
        If it is not there and cannot be written: no room, or no right to.
    """
    folder = place / name
    if not folder.is_dir():
        place.mkdir(exist_ok=True)
        with not_counted(), waited_for(place / "LOCK"):
            if not folder.is_dir():
                partial = place / f"{name}.partial"
                shutil.rmtree(partial, ignore_errors=True)
                partial.mkdir()
                try:
                    build(partial)
                    _settle(partial)
                except OSError:
                    shutil.rmtree(partial, ignore_errors=True)
                    raise
                partial.rename(folder)
                _prune(place, folder, most)
    with suppress(OSError):
        # Only the order in which folders go; a home may be there to be read alone.
        os.utime(folder)
    return folder


def hash_of_tables(manifest: Mapping[str, Any], *tables: str) -> str:
    """Hash of the day and the bytes of some tables of a month, whatever files they are spread over.

    Parameters
    ----------
    manifest : mapping
        Of a published revision: ``as_of`` and the sha256 of every file.
    tables : str
        Such as ``snapshot/ties``.
    """
    files = sorted(
        f"{name}|{digest}" for name, digest in manifest["files"].items() if name.split(".")[0] in tables
    )
    return hashlib.sha256("\n".join((str(manifest["as_of"]), *files)).encode()).hexdigest()


def _settle(folder: Path) -> None:
    """Bring files to the disk before their folder has its name, so that a power cut leaves none half."""
    for path in (*folder.iterdir(), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _prune(place: Path, newest: Path, most: int) -> None:
    found = sorted((one for one in place.iterdir() if one.is_dir()), key=lambda one: one.stat().st_mtime_ns)
    for one in found[:-most]:
        if one != newest:
            shutil.rmtree(one, ignore_errors=True)
