"""A full disk as one error of ours, however the system words it.

A quota and a limit on file size are the same to the person in front of the screen. Arrow
says the number only in its message, numpy only how much it wrote.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from graph.errors import DiskFullError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_TOLD = re.compile(
    rf"\[errno ({'|'.join(str(number) for number in sorted(_FULL))})\]|\d+ requested and \d+ written",
    re.IGNORECASE,
)
_PROBE_BYTES = 1 << 16


def tells_disk_full(text: str) -> bool:
    """Whether a message says that a write found no room."""
    return _TOLD.search(text) is not None


def is_disk_full(error: OSError) -> bool:
    """Whether a write failed for want of space."""
    return error.errno in _FULL or tells_disk_full(str(error))


def disk_full(what: str, place: str) -> DiskFullError:
    """Error of a full disk: what was being written, and below which folder."""
    return DiskFullError(
        f"disk full: {what} expected room below {place}, got none; nothing is lost, "
        "free some space and run the same command again"
    )


@contextmanager
def disk_full_as_error(what: str, folder: Path) -> Iterator[None]:
    """Raise ``DiskFullError`` where a write inside fails for want of space.

    Parameters
    ----------
    what : str
        What is written, as a person calls it.
    folder : Path
        Where; only its name is shown.

    Raises
    ------
    DiskFullError
        What was stored before is untouched.
    """
    try:
        yield
    except OSError as error:
        if not is_disk_full(error):
            raise
        raise disk_full(what, folder.name or str(folder)) from error


def has_room(folder: Path, reach: int) -> bool:
    """Whether a file of ``reach`` bytes in a folder may grow; asks by writing one.

    A database that cannot grow says "I/O error" for a full disk and a broken one alike.
    """
    try:
        with TemporaryFile(dir=folder) as probe:
            probe.seek(reach)
            probe.write(bytes(_PROBE_BYTES))
            probe.flush()
    except OSError as error:
        return not is_disk_full(error)
    return True
