"""Time that a read may take."""

from __future__ import annotations

import pytest

from graph.budget import budget_of, check, not_counted
from graph.errors import ReadCancelledError, TimeBudgetError


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_without_a_budget_nothing_is_bounded() -> None:
    check()


def test_a_spent_budget_ends_the_read() -> None:
    clock = Clock()
    with budget_of(5, clock):
        check()
        clock.now += 5

        with pytest.raises(TimeBudgetError, match="within 5 s"):
            check()


def test_a_read_that_nobody_waits_for_ends() -> None:
    with budget_of(5, Clock()) as budget:
        budget.leave()

        with pytest.raises(ReadCancelledError):
            check()


def test_a_budget_ends_with_its_request() -> None:
    with budget_of(5, Clock()) as budget:
        budget.leave()

    check()


def test_what_is_laid_out_for_all_is_not_the_reads_time() -> None:
    clock = Clock()
    with budget_of(5, clock):
        with not_counted():
            clock.now += 60
        check()
        clock.now += 5

        with pytest.raises(TimeBudgetError):
            check()
