"""The index of names of a month, built once for the names it holds and shared by months with the same."""

from __future__ import annotations

from pathlib import Path

from graph.arrays import Frame
from graph.name_index import NameIndex, build, names_digest
from scoring.kept_folders import kept_folder

FOLDER = "search"
KEPT = 4
"""Indexes that stay on disk."""


def names_of(home: Path, enterprises: Frame) -> NameIndex:
    """Index of the names of some enterprises; built where there is none, by one process alone.

    Parameters
    ----------
    home : Path
    enterprises : Frame
        Row = enterprise code.
    """

    def fill(folder: Path) -> None:
        build(enterprises, folder)

    return NameIndex(kept_folder(home / FOLDER, names_digest(enterprises), fill, KEPT))
