"""``guanlian train``: learn a relationship model from the home's own history."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace


def train(
    ctx: typer.Context,
    day: Annotated[
        str, typer.Option("--day", metavar="YYYY-MM-DD", help="Training day: nothing learnt later counts.")
    ],
    author: Annotated[str, typer.Option(help="Who answers for it; somebody else has to approve.")],
    pack: Annotated[str, typer.Option(help="Shipped pack or YAML file.")] = "mrt",
    plan: Annotated[Path | None, typer.Option(help="Site's own training plan; else the shipped one.")] = None,
    device: Annotated[
        str,
        typer.Option(
            metavar="cpu|auto|cuda",
            help="Where it is fitted; cpu: the same bytes with any number of threads.",
        ),
    ] = "cpu",
    as_json: JsonOption = False,
) -> None:
    """Make panels, fit, judge on the test day, write a candidate; a killed run goes on."""
    from api import model_runs

    place: Workplace = ctx.obj
    answer = model_runs.train_one(place, day=day, author=author, pack=pack, plan=plan, device=device)
    emit(answer, as_json, lambda found: model_runs.render_one(found, place.say))
