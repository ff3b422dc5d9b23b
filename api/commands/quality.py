"""``guanlian quality``: how good is what was delivered."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace


def quality(
    ctx: typer.Context,
    month: Annotated[
        str | None,
        typer.Option("--month", metavar="YYYY-MM", help="Published month; else the store as of --day."),
    ] = None,
    day: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Day; else today.")] = None,
    authority: Annotated[
        str | None, typer.Option(help="Supervising authority, or the beginning of its code.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Also write the page for a manager to this file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Coverage, gaps, codes, sums of shares, loose ends, unknown words; with --month also unknown weight."""
    from api import quality_reads
    from api.dates import day_from

    place: Workplace = ctx.obj
    asked = date.today() if day is None else day_from(day, "day")
    found = quality_reads.quality_of(place, month, asked, authority)
    if html is not None:
        quality_reads.write_page(place, found, html)
    emit(found, as_json, lambda shown: quality_reads.render(shown, place.say))
