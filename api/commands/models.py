"""``guanlian models``: list, show, approve, retire trained models."""

from __future__ import annotations

from typing import Annotated

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace

models = typer.Typer(help="Relationship models: list, show, approve, retire.", no_args_is_help=True)

_Id = Annotated[str, typer.Argument(help="Id, as the list shows it.")]
_On = Annotated[str, typer.Option("--on", metavar="YYYY-MM-DD", help="Day from which it holds.")]


@models.command("list")
def list_(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """List all models of the home."""
    from api import model_runs

    place: Workplace = ctx.obj
    emit(model_runs.list_all(place), as_json, lambda found: model_runs.render_list(found, place.say))


@models.command()
def show(ctx: typer.Context, model: _Id, as_json: JsonOption = False) -> None:
    """Show the card of a model, its strengths and its drift since it was trained."""
    from api import model_runs

    place: Workplace = ctx.obj
    emit(model_runs.show_one(place, model), as_json, lambda found: model_runs.render_one(found, place.say))


@models.command()
def approve(
    ctx: typer.Context,
    model: _Id,
    approver: Annotated[str, typer.Option("--approver", help="Somebody else than the author.")],
    on: _On,
    document: Annotated[str, typer.Option("--document", help="Number of the decision.")] = "",
    pack: Annotated[str, typer.Option(help="Pack it was trained with.")] = "mrt",
    as_json: JsonOption = False,
) -> None:
    """Let a model enter the months that end on the day or later; fixes its scale."""
    from api import model_runs

    place: Workplace = ctx.obj
    answer = model_runs.approve_one(place, model, approver=approver, on=on, document_no=document, pack=pack)
    emit(answer, as_json, lambda found: model_runs.render_one(found, place.say))


@models.command()
def retire(
    ctx: typer.Context,
    model: _Id,
    by: Annotated[str, typer.Option("--by", help="Who decides it.")],
    reason: Annotated[str, typer.Option("--reason")],
    on: _On,
    as_json: JsonOption = False,
) -> None:
    """Take a model out of the months that end on the day or later."""
    from api import model_runs

    place: Workplace = ctx.obj
    answer = model_runs.retire_one(place, model, by=by, on=on, reason=reason)
    emit(answer, as_json, lambda found: model_runs.render_one(found, place.say))
