"""``guanlian weights``: weights of a rule pack, from experts or outcomes to an approved version."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace

weights = typer.Typer(
    help="Weights of a rule pack: compared, learned, calibrated, reported, approved.", no_args_is_help=True
)

PackOption = Annotated[str, typer.Option("--pack", help="Shipped pack or YAML file whose weights are meant.")]
OwnPackOption = Annotated[
    str | None, typer.Option("--pack", help="Pack or draft whose weights are meant; else the month's own.")
]
DraftOption = Annotated[
    Path | None,
    typer.Option("--draft", metavar="FILE", help="Write the weights as a draft version of the pack."),
]
AuthorOption = Annotated[str, typer.Option("--author", help="Account that proposes the draft, declared.")]
SinceOption = Annotated[
    str | None, typer.Option("--since", metavar="YYYY-MM-DD", help="First day the draft may be in force.")
]
OutcomesOption = Annotated[
    Path | None,
    typer.Option(
        "--outcomes",
        metavar="FILE",
        help="CSV enterprise_id, inspected_on, problem; else the inspections known to the newest month.",
    ),
]
HorizonOption = Annotated[
    int | None, typer.Option("--horizon", min=1, max=24, help="Months of outcomes; else as the rules say.")
]


@weights.command()
def ahp(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="YAML of pairwise comparisons by experts.")],
    pack: PackOption = "mrt",
    draft: DraftOption = None,
    author: AuthorOption = "",
    since: SinceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Weights from pairwise comparisons; a consistency ratio above 0.1 is refused with the worst pair."""
    from api import weighing
    from api.weight_tables import render_ahp

    place: Workplace = ctx.obj
    into = weighing.Drafting(path=draft, author=author, since=since)
    emit(weighing.compared(file, pack, into), as_json, lambda found: render_ahp(found, place.say))


@weights.command()
def learn(
    ctx: typer.Context,
    months: Annotated[
        str, typer.Option("--months", help="Months of features: 2026-05,2026-06 or 2026-05..2026-08.")
    ],
    outcomes: OutcomesOption = None,
    horizon: HorizonOption = None,
    pack: OwnPackOption = None,
    kappa: Annotated[
        bool,
        typer.Option("--learned-kappa", help="Draft with the learned kappa; else the pack keeps its own."),
    ] = False,
    draft: DraftOption = None,
    author: AuthorOption = "",
    since: SinceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Weights from what inspections found after published months, near those of the experts."""
    from api import weighing
    from api.weight_tables import render_learned

    place: Workplace = ctx.obj
    into = weighing.Drafting(path=draft, author=author, since=since)
    answer = weighing.learned(place, months, outcomes, horizon, pack, into, own_kappa=not kappa)
    emit(answer, as_json, lambda found: render_learned(found, place.say))


@weights.command()
def calibrate(
    ctx: typer.Context,
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="Published month; only read.")],
    target: Annotated[
        str | None,
        typer.Option("--target", help="A=60,B=30,C=7,D=3 or A=50-75,... in percent; else as usual."),
    ] = None,
    factors: Annotated[bool, typer.Option("--factors", help="Move factor weights as well.")] = False,
    pack: OwnPackOption = None,
    draft: DraftOption = None,
    author: AuthorOption = "",
    since: SinceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Kappa with which a frozen month has the target shares of classes; says what is reached."""
    from api import weighing
    from api.weight_tables import render_calibrated

    place: Workplace = ctx.obj
    into = weighing.Drafting(path=draft, author=author, since=since)
    answer = weighing.calibrated(place, month, target, pack, into, factors=factors)
    emit(answer, as_json, lambda found: render_calibrated(found, place.say))


@weights.command()
def report(
    ctx: typer.Context,
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="Published month.")],
    outcomes: OutcomesOption = None,
    horizon: HorizonOption = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write one self-contained page as well.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Discovery rate by class, separation, stability and fairness of a month."""
    from api import weighing
    from api.weight_page import write_page
    from api.weight_tables import render_report

    place: Workplace = ctx.obj
    answer = weighing.reported(place, month, outcomes, horizon)
    if html is not None:
        write_page(html, answer)
    emit(answer, as_json, lambda found: render_report(found, place.say))


@weights.command()
def approve(
    ctx: typer.Context,
    draft: Annotated[Path, typer.Argument(metavar="DRAFT", help="Draft that the other commands wrote.")],
    approver: Annotated[str, typer.Option("--approver", help="Account that approves it, not the author's.")],
    day: Annotated[
        str | None, typer.Option("--day", metavar="YYYY-MM-DD", help="Day of the approval; else today.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Approve a draft by a second person and seal it: from then on a month may use it."""
    from api.dates import day_from
    from api.weight_tables import render_written
    from scoring.weights.drafts import approve as approve_draft

    place: Workplace = ctx.obj
    done = approve_draft(draft, approver, date.today() if day is None else day_from(day, "day"))
    emit(done, as_json, lambda found: render_written(found, place.say))
