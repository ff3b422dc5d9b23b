"""What the first readers of the latest month would wait for, laid out beside the first requests."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from graph.domain import FactKind
from graph.errors import GuanlianError
from graph.short_names import short_name
from graph.store.protocol import AsOf

if TYPE_CHECKING:
    from api.readers import Readers

_LEFT_COLD = ("archive",)
"""Folders that no read opens."""
_KEPT = ("search", "lookups", "peers")
"""Folders of the home that hold what is laid out for reads."""
_MEMORY = Path("/proc/meminfo")
_AVAILABLE = "MemAvailable:"


def warm(readers: Readers, home: Path) -> None:
    """Bring the files of the latest month into memory and lay out what its reads look up.

    Whoever asks earlier waits no longer than without it.

    Parameters
    ----------
    readers : Readers
    home : Path
        Its newest month, graph and indexes are read ahead, as far as half of the free memory goes.
    """
    with suppress(GuanlianError, OSError):
        month = readers.months.open()
        info, store = month.info, readers.store
        version = store.state().version
        folders = (home / "months" / info.month / f"r{info.revision:03d}", *(home / kept for kept in _KEPT))
        read_ahead(_files((*folders, home / "graph" / version)), free_memory() // 2)
        month.views.warm()
        at = AsOf(day=info.as_of, known_by=info.known_by)
        first = month.views.id_of(0)
        store.find(first, at)
        store.statuses((first,), at, kind=FactKind.TIE)
        short_name(first)
        month.receipt(first)
        # Levels of ownership last: few begin with them, and they take longest.
        month.views.owners(first, None, 1)


def read_ahead(files: Iterable[Path], most: int) -> int:
    """Ask the system to read files into memory, in their order, while they have room.

    Parameters
    ----------
    files : iterable of Path
    most : int
        Bytes at most; a file beyond them is left out.

    Returns
    -------
    int
        Bytes asked for; the system reads them in its own time.
    """
    asked = 0
    for path in files:
        size = path.stat().st_size
        if asked + size > most:
            continue
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_WILLNEED)
        asked += size
    return asked


def free_memory() -> int:
    """Bytes that programs can have without others losing theirs; 0 where the system does not say."""
    try:
        lines = _MEMORY.read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith(_AVAILABLE)), 0)


def _files(folders: Iterable[Path]) -> list[Path]:
    found = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path for path in found if not set(path.parts).intersection(_LEFT_COLD)]
