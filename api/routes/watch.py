"""Routes of the watch list."""

from __future__ import annotations

from fastapi import status

from api.dependencies import ReadingDep
from api.desk import watch
from api.desk.watch_types import WatchDraft, WatchList, WatchRow
from api.parameters import EnterpriseId
from api.routes.base import new_router
from api.routes.desk_parts import CONFLICT, DeskDep

router = new_router("watch")


@router.get("/watch", summary="Own watch list", operation_id="listWatch")
def list_watch(desk: DeskDep, reading: ReadingDep) -> WatchList:
    """Watched enterprises with the change of their class since the month before."""
    return watch.listed(desk.place, reading)


@router.put(
    "/watch/{enterprise_id:path}",
    summary="Watch an enterprise",
    operation_id="watchEnterprise",
    responses=CONFLICT,
)
def watch_enterprise(
    desk: DeskDep, reading: ReadingDep, enterprise_id: EnterpriseId, draft: WatchDraft
) -> WatchRow:
    """By id or alias; watched already, the note is replaced."""
    return watch.watch(desk.place, reading, enterprise_id, draft)


@router.delete(
    "/watch/{enterprise_id:path}",
    summary="Watch an enterprise no more",
    operation_id="leaveWatch",
    status_code=status.HTTP_204_NO_CONTENT,
)
def leave_watch(desk: DeskDep, reading: ReadingDep, enterprise_id: EnterpriseId) -> None:
    """By the id that the list shows."""
    watch.leave(desk.place, reading, enterprise_id)
