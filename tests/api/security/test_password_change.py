"""Passwords: what the policy refuses, when one has to be changed, and that old ones do not come back."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from api.routes.base import PREFIX
from api.security.passwords import check_password, one_form, one_time_password, password_policy
from graph.errors import InputError
from tests.signed_in import PASSWORD

SESSION = f"{PREFIX}/session"
CLUSTERS = f"{PREFIX}/months"


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("Kurz-1a", "10 to 128 characters"),
        ("Lang-1" + "a" * 123, "10 to 128 characters"),
        ("nurkleinbuchstaben", "at least 3 of"),
        ("nurklein12345678", "at least 3 of"),
        ("Aa1Aa1Aa1Aa1", "different characters"),
        ("Reader-01-Fluss", "without the name"),
        ("Password-2026", "commonly used"),
        ("P@ssw0rd1234", "commonly used"),
        ("Admin@123456", "commonly used"),
        ("Woaini-1314520", "commonly used"),
        ("Fluss-qwertyuiop-1", "commonly used"),
        ("Fluss-9876543210-A", "commonly used"),
        ("Fluss-2026-\x07Tor", "control character"),
    ],
)
def test_the_policy_refuses_with_the_rule_and_without_the_password(password: str, told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        check_password(password, "reader-01")

    assert password not in caught.value.message


@pytest.mark.parametrize("password", [PASSWORD, "长江-Fluss-2026", "correct Horse 7 battery", "Zq7!mV2#kT9$"])
def test_the_policy_takes_what_is_long_mixed_and_unusual(password: str) -> None:
    check_password(one_form(password), "reader")


def test_full_width_and_composed_characters_are_one_password() -> None:
    assert one_form("Ｆｌｕｓｓ") == "Fluss"
    assert one_form("u\u0308") == one_form("ü")


def test_every_number_of_the_policy_says_what_it_means_and_whence() -> None:
    numbers = password_policy().numbers

    for name in type(numbers).model_fields:
        entry = getattr(numbers, name)
        assert entry.label_zh, name
        assert entry.label_en, name
        assert entry.source, name


def test_one_time_passwords_meet_the_policy_and_never_repeat() -> None:
    made = {one_time_password() for _ in range(200)}

    for password in made:
        check_password(password, "reader")
    assert len(made) == 200


def test_a_one_time_password_opens_nothing_but_its_own_change(desk: Any, refused: Any) -> None:
    desk.account("fresh")
    desk.security.accounts.change("fresh", must_change=True)
    client = desk.client(desk.sign_in("fresh"))

    before = client.get(CLUSTERS)
    changed = client.post(
        f"{SESSION}/password", json={"password": PASSWORD, "new_password": "Neu-2026-Hafen"}
    )
    after = desk.client(changed).get(CLUSTERS)

    assert client.get(SESSION).status_code == 401, "the session before the change has ended"
    assert refused(before) == (403, "password_expired")
    assert changed.json()["must_change_password"] is False
    assert after.status_code == 200


def test_a_password_older_than_ninety_days_has_to_be_changed(desk: Any, refused: Any) -> None:
    desk.account("aged")
    desk.clock.now += 90 * 86_400

    answer = desk.sign_in("aged")

    assert answer.json()["must_change_password"] is True
    assert refused(desk.client(answer).get(CLUSTERS)) == (403, "password_expired")


def test_a_clock_set_back_makes_no_password_younger(desk: Any) -> None:
    desk.account("young")
    desk.clock.now -= 30 * 86_400

    assert desk.sign_in("young").json()["must_change_password"] is True


def test_changing_the_password_ends_every_other_session(desk: Any) -> None:
    desk.account("everywhere")
    other, here = (desk.client(desk.sign_in("everywhere")) for _ in range(2))

    changed = here.post(f"{SESSION}/password", json={"password": PASSWORD, "new_password": "Neu-2026-Hafen"})

    assert [one.get(SESSION).status_code for one in (other, here, desk.client(changed))] == [401, 401, 200]
    assert desk.sign_in("everywhere").status_code == 401
    assert desk.sign_in("everywhere", "Neu-2026-Hafen").status_code == 201


def test_none_of_the_last_five_passwords_comes_back(desk: Any) -> None:
    desk.account("again")
    words = [PASSWORD, *(f"Neu-2026-Hafen{letter}" for letter in "BCDEF")]
    client = desk.client(desk.sign_in("again"))

    statuses = []
    for old, new in itertools.pairwise(words):
        changed = client.post(f"{SESSION}/password", json={"password": old, "new_password": new})
        statuses.append(changed.status_code)
        client = desk.client(changed)
    tried = [
        client.post(f"{SESSION}/password", json={"password": words[-1], "new_password": word}).status_code
        for word in (words[-1], words[2], words[1])
    ]
    first = client.post(f"{SESSION}/password", json={"password": words[-1], "new_password": PASSWORD})

    assert statuses == [200] * 5
    assert tried == [422, 422, 422]
    assert first.status_code == 200


def test_a_wrong_old_password_counts_like_a_failed_sign_in(desk: Any, refused: Any) -> None:
    desk.account("guessing")
    client = desk.client(desk.sign_in("guessing"))
    body = {"password": "Falsch-2026-Fluss", "new_password": "Neu-2026-Hafen"}

    answers = [refused(client.post(f"{SESSION}/password", json=body)) for _ in range(5)]

    assert answers == [(401, "sign_in_refused")] * 4 + [(423, "locked_out")]


def test_a_hash_of_other_costs_is_made_again_at_sign_in(desk: Any) -> None:
    from api.security.hashing import Hashing

    dearer = Hashing(time_cost=2, memory_kib=8, parallelism=1).hash(PASSWORD)
    desk.account("old-hash")
    desk.security.accounts.change("old-hash", password_hash=dearer)

    desk.sign_in("old-hash")

    assert "t=1," in desk.security.accounts.get("old-hash").password_hash
    assert desk.sign_in("old-hash").status_code == 201
