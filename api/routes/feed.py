"""Route of the change feed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from api.dependencies import ViewerDep
from api.desk.feed import PLACE
from api.desk.feed_types import FeedKind, FeedPage
from api.parameters import Limit
from api.routes.base import new_router
from api.routes.desk_parts import DeskDep

router = new_router("feed")


@router.get("/feed", summary="What changed since a cursor", operation_id="readFeed")
def read_feed(
    desk: DeskDep,
    viewer: ViewerDep,
    limit: Limit,
    after: Annotated[
        str | None,
        Query(pattern=PLACE, description="Cursor of the page before; end gives the cursor of now; else all"),
    ] = None,
    kinds: Annotated[
        tuple[FeedKind, ...],
        Query(alias="kind", max_length=len(FeedKind), description="Kinds of events; none means all"),
    ] = (),
) -> FeedPage:
    """Changed classes and clusters of the viewer's area, revision by revision as they were published."""
    return desk.feed.page(after, viewer, frozenset(kinds or FeedKind), limit)
