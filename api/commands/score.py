"""``guanlian score``: the monthly job."""

from __future__ import annotations

from typing import Annotated

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace


def score(
    ctx: typer.Context,
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="Month to score.")],
    pack: Annotated[str, typer.Option(help="Shipped pack or YAML file.")] = "mrt",
    known_by: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Day of knowledge of a revision.")
    ] = None,
    preliminary: Annotated[
        bool, typer.Option("--preliminary", help="Score a month that is not over yet.")
    ] = False,
    corrections: Annotated[
        list[str] | None, typer.Option("--correction", help="Fact learnt later that counts in a revision.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Score a month and publish it; the same inputs are published once."""
    from api import scoring_run, tables
    from api.dates import day_from
    from graph.memory import keep_freed_memory

    keep_freed_memory()
    place: Workplace = ctx.obj
    day = None if known_by is None else day_from(known_by, "known-by")
    answer = scoring_run.run_one(
        place, month=month, pack=pack, known_by=day, preliminary=preliminary, corrections=corrections or ()
    )
    emit(answer, as_json, lambda found: tables.month_list(found, place.say))
