"""``guanlian months``: what is published."""

from __future__ import annotations

from typing import Annotated

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace


def months(
    ctx: typer.Context,
    month: Annotated[str | None, typer.Argument(help="YYYY-MM; then all its revisions.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the published months, or the revisions of one."""
    from api import month_reads, tables

    place: Workplace = ctx.obj
    months = place.readers.months
    listed = month_reads.months(months) if month is None else month_reads.revisions(months, month)
    emit(listed, as_json, lambda found: tables.month_list(found, place.say))
