"""What the first readers of the latest month would wait for, laid out and read before the service says ready.

From then on its pages are kept: touched now and then, so that the system takes them last, and those
of a month or version that came meanwhile instead of the old ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import structlog

from graph.domain import FactKind
from graph.errors import GuanlianError
from graph.kept_pages import KeptPages, read_through
from graph.short_names import short_name
from graph.store.embedded.store import EmbeddedStore
from graph.store.protocol import AsOf
from scoring.month_pages import history_columns, read_columns
from scoring.results import Month

if TYPE_CHECKING:
    from api.readers import Readers
    from graph.arrays import Column

EVERY_S = 15.0
"""Time between two rounds; 1,400,000 pages (1,000,000 firms) take 0.05 s, nearly all of it outside Python."""
SELDOM_S = 960.0
"""Longest time between two rounds, where memory is so short that each reads its pages again."""
MOST_OF_STATE = 1 << 30
"""Bytes of the state read each round, where all memory may be filled; 1,000,000 firms: 0.12 GB, 0.03 s."""
EARLIER = 12
"""Months before the latest whose points of a history are kept."""
_log = structlog.stdlib.get_logger("api.warming")


class Warming:
    """The latest month of a service in memory.

    Parameters
    ----------
    readers : Readers
    share : float in [0, 1]
        Share of the free memory that kept pages may fill.
    state : Path
        The state's file, with the names of persons; nothing is read where there is none.
    most_s : float
        Longest time after a start that the service says not ready for it.
    clock : callable, seconds that never go back

    Attributes
    ----------
    warm : Event
        Set when the first round is done.
    """

    def __init__(
        self,
        readers: Readers,
        *,
        share: float,
        state: Path,
        most_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._readers = readers
        self._state = state
        self._share = share
        self._clock = clock
        self._until = clock() + most_s
        self.warm, self._ended = Event(), Event()
        self._kept: tuple[tuple[str, int, str | None], KeptPages] | None = None

    @property
    def ready(self) -> bool:
        """Whether the first readers wait for nothing more, or enough time was spent on it."""
        return self.warm.is_set() or self._clock() >= self._until

    def start(self, then: Callable[[], None] = lambda: None) -> None:
        """Warm in a thread of its own, do what comes then, and keep warm until ``end``."""
        Thread(target=self._run, args=(then,), name="warming", daemon=True).start()

    def end(self) -> None:
        """Keep no longer."""
        self._ended.set()

    def _run(self, then: Callable[[], None]) -> None:
        try:
            self.once()
            then()
        finally:
            self.warm.set()
        pause = EVERY_S
        while not self._ended.wait(pause):
            started = self._clock()
            self.once()
            pause = next_pause(pause, self._clock() - started)

    def once(self) -> None:
        """Lay out what is new, and touch all pages; what cannot be read is left to its readers."""
        with suppress(GuanlianError, OSError):
            read_through(self._state, int(self._share * MOST_OF_STATE))
            month, store = self._readers.months.open(), self._readers.store
            # Another store keeps its own pages.
            version = store.current_version() if isinstance(store, EmbeddedStore) else None
            key = (month.info.month, month.info.revision, version)
            if self._kept is None or self._kept[0] != key:
                started = self._clock()
                lay_out(self._readers)
                self._kept = key, KeptPages(_columns(self._readers), int(self._share * free_memory()))
                self._kept[1].touch(self._goes_on)
                _log.info(
                    "month.warm",
                    month=key[0],
                    bytes=self._kept[1].size,
                    seconds=round(self._clock() - started, 1),
                )
            else:
                self._kept[1].touch(self._goes_on)

    def _goes_on(self) -> bool:
        return not self._ended.is_set()


def next_pause(pause: float, took: float) -> float:
    """Seconds to the next round; longer and longer while rounds take a good part of the time, as they read.

    Parameters
    ----------
    pause : float
        Seconds before the last round.
    took : float
        Seconds of the last round.
    """
    return min(2 * pause, SELDOM_S) if took > pause / 5 else EVERY_S


def lay_out(readers: Readers) -> None:
    """What reads of the latest month look up, and what they keep of it; levels of ownership take longest."""
    month, store = readers.months.open(), readers.store
    at = AsOf(day=month.info.as_of, known_by=month.info.known_by)
    month.views.warm()
    first = month.views.id_of(0)
    store.find(first, at)
    store.statuses((first,), at, kind=FactKind.TIE)
    short_name(first)
    month.receipt(first)
    month.views.owners(first, None, 1)


def _columns(readers: Readers) -> Iterator[Column]:
    """Columns that reads of the latest month touch, and what histories read of the months before it."""
    month, store = readers.months.open(), readers.store
    if isinstance(store, EmbeddedStore):
        yield from store.read_columns()
    if isinstance(month, Month):
        yield from read_columns(month)
        earlier = [info for info in readers.months.list() if info.current and info.month < month.info.month]
        for info in earlier[-EARLIER:]:
            before = readers.months.open(info.month)
            yield from history_columns(before) if isinstance(before, Month) else ()


def free_memory(root: Path = Path("/")) -> int:
    """Bytes that programs can have without others losing theirs; 0 where the system does not say.

    Parameters
    ----------
    root : Path
        Where the system's own files are; of a container with a limit the limit counts too.
    """
    group = root / "sys/fs/cgroup"
    try:
        free = _numbers(root / "proc/meminfo")["MemAvailable"] * 1024
    except (OSError, KeyError):
        return 0
    try:
        limit = int((group / "memory.max").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return free
    return max(0, min(free, limit - _numbers(group / "memory.stat")["anon"]))


def _numbers(path: Path) -> dict[str, int]:
    """First number of each line, by its first word."""
    lines = (line.split() for line in path.read_text(encoding="ascii").splitlines())
    return {words[0].rstrip(":"): int(words[1]) for words in lines}
