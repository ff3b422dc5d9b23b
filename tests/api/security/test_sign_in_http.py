"""Signing in over HTTP: the cookie, the token for changes, the end of a session, what is refused."""

from __future__ import annotations

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
from tests.signed_in import PASSWORD, Clock, account_of, security_for_tests, with_token

SESSION = f"{PREFIX}/session"
WRONG = "Falsch-2026-Fluss"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """An application of nothing but sign-in; every test makes its own account."""
    security = security_for_tests(tmp_path_factory.mktemp("state"), clock=Clock())
    return create_app(Settings(), RecordingMonths(), RecordingStore([], [], {}), Names(), security)


@pytest.fixture
def security(served: FastAPI) -> Security:
    """Its sign-in, the clock at its start."""
    held: Security = served.state.security
    clock = held.clock
    assert isinstance(clock, Clock)
    clock.now = Clock().now
    return held


def moved(security: Security, seconds: float) -> None:
    clock = security.clock
    assert isinstance(clock, Clock)
    clock.now += seconds


def sign_in(app: FastAPI, account: str, password: str = PASSWORD, **more: Any) -> Any:
    return Client(app).post(SESSION, json={"account": account, "password": password, **more})


def client_of(app: FastAPI, answer: Any) -> Client:
    """Client that goes on with the cookie and the token of a sign-in."""
    headers = {"Cookie": f"{COOKIE}={answer.cookies[COOKIE]}", CSRF_HEADER: answer.json()["csrf"]}
    return Client(app, headers=headers)


def test_sign_in_sets_a_cookie_that_opens_the_own_session(served: FastAPI, security: Security) -> None:
    account_of(security, Role.ANALYSE, authority="SA01", name="reader", password=PASSWORD)

    answer = sign_in(served, "reader")

    assert answer.status_code == 201, answer.text
    assert answer.json()["roles"] == ["analyse"]
    assert answer.json()["authority"] == {"code": "SA01", "name": None}
    assert client_of(served, answer).get(SESSION).json() == answer.json()


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    served: FastAPI, security: Security
) -> None:
    account_of(security, Role.QUERY, name="cookie", password=PASSWORD)

    written = sign_in(served, "cookie").headers["set-cookie"].lower()

    assert {"httponly", "samesite=strict", "path=/"} <= {part.strip() for part in written.split(";")}
    assert "secure" not in written


def test_signing_out_ends_the_session_wherever_its_cookie_was_copied_to(
    served: FastAPI, security: Security
) -> None:
    account_of(security, Role.QUERY, name="leaving", password=PASSWORD)
    client = client_of(served, sign_in(served, "leaving"))

    left = client.delete(SESSION)

    assert left.status_code == 204
    assert (client.get(SESSION).status_code, client.get(SESSION).json()["code"]) == (401, "sign_in_required")


def test_signing_in_again_gives_another_token_and_ends_the_one_before(
    served: FastAPI, security: Security
) -> None:
    account_of(security, Role.QUERY, name="fixed", password=PASSWORD)
    before = client_of(served, sign_in(served, "fixed"))

    again = before.post(SESSION, json={"account": "fixed", "password": PASSWORD})

    assert again.cookies[COOKIE] not in before.headers["Cookie"]
    assert before.get(SESSION).status_code == 401


def test_a_token_that_the_caller_chose_opens_nothing(served: FastAPI) -> None:
    assert with_token(served, "chosen-by-the-caller").get(SESSION).status_code == 401
