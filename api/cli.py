"""The command line ``guanlian``: one composition root, one file a command.

Exit 0 done, 1 our error (one line on stderr: expected, got, what to do), 2 usage. Nothing
heavy is imported before a command runs, so that ``--help`` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from api.commands.accounts import accounts
from api.commands.audit import audit
from api.commands.authorities import authorities
from api.commands.backup import backup
from api.commands.batches import batches
from api.commands.clusters import clusters
from api.commands.decide import decide
from api.commands.demo import demo
from api.commands.desk import desk
from api.commands.evaluate import evaluate
from api.commands.export import export
from api.commands.hubs import hubs
from api.commands.importing import import_
from api.commands.migration import migration
from api.commands.models import models
from api.commands.months import months
from api.commands.neo4j import neo4j
from api.commands.notify import notify
from api.commands.openapi import openapi
from api.commands.ownership import ownership
from api.commands.pack import pack
from api.commands.persons import persons
from api.commands.quality import quality
from api.commands.queries import queries
from api.commands.receipt import receipt
from api.commands.reference import reference
from api.commands.score import score
from api.commands.serve import serve
from api.commands.settings import settings
from api.commands.show import show
from api.commands.train import train
from api.commands.verify import verify
from api.commands.weights import weights
from api.commands.whatif import whatif
from api.commands.withdraw import withdraw
from api.workplace import Workplace
from graph.disk import disk_full, is_disk_full
from graph.errors import GuanlianError


class Commands(TyperGroup):
    """Group of all commands; an error of the product ends as one line and exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the chosen command."""
        try:
            return super().invoke(ctx)
        except GuanlianError as error:
            typer.echo(f"guanlian: {' '.join(error.message.split())}", err=True)
            raise typer.Exit(1) from error
        except BrokenPipeError:
            raise
        except OSError as error:
            if is_disk_full(error):
                full = disk_full(ctx.invoked_subcommand or "the command", "the home folder")
                typer.echo(f"guanlian: {full.message}", err=True)
                raise typer.Exit(1) from error
            # What the machine refuses (rights, a file in the place of a folder) is no defect either.
            place = f" ({error.filename})" if error.filename else ""
            typer.echo(f"guanlian: {error.strerror or 'the machine refused'}{place}", err=True)
            raise typer.Exit(1) from error


app = typer.Typer(
    name="guanlian",
    cls=Commands,
    help="Graph-based relationship risk platform: extracts in, a published month out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def start(
    ctx: typer.Context,
    home: Annotated[
        Path | None, typer.Option("--home", help="Home folder; else GUANLIAN_HOME, else ./guanlian-home.")
    ] = None,
    english: Annotated[bool, typer.Option("--english", help="Labels in English instead of Chinese.")] = False,
) -> None:
    """Graph-based relationship risk platform: extracts in, a published month out."""
    place = Workplace(home, english=english)
    ctx.obj = place
    ctx.call_on_close(place.close)


app.command("demo")(demo)
app.command("import")(import_)
app.add_typer(batches, name="batches")
app.add_typer(reference, name="reference")
app.command("quality")(quality)
app.command("score")(score)
app.command("months")(months)
app.command("show")(show)
app.command("receipt")(receipt)
app.command("whatif")(whatif)
app.command("clusters")(clusters)
app.command("hubs")(hubs)
app.command("ownership")(ownership)
app.command("migration")(migration)
app.command("export")(export)
app.add_typer(decide, name="decide")
app.add_typer(persons, name="persons")
app.add_typer(desk, name="desk")
app.command("notify")(notify)
app.command("serve")(serve)
app.add_typer(accounts, name="accounts")
app.command("openapi")(openapi)
app.command("settings")(settings)
app.command("backup")(backup)
app.command("verify")(verify)
app.command("withdraw")(withdraw)
app.command("train")(train)
app.command("evaluate")(evaluate)
app.add_typer(models, name="models")
app.add_typer(audit, name="audit")
app.add_typer(authorities, name="authorities")
app.add_typer(neo4j, name="neo4j")
app.add_typer(queries, name="queries")
app.add_typer(pack, name="pack")
app.add_typer(weights, name="weights")


def main() -> None:
    """Entry point of the command ``guanlian``."""
    for stream in (sys.stdout, sys.stderr):
        # A name outside the terminal's encoding must not end a command half way.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    app(prog_name="guanlian")
