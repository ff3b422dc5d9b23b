"""The second factor: set up with the password, asked for at sign-in, each code at most once."""

from __future__ import annotations

from typing import Any

import pyotp
import pytest

from api.routes.base import PREFIX
from api.security.audit import Audit
from api.security.errors import SealingKeyError
from api.security.rights import Role
from api.security.second_factor import change_key, ready_to_seal
from api.security.viewer import TERMINAL
from tests.signed_in import PASSWORD, signed_in

SESSION = f"{PREFIX}/session"


def set_up(desk: Any, name: str) -> pyotp.TOTP:
    """Second factor of a new account, confirmed with the present code."""
    desk.account(name)
    client = desk.client(desk.sign_in(name))
    made = pyotp.TOTP(client.post(f"{SESSION}/totp", json={"password": PASSWORD}).json()["secret"])
    confirmed = client.post(f"{SESSION}/totp/confirm", json={"code": made.at(desk.clock.now)})
    assert confirmed.json()["second_factor"] is True
    desk.clock.now += 30
    return made


def test_sign_in_asks_for_the_code_once_it_is_set_up(desk: Any, refused: Any) -> None:
    made = set_up(desk, "twice")

    without, right = desk.sign_in("twice"), desk.sign_in("twice", code=made.at(desk.clock.now))

    assert refused(without) == (401, "code_required")
    assert right.status_code == 201


def test_a_code_works_once(desk: Any, refused: Any) -> None:
    made = set_up(desk, "replayed")
    code = made.at(desk.clock.now)

    first, again = desk.sign_in("replayed", code=code), desk.sign_in("replayed", code=code)

    assert first.status_code == 201
    assert refused(again) == (401, "sign_in_refused")


def test_a_clock_set_back_brings_no_code_back(desk: Any, refused: Any) -> None:
    made = set_up(desk, "rewound")
    earlier = made.at(desk.clock.now)
    desk.clock.now += 60
    desk.sign_in("rewound", code=made.at(desk.clock.now))

    desk.clock.now -= 60

    assert refused(desk.sign_in("rewound", code=earlier)) == (401, "sign_in_refused")


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 401), (1, 201), (2, 401)])
def test_codes_of_one_step_around_are_taken_but_none_before_the_last(
    desk: Any, steps: int, status: int
) -> None:
    # The step before was used to confirm.
    made = set_up(desk, f"steps{steps}")

    answer = desk.sign_in(f"steps{steps}", code=made.at(desk.clock.now + 30 * steps))

    assert answer.status_code == status


def test_wrong_codes_lock_the_account(desk: Any, refused: Any) -> None:
    set_up(desk, "guessed")

    answers = [refused(desk.sign_in("guessed", code="000000"))[1] for _ in range(5)]

    assert answers == ["sign_in_refused"] * 4 + ["locked_out"]


def test_a_missing_code_with_a_wrong_password_tells_nothing(desk: Any, refused: Any) -> None:
    set_up(desk, "silent")

    assert refused(desk.sign_in("silent", "Falsch-2026-Fluss")) == (401, "sign_in_refused")


def test_an_unconfirmed_secret_is_not_in_force(desk: Any) -> None:
    desk.account("half")
    client = desk.client(desk.sign_in("half"))
    client.post(f"{SESSION}/totp", json={"password": PASSWORD})

    wrong = client.post(f"{SESSION}/totp/confirm", json={"code": "000000"})

    assert wrong.status_code == 422
    assert desk.sign_in("half").status_code == 201


def test_whoever_has_the_session_alone_cannot_replace_the_second_factor(desk: Any) -> None:
    made = set_up(desk, "kept")
    client = desk.client(desk.sign_in("kept", code=made.at(desk.clock.now)))

    assert client.post(f"{SESSION}/totp", json={"password": PASSWORD}).status_code == 422


def test_the_secret_lies_nowhere_in_the_state(desk: Any) -> None:
    made = set_up(desk, "sealed")

    assert made.secret not in desk.stored()
    assert desk.security.accounts.get("sealed").totp_secret.startswith("v1.")


def test_a_secret_moved_to_another_account_opens_nothing(desk: Any, refused: Any) -> None:
    made = set_up(desk, "owner")
    set_up(desk, "thief")
    desk.security.accounts.change("thief", totp_secret=desk.security.accounts.get("owner").totp_secret)

    answer = desk.sign_in("thief", code=made.at(desk.clock.now))

    assert refused(answer) == (503, "sealing_key_missing")


def test_codes_go_on_working_while_the_key_is_changed(desk: Any) -> None:
    made = set_up(desk, "rekeyed")
    before = desk.security.accounts.get("rekeyed").totp_secret

    change_key(desk.security, Audit(desk.security.engine), TERMINAL)

    assert desk.security.accounts.get("rekeyed").totp_secret != before
    assert desk.sign_in("rekeyed", code=made.at(desk.clock.now)).status_code == 201
    assert len(desk.security.sealing.path.read_text(encoding="ascii").split()) == 1


def test_without_the_key_nobody_gets_in_by_the_password_alone(desk: Any, refused: Any) -> None:
    made = set_up(desk, "keyless")
    path = desk.security.sealing.path
    kept = path.rename(path.with_suffix(".apart"))
    try:
        answer = desk.sign_in("keyless", code=made.at(desk.clock.now))
        with pytest.raises(SealingKeyError, match="restore it"):
            ready_to_seal(desk.security)
        gone = signed_in(desk.app, Role.SECURITY_ADMIN).delete(f"{PREFIX}/accounts/keyless/totp")
    finally:
        kept.rename(path)

    assert refused(answer) == (503, "sealing_key_missing")
    assert desk.security.accounts.get("keyless").failures == 0
    assert gone.status_code == 204


def test_a_secret_stored_by_an_older_version_is_sealed_at_the_start(desk: Any) -> None:
    desk.account("older")
    made = pyotp.TOTP(pyotp.random_base32())
    desk.security.accounts.change("older", totp_secret=made.secret, totp_confirmed=True)

    ready_to_seal(desk.security)

    assert made.secret not in desk.stored()
    assert desk.sign_in("older", code=made.at(desk.clock.now)).status_code == 201


def test_the_security_administrator_takes_a_lost_one_away(desk: Any) -> None:
    set_up(desk, "lost")

    gone = signed_in(desk.app, Role.SECURITY_ADMIN).delete(f"{PREFIX}/accounts/lost/totp")

    assert gone.status_code == 204
    assert desk.sign_in("lost").status_code == 201
    assert "second_factor.removed" in desk.events("lost")
