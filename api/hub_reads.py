"""Hubs of a published month: who or what more living enterprises share than points allow."""

from __future__ import annotations

from pydantic import Field

from api.answers import Answer, Published
from api.month_reads import labels
from api.readers import Reading
from scoring.hub_findings import HubKind


class HubItem(Answer):
    """One hub; a person's label is masked."""

    hub_id: str
    kind: HubKind
    label: str
    enterprises: int = Field(ge=1, description="Living enterprises that share it")
    region: str | None = Field(description="Region code of most of them")
    region_share: float = Field(ge=0, le=1)


class HubList(Answer):
    """Hubs of a month, the largest first."""

    published: Published
    more_than: int = Field(ge=0, description="Up to here a tie still carries points")
    items: tuple[HubItem, ...]
    shown: int
    total: int


def hubs(reading: Reading, kind: HubKind | None, *, limit: int) -> HubList:
    """Hubs of a month, of one kind or of all, at most ``limit``."""
    known = reading.month.hubs()
    found = [hub for hub in known.hubs if kind in (None, hub.kind)]
    shown = labels(reading, (hub.hub_id for hub in found[:limit]))
    items = tuple(
        HubItem(
            hub_id=hub.hub_id,
            kind=hub.kind,
            label=shown[hub.hub_id],
            enterprises=hub.enterprises,
            region=hub.region,
            region_share=hub.region_share,
        )
        for hub in found[:limit]
    )
    return HubList(
        published=reading.published,
        more_than=known.more_than,
        items=items,
        shown=len(items),
        total=len(found),
    )
