"""``guanlian models``: list, show, approve, retire, compare trained models, watch their drift."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace

models = typer.Typer(
    help="Relationship models: list, show, approve, retire, compare, drift.", no_args_is_help=True
)

_Id = Annotated[str, typer.Argument(help="Id, as the list shows it.")]
_Pack = Annotated[str, typer.Option("--pack", help="Pack it was trained with.")]
_Plan = Annotated[Path | None, typer.Option("--plan", help="Training plan; else the shipped one.")]
_On = Annotated[str, typer.Option("--on", metavar="YYYY-MM-DD", help="Day from which it holds.")]


@models.command("list")
def list_(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """List all models of the home."""
    from api import model_runs

    place: Workplace = ctx.obj
    emit(model_runs.list_all(place), as_json, lambda found: model_runs.render_list(found, place.say))


@models.command()
def show(ctx: typer.Context, model: _Id, as_json: JsonOption = False) -> None:
    """Show the card of a model and its strengths."""
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


@models.command()
def drift(
    ctx: typer.Context,
    model: _Id,
    day: Annotated[str, typer.Option("--day", metavar="YYYY-MM-DD", help="Day on which it is judged.")],
    pack: _Pack = "mrt",
    plan: _Plan = None,
    as_json: JsonOption = False,
) -> None:
    """Compare what a model was fitted on with what is seen: inputs, factor, strengths, gain."""
    from api import model_watch

    place: Workplace = ctx.obj
    answer = model_watch.drift_one(place, model, day=day, pack=pack, plan=plan)
    emit(answer, as_json, lambda found: model_watch.render_drift(found, place.say))


@models.command()
def compare(
    ctx: typer.Context,
    challenger: _Id,
    day: Annotated[str, typer.Option("--day", metavar="YYYY-MM-DD", help="Day on which both are drawn.")],
    champion: Annotated[
        str | None, typer.Option(help="Id or 'baseline'; else what a month of that day takes.")
    ] = None,
    pack: _Pack = "mrt",
    plan: _Plan = None,
    as_json: JsonOption = False,
) -> None:
    """Champion and challenger side by side: what each finds, and whom a switch would move."""
    from api import model_watch

    place: Workplace = ctx.obj
    answer = model_watch.compare_two(place, challenger, against=champion, day=day, pack=pack, plan=plan)
    emit(answer, as_json, lambda found: model_watch.render_comparison(found, place.say))
