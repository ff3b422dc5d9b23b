"""``guanlian queries``: the named statements on Neo4j."""

from __future__ import annotations

from typing import Annotated

import typer

from api.output import JsonOption, LimitOption, emit
from api.workplace import LazyNames, Workplace

queries = typer.Typer(
    help="Statements on Neo4j: list them, show one to paste into Neo4j Browser, run a read one.",
    no_args_is_help=True,
)

NameArgument = Annotated[str, typer.Argument(help="Name of a statement, such as read.owners.")]
ParamOption = Annotated[
    list[str] | None,
    typer.Option("--param", "-p", metavar="NAME=VALUE", help="Parameter; days are YYYY-MM-DD. Repeatable."),
]


@queries.command("list")
def list_(
    ctx: typer.Context,
    mode: Annotated[str | None, typer.Option(help="Only read, write or schema.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the statements with their parameters."""
    from api import statement_reads

    emit(statement_reads.listed(mode), as_json, statement_reads.render_list)


@queries.command()
def show(
    ctx: typer.Context, name: NameArgument, param: ParamOption = None, as_json: JsonOption = False
) -> None:
    """Show one statement ready to paste into Neo4j Browser, its parameters first."""
    from api import statement_reads

    answer = statement_reads.shown(name, param or ())
    typer.echo(answer.model_dump_json(indent=2) if as_json else statement_reads.text_of(answer))


@queries.command()
def run(
    ctx: typer.Context,
    name: NameArgument,
    param: ParamOption = None,
    limit: LimitOption = 100,
    timeout_s: Annotated[
        float | None, typer.Option("--timeout", min=0.1, max=3_600, help="Seconds at most.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Run a statement that only reads; names of persons are masked."""
    from api import statement_reads
    from api.stores import open_database

    place: Workplace = ctx.obj
    # Opening the vault would make a home where there is none.
    names = LazyNames(lambda: place.vault) if place.home.is_dir() else None
    with open_database(place.settings) as database:
        answer = statement_reads.run(database, names, name, param or (), limit=limit, timeout_s=timeout_s)
    emit(answer, as_json, statement_reads.render_rows)
