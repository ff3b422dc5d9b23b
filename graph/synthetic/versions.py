"""When facts become known, and the versions in which a fact that ends is delivered."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from graph.domain import DAY_OPEN, DAY_UNKNOWN
from graph.synthetic.deliveries import Schedule
from graph.synthetic.parameters import Parameters
from graph.synthetic.randomness import exponential_days, later, subset

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]


def known_days(rng: np.random.Generator, days: Int, numbers: Parameters) -> Int:
    """Day on which an event becomes known: soon after it, a small share long after.

    Parameters
    ----------
    rng : Generator
    days : int32, shape (rows,)
        Event days; DAY_OPEN (never) stays.
    numbers : Parameters

    Returns
    -------
    int32 array, shape (rows,)
    """
    plan = numbers.known
    delay = exponential_days(rng, plan.prompt_days, len(days))
    late = subset(rng, len(days), plan.late_share)
    delay = np.where(late, delay + exponential_days(rng, plan.late_days, len(days)), delay)
    return later(days, delay)


def versions(schedule: Schedule, known: Int, end: Int, end_known: Int) -> tuple[Int, Int, Int]:
    """Rows in which facts with an end are delivered: one, or two if the end comes later.

    Parameters
    ----------
    schedule : Schedule
    known, end_known : int32, shape (facts,)
        Days on which the fact and its end become known.
    end : int32, shape (facts,)
        Day of the end; DAY_OPEN if none.

    Returns
    -------
    index : int64, shape (rows,)
        Fact of each row: all first versions, then all closing ones.
    known_on : int32, shape (rows,)
    ended : int32, shape (rows,)
        End as delivered in the row; DAY_UNKNOWN while it is not known.
    """
    first = schedule.delivery_of(known)
    last = schedule.delivery_of(np.maximum(end_known, known))
    never = len(schedule.days)
    ends = (end != DAY_OPEN) & (last < never)
    together = ends & (last == first)
    closing = np.flatnonzero(ends & (last > first))
    index = np.concatenate([np.arange(len(known)), closing])
    known_on = np.concatenate([known, np.maximum(end_known, known)[closing]]).astype(np.int32)
    ended = np.concatenate([np.where(together, end, DAY_UNKNOWN), end[closing]]).astype(np.int32)
    return index, known_on, ended
