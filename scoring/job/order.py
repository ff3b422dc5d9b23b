"""What a run was asked for: its month and days, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph.errors import InputError, JobError
from scoring.month_folders import last_day


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOrder:
    """Days of a run.

    Attributes
    ----------
    month : str
    as_of, known_by : date
    preliminary : bool
        True if the month had not ended when it was made.
    corrections : tuple of fact ids learnt after ``as_of`` that count
    """

    month: str
    as_of: date
    known_by: date
    preliminary: bool
    corrections: tuple[str, ...]

    @classmethod
    def checked(
        cls, month: str, known_by: date | None, preliminary: bool, corrections: Sequence[str], today: date
    ) -> MonthOrder:
        """Order of a run on a day.

        Raises
        ------
        InputError
            If the month or a day is wrong.
        JobError
            If the month has not ended and the run is not preliminary.
        """
        as_of = last_day(month)
        known = known_by or as_of
        if known < as_of:
            raise InputError(f"known_by: expected {as_of} or later, got {known}")
        if today < as_of and not preliminary:
            raise JobError(f"month {month} ends on {as_of}, today is {today}: run it later or as preliminary")
        if corrections and known == as_of:
            raise InputError("corrections: expected a known_by after the month's last day, got none")
        return cls(
            month=month,
            as_of=as_of,
            known_by=known,
            preliminary=preliminary and today < as_of,
            corrections=tuple(sorted(set(corrections))),
        )
