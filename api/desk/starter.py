"""Starting the job that carries out what was approved: a process of its own, never two at once.

The queue is the book of proposals, so nothing is lost with a process. One that finds the lock
held ends at once: whoever holds it looks at the queue again after letting go.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

LOCK = "desk.lock"
LOG = "desk.log"
_AGAIN_S = 10.0


def job_command(home: Path) -> list[str]:
    """Words of the command that carries out what was approved."""
    return [sys.executable, "-c", "from api.cli import main; main()", "--home", str(home), "desk", "run"]


class JobStarter:
    """Starts the job in a process that outlives this one.

    Parameters
    ----------
    command : sequence of str
    log : Path
        What the process logs is added to this file.
    again_s : float
        Seconds between two starts that nobody asked for by a new approval.
    """

    def __init__(self, command: Sequence[str], *, log: Path, again_s: float = _AGAIN_S) -> None:
        self._command = list(command)
        self._log = log
        self._again_s = again_s
        self._running: subprocess.Popen[bytes] | None = None
        self._started = float("-inf")
        self._lock = Lock()

    def start(self) -> None:
        """Start it for a new approval; one that runs already sees the approval by itself or is followed."""
        with self._lock:
            self._ended()
            self._started = time.monotonic()
            descriptor = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "ab") as log:
                self._running = subprocess.Popen(  # noqa: S603 - fixed words, the home is an argument
                    self._command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=log,
                    start_new_session=True,
                )

    def look_after(self) -> None:
        """Start it again for approvals that wait: its process may have been killed."""
        with self._lock:
            resting = self._ended() and time.monotonic() - self._started >= self._again_s
        if resting:
            self.start()

    def wait(self) -> None:
        """Wait until the process has ended; for tests and an orderly end."""
        if self._running is not None:
            self._running.wait()

    def _ended(self) -> bool:
        return self._running is None or self._running.poll() is not None


class NoStarter:
    """Starts nothing: for tests, and where the operator runs the job himself."""

    def start(self) -> None:
        """Do nothing."""

    def look_after(self) -> None:
        """Do nothing."""
