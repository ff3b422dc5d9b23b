"""Turning "no space left" into an error of ours, wherever it comes from."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import DiskFullError

# A quota or a limit on file size is the same to the person in front of the screen.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def disk_full_named(folder: Path) -> Iterator[None]:
    """Raise ``DiskFullError`` where a write inside fails for want of space.

    Raises
    ------
    DiskFullError
        Nothing that was stored before is lost; the same import goes on where it stopped.
    """
    try:
        yield
    except OSError as error:
        # Arrow says the number only in its message.
        if error.errno not in _FULL and not any(f"rrno {number}]" in str(error) for number in _FULL):
            raise
        raise DiskFullError(
            f"disk full: expected room for the import below {folder.name}, got none; nothing is lost, "
            "free some space and start the same import again"
        ) from error
