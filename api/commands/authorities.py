"""``guanlian authorities``: the tree of supervising authorities."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace

authorities = typer.Typer(help="The dated tree of supervising authorities: load, list.", no_args_is_help=True)


@authorities.command()
def load(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV or YAML: code, parent, name, region, valid_from ...")],
    as_json: JsonOption = False,
) -> None:
    """Put a whole tree in force; the trees before it stay in the state."""
    from api import authority_tables as shown
    from api.security.authority_files import read_authorities
    from api.security.viewer import TERMINAL

    place: Workplace = ctx.obj
    made = place.authorities.load(read_authorities(file), TERMINAL.account)
    place.audit.record(TERMINAL, "authorities.loaded", subject=made.sha256, details={"rows": str(made.rows)})
    emit(shown.loaded(made), as_json, lambda found: shown.render_load(found, place.say))


@authorities.command("list")
def list_(
    ctx: typer.Context,
    day: Annotated[
        str | None, typer.Option("--day", metavar="YYYY-MM-DD", help="Tree of that day; else today's.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the tree of a day, each authority under the one above it."""
    from api import authority_tables as shown
    from api.dates import day_from

    place: Workplace = ctx.obj
    tree = place.authorities.tree(None if day is None else day_from(day, "day"))
    emit(shown.listed(tree), as_json, lambda found: shown.render_list(found, place.say))
