"""Shapes of the watch list."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from api.answers import Answer, Published
from api.desk.given import Given
from graph.domain import RiskClass


class Change(StrEnum):
    """Class of this month against the month before."""

    WORSE = "worse"
    BETTER = "better"
    SAME = "same"
    NEW = "new"
    GONE = "gone"
    NONE = "none"


class WatchDraft(Given):
    """What a user notes beside a watched enterprise."""

    note: str = Field(default="", max_length=200)


class WatchRow(Answer):
    """One watched enterprise."""

    enterprise_id: str
    name: str | None
    in_scope: bool
    risk_class: RiskClass | None
    previous_class: RiskClass | None
    change: Change
    score: float | None = Field(description="Null outside the viewer's scope")
    previous_score: float | None = Field(description="Null outside the viewer's scope")
    note: str
    since: date


class WatchList(Answer):
    """Own watch list: what changed first, then by id."""

    published: Published
    items: tuple[WatchRow, ...]
    total: int
    most: int = Field(description="Enterprises that one account may watch")
