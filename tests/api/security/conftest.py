"""An application of sign-in over empty months, its state on SQLite and again on PostgreSQL.

The application is dear to build, so it is one a database for all tests; every test makes
accounts of its own names and gets the clock at its start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from api.app import create_app
from api.routes.base import PREFIX
from api.security.audit_rows import TABLE
from api.security.core import Security
from api.security.rights import Role
from api.security.sessions import COOKIE, CSRF_HEADER
from api.security.tables import METADATA
from graph.settings import Settings
from tests.http_client import Client
from tests.postgres_server import own_database
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

    def stored(self) -> str:
        """Everything that the database holds about accounts, sessions and keys, as text."""
        with self.security.engine.connect() as connection:
            tables = METADATA.sorted_tables
            return "\n".join(str(row) for table in tables for row in connection.execute(table.select()))

    def events(self, account: str) -> list[str]:
        """Events of the audit about or by an account, oldest first."""
        with self.security.engine.connect() as connection:
            rows = connection.execute(TABLE.select().order_by(TABLE.c.number))
            return [row.event for row in rows if account in (row.account, row.subject)]


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def security_app(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FastAPI]:
    """The application of these tests, on each database."""
    with ExitStack() as opened:
        place: Path | str = tmp_path_factory.mktemp("state")
        if request.param == "postgresql":
            place = opened.enter_context(
                own_database(request.getfixturevalue("postgres"), "guanlian_sign_in")
            )
        key = tmp_path_factory.mktemp("keys") / "sealing.key"
        security = security_for_tests(place, clock=Clock(), sealing_key_file=key)
        yield create_app(Settings(), RecordingMonths(), RecordingStore([], [], {}), Names(), security)
        security.engine.dispose()


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
