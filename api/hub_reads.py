"""Hubs of a published month: who or what more living enterprises share than points allow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field
from rich.console import RenderableType

from api.answers import Answer, Published
from api.month_reads import labels
from api.output import MOST_ROWS, cell, table
from api.tables import percent, source
from api.words import HUB_KINDS, Say, heads, line
from scoring.hub_findings import HubKind, hub_findings, most_with_points

if TYPE_CHECKING:
    from api.workplace import Workplace


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


def hubs(
    place: Workplace, month: str | None, revision: int | None, kind: HubKind | None, *, limit: int
) -> HubList:
    """Hubs of a month, of one kind or of all, at most ``limit``."""
    reading = place.reading(month, revision)
    opened = place.months.open(reading.info.month, reading.info.revision)
    most = most_with_points(opened.pack.relationship.paths.hubs)
    found = [hub for hub in hub_findings(opened.snapshot, most) if kind in (None, hub.kind)]
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
        published=reading.published, more_than=most, items=items, shown=len(items), total=len(found)
    )


def render(answer: HubList, say: Say) -> Iterator[RenderableType]:
    """Table of hubs."""
    yield source(answer.published, say)
    yield table(
        line(say, "hubs", more_than=answer.more_than, shown=answer.shown, total=answer.total),
        heads(say, "=id", "kind", "name", "#size", "region", "#region_share"),
        (
            (
                *(hub.hub_id, say(HUB_KINDS[hub.kind]), hub.label, hub.enterprises),
                *(hub.region or "-", percent(hub.region_share)),
            )
            for hub in answer.items
        ),
    )
    if answer.shown < answer.total:
        yield cell(line(say, "more", limit=min(answer.total, MOST_ROWS)))
