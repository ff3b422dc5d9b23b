"""What routes are given: the readers of the application and the published month asked for.

Opening a month reads two small files; that is done on the event loop, because handing it to a
thread costs more. The routes themselves run in threads.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.parameters import Cursor, MonthChoice, RevisionChoice
from api.readers import Readers, Reading
from api.security.core import Security
from api.security.viewer import Viewer


async def readers(request: Request) -> Readers:
    """Readers that ``create_app`` was given."""
    held = request.app.state.readers
    assert isinstance(held, Readers)
    return held


ReadersDep = Annotated[Readers, Depends(readers)]


async def viewer(request: Request) -> Viewer:
    """Who asks, as the route's row of permissions let through."""
    found = request.state.viewer
    assert isinstance(found, Viewer)
    return found


async def security(request: Request) -> Security:
    """Sign-in that ``create_app`` was given."""
    held = request.app.state.security
    assert isinstance(held, Security)
    return held


ViewerDep = Annotated[Viewer, Depends(viewer)]
SecurityDep = Annotated[Security, Depends(security)]


async def reading(
    held: ReadersDep, asking: ViewerDep, month: MonthChoice = None, revision: RevisionChoice = None
) -> Reading:
    """Reading of the month asked for; without one, of the latest."""
    return Reading.open(held, month, revision, viewer=asking)


async def paged_reading(
    held: ReadersDep,
    asking: ViewerDep,
    month: MonthChoice = None,
    revision: RevisionChoice = None,
    cursor: Cursor = None,
) -> Reading:
    """Reading of the month asked for; with a cursor, of the month and revision it was made in."""
    return Reading.open(held, month, revision, cursor, asking)


ReadingDep = Annotated[Reading, Depends(reading)]
PagedReadingDep = Annotated[Reading, Depends(paged_reading)]
