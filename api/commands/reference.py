"""``guanlian reference``: reference tables of the population."""

from __future__ import annotations

from typing import Annotated

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace

reference = typer.Typer(help="Reference tables: build, approve, refuse, list, show.", no_args_is_help=True)


@reference.command()
def build(
    ctx: typer.Context,
    as_of: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="Day of validity and knowledge.")],
    author: Annotated[str, typer.Option(help="Account that proposes them, declared.")] = "",
    pack: Annotated[str, typer.Option(help="Shipped pack or YAML file.")] = "mrt",
    as_json: JsonOption = False,
) -> None:
    """Build and record the tables of a day; a second person approves before a month uses them."""
    from datetime import date

    from api import scoring_run
    from api.dates import day_from

    place: Workplace = ctx.obj
    answer = scoring_run.build_reference(place, pack, day_from(as_of, "as-of"), (author, date.today()))
    emit(answer, as_json, lambda found: scoring_run.render_one(found, place.say))


@reference.command()
def approve(
    ctx: typer.Context,
    reference_id: Annotated[str, typer.Argument(help="Id, as the list shows it.")],
    approver: Annotated[str, typer.Option(help="Somebody else than the author, declared.")],
    day: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Day of approval; else today.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Let the months use proposed tables."""
    from datetime import date

    from api import scoring_run
    from api.dates import day_from

    place: Workplace = ctx.obj
    on = date.today() if day is None else day_from(day, "day")
    answer = scoring_run.approve_reference(place, reference_id, approver, on)
    emit(answer, as_json, lambda found: scoring_run.render_one(found, place.say))


@reference.command()
def refuse(
    ctx: typer.Context,
    reference_id: Annotated[str, typer.Argument(help="Id, as the list shows it.")],
    approver: Annotated[str, typer.Option(help="Somebody else than the author, declared.")],
    reason: Annotated[str, typer.Option(help="Why; it names no person.")],
    day: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Day of the refusal; else today.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Keep the months from ever using proposed tables."""
    from datetime import date

    from api import scoring_run
    from api.dates import day_from

    place: Workplace = ctx.obj
    on = date.today() if day is None else day_from(day, "day")
    answer = scoring_run.refuse_reference(place, reference_id, approver, on, reason)
    emit(answer, as_json, lambda found: scoring_run.render_one(found, place.say))


@reference.command("list")
def list_(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """List all tables of the home."""
    from api import scoring_run

    place: Workplace = ctx.obj
    emit(
        scoring_run.list_references(place),
        as_json,
        lambda found: scoring_run.render_list(found, place.say),
    )


@reference.command()
def show(
    ctx: typer.Context,
    reference_id: Annotated[str, typer.Argument(help="Id, as the list shows it.")],
    as_json: JsonOption = False,
) -> None:
    """Show what one set of tables holds."""
    from api import scoring_run

    place: Workplace = ctx.obj
    answer = scoring_run.read_reference(place, reference_id)
    emit(answer, as_json, lambda found: scoring_run.render_one(found, place.say))
