"""Clients of any role and area, without a password: a session is opened in the book itself.

Time stands still unless a test moves it; hashes of passwords cost as little as argon2 allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from api.app import create_app
from api.security.core import Areas, Security, open_security
from api.security.hashing import Hashing
from api.security.permissions import KeyScope
from api.security.rights import Role
from api.security.sessions import COOKIE, CSRF_HEADER, csrf_of
from api.workplace import Workplace
from graph.settings import SecuritySettings
from graph.state import open_state
from tests.http_client import Client

NOW = 1_793_000_000
"""Seconds since 1970: 2026-10-26 in UTC."""
CHEAP = Hashing(time_cost=1, memory_kib=8, parallelism=1)
PASSWORD = "Prüfung-2026-Fluss"


class Clock:
    """Seconds since 1970 that stand still until a test moves them."""

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def security_for_tests(
    place: Path | str,
    *,
    clock: Callable[[], float] | None = None,
    areas: Areas | None = None,
    **settings: Any,
) -> Security:
    """Sign-in over the state of a home folder or at a URL; nobody is slowed down unless asked for."""
    limits = {"rate_per_minute": 1_000_000, "sign_ins_per_minute": 1_000_000, **settings}
    return open_security(
        open_state(place),
        SecuritySettings(**limits),
        home=place if isinstance(place, Path) else None,
        areas=areas,
        hashing=CHEAP,
        clock=clock or Clock(),
    )


def app_of(place: Workplace, **settings: Any) -> FastAPI:
    """The application of a home, its state in the home too."""
    security = security_for_tests(place.home, **settings)
    return create_app(place.settings, place.months, place.store, place.vault, security)


def account_of(
    security: Security,
    *roles: Role,
    authority: str | None = None,
    whole_area: bool | None = None,
    name: str | None = None,
    display: str | None = None,
    password: str | None = None,
) -> str:
    """Name of an account of these roles and this area, made when first asked for.

    Without an authority it sees the whole area, but an administrator sees none.
    """
    admins = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
    whole = authority is None and not admins & set(roles) if whole_area is None else whole_area
    account = name or "-".join([*sorted(roles), authority or ("all" if whole else "none")])
    if security.accounts.find(account) is None:
        security.accounts.add(
            account,
            display=display or account,
            password_hash=None if password is None else security.hashing.hash(password),
            now=security.now,
            created_by="tests",
            roles=roles,
            authority=authority,
            whole_area=whole,
            must_change=False,
        )
    return account


def signed_in(
    app: FastAPI,
    *roles: Role,
    authority: str | None = None,
    whole_area: bool | None = None,
    name: str | None = None,
) -> Client:
    """Client with an open session; without a role it is 研判 for the whole area."""
    security: Security = app.state.security
    account = account_of(
        security, *(roles or (Role.ANALYSE,)), authority=authority, whole_area=whole_area, name=name
    )
    return with_token(app, security.sessions.open(account, security.now))


def with_token(app: FastAPI, token: str) -> Client:
    """Client that sends the cookie of a session and the token for changes."""
    return Client(app, headers={"Cookie": f"{COOKIE}={token}", CSRF_HEADER: csrf_of(token)})


def with_key(app: FastAPI, text: str) -> Client:
    """Client that sends an API key."""
    return Client(app, headers={"Authorization": f"Bearer {text}"})


def key_of(security: Security, account: str, scopes: Iterable[KeyScope] = (KeyScope.READ,)) -> str:
    """Text of a key of an account: granted by one hand, claimed by the other."""
    key = security.keys.grant(
        account,
        label="tests",
        scopes=scopes,
        expires_at=security.now + 86_400,
        claim_until=security.now + 60,
        now=security.now,
        by="tests",
    )
    return security.keys.claim(key.key_id, account, security.now)[1]
