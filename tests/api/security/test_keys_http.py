"""Keys of other systems: granted by one hand, made by the holder's, never more than the holder may."""

from __future__ import annotations

from typing import Any

import pytest

from api.routes.base import PREFIX
from api.security.rights import Role
from tests.http_client import Client
from tests.signed_in import signed_in, with_key

KEYS, OWN, MONTHS = f"{PREFIX}/keys", f"{PREFIX}/session/keys", f"{PREFIX}/months"
DAY_S = 86_400


def granted(desk: Any, account: str, *scopes: str, days: int = 30) -> dict[str, Any]:
    """A key granted to a new account, as yet without a text."""
    desk.account(account)
    body = {"account": account, "label": "OA", "scopes": list(scopes or ("read",)), "days": days}
    answer = signed_in(desk.app, Role.SECURITY_ADMIN).post(KEYS, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def holder(desk: Any, account: str) -> Client:
    """Client of the account itself."""
    return signed_in(desk.app, name=account)


def claim(desk: Any, account: str, key_id: str) -> Any:
    """Answer to an account that makes the text of a key."""
    return holder(desk, account).post(f"{OWN}/{key_id}/text")


def made(desk: Any, account: str, *scopes: str, days: int = 30) -> dict[str, Any]:
    """A key that a new account has claimed."""
    answer = claim(desk, account, granted(desk, account, *scopes, days=days)["key_id"])
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_key_opens_what_its_scope_says(desk: Any, refused: Any) -> None:
    reads, exports = made(desk, "system-a"), made(desk, "system-b", "export")

    assert with_key(desk.app, reads["text"]).get(MONTHS).status_code == 200
    assert refused(with_key(desk.app, exports["text"]).get(MONTHS)) == (403, "forbidden")


def test_who_grants_a_key_learns_no_text_that_opens_anything(desk: Any) -> None:
    administrator = signed_in(desk.app, Role.SECURITY_ADMIN)
    key = granted(desk, "system-granted")

    claimed = administrator.post(f"{OWN}/{key['key_id']}/text")

    assert "text" not in key
    assert key["state"] == "awaits_holder"
    assert claimed.status_code == 403
    assert key["key_id"] in administrator.get(KEYS).text
    guessed = f"glk_{key['key_id']}_" + "A" * 43
    assert with_key(desk.app, guessed).get(MONTHS).status_code == 401


def test_a_key_is_claimed_by_its_holder_only(desk: Any, refused: Any) -> None:
    key = granted(desk, "system-mine")["key_id"]
    desk.account("system-other")

    assert refused(claim(desk, "system-other", key)) == (404, "not_found")
    assert refused(holder(desk, "system-other").delete(f"{OWN}/{key}")) == (404, "not_found")
    assert holder(desk, "system-other").get(OWN).json()["items"] == []
    assert claim(desk, "system-mine", key).status_code == 200


def test_a_key_is_claimed_once(desk: Any, refused: Any) -> None:
    key = granted(desk, "system-once")["key_id"]

    answers = [claim(desk, "system-once", key) for _ in range(2)]

    assert answers[0].json()["key"]["state"] == "in_force"
    assert refused(answers[1]) == (422, "input_invalid")
    assert with_key(desk.app, answers[0].json()["text"]).get(MONTHS).status_code == 200


def test_a_grant_that_nobody_claims_lapses(desk: Any, refused: Any) -> None:
    key = granted(desk, "system-late")["key_id"]
    desk.clock.now += DAY_S * desk.security.settings.key_claim_days

    assert refused(claim(desk, "system-late", key)) == (422, "input_invalid")
    assert holder(desk, "system-late").get(OWN).json()["items"][0]["state"] == "lapsed"
    assert "key.claimed" not in desk.events(key)


@pytest.mark.parametrize("ends", ["revoked", "password"])
def test_a_grant_that_was_ended_is_claimed_no_more(desk: Any, refused: Any, ends: str) -> None:
    account = f"system-ended-{ends}"
    key = granted(desk, account)["key_id"]
    if ends == "revoked":
        signed_in(desk.app, Role.SECURITY_ADMIN).delete(f"{KEYS}/{key}")
    else:
        signed_in(desk.app, Role.SYSTEM_ADMIN).post(f"{PREFIX}/accounts/{account}/password")
        desk.security.accounts.change(account, must_change=False)

    assert refused(claim(desk, account, key)) == (422, "input_invalid")


def test_the_holder_ends_an_own_key(desk: Any) -> None:
    key = made(desk, "system-ends")

    ended = holder(desk, "system-ends").delete(f"{OWN}/{key['key']['key_id']}")

    assert ended.json()["state"] == "revoked"
    assert with_key(desk.app, key["text"]).get(MONTHS).status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/accounts"),
        ("GET", "/keys"),
        ("GET", "/session"),
        ("GET", "/session/keys"),
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
    desk.clock.now += 30 * DAY_S

    assert gone.json()["state"] == "revoked"
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
    key = made(desk, "system-k")

    listed = signed_in(desk.app, Role.SECURITY_ADMIN).get(KEYS).text + holder(desk, "system-k").get(OWN).text

    assert key["key"]["key_id"] in listed
    assert key["text"] not in listed
    assert key["text"] not in desk.stored()


def test_a_key_needs_no_token_for_changes_and_a_cookie_beside_it_counts_for_nothing(desk: Any) -> None:
    key = made(desk, "system-l")["text"]
    analyst = signed_in(desk.app, Role.ANALYSE)

    both = Client(desk.app, headers={**analyst.headers, "Authorization": f"Bearer {key}"})

    assert both.get(f"{PREFIX}/session").status_code == 403


def test_an_administrator_gets_no_key(desk: Any) -> None:
    desk.account("root-like", Role.SYSTEM_ADMIN)
    body = {"account": "root-like", "label": "x", "scopes": ["read"], "days": 1}

    assert signed_in(desk.app, Role.SECURITY_ADMIN).post(KEYS, json=body).status_code == 422


def test_the_audit_says_who_granted_claimed_and_revoked_a_key(desk: Any) -> None:
    key = made(desk, "system-j")["key"]["key_id"]
    signed_in(desk.app, Role.SECURITY_ADMIN).delete(f"{KEYS}/{key}")

    assert desk.events(key) == ["key.granted", "key.claimed", "key.revoked"]
