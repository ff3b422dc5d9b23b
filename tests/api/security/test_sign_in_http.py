"""Signing in over HTTP: the cookie, the token for changes, the end of a session, what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from api.app import create_app
from api.routes.base import PREFIX
from api.security.errors import RateLimitedError
from api.security.rights import Role
from api.security.sessions import COOKIE, CSRF_HEADER
from api.security.throttle import Throttle
from graph.settings import Settings
from tests.http_client import Client
from tests.recording_months import Names, RecordingMonths
from tests.recording_store import RecordingStore
from tests.signed_in import PASSWORD, with_token

SESSION = f"{PREFIX}/session"
WRONG = "Falsch-2026-Fluss"
MINUTE = 60


def test_sign_in_sets_a_cookie_that_opens_the_own_session(desk: Any) -> None:
    desk.account("reader", Role.ANALYSE, authority="SA01")

    answer = desk.sign_in("reader")

    assert answer.status_code == 201, answer.text
    assert (answer.json()["roles"], answer.json()["rights"]) == (["analyse"], ["analyse", "read"])
    assert answer.json()["authority"] == {"code": "SA01", "name": None}
    assert desk.client(answer).get(SESSION).json() == answer.json()


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(desk: Any) -> None:
    desk.account("cookie")

    written = desk.sign_in("cookie").headers["set-cookie"].lower()

    assert {"httponly", "samesite=strict", "path=/"} <= {part.strip() for part in written.split(";")}
    assert "secure" not in written


def test_under_https_the_cookie_is_sent_by_https_only(desk: Any) -> None:
    desk.account("encrypted")
    settings = desk.security.settings.model_copy(update={"https": True})
    encrypted = create_app(
        Settings(),
        RecordingMonths(),
        RecordingStore([], [], {}),
        Names(),
        replace(desk.security, settings=settings),
    )

    answer = Client(encrypted).post(SESSION, json={"account": "encrypted", "password": PASSWORD})

    assert "secure" in [part.strip().lower() for part in answer.headers["set-cookie"].split(";")]
    assert "strict-transport-security" in answer.headers


def test_neither_password_nor_token_is_stored_readable(desk: Any) -> None:
    desk.account("stored")
    token = desk.sign_in("stored").cookies[COOKIE]

    written = desk.stored()

    assert "stored" in written
    assert token not in written
    assert PASSWORD not in written
    assert desk.security.accounts.get("stored").password_hash.startswith("$argon2id$")


def test_signing_out_ends_the_session_wherever_its_cookie_was_copied_to(desk: Any, refused: Any) -> None:
    desk.account("leaving")
    client = desk.client(desk.sign_in("leaving"))

    left = client.delete(SESSION)

    assert left.status_code == 204
    assert refused(client.get(SESSION)) == (401, "sign_in_required")


def test_signing_in_again_gives_another_token_and_ends_the_one_before(desk: Any) -> None:
    desk.account("fixed")
    before = desk.client(desk.sign_in("fixed"))

    again = before.post(SESSION, json={"account": "fixed", "password": PASSWORD})

    assert again.cookies[COOKIE] not in before.headers["Cookie"]
    assert before.get(SESSION).status_code == 401


def test_a_token_that_the_caller_chose_opens_nothing_and_is_not_taken_over(desk: Any) -> None:
    desk.account("chosen")
    chosen = with_token(desk.app, "chosen-by-somebody-else")

    before, answer = (
        chosen.get(SESSION),
        chosen.post(SESSION, json={"account": "chosen", "password": PASSWORD}),
    )

    assert (before.status_code, answer.status_code) == (401, 201)
    assert answer.cookies[COOKIE] != "chosen-by-somebody-else"


def test_half_a_sign_is_a_wrong_password_like_any_other(desk: Any) -> None:
    desk.account("half")

    answer = Client(desk.app).request(
        "POST",
        SESSION,
        content=b'{"account": "half", "password": "\\ud800"}',
        headers={"content-type": "application/json"},
    )

    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_refused")
    assert desk.security.accounts.get("half").failures == 1


def test_an_unknown_account_and_a_wrong_password_get_the_same_answer(desk: Any) -> None:
    desk.account("known")

    wrong, unknown = desk.sign_in("known", WRONG), desk.sign_in("nobody", WRONG)

    assert wrong.status_code == unknown.status_code == 401
    assert {**wrong.json(), "request_id": 0} == {**unknown.json(), "request_id": 0}
    assert wrong.json()["code"] == "sign_in_refused"


@pytest.mark.parametrize("name", ["often", "a-name-that-nobody-has"])
def test_five_failures_lock_known_and_unknown_names_alike(desk: Any, refused: Any, name: str) -> None:
    desk.account("often")

    given = [desk.sign_in(name, WRONG) for _ in range(6)]

    assert [refused(one) for one in given] == [(401, "sign_in_refused")] * 4 + [(423, "locked_out")] * 2
    assert [one.headers.get("retry-after") for one in given] == [None] * 4 + ["900"] * 2


def test_a_locked_account_refuses_the_right_password_until_the_lock_ends(desk: Any, refused: Any) -> None:
    desk.account("locked")
    for _ in range(5):
        desk.sign_in("locked", WRONG)

    now = refused(desk.sign_in("locked"))
    desk.clock.now += 15 * MINUTE + 1
    later = desk.sign_in("locked")

    assert now == (423, "locked_out")
    assert later.status_code == 201


def test_a_clock_set_back_opens_no_lock(desk: Any, refused: Any) -> None:
    desk.account("patient")
    for _ in range(5):
        desk.sign_in("patient", WRONG)

    desk.clock.now -= 3_650 * 86_400

    assert refused(desk.sign_in("patient")) == (423, "locked_out")


def test_failures_before_a_success_are_forgotten(desk: Any) -> None:
    desk.account("clumsy")

    for _ in range(3):
        for _ in range(4):
            desk.sign_in("clumsy", WRONG)
        assert desk.sign_in("clumsy").status_code == 201


def test_a_closed_account_does_not_sign_in_and_its_session_ends(desk: Any, refused: Any) -> None:
    desk.account("closed")
    client = desk.client(desk.sign_in("closed"))

    desk.security.accounts.change("closed", disabled=True)

    assert refused(client.get(SESSION)) == (401, "sign_in_required")
    assert refused(desk.sign_in("closed")) == (401, "sign_in_refused")


def test_a_session_ends_after_twenty_minutes_without_a_request(desk: Any) -> None:
    desk.account("idle")
    client = desk.client(desk.sign_in("idle"))

    desk.clock.now += 19 * MINUTE
    still = client.get(SESSION).status_code
    desk.clock.now += 19 * MINUTE
    again = client.get(SESSION).status_code
    desk.clock.now += 20 * MINUTE
    ended = client.get(SESSION).status_code

    assert (still, again, ended) == (200, 200, 401)


def test_a_session_ends_after_ten_hours_whatever_happens(desk: Any) -> None:
    desk.account("long")
    client = desk.client(desk.sign_in("long"))

    for _ in range(39):
        desk.clock.now += 15 * MINUTE
        assert client.get(SESSION).status_code == 200
    desk.clock.now += 15 * MINUTE

    assert client.get(SESSION).status_code == 401


def test_a_clock_set_back_ends_a_session_and_lengthens_none(desk: Any) -> None:
    desk.account("timeless")
    client = desk.client(desk.sign_in("timeless"))

    desk.clock.now -= 3_600

    assert client.get(SESSION).status_code == 401


@pytest.mark.parametrize("token", ["", "0" * 64, "not a token"])
def test_a_change_without_the_token_of_its_session_is_refused(desk: Any, refused: Any, token: str) -> None:
    desk.account("changing")
    client = desk.client(desk.sign_in("changing"))

    answer = client.delete(SESSION, headers={CSRF_HEADER: token})

    assert refused(answer) == (403, "csrf_failed")
    assert client.get(SESSION).status_code == 200


def test_the_token_of_another_session_changes_nothing(desk: Any, refused: Any) -> None:
    desk.account("one")
    first, second = desk.sign_in("one"), desk.sign_in("one")

    answer = desk.client(first).delete(SESSION, headers={CSRF_HEADER: second.json()["csrf"]})

    assert refused(answer) == (403, "csrf_failed")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_of_another_site_signs_nobody_in(desk: Any, refused: Any, site: str) -> None:
    desk.account("lured")

    answer = Client(desk.app).post(
        SESSION, json={"account": "lured", "password": PASSWORD}, headers={"Sec-Fetch-Site": site}
    )

    assert refused(answer) == (403, "csrf_failed")


def test_a_form_of_another_site_is_no_sign_in(desk: Any) -> None:
    desk.account("formed")

    answer = Client(desk.app).post(SESSION, data={"account": "formed", "password": PASSWORD})

    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers


def test_the_audit_has_every_sign_in_refusal_lock_and_sign_out(desk: Any) -> None:
    desk.account("seen")
    desk.client(desk.sign_in("seen")).delete(SESSION)
    for _ in range(5):
        desk.sign_in("seen", WRONG)

    events = desk.events("seen")

    assert events == ["session.opened", "session.closed", *["session.refused"] * 4, "session.locked"]


def test_a_name_that_nobody_has_is_not_in_the_audit(desk: Any) -> None:
    desk.sign_in("MyPassword-typed-here", WRONG)

    assert desk.events("MyPassword-typed-here") == []


def test_a_caller_may_ask_only_so_often_and_the_bucket_refills_evenly() -> None:
    slow = Throttle(3)
    for _ in range(3):
        slow.take("10.0.0.1", 0.0)

    with pytest.raises(RateLimitedError, match="at most 3 requests a minute"):
        slow.take("10.0.0.1", 1.0)
    slow.take("10.0.0.1", 21.0)
    slow.take("10.0.0.2", 1.0)


@pytest.mark.parametrize(
    "body",
    [{}, {"account": "a"}, {"account": "", "password": "x"}, {"account": "x" * 65, "password": "x"}, [], "x"],
)
def test_what_is_no_sign_in_is_a_problem_that_repeats_nothing(desk: Any, body: Any) -> None:
    answer = Client(desk.app).post(SESSION, json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "input_invalid")
    assert "x" * 65 not in answer.text
