"""What routes are given: the readers of the application and the published month asked for.

Opening a month reads two small files; that is done on the event loop, because handing it to a
thread costs more. The routes themselves run in threads.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.parameters import Cursor, MonthChoice, RevisionChoice
from api.readers import Readers, Reading


async def readers(request: Request) -> Readers:
    """Readers that ``create_app`` was given."""
    held = request.app.state.readers
    assert isinstance(held, Readers)
    return held


ReadersDep = Annotated[Readers, Depends(readers)]


async def reading(held: ReadersDep, month: MonthChoice = None, revision: RevisionChoice = None) -> Reading:
    """Reading of the month asked for; without one, of the latest."""
    return Reading.open(held, month, revision)


async def paged_reading(
    held: ReadersDep, month: MonthChoice = None, revision: RevisionChoice = None, cursor: Cursor = None
) -> Reading:
    """Reading of the month asked for; with a cursor, of the month and revision it was made in."""
    return Reading.open(held, month, revision, cursor)


ReadingDep = Annotated[Reading, Depends(reading)]
PagedReadingDep = Annotated[Reading, Depends(paged_reading)]
