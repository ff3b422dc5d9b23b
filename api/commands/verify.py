"""``guanlian verify``: are the stored bytes those that were written."""

from __future__ import annotations

from typing import Annotated

import typer

from api.output import JsonOption, MonthOption, emit
from api.workplace import Workplace


def verify(
    ctx: typer.Context,
    month: MonthOption = None,
    full: Annotated[bool, typer.Option("--full", help="Compute the month again and compare.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Check the store, filings and every published month; with --full score one again and compare."""
    from api import verifying

    place: Workplace = ctx.obj
    answer = verifying.verify(place, month, full=full)
    emit(answer, as_json, lambda found: verifying.render(found, place.say))
    if not answer.good:
        raise typer.Exit(1)
