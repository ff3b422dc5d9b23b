"""``guanlian reference``: reference tables of the population."""

from __future__ import annotations

from typing import Annotated

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace

reference = typer.Typer(help="Reference tables: build, list, show.", no_args_is_help=True)


@reference.command()
def build(
    ctx: typer.Context,
    as_of: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="Day of validity and knowledge.")],
    pack: Annotated[str, typer.Option(help="Shipped pack or YAML file.")] = "mrt",
    as_json: JsonOption = False,
) -> None:
    """Build and record the tables of a day before the months that will use them."""
    from api import scoring_run
    from api.dates import day_from

    place: Workplace = ctx.obj
    answer = scoring_run.build_reference(place, pack, day_from(as_of, "as-of"))
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
