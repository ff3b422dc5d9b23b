"""``guanlian whatif``: one enterprise if something were otherwise."""

from __future__ import annotations

from typing import Annotated

import typer

from api.output import JsonOption, MonthOption, RevisionOption, emit
from api.workplace import Workplace


def whatif(
    ctx: typer.Context,
    enterprise: Annotated[str, typer.Argument(help="Enterprise id, or an alias such as a USCC.")],
    end: Annotated[
        list[str] | None, typer.Option(metavar="TIE=DAY", help="This tie ended on that day; repeatable.")
    ] = None,
    without_tie: Annotated[list[str] | None, typer.Option(help="This tie never was; repeatable.")] = None,
    without_record: Annotated[
        list[str] | None, typer.Option(help="This record is withdrawn; repeatable.")
    ] = None,
    party: Annotated[
        list[str] | None,
        typer.Option(metavar="ENTERPRISE=CLASS", help="That party's standalone class; repeatable."),
    ] = None,
    month: MonthOption = None,
    revision: RevisionOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what an enterprise would score if ties, records or parties were otherwise; nothing is written."""
    from api import what_if

    place: Workplace = ctx.obj
    supposed = what_if.suppositions(end or [], without_tie or [], without_record or [], party or [])
    found = what_if.answer(place, enterprise, supposed, month, revision)
    emit(found, as_json, lambda shown: what_if.render(shown, place.say))
