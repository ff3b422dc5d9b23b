"""Routes of saved views: own ones only."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, status

from api.dependencies import ViewerDep
from api.desk import views
from api.desk.view_types import SavedView, ViewChange, ViewDraft, ViewList
from api.routes.base import new_router
from api.routes.desk_parts import CONFLICT, DeskDep

router = new_router("views")

ViewId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", description="Id of an own view")]


@router.get("/views", summary="Own saved views", operation_id="listViews")
def list_views(desk: DeskDep, viewer: ViewerDep) -> ViewList:
    """Without their nodes, the last changed first."""
    return views.listed(desk.place, viewer.account)


@router.post(
    "/views",
    summary="Save a view",
    operation_id="saveView",
    status_code=status.HTTP_201_CREATED,
    responses=CONFLICT,
)
def save_view(desk: DeskDep, viewer: ViewerDep, draft: ViewDraft) -> SavedView:
    """Ids and places of up to 5,000 nodes, and the state of the page."""
    return views.save(desk.place, viewer.account, draft)


@router.get("/views/{view_id}", summary="One saved view", operation_id="readView")
def read_view(desk: DeskDep, viewer: ViewerDep, view_id: ViewId) -> SavedView:
    """Another account's view is not found."""
    return views.read(desk.place, viewer.account, view_id)


@router.put("/views/{view_id}", summary="Save a view again", operation_id="changeView", responses=CONFLICT)
def change_view(desk: DeskDep, viewer: ViewerDep, view_id: ViewId, draft: ViewChange) -> SavedView:
    """Over the version that was read; a version saved in between is not overwritten."""
    return views.change(desk.place, viewer.account, view_id, draft)


@router.delete(
    "/views/{view_id}",
    summary="Delete a saved view",
    operation_id="deleteView",
    status_code=status.HTTP_204_NO_CONTENT,
)
def delete_view(desk: DeskDep, viewer: ViewerDep, view_id: ViewId) -> None:
    """Another account's view is not found."""
    views.delete(desk.place, viewer.account, view_id)
