"""Calendar arithmetic on day numbers: windows in months counted back from t."""

from __future__ import annotations

import calendar
from datetime import date

from graph.domain import day_number, day_of


def months_before(day: int, months: int) -> int:
    """Day number ``months`` calendar months earlier.

    A last day of a month stays a last day; another day is cut to the month's length.

    Parameters
    ----------
    day : int
        Day number.
    months : int
        At least 0.
    """
    then = day_of(day)
    if then is None:
        raise ValueError("months_before expects a real day")
    total = then.year * 12 + then.month - 1 - months
    year, month = divmod(total, 12)
    last = calendar.monthrange(year, month + 1)[1]
    was_last = then.day == calendar.monthrange(then.year, then.month)[1]
    return day_number(date(year, month + 1, last if was_last else min(then.day, last)))


def due_years(day: int, years: int, due_month: int, due_day: int) -> list[tuple[int, int]]:
    """Report years whose due day has passed by ``day`` (inclusive), newest first.

    Returns
    -------
    list of (report year, day number on which it was due), ``years`` long
    """
    then = day_of(day)
    if then is None:
        raise ValueError("due_years expects a real day")
    newest = then.year - 1
    if day_number(date(then.year, due_month, due_day)) > day:
        newest -= 1
    return [
        (year, day_number(date(year + 1, due_month, due_day))) for year in range(newest, newest - years, -1)
    ]
