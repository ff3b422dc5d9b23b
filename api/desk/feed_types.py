"""Shapes of the change feed: events between published revisions."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from api.answers import Answer
from graph.domain import RiskClass


class FeedKind(StrEnum):
    """What changed."""

    CLASS = "class_changed"
    CLUSTER = "cluster_changed"


class FeedEvent(Answer):
    """One change; carries no score and nothing of a person."""

    id: str = Field(description="The same event has the same id for ever")
    kind: FeedKind
    month: str
    revision: int
    enterprise_id: str | None = Field(default=None, description="Of class_changed")
    class_before: RiskClass | None = None
    class_after: RiskClass | None = None
    cluster_id: str | None = Field(default=None, description="Of cluster_changed")
    event: str | None = Field(
        default=None, description="born, grew, shrank, changed, split, merged, ended; revised in a revision"
    )
    size: int | None = None
    risk: bool | None = None


class FeedPage(Answer):
    """Events after a cursor, in the order in which revisions were published."""

    items: tuple[FeedEvent, ...]
    shown: int
    truncated: bool = Field(description="More events follow; ask again with the cursor")
    cursor: str = Field(description="Hand back as ?after= next time; stays valid")
