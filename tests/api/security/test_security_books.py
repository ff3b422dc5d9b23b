"""Books of accounts, sessions and keys on both databases: what several callers do at once is all counted."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.security.accounts import AccountBook
from api.security.permissions import KeyScope
from api.security.rights import Role
from api.security.sign_in import AWAITING_UNLOCK, Credentials, sign_in
from api.security.viewer import TERMINAL, Viewer
from graph.errors import DiskFullError, InputError, NotFoundError, StoreError
from graph.state import open_state
from tests.signed_in import NOW, PASSWORD, account_of, key_of, security_for_tests


def at_once(count: int, call: Callable[[int], object]) -> list[object]:
    with ThreadPoolExecutor(count) as pool:
        return [*pool.map(call, range(count))]


def test_failures_at_once_are_all_counted(state_place: Path | str) -> None:
    security = security_for_tests(state_place)
    account_of(security, Role.QUERY, name="busy")

    locked = at_once(8, lambda _: security.accounts.count_failure("busy", most=8, locked_until=NOW + 60))

    assert sorted(map(bool, locked)) == [False] * 7 + [True]
    assert security.accounts.get("busy").locked_until == NOW + 60


def test_of_two_who_give_the_same_code_at_once_one_gets_in(state_place: Path | str) -> None:
    security = security_for_tests(state_place)
    account_of(security, Role.QUERY, name="double")

    taken = at_once(6, lambda _: security.accounts.use_totp_step("double", 7))

    assert sorted(map(bool, taken)) == [False] * 5 + [True]
    assert security.accounts.use_totp_step("double", 6) is False


def test_roles_authority_and_area_come_back_as_given(state_place: Path | str) -> None:
    security = security_for_tests(state_place)
    account_of(security, Role.QUERY, Role.ANALYSE, authority="SA01", name="both")

    found = security.accounts.get("both")

    assert found.roles == frozenset((Role.QUERY, Role.ANALYSE))
    assert (found.authority, found.whole_area) == ("SA01", False)
    assert [one.account for one in security.accounts.all()] == ["both"]


def test_an_account_has_one_area_or_the_whole(state_place: Path | str) -> None:
    security = security_for_tests(state_place)

    with pytest.raises(StoreError):
        account_of(security, Role.QUERY, authority="SA01", whole_area=True, name="two-areas")
    assert security.accounts.find("two-areas") is None


def test_a_name_and_a_subject_are_given_once(state_place: Path | str) -> None:
    security = security_for_tests(state_place)
    account_of(security, Role.QUERY, name="first")
    account_of(security, Role.QUERY, name="second")
    security.accounts.change("first", subject="p-1")

    with pytest.raises(InputError, match="there is one of this name"):
        security.accounts.add("first", display="x", password_hash=None, now=NOW, created_by="tests")
    with pytest.raises(StoreError):
        security.accounts.change("second", subject="p-1")


def test_ended_sessions_are_forgotten_when_another_opens(state_place: Path | str) -> None:
    security = security_for_tests(state_place)
    account_of(security, Role.QUERY, name="often")
    for late in range(3):
        security.sessions.open("often", NOW + late * 86_400)

    with security.engine.connect() as connection:
        count = connection.execute(sa.text("SELECT count(*) FROM sessions")).scalar_one()

    assert count == 1


def test_a_revoked_key_stays_revoked_at_its_first_moment(state_place: Path | str) -> None:
    security = security_for_tests(state_place)
    account_of(security, Role.QUERY, name="system")
    text = key_of(security, "system")
    (key,) = security.keys.all("system")

    first, again = security.keys.revoke(key.key_id, NOW + 1), security.keys.revoke(key.key_id, NOW + 2)

    assert (first.revoked_at, again.revoked_at) == (NOW + 1, NOW + 1)
    assert security.keys.find(text, NOW) is None
    with pytest.raises(NotFoundError):
        security.keys.revoke("nothing", NOW)


def test_of_claims_at_once_one_gets_the_text(state_place: Path | str) -> None:
    security = security_for_tests(state_place)
    account_of(security, Role.QUERY, name="hurried")
    key = security.keys.grant(
        "hurried",
        label="OA",
        scopes=(KeyScope.READ,),
        expires_at=NOW + 99,
        claim_until=NOW + 9,
        now=NOW,
        by="t",
    )

    def claim(_: int) -> str | None:
        try:
            return security.keys.claim(key.key_id, "hurried", NOW)[1]
        except InputError:
            return None

    (text,) = [one for one in at_once(8, claim) if isinstance(one, str)]

    assert security.keys.find(text, NOW) is not None


def test_the_whole_area_and_an_authority_see_what_is_theirs() -> None:
    part = Viewer(
        account="a",
        display="a",
        roles=frozenset((Role.QUERY,)),
        rights=frozenset(),
        authorities=frozenset(("SA01",)),
        via="session",
    )

    assert [part.sees(code) for code in ("SA01", "SA02", None)] == [True, False, False]
    assert [TERMINAL.sees(code) for code in ("SA01", None)] == [True, True]
    assert part.scope_hash != TERMINAL.scope_hash


def test_a_locked_state_is_told_in_one_line(tmp_path: Path) -> None:
    security = security_for_tests(tmp_path)
    account_of(security, Role.QUERY, name="waiting", password=PASSWORD)
    with security.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=1")
    holder = sqlite3.connect(tmp_path / "state.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreError, match="the session cannot be opened: database is locked") as caught:
        security.sessions.open("waiting", NOW)

    holder.execute("ROLLBACK")
    holder.close()
    assert "\n" not in caught.value.message
    assert security.sessions.open("waiting", NOW)


def test_a_full_state_is_told_in_one_line(tmp_path: Path) -> None:
    engine = open_state(tmp_path)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    book = AccountBook(engine)

    with pytest.raises(DiskFullError, match="disk full: the state database"):
        book.add("full", display="x", password_hash="x" * 1_000_000, now=NOW, created_by="tests")


def test_a_sign_in_that_cannot_be_recorded_opens_nothing(tmp_path: Path) -> None:
    from api.security.audit import Audit

    class Broken(Audit):
        def record(self, *args: object, **named: object) -> object:  # type: ignore[override]
            raise StoreError("audit: the state database refused")

    security = security_for_tests(tmp_path)
    account_of(security, Role.QUERY, name="unseen", password=PASSWORD)

    with pytest.raises(StoreError, match="audit"):
        sign_in(
            security, Broken(security.engine), Credentials(account="unseen", password=PASSWORD), address=""
        )
    with security.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM sessions")).scalar_one() == 0


def test_a_failure_counted_late_does_not_shorten_a_lock(state_place: Path | str) -> None:
    security = security_for_tests(state_place)
    account_of(security, Role.QUERY, name="reset")
    security.accounts.change("reset", locked_until=AWAITING_UNLOCK)

    assert security.accounts.count_failure("reset", most=1, locked_until=NOW + 900)

    assert security.accounts.get("reset").locked_until == AWAITING_UNLOCK


def test_a_sign_in_that_ends_late_does_not_open_a_lock_set_meanwhile(state_place: Path | str) -> None:
    security = security_for_tests(state_place)
    account_of(security, Role.QUERY, name="reset")
    security.accounts.change("reset", locked_until=AWAITING_UNLOCK)

    security.accounts.clear_failures("reset", over_by=NOW)

    assert security.accounts.get("reset").locked_until == AWAITING_UNLOCK
