"""``guanlian export``: a file of the published month, for a stated purpose, on record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.exports.names import ExportKind
from api.output import JsonOption, MonthOption, RevisionOption, emit
from api.workplace import Workplace


def export(
    ctx: typer.Context,
    kind: Annotated[ExportKind, typer.Argument(help="What to make.")],
    subject: Annotated[
        str | None, typer.Argument(help="Enterprise id or alias, or cluster id; none for lists and months.")
    ] = None,
    purpose: Annotated[str, typer.Option(help="Purpose, a code that the pack of the month allows.")] = ...,  # type: ignore[assignment]
    out: Annotated[Path, typer.Option("--out", help="File to write; it must not exist.")] = ...,  # type: ignore[assignment]
    recipient: Annotated[str | None, typer.Option(help="Recipient, a code; without it the own unit.")] = None,
    hops: Annotated[int | None, typer.Option(min=1, max=6, help="Ties from the centre of a graph.")] = None,
    cap: Annotated[int | None, typer.Option(min=1, max=10_000, help="Nodes of a graph at most.")] = None,
    risk_class: Annotated[
        str | None, typer.Option("--class", help="Only this class (A, B, C, D, none) in a list.")
    ] = None,
    region: Annotated[str | None, typer.Option(help="Only regions that begin so, in a list.")] = None,
    month: MonthOption = None,
    revision: RevisionOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a dossier, a graph, a list or the month by authority and industry to a file."""
    from datetime import UTC, datetime

    from api.exports.command_tables import render, request_of
    from api.exports.direct import write_export
    from api.security.viewer import TERMINAL

    place: Workplace = ctx.obj
    given = {"hops": hops, "cap": cap, "risk_class": risk_class, "region": region}
    language = "en" if place.english else "zh"
    request = request_of(
        kind,
        subject,
        purpose=purpose,
        recipient=recipient,
        month=month,
        revision=revision,
        parameters={"language": language, **{name: one for name, one in given.items() if one is not None}},
    )
    made = write_export(
        place.readers,
        TERMINAL,
        request,
        out,
        audit=lambda: place.audit,
        bounds=place.settings.exports,
        at=datetime.now(UTC),
        authority_name=lambda code: place.security.areas.name(code),
    )
    emit(made, as_json, lambda found: render(found, place.say))
