"""``guanlian pack``: rule packs before a month uses them."""

from __future__ import annotations

from typing import Annotated

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace

pack = typer.Typer(help="Rule packs: check a file before a month uses it.", no_args_is_help=True)


@pack.command()
def check(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="YAML file or name of a shipped pack.")],
    as_json: JsonOption = False,
) -> None:
    """Explain every error with file and line, or say what the pack can reach; exit 1 on errors."""
    from api import pack_checks
    from scoring.pack_report import check_file

    place: Workplace = ctx.obj
    found = check_file(file)
    emit(found, as_json, lambda report: pack_checks.render(report, place.say))
    if found.faults:
        raise typer.Exit(1)
