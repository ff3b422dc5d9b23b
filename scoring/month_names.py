"""The index of names of a month, built once for the names it holds and shared by months with the same."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from graph.arrays import Frame
from graph.locks import waited_for
from graph.name_index import NameIndex, build, names_digest

FOLDER = "search"
KEPT = 4
"""Indexes that stay on disk; the ones asked for longest ago go first."""


def names_of(home: Path, enterprises: Frame) -> NameIndex:
    """Index of the names of some enterprises; built where there is none, by one process alone.

    Parameters
    ----------
    home : Path
    enterprises : Frame
        Row = enterprise code.
    """
    place = home / FOLDER
    folder = place / names_digest(enterprises)
    if not folder.is_dir():
        place.mkdir(exist_ok=True)
        with waited_for(place / "LOCK"):
            if not folder.is_dir():
                build(enterprises, folder)
                _prune(place, folder)
    os.utime(folder)
    return NameIndex(folder)


def _prune(place: Path, newest: Path) -> None:
    """Remove indexes beyond those that stay; who has one open keeps its mapping."""
    found = sorted((one for one in place.iterdir() if one.is_dir()), key=lambda one: one.stat().st_mtime_ns)
    for one in found[:-KEPT]:
        if one != newest:
            shutil.rmtree(one, ignore_errors=True)
