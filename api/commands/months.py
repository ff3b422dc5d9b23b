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
    found = place.readers.months
    listed = month_reads.months(found) if month is None else month_reads.revisions(found, month)
    emit(listed, as_json, tables.month_list)
