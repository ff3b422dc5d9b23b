"""``guanlian neo4j``: the production store, for the person who runs it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.output import JsonOption, MonthOption, emit
from api.workplace import Workplace

neo4j = typer.Typer(
    help="Neo4j: files for its first load, comparison, schema, stamps of a month, state.",
    no_args_is_help=True,
)


@neo4j.command("import-files")
def import_files(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder, empty or of an earlier run.")],
    as_json: JsonOption = False,
) -> None:
    """Write the embedded store of the home as files of Neo4j's import tool; say its command."""
    from api import neo4j_bulk

    place: Workplace = ctx.obj
    answer = neo4j_bulk.write_files(place, folder)
    emit(answer, as_json, lambda found: neo4j_bulk.render_files(found, place.say))
    if not as_json:
        # Not a part of the tables: those are cut or folded at the width of the terminal.
        typer.echo(neo4j_bulk.instructions(answer))


@neo4j.command()
def verify(
    ctx: typer.Context,
    files: Annotated[
        Path | None,
        typer.Option("--files", metavar="DIR", help="Compare with written files instead."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare counts and checksums of all keys with the embedded store of the home."""
    from api import neo4j_bulk

    place: Workplace = ctx.obj
    answer = neo4j_bulk.compare(place, files)
    emit(answer, as_json, lambda found: neo4j_bulk.render_comparison(found, place.say))
    if not answer.same:
        raise typer.Exit(1)


@neo4j.command()
def schema(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Make the constraints and indexes of this version; those that are there stay."""
    from api import neo4j_state

    place: Workplace = ctx.obj
    emit(neo4j_state.migrate(place), as_json, lambda found: neo4j_state.render_schema(found, place.say))


@neo4j.command()
def publish(ctx: typer.Context, month: MonthOption = None, as_json: JsonOption = False) -> None:
    """Stamp a published month's classes on enterprise nodes; the newest month unless given."""
    from api import neo4j_state

    place: Workplace = ctx.obj
    emit(neo4j_state.stamp(place, month), as_json, lambda found: neo4j_state.render_stamps(found, place.say))


@neo4j.command()
def status(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Say what the database holds: schema, batches, rows, an unfinished load, stamps."""
    from api import neo4j_state

    place: Workplace = ctx.obj
    emit(neo4j_state.state(place), as_json, lambda found: neo4j_state.render_state(found, place.say))
