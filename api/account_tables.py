"""Accounts as tables on a terminal, and bodies from the words of a command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rich.console import RenderableType

from api.output import cell, table
from api.security.account_types import AccountList, AccountView, NewAccount, OneTimePassword, RolesBody
from api.security.administration import names_of, view_of
from api.security.rights import Role
from api.security.viewer import TERMINAL
from api.words import Say, heads, line
from graph.errors import InputError

if TYPE_CHECKING:
    from api.security.core import Security

OPERATOR = TERMINAL
"""Whoever has the files of the home."""


def new_account(account: str, display: str | None) -> NewAccount:
    """Body of a new account.

    Raises
    ------
    InputError
        If the name has another form.
    """
    try:
        return NewAccount(account=account, display=display or account)
    except ValidationError as error:
        raise InputError(
            "account: expected a name of 2 to 64 letters, digits and . _ @ - and a text without control "
            "characters to show"
        ) from error


def rights(roles: Sequence[str], authority: str | None, whole_area: bool) -> RolesBody:
    """Roles and area of the words of a command."""
    return RolesBody(
        roles=tuple(dict.fromkeys(Role(role) for role in roles)), authority=authority, whole_area=whole_area
    )


def listed(security: Security, account: str | None = None) -> AccountList:
    """All accounts, or one."""
    found = security.accounts.all() if account is None else [security.accounts.get(account)]
    items = tuple(view_of(security, one) for one in found)
    return AccountList(items=items, total=len(items))


def render(answer: AccountList, say: Say, *, english: bool) -> Iterator[RenderableType]:
    """Table of accounts."""
    rows = (
        (
            one.account,
            one.display,
            names_of(one.roles, english=english),
            _area(one),
            say_state(one, say),
        )
        for one in answer.items
    )
    yield table(line(say, "accounts"), heads(say, "=account", "name", "roles", "area", "state"), rows)


def say_state(one: AccountView, say: Say) -> str:
    """State of an account in a word."""
    state = "closed" if one.disabled else "locked" if one.locked else "open"
    return line(say, f"account_{state}")


def one_time(made: OneTimePassword) -> Iterator[RenderableType]:
    """A one-time password, shown once."""
    yield cell(f"{made.account}  {made.password}")
    yield cell("shown once; it has to be changed at the first sign-in")


class Rekeyed(BaseModel):
    """Secrets that were sealed with a new key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    secrets: int = Field(ge=0)
    dead: int = Field(ge=0, description="Secrets that no key opened before either")


def rekeyed(answer: Rekeyed) -> Iterator[RenderableType]:
    """What was sealed again, and what to do now."""
    yield cell(f"{answer.secrets} second factors sealed with a new key")
    if answer.dead:
        yield cell(f"{answer.dead} opened with no key: take them away, they are set up again")
    yield cell("put a copy of the key file where backups of the home do not lie")


def _area(one: AccountView) -> str:
    if one.whole_area:
        return "*"
    return "-" if one.authority is None else f"{one.authority.code} {one.authority.name or ''}".strip()
