"""Days written on the command line."""

from __future__ import annotations

from datetime import date

from graph.errors import InputError


def day_from(text: str, name: str) -> date:
    """Day of a text YYYY-MM-DD.

    Raises
    ------
    InputError
        If it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{name}: expected YYYY-MM-DD, got {text}") from error


def past_day_from(text: str, name: str, today: date) -> date:
    """Day of a text YYYY-MM-DD that is not after today: what comes after is not known yet.

    Raises
    ------
    InputError
        If it is none, or lies ahead.
    """
    day = day_from(text, name)
    if day > today:
        raise InputError(f"{name}: expected a day at most today ({today}), got {day}: nothing of it is known")
    return day
