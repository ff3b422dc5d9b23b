"""Limit on requests a minute: a bucket each caller, refilled evenly.

In the memory of this process: ``one_server`` sees that no other one serves beside it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from api.security.errors import RateLimitedError

_MOST_CALLERS = 20_000


class Throttle:
    """Buckets of callers.

    Parameters
    ----------
    per_minute : int
        Requests a caller may make in a minute, and at once after a pause.
    """

    def __init__(self, per_minute: int) -> None:
        self._most = float(per_minute)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, caller: str, now: float) -> None:
        """Count one request.

        Parameters
        ----------
        caller : str
            Who is counted together, such as an account.
        now : float
            Seconds of any clock; a step back refills nothing.

        Raises
        ------
        RateLimitedError
            If the minute's requests are used up.
        """
        with self._lock:
            left, seen = self._buckets.pop(caller, (self._most, now))
            left = min(self._most, left + max(0.0, now - seen) * self._most / 60.0)
            allowed = left >= 1.0
            self._buckets[caller] = (left - 1.0 if allowed else left, max(now, seen))
            if len(self._buckets) > _MOST_CALLERS:
                # Whoever was away longest has a full bucket anyway.
                self._buckets.popitem(last=False)
        if not allowed:
            raise RateLimitedError(
                f"expected at most {self._most:.0f} requests a minute, got more; wait a little and ask again"
            )
