"""Rows by supervising authority and month, and since when a table is missing.

Everything is one ``bincount`` over (authority, month); memory is that of two columns of one
table and of the counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from graph.domain import DAY_UNKNOWN, day_number, day_of

Numbers = np.ndarray[Any, Any]

_EPOCH = np.datetime64("1970-01-01", "D").astype("datetime64[M]").astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Months of a report, oldest first; ``complete`` is how many of them are over."""

    first: int
    names: tuple[str, ...]
    complete: int

    @classmethod
    def up_to(cls, day: date, count: int) -> Calendar:
        """Calendar of ``count`` months that ends with the month of a day."""
        last = day.year * 12 + day.month - 1
        months = range(last - count + 1, last + 1)
        names = tuple(f"{month // 12:04d}-{month % 12 + 1:02d}" for month in months)
        tomorrow = day_of(day_number(day) + 1)
        over = tomorrow is not None and tomorrow.day == 1
        return cls(first=months[0], names=names, complete=count if over else count - 1)

    def months_of(self, days: Numbers) -> Numbers:
        """Position of each day's month in this calendar; may lie outside of it.

        Parameters
        ----------
        days : int32 day numbers
        """
        found = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) - _EPOCH
        return np.asarray(found + 1970 * 12 - self.first)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCounts:
    """Rows of one table by authority.

    Attributes
    ----------
    counts : int64[authorities, months]
    rows, enterprises : int64[authorities]
        Of all days, also those before the calendar.
    newest : int32[authorities]
        Newest day number up to the report's day, DAY_UNKNOWN if there is none.
    """

    counts: Numbers
    rows: Numbers
    enterprises: Numbers
    newest: Numbers


def month_counts(
    enterprise: Numbers, days: Numbers, authority: Numbers, size: int, calendar: Calendar, today: int
) -> MonthCounts:
    """Count the rows of one table.

    Parameters
    ----------
    enterprise : int32[rows]
        Code of each row's enterprise.
    days : int32[rows]
        Day of each row's event, DAY_UNKNOWN where it has none.
    authority : int32[n]
        Authority code of each enterprise, below ``size``; -1 leaves it out.
    size : int
    calendar : Calendar
    today : int
        Later days are mistakes or announcements and are no freshness.
    """
    of_row = authority[enterprise]
    kept = of_row >= 0
    of_row, days, enterprise = of_row[kept], days[kept], enterprise[kept]
    width = len(calendar.names)
    dated = (days != DAY_UNKNOWN) & (days <= today)
    month = calendar.months_of(days[dated])
    shown = (month >= 0) & (month < width)
    cells = of_row[dated][shown].astype(np.int64) * width + month[shown]
    newest = np.full(size, DAY_UNKNOWN, dtype=np.int32)
    np.maximum.at(newest, of_row[dated], days[dated].astype(np.int32))
    holders = np.zeros(len(authority), dtype=bool)
    holders[enterprise] = True
    return MonthCounts(
        counts=np.bincount(cells, minlength=size * width).reshape(size, width),
        rows=np.bincount(of_row, minlength=size),
        enterprises=np.bincount(authority[holders], minlength=size),
        newest=newest,
    )


def missing_since(
    counts: Numbers, others: Numbers | None, calendar: Calendar, smallest: int, *, yearly: bool
) -> str | None:
    """First of the silent months at the end, None if they may be chance.

    Parameters
    ----------
    counts : int64[months]
        Rows of one table, of one authority or of all.
    others : int64[months] or None
        Rows of all authorities; months in which nobody had any are not silence of one. None to
        judge the whole table.
    calendar : Calendar
        Months that are not over are left out.
    smallest : int
        Rows to be expected in the silent months before silence counts.
    yearly : bool
        The table is filed by the year: it is not judged as a whole.
    """
    mine = counts[: calendar.complete]
    spoken = np.flatnonzero(mine)
    if not len(spoken) or (others is None and yearly):
        return None
    first, last = int(spoken[0]), int(spoken[-1])
    silent = np.arange(last + 1, calendar.complete)
    if others is None:
        expected = mine[first : last + 1].mean() * len(silent)
    else:
        theirs = others[: calendar.complete]
        silent = silent[theirs[silent] > 0]
        share = mine[first : last + 1].sum() / max(int(theirs[first : last + 1].sum()), 1)
        expected = share * theirs[silent].sum() / max(1.0 - share, 1e-9)
    if not len(silent) or expected < smallest:
        return None
    return calendar.names[int(silent[0])]
