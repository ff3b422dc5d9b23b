"""``guanlian demo``: a made-up province from extracts to a served month."""

from __future__ import annotations

from typing import Annotated

import typer

from api.output import JsonOption
from api.workplace import Workplace


def demo(
    ctx: typer.Context,
    firms: Annotated[int, typer.Option(min=1, help="Enterprises to draw.")] = 5_000,
    months: Annotated[int, typer.Option(min=1, max=12, help="Months to score.")] = 3,
    seed: Annotated[int, typer.Option(min=0, help="The same seed draws the same province.")] = 1,
    until: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="Last day drawn.")] = "2026-10-31",
    serve: Annotated[bool, typer.Option("--serve", help="Start the HTTP service afterwards.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Draw a province, import its deliveries, score its months; then say how to read them."""
    from api import demo as demos
    from api.dates import day_from
    from api.output import emit

    place: Workplace = ctx.obj
    plan = demos.DemoPlan(firms=firms, months=months, seed=seed, until=day_from(until, "until"))
    emit(demos.make_demo(place, plan), as_json, lambda found: demos.render(found, place))
    if serve:
        from api.serving import serve as start

        start(place, told=not as_json)
