"""Shapes of webhooks: where events are sent, and how far each got."""

from __future__ import annotations

from datetime import datetime

from pydantic import ConfigDict, Field

from api.answers import Answer
from api.desk.feed_types import FeedEvent, FeedKind
from api.desk.given import Given


class WebhookDraft(Given):
    """A receiver of another system."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"url": "https://hooks.example.gov.cn/guanlian", "authority": "330100"}]
        },
    )

    url: str = Field(min_length=8, max_length=500, description="https, host listed in the settings")
    label: str = Field(default="", max_length=80)
    kinds: tuple[FeedKind, ...] = Field(default=tuple(FeedKind), min_length=1, max_length=len(FeedKind))
    authority: str | None = Field(
        default=None, min_length=1, max_length=40, description="Only events within this authority; null: all"
    )


class WebhookRow(Answer):
    """One webhook, without its secret."""

    webhook_id: str
    url: str
    label: str
    kinds: tuple[FeedKind, ...]
    authority: str | None
    made_by: str
    made_at: datetime
    failures: int = Field(description="Refusals in a row")
    paused: bool = Field(description="Too many refusals in a row: nothing is sent until it is resumed")
    next_at: datetime | None = Field(description="Not before this time; null: with the next run")
    delivered_at: datetime | None
    last_status: str | None = Field(description="Status of the last answer, or why there was none")
    overlap_until: datetime | None = Field(
        description="Until then notices are signed with the secret before too"
    )


class SecretChange(Given):
    """How long the secret before still counts."""

    overlap_hours: int = Field(
        default=72, ge=0, le=720, description="0 where the secret before may have been seen"
    )


class WebhookMade(WebhookRow):
    """A webhook with its new secret, which is shown this once."""

    secret: str


class WebhookList(Answer):
    """All webhooks."""

    items: tuple[WebhookRow, ...]
    hosts: tuple[str, ...] = Field(
        description="Hosts that the settings allow; empty: nothing is sent anywhere"
    )


class Delivery(Answer):
    """Body of a notice: signed over time and bytes."""

    delivery: str = Field(description="The same notice has the same id when it is sent again")
    webhook: str
    events: tuple[FeedEvent, ...]
