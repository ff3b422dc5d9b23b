"""``guanlian accounts``: accounts by whoever has the files of the home."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace

accounts = typer.Typer(
    help="Accounts who may sign in: add, list, password, unlock, rekey.", no_args_is_help=True
)


class RoleWord(StrEnum):
    """Roles; spelled here so that help needs no tables."""

    QUERY = "query"
    ANALYSE = "analyse"
    APPROVE = "approve"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


Name = Annotated[str, typer.Argument(help="Name of the account.")]


@accounts.command()
def add(
    ctx: typer.Context,
    account: Name,
    role: Annotated[list[RoleWord], typer.Option("--role", help="Role; may be given more than once.")],
    display: Annotated[str | None, typer.Option(help="Name shown; else that of the account.")] = None,
    authority: Annotated[str | None, typer.Option(help="Code of its supervising authority.")] = None,
    whole_area: Annotated[bool, typer.Option("--whole-area", help="Nothing is outside its area.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Make an account; its one-time password is shown once."""
    from api import account_tables
    from api.security.administration import add_account

    place: Workplace = ctx.obj
    made = add_account(
        place.security,
        place.audit,
        account_tables.OPERATOR,
        account_tables.new_account(account, display),
        rights=account_tables.rights(role, authority, whole_area),
    )
    emit(made, as_json, account_tables.one_time)


@accounts.command("list")
def list_(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """List accounts with their roles, areas and states."""
    from api import account_tables

    place: Workplace = ctx.obj
    emit(
        account_tables.listed(place.security),
        as_json,
        lambda found: account_tables.render(found, place.say, english=place.english),
    )


@accounts.command()
def password(ctx: typer.Context, account: Name, as_json: JsonOption = False) -> None:
    """Give an account a one-time password; its sessions end."""
    from api import account_tables
    from api.security.administration import reset_password

    place: Workplace = ctx.obj
    made = reset_password(place.security, place.audit, account_tables.OPERATOR, account, awaits_unlock=False)
    emit(made, as_json, account_tables.one_time)


@accounts.command()
def unlock(ctx: typer.Context, account: Name, as_json: JsonOption = False) -> None:
    """Open a locked account."""
    from api import account_tables
    from api.security import administration

    place: Workplace = ctx.obj
    administration.unlock(place.security, place.audit, account_tables.OPERATOR, account)
    emit(
        account_tables.listed(place.security, account),
        as_json,
        lambda found: account_tables.render(found, place.say, english=place.english),
    )


@accounts.command()
def rekey(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Seal the second factors with a new key; codes go on working."""
    from api import account_tables
    from api.security.second_factor import change_key

    place: Workplace = ctx.obj
    secrets, dead = change_key(place.security, place.audit, account_tables.OPERATOR)
    emit(account_tables.Rekeyed(secrets=secrets, dead=dead), as_json, account_tables.rekeyed)
