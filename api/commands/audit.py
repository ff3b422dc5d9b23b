"""``guanlian audit``: is it whole, who did what, signed archives."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace

audit = typer.Typer(help="The audit: verify, list, archive.", no_args_is_help=True)
_ANCHOR = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")


@audit.command()
def verify(
    ctx: typer.Context,
    expect: Annotated[
        str | None,
        typer.Option("--expect", metavar="NUMBER:HASH", help="A row as you noted it: it has to be there."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check every hash, the end and the archives in the home; names the first row that is not right."""
    from api import audit_tables
    from api.security.audit_archive import check_archives
    from api.security.audit_check import verify as check

    place: Workplace = ctx.obj
    found = check(place.audit, _anchor(expect))
    answer = audit_tables.AuditChecked(chain=found, archives_elsewhere=check_archives(place.audit))
    emit(answer, as_json, lambda shown: audit_tables.render_checked(shown, place.say))
    if not found.whole:
        raise typer.Exit(1)


@audit.command("list")
def list_(
    ctx: typer.Context,
    account: Annotated[str | None, typer.Option(help="Account that did it.")] = None,
    event: Annotated[str | None, typer.Option(help="Event, or its beginning up to a dot.")] = None,
    subject: Annotated[str | None, typer.Option(help="Id it was done to.")] = None,
    before: Annotated[int | None, typer.Option(min=1, help="Only rows with a smaller number.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=500, help="Rows at most.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """List rows, newest first."""
    from api import audit_tables
    from api.security.audit_reads import AuditFilter, search
    from api.security.viewer import TERMINAL

    place: Workplace = ctx.obj
    wanted = AuditFilter(account=account, event=event, subject=subject)
    page = search(place.audit, wanted, before=before, limit=limit)
    place.audit.record(TERMINAL, "audit.viewed")
    emit(page, as_json, lambda shown: audit_tables.render_page(shown, place.say))


@audit.command()
def archive(
    ctx: typer.Context,
    remove_after_days: Annotated[
        int | None,
        typer.Option(help="Remove rows of archives older than this, at least 183 (six months) days."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write what is new to a signed file in the home's folder audit/archive."""
    from api import audit_tables
    from api.security.audit_archive import archive as write
    from api.security.viewer import TERMINAL

    place: Workplace = ctx.obj
    made = write(place.audit, remove_after_days=remove_after_days)
    kept = {} if made.archive is None else {"file": made.archive.file, "sha256": made.archive.sha256}
    place.audit.record(TERMINAL, "audit.archived", details={**kept, "removed": str(made.removed)})
    emit(made, as_json, lambda shown: audit_tables.render_archive(shown, place.say))


def _anchor(text: str | None) -> tuple[int, str] | None:
    from graph.errors import InputError

    if text is None:
        return None
    found = _ANCHOR.fullmatch(text.strip())
    if found is None:
        raise InputError("expect: expected NUMBER:HASH as audit verify prints them, got another form")
    return int(found[1]), found[2]
