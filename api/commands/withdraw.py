"""``guanlian withdraw``: a fact that may not count."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace


class Kind(StrEnum):
    """Kind of fact; spelled here so that help needs no arrays."""

    RECORD = "record"
    TIE = "tie"
    FILING = "filing"
    ATTRIBUTE = "attribute"


def withdraw(
    ctx: typer.Context,
    facts: Annotated[
        list[str], typer.Argument(help="record_id, tie_id, filing_id or enterprise_id#column; one or more.")
    ],
    ground: Annotated[
        str, typer.Option(help="revoked, partly_revoked, changed, declared_wrong, objection, barred ...")
    ],
    document: Annotated[str, typer.Option(help="Number of the document.")] = "",
    organ: Annotated[str, typer.Option(help="Organ that declared it.")] = "",
    author: Annotated[str, typer.Option(help="Account that proposes it, declared.")] = "",
    approver: Annotated[str, typer.Option(help="Account that approves it, another one.")] = "",
    kind: Annotated[Kind, typer.Option(help="Kind of the facts.")] = Kind.RECORD,
    item: Annotated[str | None, typer.Option(help="Item of a record; else the whole.")] = None,
    replaced_by: Annotated[str | None, typer.Option(help="Fact that counts in its place.")] = None,
    effective: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Day it takes effect; else --day.")
    ] = None,
    ends: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Day an objection was lifted: it counts again.")
    ] = None,
    day: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Day of recording; else today.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Withdraw facts: write their status, publish a revision of the month in force, show the difference."""
    from api import withdrawing
    from api.dates import day_from
    from graph.domain import FactKind
    from scoring.withdrawals import Withdrawal

    place: Workplace = ctx.obj
    known = date.today() if day is None else day_from(day, "day")
    withdrawn = [
        Withdrawal(
            fact_kind=FactKind(kind),
            fact_id=fact,
            item_id=item,
            ground=ground,
            effective_on=known if effective is None else day_from(effective, "effective"),
            known_on=known,
            source_organ=organ,
            document_no=document,
            author=author,
            approver=approver,
            replaced_by=replaced_by,
            ends_on=None if ends is None else day_from(ends, "ends"),
        )
        for fact in facts
    ]
    answer = withdrawing.withdraw(place, withdrawn, known)
    emit(answer, as_json, lambda found: withdrawing.render(found, place.say))
