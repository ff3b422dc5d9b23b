"""``guanlian evaluate``: a trained model against everything it is measured against."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace


def evaluate(
    ctx: typer.Context,
    model: Annotated[str, typer.Argument(help="Id, as the list of models shows it.")],
    pack: Annotated[str, typer.Option(help="Pack it was trained with.")] = "mrt",
    plan: Annotated[Path | None, typer.Option(help="Training plan it was trained with.")] = None,
    fast: Annotated[bool, typer.Option("--fast", help="Leave out the classifiers without promises.")] = False,
    device: Annotated[str, typer.Option(metavar="cpu|auto|cuda", help="Where it was fitted.")] = "cpu",
    as_json: JsonOption = False,
) -> None:
    """Write evaluations/<model>/evaluation.html and .json, and show the rows."""
    from api import model_runs

    place: Workplace = ctx.obj
    answer = model_runs.evaluate_one(place, model, pack=pack, plan=plan, free=not fast, device=device)
    emit(answer, as_json, lambda found: model_runs.render_evaluation(found, place.say))
