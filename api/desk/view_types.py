"""Shapes of saved views: where a user left the canvas, by ids of the business."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field

from api.answers import Answer
from api.desk.given import Given
from api.parameters import MAX_ID_LENGTH, MONTH

MOST_NODES = 5_000
_PLACE = 1_000_000.0

NodeId = Annotated[str, Field(min_length=1, max_length=MAX_ID_LENGTH)]
Setting = Annotated[str, Field(max_length=500)]


class ViewPage(StrEnum):
    """Page that a view was saved on."""

    GRAPH = "graph"
    OWNERSHIP = "ownership"
    PATH = "path"
    CLUSTER = "cluster"


class ViewNode(Given):
    """One node: its id and where it stands."""

    id: NodeId
    x: float = Field(ge=-_PLACE, le=_PLACE)
    y: float = Field(ge=-_PLACE, le=_PLACE)
    pinned: bool = False
    expanded: bool = False


class ViewDraft(Given):
    """A view to save."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "专班7号",
                    "page": "graph",
                    "centre": "91330100MA00000001",
                    "nodes": [{"id": "91330100MA00000001", "x": 0, "y": 0, "pinned": True}],
                    "settings": {"layout": "force", "kinds": "HOLDS,POSITION"},
                }
            ]
        },
    )

    name: str = Field(min_length=1, max_length=80)
    page: ViewPage
    centre: NodeId | None = None
    month: str | None = Field(
        default=None, pattern=MONTH, description="Month it was saved in; null: the latest"
    )
    revision: int | None = Field(default=None, ge=1, le=9_999)
    nodes: tuple[ViewNode, ...] = Field(default=(), max_length=MOST_NODES)
    settings: dict[Annotated[str, Field(max_length=40)], Setting] = Field(
        default={}, max_length=50, description="State of the page: layout, filters, zoom"
    )


class ViewChange(ViewDraft):
    """A view saved again over the version that was read."""

    version: int = Field(ge=1, description="Version that was read; another one in between is a 409")


class ViewRow(Answer):
    """One saved view in a list."""

    view_id: str
    version: int
    name: str
    page: ViewPage
    centre: str | None
    month: str | None
    revision: int | None
    nodes_total: int
    changed_at: datetime


class ViewList(Answer):
    """Own views, the last changed first."""

    items: tuple[ViewRow, ...]
    total: int
    most: int = Field(description="Views that one account may keep")


class SavedView(ViewRow):
    """One saved view with its nodes."""

    nodes: tuple[ViewNode, ...]
    settings: dict[str, str]
