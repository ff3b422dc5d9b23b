"""What routes are given: the readers of the application and the published month asked for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.cursors import unseal
from api.parameters import Cursor, MonthChoice, RevisionChoice
from api.readers import Readers, Reading
from graph.errors import InputError


def readers(request: Request) -> Readers:
    """Readers that ``create_app`` was given."""
    held = request.app.state.readers
    assert isinstance(held, Readers)
    return held


ReadersDep = Annotated[Readers, Depends(readers)]


def reading(held: ReadersDep, month: MonthChoice = None, revision: RevisionChoice = None) -> Reading:
    """Reading of the month asked for; without one, of the latest.

    Raises
    ------
    NotFoundError
        If no such month or revision is published.
    InputError
        If a revision is asked for without its month.
    """
    if revision is not None and month is None:
        raise InputError("revision: expected together with month, got revision alone; add month=YYYY-MM")
    return Reading.open(held, month, revision)


def paged_reading(
    held: ReadersDep,
    month: MonthChoice = None,
    revision: RevisionChoice = None,
    cursor: Cursor = None,
) -> Reading:
    """Reading of the month asked for; with a cursor, of the month and revision it was made in.

    Raises
    ------
    NotFoundError
        If no such month or revision is published.
    InputError
        If the cursor is none of ours or was made in another month or revision than asked for.
    """
    if cursor is None:
        return reading(held, month, revision)
    place = unseal(cursor)
    if month not in (None, place.month) or revision not in (None, place.revision):
        raise InputError("cursor: it was made in another month or revision; start again without a cursor")
    return Reading.open(held, place.month, place.revision)


ReadingDep = Annotated[Reading, Depends(reading)]
PagedReadingDep = Annotated[Reading, Depends(paged_reading)]
