"""``guanlian hubs``: what too many living enterprises share."""

from __future__ import annotations

from typing import Annotated

import typer

from api.output import JsonOption, LimitOption, MonthOption, RevisionOption, emit
from api.workplace import Workplace


def hubs(
    ctx: typer.Context,
    month: MonthOption = None,
    revision: RevisionOption = None,
    kind: Annotated[str | None, typer.Option(help="person, place, contact or agent.")] = None,
    limit: LimitOption = 20,
    as_json: JsonOption = False,
) -> None:
    """List persons, addresses, phones and agents that more enterprises share than points allow."""
    from api import hub_reads, tables
    from api.filters import hub_kind

    place: Workplace = ctx.obj
    answer = hub_reads.hubs(place.reading(month, revision), hub_kind(kind), limit=limit)
    emit(answer, as_json, lambda found: tables.hubs(found, place.say))
