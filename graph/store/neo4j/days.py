"""Days as Neo4j holds them: integers such as 20261031 that compare and read like dates.

What is unknown is no property at all; a day that never comes is ``NEVER``.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from graph.domain import DAY_OPEN, DAY_UNKNOWN
from graph.store.embedded.columns import Numbers

NEVER = 99991231
"""Property value of a day that never comes."""


def calendar_day(day: date) -> int:
    """Property value of a day."""
    return day.year * 10_000 + day.month * 100 + day.day


def date_of(value: int) -> date | None:
    """Day of a property value; None for ``NEVER``.

    Raises
    ------
    ValueError
        If the number is no day of the calendar.
    """
    if value == NEVER:
        return None
    return date(value // 10_000, value // 100 % 100, value % 100)


def day_numbers(values: pa.Int64Array) -> Numbers:
    """Days since 1970-01-01 of property values: nulls are ``DAY_UNKNOWN``, ``NEVER`` is ``DAY_OPEN``.

    Raises
    ------
    ValueError
        If a number is no day of the calendar.
    """
    unknown = np.asarray(values.is_null())
    whole = np.asarray(values.fill_null(19700101))
    never = whole == NEVER
    whole = np.where(never, 19700101, whole)
    year, month, day = whole // 10_000, whole // 100 % 100, whole % 100
    if ((month < 1) | (month > 12) | (year < 1) | (year > 9999)).any():
        raise ValueError("expected a day such as 20261031")
    first = ((year - 1970) * 12 + month - 1).astype("M8[M]")
    number = first.astype("M8[D]").astype(np.int64) + day - 1
    if ((day < 1) | (number >= (first + 1).astype("M8[D]").astype(np.int64))).any():
        raise ValueError("expected a day such as 20261031")
    return np.where(unknown, DAY_UNKNOWN, np.where(never, DAY_OPEN, number)).astype("<i4")
