"""Threads that make exports, in the one process that holds the lock of their folder.

The lock goes with the process: when it ends, another one (or the same service started again)
takes up what was left. Threads, not processes: what a file is made from is mapped already.
"""

from __future__ import annotations

from threading import Condition, Event, Thread

import structlog

from api.exports.desk import ExportDesk
from graph.errors import GuanlianError, StoreBusyError
from graph.locks import held_alone

_log = structlog.stdlib.get_logger("api.exports")
_AFTER_ERROR_S = 1.0


class ExportWorkers:
    """A few threads over one desk; started on first need.

    Parameters
    ----------
    desk : ExportDesk
    threads : int
        Files made at the same time; 0 makes none (another process does).
    wait_s : float
        Longest time between two looks at the register.
    """

    def __init__(self, desk: ExportDesk, *, threads: int, wait_s: float = 30.0) -> None:
        self.desk = desk
        self._count = threads
        self._wait_s = wait_s
        self._threads: list[Thread] = []
        self._news = Condition()
        self._told = 0
        self._stopped = Event()
        self._leading = Event()

    def start(self) -> None:
        """Start the threads; a second call does nothing."""
        with self._news:
            if self._threads or self._count < 1:
                return
            work = [self._lead, *[self._follow] * (self._count - 1)]
            self._threads = [
                Thread(target=one, name=f"export-{number}", daemon=True) for number, one in enumerate(work)
            ]
        for thread in self._threads:
            thread.start()

    def tell(self) -> None:
        """Say that something waits."""
        self.start()
        with self._news:
            self._told += 1
            self._news.notify_all()

    def stop(self) -> None:
        """End the threads after the files they are at."""
        self._stopped.set()
        with self._news:
            self._news.notify_all()
        for thread in self._threads:
            thread.join()

    def _lead(self) -> None:
        while not self._stopped.is_set():
            try:
                with held_alone(self.desk.folder.lock, "exports: another process makes them"):
                    self.desk.begin()
                    self._leading.set()
                    self._follow()
            except StoreBusyError:
                self._rest(self._told)
            except GuanlianError as error:
                _log.error("exports.waiting", code=error.code, why=error.message)
                self._rest(self._told)

    def _follow(self) -> None:
        """Work, and go on after an error of the register: the lock is never let go in between."""
        while not self._stopped.is_set():
            if not self._leading.wait(timeout=self._wait_s):
                continue
            try:
                self._work()
            except GuanlianError as error:
                _log.error("exports.waiting", code=error.code, why=error.message)
                # News may have come while the register refused: it is asked again soon.
                self._stopped.wait(_AFTER_ERROR_S)

    def _work(self) -> None:
        while not self._stopped.is_set():
            seen = self._told
            if not self.desk.make_next():
                self.desk.tidy()
                self._rest(seen)

    def _rest(self, seen: int) -> None:
        """Wait for news since ``seen``, or for a while."""
        with self._news:
            if self._told == seen and not self._stopped.is_set():
                self._news.wait(timeout=self._wait_s)
