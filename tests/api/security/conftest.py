"""An application of sign-in over empty months; every test makes accounts of its own names.

The application is dear to build, so it is one for all tests; each gets the clock at its start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI

from api.app import create_app
from api.routes.base import PREFIX
from api.security.core import Security
from api.security.rights import Role
from api.security.sessions import COOKIE, CSRF_HEADER
from graph.settings import Settings
from tests.http_client import Client
from tests.recording_months import Names, RecordingMonths
from tests.recording_store import RecordingStore
from tests.signed_in import NOW, PASSWORD, Clock, account_of, security_for_tests

SESSION = f"{PREFIX}/session"


@dataclass(frozen=True)
class Desk:
    """The application and its clock."""

    app: FastAPI
    clock: Clock

    @property
    def security(self) -> Security:
        """Its accounts, sessions and keys."""
        held: Security = self.app.state.security
        return held

    def account(self, name: str, *roles: Role, **more: Any) -> str:
        """Account that signs in with ``PASSWORD``."""
        given = {"password": PASSWORD, **more}
        return account_of(self.security, *(roles or (Role.QUERY,)), name=name, **given)

    def sign_in(self, account: str, password: str = PASSWORD, **more: Any) -> Any:
        """Answer to a sign-in."""
        return Client(self.app).post(SESSION, json={"account": account, "password": password, **more})

    def client(self, answer: Any) -> Client:
        """Client that goes on with the cookie and the token of a sign-in."""
        assert answer.status_code in (200, 201), answer.text
        token = answer.cookies[COOKIE]
        return Client(self.app, headers={"Cookie": f"{COOKIE}={token}", CSRF_HEADER: answer.json()["csrf"]})

    def events(self, account: str) -> list[str]:
        """Events of the audit about or by an account, oldest first."""
        from api.security.audit_rows import TABLE

        with self.security.engine.connect() as connection:
            rows = connection.execute(TABLE.select().order_by(TABLE.c.number))
            return [row.event for row in rows if account in (row.account, row.subject)]


@pytest.fixture(scope="session")
def security_app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application of these tests."""
    security = security_for_tests(tmp_path_factory.mktemp("state"), clock=Clock())
    return create_app(Settings(), RecordingMonths(), RecordingStore([], [], {}), Names(), security)


@pytest.fixture
def desk(security_app: FastAPI) -> Desk:
    """The application, its clock at the start."""
    clock = security_app.state.security.clock
    assert isinstance(clock, Clock)
    clock.now = NOW
    return Desk(app=security_app, clock=clock)


Refused = Callable[[Any], tuple[int, str]]


@pytest.fixture
def refused() -> Refused:
    """Status and code of a problem."""
    return lambda answer: (answer.status_code, answer.json()["code"])
