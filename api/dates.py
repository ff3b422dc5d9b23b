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
