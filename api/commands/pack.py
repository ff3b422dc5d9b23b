"""``guanlian pack``: rule packs before a month uses them."""

from __future__ import annotations

from typing import Annotated

import typer

from api.output import JsonOption, LimitOption, emit
from api.workplace import Workplace

pack = typer.Typer(help="Rule packs: check a file, compare two on one month.", no_args_is_help=True)


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


@pack.command()
def diff(
    ctx: typer.Context,
    before: Annotated[str, typer.Argument(metavar="A", help="YAML file or name of a shipped pack.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The pack to compare with it.")],
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="Month to score with both.")],
    limit: LimitOption = 20,
    as_json: JsonOption = False,
) -> None:
    """Score one month with two packs: class shares, who moves and why; nothing is published."""
    from api import pack_checks
    from api.progress import bars
    from graph.logs import run_context
    from scoring.job.compare import compare_packs
    from scoring.pack import read_pack

    place: Workplace = ctx.obj
    packs = read_pack(before)[0], read_pack(after)[0]
    with run_context(f"pack diff {month}"), bars(month) as tell:
        found = compare_packs(
            home=place.home,
            store=place.store,
            filings=place.filings,
            packs=packs,
            month=month,
            decisions=place.decisions,
            persons=place.persons,
            most=limit,
            progress=tell,
        )
    emit(found, as_json, lambda report: pack_checks.render_difference(report, place.say))
