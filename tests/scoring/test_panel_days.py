"""Days of panels: split by time, windows inside the data, clear words where history is short."""

from datetime import date

import pytest

from graph.errors import InputError, JobError
from scoring.training.panel_days import panel_days, refuse_open_windows, shifted
from scoring.training.plan import shipped_plan

PLAN = shipped_plan()


def test_the_last_day_of_a_month_stays_the_last_day() -> None:
    assert shifted(date(2026, 2, 28), 1) == date(2026, 3, 31)
    assert shifted(date(2026, 8, 31), -6) == date(2026, 2, 28)
    assert shifted(date(2026, 1, 15), -1) == date(2025, 12, 15)


def test_no_label_that_trains_overlaps_the_test_window() -> None:
    found = panel_days(PLAN, date(2021, 11, 3), date(2026, 10, 31))

    assert found.test == (date(2025, 10, 31),)
    assert found.validate == (date(2024, 10, 31),)
    assert found.train[-1] == date(2024, 7, 31)
    assert found.train[0] == date(2022, 10, 31)
    assert all(shifted(day, PLAN.window.months) <= found.test[0] for day in (*found.train, *found.validate))


def test_at_most_so_many_days_train() -> None:
    found = panel_days(PLAN, date(2001, 1, 1), date(2026, 10, 31))

    assert len(found.train) == PLAN.days.most_days


def test_without_history_nothing_is_trained() -> None:
    with pytest.raises(JobError, match="expected adverse records with a known party, got none"):
        panel_days(PLAN, None, date(2026, 10, 31))


def test_three_months_of_history_are_too_little_and_the_message_says_how_many_are_needed() -> None:
    with pytest.raises(JobError, match=r"at least 29 months of records before 2026-10-31, got 3"):
        panel_days(PLAN, date(2026, 7, 31), date(2026, 10, 31))


def test_a_label_window_beyond_the_data_is_refused() -> None:
    refuse_open_windows([date(2025, 10, 31)], PLAN, date(2026, 10, 31))

    with pytest.raises(InputError, match="ends by the training day 2026-10-31, got one until 2026-11-30"):
        refuse_open_windows([date(2025, 10, 31), date(2025, 11, 30)], PLAN, date(2026, 10, 31))
