"""``guanlian desk``: what was approved over the interface is carried out."""

from __future__ import annotations

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace

desk = typer.Typer(help="Approved proposals: carry them out.", no_args_is_help=True)


@desk.callback()
def start() -> None:
    """Approved proposals: carry them out."""


@desk.command()
def run(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Carry out every approved proposal that is due; the service does so by itself after an approval."""
    from api.desk.job import Job
    from api.desk.job_tables import render
    from api.desk.place import DeskPlace

    place: Workplace = ctx.obj
    answer = Job(place, DeskPlace(place.settings)).run()
    emit(answer, as_json, lambda found: render(found, place.say))
