"""Keys of other systems: shown once, bound to scopes, an account and a day, never more than a person may."""

from __future__ import annotations

from typing import Any

import pytest

from api.routes.base import PREFIX
from api.security.rights import Role
from tests.http_client import Client
from tests.signed_in import signed_in, with_key

KEYS, MONTHS = f"{PREFIX}/keys", f"{PREFIX}/months"


def made(desk: Any, account: str, *scopes: str, days: int = 30) -> dict[str, Any]:
    """A new key of a new account."""
    desk.account(account)
    body = {"account": account, "label": "OA", "scopes": list(scopes or ("read",)), "days": days}
    answer = signed_in(desk.app, Role.SECURITY_ADMIN).post(KEYS, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_key_opens_what_its_scope_says(desk: Any, refused: Any) -> None:
    reads, exports = made(desk, "system-a"), made(desk, "system-b", "export")

    assert with_key(desk.app, reads["text"]).get(MONTHS).status_code == 200
    assert refused(with_key(desk.app, exports["text"]).get(MONTHS)) == (403, "forbidden")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/accounts"),
        ("GET", "/keys"),
        ("GET", "/session"),
        ("POST", "/session/password"),
        ("DELETE", "/session"),
    ],
)
def test_a_key_opens_nothing_that_persons_do(desk: Any, refused: Any, method: str, path: str) -> None:
    key = made(desk, "system-c")["text"]

    assert refused(with_key(desk.app, key).request(method, PREFIX + path)) == (403, "forbidden")


def test_a_key_may_no_more_than_its_account_may_now(desk: Any, refused: Any) -> None:
    key = made(desk, "system-d")["text"]
    desk.security.accounts.change("system-d", roles=())

    assert refused(with_key(desk.app, key).get(MONTHS)) == (403, "forbidden")


def test_a_key_ends_with_its_day_its_revocation_and_its_account(desk: Any, refused: Any) -> None:
    expired, revoked, closed = (made(desk, f"system-{letter}") for letter in "efg")
    security = signed_in(desk.app, Role.SECURITY_ADMIN)
    gone = security.delete(f"{KEYS}/{revoked['key']['key_id']}")
    desk.security.accounts.change("system-g", disabled=True)
    dead = [with_key(desk.app, key["text"]).get(MONTHS) for key in (revoked, closed)]
    desk.clock.now += 30 * 86_400

    assert gone.json()["in_force"] is False
    assert [refused(answer) for answer in dead] == [(401, "sign_in_required")] * 2
    assert refused(with_key(desk.app, expired["text"]).get(MONTHS)) == (401, "sign_in_required")


def test_a_reset_of_the_password_ends_the_keys_of_the_account(desk: Any, refused: Any) -> None:
    key, other = made(desk, "system-h")["text"], made(desk, "system-i")["text"]

    reset = signed_in(desk.app, Role.SYSTEM_ADMIN).post(f"{PREFIX}/accounts/system-h/password")

    assert reset.status_code == 200
    assert refused(with_key(desk.app, key).get(MONTHS)) == (401, "sign_in_required")
    assert with_key(desk.app, other).get(MONTHS).status_code == 200


@pytest.mark.parametrize(
    "text",
    ["", "glk_", "glk_000000000000_" + "A" * 43, "' OR 1=1 --", "glk_" + "0" * 5_000],
)
def test_what_is_no_key_opens_nothing(desk: Any, text: str) -> None:
    assert with_key(desk.app, text).get(MONTHS).status_code == 401


def test_a_key_is_stored_as_a_hash_and_shown_once(desk: Any) -> None:
    key = made(desk, "system-h")

    listed = signed_in(desk.app, Role.SECURITY_ADMIN).get(KEYS).text

    assert key["key"]["key_id"] in listed
    assert key["text"] not in listed
    assert key["text"] not in desk.stored()


def test_a_key_needs_no_token_for_changes_and_a_cookie_beside_it_counts_for_nothing(desk: Any) -> None:
    key = made(desk, "system-i")["text"]
    analyst = signed_in(desk.app, Role.ANALYSE)

    both = Client(desk.app, headers={**analyst.headers, "Authorization": f"Bearer {key}"})

    assert both.get(f"{PREFIX}/session").status_code == 403


def test_an_administrator_gets_no_key(desk: Any) -> None:
    desk.account("root-like", Role.SYSTEM_ADMIN)
    body = {"account": "root-like", "label": "x", "scopes": ["read"], "days": 1}

    assert signed_in(desk.app, Role.SECURITY_ADMIN).post(KEYS, json=body).status_code == 422


def test_the_audit_says_who_made_and_revoked_a_key(desk: Any) -> None:
    key = made(desk, "system-j")["key"]["key_id"]
    signed_in(desk.app, Role.SECURITY_ADMIN).delete(f"{KEYS}/{key}")

    assert desk.events(key) == ["key.made", "key.revoked"]
