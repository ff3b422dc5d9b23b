"""``guanlian migration``: who changed class, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from api.output import CursorOption, JsonOption, LimitOption, MonthOption, RevisionOption, emit
from api.workplace import Workplace


def migration(
    ctx: typer.Context,
    month: MonthOption = None,
    revision: RevisionOption = None,
    before: Annotated[str | None, typer.Option("--from", help="Class before: A, B, C, D or none.")] = None,
    now: Annotated[str | None, typer.Option("--to", help="Class now: A, B, C, D or none.")] = None,
    cause: Annotated[str | None, typer.Option(help="Main cause, as the table of causes names it.")] = None,
    region: Annotated[str | None, typer.Option(help="Begin of the region code.")] = None,
    limit: LimitOption = 20,
    cursor: CursorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the migration between classes since the month before, with causes."""
    from api import month_reads, tables
    from api.filters import mover_filter

    place: Workplace = ctx.obj
    filters = mover_filter(previous_class=before, risk_class=now, cause=cause, region=region)
    reading = place.reading(month, revision, cursor)
    answer = month_reads.migration(reading, filters, limit=limit, cursor=cursor)
    emit(answer, as_json, lambda found: tables.migration(found, place.say))
