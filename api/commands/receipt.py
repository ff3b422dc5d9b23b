"""``guanlian receipt``: why an enterprise has its score."""

from __future__ import annotations

from typing import Annotated

import typer

from api.output import JsonOption, MonthOption, RevisionOption, emit
from api.workplace import Workplace


def receipt(
    ctx: typer.Context,
    enterprise: Annotated[str, typer.Argument(help="Enterprise id, or an alias such as a USCC.")],
    month: MonthOption = None,
    revision: RevisionOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show every line of a score: indicator, related record or class, and its path."""
    from api import month_reads, tables

    place: Workplace = ctx.obj
    answer = month_reads.receipt(place.reading(month, revision), enterprise)
    emit(answer, as_json, lambda found: tables.receipt(found, place.say))
