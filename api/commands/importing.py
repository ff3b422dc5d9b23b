"""``guanlian import``: extracts in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace


def import_(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Folder with delivery.yaml, folder of such, or files.")],
    mapping: Annotated[str | None, typer.Option(help="Shipped mapping or YAML file; else canonical.")] = None,
    day: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Day of the delivery.")] = None,
    source: Annotated[str | None, typer.Option(help="Who delivered.")] = None,
    full: Annotated[list[str] | None, typer.Option(help="Complete table, as TABLE or TABLE@REGION.")] = None,
    backfill: Annotated[bool, typer.Option("--backfill", help="History: facts' own days count.")] = False,
    accept: Annotated[
        str, typer.Option(help="Why a delivery counts that ends or changes many ties; kept in its report.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Import deliveries; the same delivery twice changes nothing."""
    from api import deliveries

    place: Workplace = ctx.obj
    accepted = deliveries.acceptance(accept, date.today())
    if any(given is not None for given in (mapping, day, source)):
        spoken, said = deliveries.described(mapping, day, source, full or (), backfill)
        answer = deliveries.Imports(batches=(deliveries.import_one(place, paths, spoken, said, accepted),))
    else:
        answer = deliveries.import_all(place, deliveries.declared(paths), accepted)
    emit(answer, as_json, deliveries.render)
