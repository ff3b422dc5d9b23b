"""``guanlian batches``: what was imported, and a batch undone as a whole."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace

batches = typer.Typer(help="Imported batches: list, show, undo.", no_args_is_help=True)

BatchArgument = Annotated[str, typer.Argument(help="Batch, or the beginning of its name.")]


@batches.command("list")
def list_(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Every batch in the order of loading, undone ones at the end."""
    from api import batch_reads

    place: Workplace = ctx.obj
    emit(batch_reads.listed(place), as_json, lambda found: batch_reads.render(found, place.say))


@batches.command()
def show(ctx: typer.Context, batch: BatchArgument, as_json: JsonOption = False) -> None:
    """Report of one batch."""
    from api import batch_reads, deliveries

    place: Workplace = ctx.obj
    emit(batch_reads.shown(place, batch), as_json, deliveries.render)


@batches.command()
def undo(
    ctx: typer.Context,
    batch: BatchArgument,
    reason: Annotated[str, typer.Option(help="Why it may not count.")] = "",
    author: Annotated[str, typer.Option(help="Account that proposes it, declared.")] = "",
    approver: Annotated[str, typer.Option(help="Account that approves it, another one.")] = "",
    day: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="First day of knowledge without the batch; else today."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Undo a batch as a whole: what it closed is open again, what it brought is gone."""
    from api import batch_reads
    from api.dates import day_from
    from graph.store.protocol import Undo

    place: Workplace = ctx.obj
    known = date.today() if day is None else day_from(day, "day")
    name = batch_reads.full_name(place, batch)
    asked = Undo(batch=name, day=known, reason=reason, author=author, approver=approver)
    emit(batch_reads.undone(place, asked), as_json, lambda found: batch_reads.render(found, place.say))
