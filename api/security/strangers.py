"""Failed sign-ins to names that nobody has: they lock like real ones, so the answer tells nothing."""

from __future__ import annotations

import threading
from collections import OrderedDict

_MOST_NAMES = 10_000


class Strangers:
    """Counts by name in the memory of this process.

    Parameters
    ----------
    failures : int
        Failures in a row that lock.
    lock_s : int
        Seconds a lock lasts.
    """

    def __init__(self, failures: int, lock_s: int) -> None:
        self._failures = failures
        self._lock_s = lock_s
        self._names: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._turn = threading.Lock()

    def locked_until(self, name: str) -> int:
        """When a name is no longer locked; 0 if it never was."""
        with self._turn:
            return self._names.get(name, (0, 0))[1]

    def count(self, name: str, now: int) -> bool:
        """Count a failure; True if it locked the name."""
        with self._turn:
            failures, until = self._names.pop(name, (0, 0))
            failures += 1
            locks = failures >= self._failures
            self._names[name] = (0, now + self._lock_s) if locks else (failures, until)
            if len(self._names) > _MOST_NAMES:
                self._names.popitem(last=False)
            return locks
