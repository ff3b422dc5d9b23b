"""What the routes of the desk share: the desk itself, and how a change is recorded."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request

from api.desk.service import Desk
from api.problems import Problem


async def desk(request: Request) -> Desk:
    """Desk that ``create_app`` made."""
    held = request.app.state.desk
    assert isinstance(held, Desk)
    return held


DeskDep = Annotated[Desk, Depends(desk)]

CONFLICT: dict[int | str, dict[str, Any]] = {
    409: {"model": Problem, "description": "It is no longer as it was read; the code says what changed"}
}
