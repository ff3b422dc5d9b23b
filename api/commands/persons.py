"""``guanlian persons``: ids that may be one person, proposed by a search and decided by people."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from api.output import JsonOption, LimitOption, emit
from api.workplace import Workplace

persons = typer.Typer(
    help="Persons who may be one: propose, list, show, review, history.", no_args_is_help=True
)


class Word(StrEnum):
    """What a reviewer says; spelled here so that help needs no arrays."""

    SAME = "same"
    NOT_SAME = "not_same"
    UNSURE = "unsure"


class State(StrEnum):
    """Which pairs are listed."""

    OPEN = "open"
    SAME = "same"
    NOT_SAME = "not_same"
    UNSURE = "unsure"
    ALL = "all"


DayOption = Annotated[
    str | None, typer.Option("--day", metavar="YYYY-MM-DD", help="Day of knowledge; else today.")
]
PersonArgument = Annotated[str, typer.Argument(metavar="PERSON", help="Person id, as the list shows it.")]


@persons.command()
def propose(ctx: typer.Context, day: DayOption = None, as_json: JsonOption = False) -> None:
    """Search for pairs of one name whom the graph brings together; a name alone is never enough."""
    from api import persons as pairs
    from api import persons_tables as tables

    place: Workplace = ctx.obj
    emit(pairs.propose(place, _day(day)), as_json, lambda found: tables.render_proposed(found, place.say))


@persons.command("list")
def list_(
    ctx: typer.Context,
    state: Annotated[State, typer.Option(help="open: without a verdict.")] = State.OPEN,
    limit: LimitOption = 50,
    day: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """List pairs, the most certain first; names are masked."""
    from api import persons as pairs
    from api import persons_tables as tables

    place: Workplace = ctx.obj
    found = pairs.listed(place, _day(day), state.value, limit)
    emit(found, as_json, lambda answer: tables.render_list(answer, place.say))


@persons.command()
def show(
    ctx: typer.Context,
    one: PersonArgument,
    other: PersonArgument,
    day: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one pair: its evidence as paths, and every verdict on it."""
    from api import persons as pairs
    from api import persons_tables as tables

    place: Workplace = ctx.obj
    found = pairs.detail(place, one, other, _day(day))
    emit(found, as_json, lambda answer: tables.render_detail(answer, place.say))


@persons.command()
def review(
    ctx: typer.Context,
    one: PersonArgument,
    other: PersonArgument,
    verdict: Annotated[Word, typer.Option(help="same, not_same or unsure.")],
    reason: Annotated[str, typer.Option("--reason", help="Why: documents seen, who confirmed it.")] = "",
    author: Annotated[str, typer.Option("--author", help="Account that reviewed it, declared.")] = "",
    day: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record a verdict; a later one on the same pair takes its place, every row stays."""
    from api import persons as pairs
    from api import persons_tables as tables
    from graph.same_person.verdicts import Verdict

    place: Workplace = ctx.obj
    made = pairs.review(
        place, one, other, verdict=Verdict(verdict), reason=reason, author=author, day=_day(day)
    )
    emit(made, as_json, lambda found: tables.render_history(found, place.say))


@persons.command()
def history(
    ctx: typer.Context,
    named: Annotated[list[str] | None, typer.Argument(metavar="[PERSON]...")] = None,
    as_json: JsonOption = False,
) -> None:
    """List every verdict ever recorded, or those on the persons named."""
    from api import persons as pairs
    from api import persons_tables as tables

    place: Workplace = ctx.obj
    found = pairs.history(place.persons.reviews(), named or ())
    emit(found, as_json, lambda answer: tables.render_history(answer, place.say))


@persons.command()
def forget(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="Id of the person (P:...).")],
    reason: Annotated[str, typer.Option("--reason", help="Request, document, day: kept as a hash.")],
    as_json: JsonOption = False,
) -> None:
    """Delete the name of one person from the vault; what is left is a salted hash without a name."""
    from api import forgetting

    place: Workplace = ctx.obj
    emit(forgetting.forget(place, person, reason), as_json, forgetting.render)


def _day(given: str | None) -> date:
    from api.dates import day_from

    return date.today() if given is None else day_from(given, "day")
