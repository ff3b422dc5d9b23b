"""Single sign-on against an issuer on loopback: who it vouches for gets in, everything else does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey, OctKey

from api.app import create_app
from api.routes.base import PREFIX
from api.security.core import Security
from api.security.oidc import SingleSignOn
from api.security.rights import Role
from api.security.sessions import COOKIE
from api.security.throttle import Throttle
from graph.errors import SettingsError
from graph.settings import OidcSettings, Settings
from tests.http_client import Client
from tests.oidc_issuer import CLIENT, Issuer, issuer_for_tests
from tests.recording_months import Names, RecordingMonths
from tests.recording_store import RecordingStore
from tests.signed_in import Clock, account_of, security_for_tests, with_token

START, BACK = f"{PREFIX}/session/oidc", f"{PREFIX}/session/oidc/callback"
STATE = "guanlian_single_sign_on"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, Issuer]]:
    """An application whose sign-in goes by an issuer."""
    with issuer_for_tests() as issuer:
        oidc = OidcSettings(issuer=issuer.address, client_id=CLIENT, client_secret="geheim")  # type: ignore[arg-type]
        security = security_for_tests(tmp_path_factory.mktemp("state"), clock=Clock(), oidc=oidc)
        account_of(security, Role.QUERY, name="person")
        security.accounts.change("person", subject="p-1")
        store = RecordingStore([], [], {})
        yield create_app(Settings(), RecordingMonths(), store, Names(), security), issuer


@pytest.fixture
def app(served: tuple[FastAPI, Issuer]) -> FastAPI:
    """The application."""
    return served[0]


@pytest.fixture
def issuer(served: tuple[FastAPI, Issuer]) -> Issuer:
    """The issuer, saying what is right."""
    served[1].claims, served[1].key, served[1].name = {}, None, None
    return served[1]


def came_back(app: FastAPI, issuer: Issuer, *, cookie: str | None = None, **more: str) -> httpx.Response:
    """Answer to the browser that comes back from the issuer."""
    started = Client(app).get(START)
    assert started.status_code == 303, started.text
    state, code = issuer.go(started.headers["location"])
    given = started.cookies[STATE] if cookie is None else cookie
    return Client(app, headers={"Cookie": f"{STATE}={given}"}).get(
        BACK, params={"state": state, "code": code, **more}
    )


def refused(answer: httpx.Response) -> bool:
    return answer.headers["location"] == "/login?problem=sign_in_refused" and COOKIE not in answer.cookies


def test_whom_the_issuer_vouches_for_gets_the_session_of_the_account(app: FastAPI, issuer: Issuer) -> None:
    answer = came_back(app, issuer)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    session = with_token(app, answer.cookies[COOKIE]).get(f"{PREFIX}/session").json()
    assert (session["account"], session["must_change_password"]) == ("person", False)
    assert issuer.asked[-1]["client_secret"] == "geheim"


def test_a_state_works_once_and_only_in_the_browser_that_asked(app: FastAPI, issuer: Issuer) -> None:
    started = Client(app).get(START)
    state, code = issuer.go(started.headers["location"])
    browser = Client(app, headers={"Cookie": f"{STATE}={state}"})

    elsewhere = Client(app).get(BACK, params={"state": state, "code": code})
    first = browser.get(BACK, params={"state": state, "code": code})
    again = browser.get(BACK, params={"state": state, "code": code})

    assert refused(elsewhere)
    assert COOKIE in first.cookies
    assert refused(again)


def test_ways_to_the_issuer_are_counted_like_sign_ins(app: FastAPI) -> None:
    security = app.state.security
    app.state.security = replace(security, sign_ins=Throttle(2))

    answers = [Client(app).get(START).status_code for _ in range(4)]

    app.state.security = security
    assert answers == [303, 303, 429, 429]


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"iss": "https://another.example"},
        {"exp": 1},
        {"sub": None},
        {"sub": "nobody-here"},
        {"sub": ""},
    ],
)
def test_a_token_for_another_sign_in_is_refused(app: FastAPI, issuer: Issuer, claims: dict[str, Any]) -> None:
    issuer.claims = claims

    assert refused(came_back(app, issuer))


@pytest.mark.parametrize(
    "key", [ECKey.generate_key("P-256"), OctKey.generate_key(256)], ids=["key", "shared"]
)
def test_a_token_that_another_signed_is_refused(app: FastAPI, issuer: Issuer, key: Any) -> None:
    issuer.key = key

    assert refused(came_back(app, issuer))


def test_a_code_whose_verifier_does_not_fit_is_refused(app: FastAPI, issuer: Issuer) -> None:
    started = Client(app).get(START)
    state, code = issuer.go(started.headers["location"])
    issuer.challenge = "another"

    answer = Client(app, headers={"Cookie": f"{STATE}={state}"}).get(
        BACK, params={"state": state, "code": code}
    )

    assert refused(answer)


def test_a_locked_or_closed_account_stays_out(app: FastAPI, issuer: Issuer) -> None:
    security: Security = app.state.security
    security.accounts.change("person", locked_until=security.now + 60)
    locked = came_back(app, issuer)
    security.accounts.change("person", locked_until=0, disabled=True)
    closed = came_back(app, issuer)
    security.accounts.change("person", disabled=False)

    assert locked.headers["location"] == "/login?problem=locked_out"
    assert refused(closed)


def test_an_issuer_that_names_itself_otherwise_is_not_trusted(app: FastAPI, issuer: Issuer) -> None:
    issuer.name = "https://another.example"

    answer = Client(app).get(START)

    assert (answer.status_code, answer.json()["code"]) == (503, "issuer_failed")


def test_an_issuer_that_is_away_is_told_in_one_line() -> None:
    away = SingleSignOn(OidcSettings(issuer="http://127.0.0.1:1"), Clock())

    with pytest.raises(Exception, match="does not answer"):
        away.begin()


@pytest.mark.parametrize("address", ["http://issuer.example", "http://127.0.0.1.example.org"])
def test_an_issuer_without_https_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="https"):
        SingleSignOn(OidcSettings(issuer=address), Clock())


def test_without_an_issuer_there_is_no_single_sign_on(desk: Any) -> None:
    assert Client(desk.app).get(START).status_code == 404
    assert Client(desk.app).get(f"{PREFIX}/session/ways").json()["single_sign_on"] is False
