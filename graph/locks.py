"""Locks of the operating system on files: they go with the process that held them, however it ended."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import StoreBusyError


@contextmanager
def held_alone(path: Path, busy: str) -> Iterator[None]:
    """Hold the lock on a file, which is made if missing and stays empty.

    Parameters
    ----------
    path : Path
    busy : str
        Message where another process or thread holds it: expected, got, what to do.

    Raises
    ------
    StoreBusyError
        At once; nobody waits.
    """
    with path.open("a", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreBusyError(busy) from error
        yield


@contextmanager
def waited_for(path: Path) -> Iterator[None]:
    """Hold the lock on a file, waiting for whoever holds it."""
    with path.open("a", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
