"""``guanlian decide``: decisions on the class of single enterprises."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace

decide = typer.Typer(
    help="Class D by decision, classes raised or lowered: add, list, revoke.", no_args_is_help=True
)


class Kind(StrEnum):
    """What a decision does; spelled here so that help needs no arrays."""

    DIRECT = "direct_d"
    RAISE = "raise"
    LOWER = "lower"


class Letter(StrEnum):
    """Class that a decision sets."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


GroundOption = Annotated[str, typer.Option("--ground", help="Why: article, finding, minutes.")]
AuthorOption = Annotated[str, typer.Option("--author", help="Account that proposes it, declared.")]
ApproverOption = Annotated[str, typer.Option("--approver", help="Account that approves it, another one.")]
EffectiveOption = Annotated[
    str | None, typer.Option("--effective", metavar="YYYY-MM-DD", help="First day in force; else --day.")
]
DayOption = Annotated[
    str | None, typer.Option("--day", metavar="YYYY-MM-DD", help="Day of recording; else today.")
]


@decide.command()
def add(
    ctx: typer.Context,
    kind: Annotated[Kind, typer.Option(help="direct_d, raise or lower.")],
    expires: Annotated[
        str, typer.Option("--expires", metavar="YYYY-MM-DD", help="First day no longer in force.")
    ],
    enterprises: Annotated[list[str] | None, typer.Argument(help="Enterprise ids or aliases.")] = None,
    industry: Annotated[
        str | None, typer.Option(help="Industry code or its beginning: scored firms of the newest month.")
    ] = None,
    region: Annotated[str | None, typer.Option(help="Region code or its beginning; with --industry.")] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Only say how many, by class.")] = False,
    ground: GroundOption = "",
    author: AuthorOption = "",
    approver: ApproverOption = "",
    risk_class: Annotated[Letter, typer.Option("--class", help="Class that is set.")] = Letter.D,
    document: Annotated[str | None, typer.Option("--document", help="Number of the document.")] = None,
    effective: EffectiveOption = None,
    day: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record a decision for one enterprise or a list; a month counts those in force on its day."""
    from api import decisions
    from api.dates import day_from
    from graph.domain import RiskClass
    from scoring.decisions import DecisionKind

    place: Workplace = ctx.obj
    known = _day(day)
    ids = [decisions.enterprise_id(place, one, known) for one in enterprises or ()]
    if industry is not None or region is not None:
        ids += decisions.group(place, industry, region)
    if preview:
        emit(decisions.preview(place, ids), as_json, lambda found: decisions.render_preview(found, place.say))
        return
    made = place.decisions.add(
        *ids,
        kind=DecisionKind(kind),
        risk_class=RiskClass(risk_class),
        ground=ground,
        document_no=document,
        effective_on=known if effective is None else day_from(effective, "effective"),
        expires_on=day_from(expires, "expires"),
        known_on=known,
        author=author,
        approver=approver,
    )
    emit(decisions.shown(made), as_json, lambda found: decisions.render(found, place.say))


@decide.command("list")
def list_(
    ctx: typer.Context,
    day: Annotated[
        str | None, typer.Option("--day", metavar="YYYY-MM-DD", help="Only those in force on a day.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the book of decisions."""
    from api import decisions

    place: Workplace = ctx.obj
    rows = place.decisions.all() if day is None else place.decisions.in_force(_day(day)).rows
    emit(decisions.shown(rows), as_json, lambda found: decisions.render(found, place.say))


@decide.command()
def revoke(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(help="Number of the decision, as the list shows it.")],
    ground: GroundOption = "",
    author: AuthorOption = "",
    approver: ApproverOption = "",
    effective: EffectiveOption = None,
    day: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """End a decision before it expires; its row stays, the end is a row of its own."""
    from api import decisions
    from api.dates import day_from

    place: Workplace = ctx.obj
    known = _day(day)
    made = place.decisions.revoke(
        number,
        ground=ground,
        effective_on=known if effective is None else day_from(effective, "effective"),
        known_on=known,
        author=author,
        approver=approver,
    )
    emit(decisions.shown([made]), as_json, lambda found: decisions.render(found, place.say))


def _day(given: str | None) -> date:
    from api.dates import day_from

    return date.today() if given is None else day_from(given, "day")
