"""Time that one read may take, and whether anybody still waits for it.

Who serves reads opens a budget; what walks far looks at it now and then with ``check``. Without
one (a command, the monthly job) nothing is bounded. Threads that a read is handed to see the
budget of their reader.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Event

from graph.errors import ReadCancelledError, TimeBudgetError


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Budget of one read.

    Attributes
    ----------
    seconds : float, above 0
    until : float
        Reading of ``clock`` at which it is spent.
    clock : callable, seconds that never go back
    """

    seconds: float
    until: float
    clock: Callable[[], float]
    _left: Event = field(default_factory=Event)
    _given: list[float] = field(default_factory=list)

    def give(self, seconds: float) -> None:
        """Add time that the read spent for others too, such as on an index that it was the first to need."""
        self._given.append(seconds)

    def leave(self) -> None:
        """Say that nobody waits any more."""
        self._left.set()

    def check(self) -> None:
        """Go on, or end the read.

        Raises
        ------
        ReadCancelledError
            If nobody waits any more.
        TimeBudgetError
            If the time is spent.
        """
        if self._left.is_set():
            raise ReadCancelledError("the reader has gone: nothing more is read")
        if self.clock() >= self.until + sum(self._given):
            raise TimeBudgetError(
                f"expected an answer within {self.seconds:g} s (setting limits.time_budget_s), got none; "
                "ask for fewer hops or nodes, or for single tie kinds"
            )


_BUDGET: ContextVar[Budget | None] = ContextVar("budget", default=None)


@contextmanager
def budget_of(seconds: float, clock: Callable[[], float] = time.monotonic) -> Iterator[Budget]:
    """Bound what is read inside."""
    budget = Budget(seconds=seconds, until=clock() + seconds, clock=clock)
    token = _BUDGET.set(budget)
    try:
        yield budget
    finally:
        _BUDGET.reset(token)


def check() -> None:
    """Look at the budget of this read, if it has one; see ``Budget.check``."""
    budget = _BUDGET.get()
    if budget is not None:
        budget.check()


@contextmanager
def not_counted() -> Iterator[None]:
    """Time spent inside is not the read's: what is laid out there is laid out for all."""
    budget = _BUDGET.get()
    started = 0.0 if budget is None else budget.clock()
    try:
        yield
    finally:
        if budget is not None:
            budget.give(budget.clock() - started)
