"""``guanlian ownership``: who owns and controls one enterprise, and what it owns."""

from __future__ import annotations

from typing import Annotated

import typer

from api.output import JsonOption, MonthOption, RevisionOption, emit
from api.workplace import Workplace


def ownership(
    ctx: typer.Context,
    enterprise: Annotated[str, typer.Argument(help="Enterprise id, or an alias such as a USCC.")],
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Day of validity YYYY-MM-DD, up to the month's.")
    ] = None,
    depth: Annotated[int, typer.Option(min=1, max=20, help="Levels shown on each side.")] = 4,
    month: MonthOption = None,
    revision: RevisionOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show holders, held enterprises, controllers and beneficial owner candidates."""
    from api import ownership_reads, ownership_tables
    from api.dates import day_from

    place: Workplace = ctx.obj
    answer = ownership_reads.ownership(
        place.reading(month, revision),
        enterprise,
        as_of=None if as_of is None else day_from(as_of, "as_of"),
        depth=depth,
        cap=ownership_reads.START_CAP,
    )
    emit(answer, as_json, lambda found: ownership_tables.ownership(found, place.say))
