"""``guanlian show``: one enterprise."""

from __future__ import annotations

from typing import Annotated

import typer

from api.output import JsonOption, MonthOption, RevisionOption, emit
from api.workplace import Workplace


def show(
    ctx: typer.Context,
    enterprise: Annotated[str, typer.Argument(help="Enterprise id, or an alias such as a USCC.")],
    month: MonthOption = None,
    revision: RevisionOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show score, factors, indicators and history of one enterprise."""
    from api import enterprise_reads, tables

    place: Workplace = ctx.obj
    answer = enterprise_reads.enterprise(place.reading(month, revision), enterprise)
    emit(answer, as_json, lambda found: tables.enterprise(found, place.say))
