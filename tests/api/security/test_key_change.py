"""Changing the key that second factors are sealed with: alone, and nothing lost however it ends."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from api.backup import back_up
from api.security.audit import Audit
from api.security.core import Security, open_security
from api.security.errors import SealingKeyError
from api.security.second_factor import change_key, ready_to_seal
from api.security.viewer import TERMINAL
from api.workplace import Workplace
from graph.errors import StoreBusyError
from graph.locks import held_alone
from graph.settings import SecuritySettings
from graph.state import STATE_FILE, open_state

SECRETS = {f"account{number}": f"JBSWY3DPEHPK3PX{number}" for number in range(3)}


@pytest.fixture
def security(tmp_path: Path) -> Security:
    """Sign-in of a home of its own with three sealed secrets."""
    home = tmp_path / "home"
    made = open_security(open_state(home), SecuritySettings(), home=home)
    for account, secret in SECRETS.items():
        made.accounts.add(account, display="x", password_hash=None, now=1, created_by="test")
        made.accounts.change(account, totp_secret=secret)
    ready_to_seal(made)
    return made


def opened(security: Security) -> dict[str, str]:
    return {
        one.account: security.sealing.open(one.totp_secret, one.account)
        for one in security.accounts.all()
        if one.totp_secret is not None
    }


def test_a_change_that_was_killed_half_way_is_ended_by_the_next(security: Security) -> None:
    security.sealing.begin_change()
    security.accounts.change("account0", totp_secret=security.sealing.seal(SECRETS["account0"], "account0"))
    assert opened(security) == SECRETS

    assert change_key(security, Audit(security.engine), TERMINAL) == (3, 0)

    assert opened(security) == SECRETS
    assert len(security.sealing.path.read_text(encoding="ascii").split()) == 1


def test_two_do_not_change_keys_at_once(security: Security) -> None:
    before = security.sealing.path.read_bytes()

    with (
        held_alone(security.sealing.path.with_name("sealing.key.lock"), "held"),
        pytest.raises(StoreBusyError),
    ):
        change_key(security, Audit(security.engine), TERMINAL)

    assert security.sealing.path.read_bytes() == before


def test_the_old_key_goes_when_nothing_on_the_disk_needs_it(security: Security, tmp_path: Path) -> None:
    change_key(security, Audit(security.engine), TERMINAL)

    assert security.home is not None
    shutil.copy2(security.home / STATE_FILE, tmp_path / "without-its-log.db")
    with closing(sqlite3.connect(tmp_path / "without-its-log.db")) as state:
        stored = dict(state.execute("select account, totp_secret from accounts"))
    assert {name: security.sealing.open(text, name) for name, text in stored.items()} == SECRETS


def test_a_key_file_of_other_bytes_is_said(security: Security) -> None:
    security.sealing.path.write_bytes(b"\xff\xfe\x00key")

    with pytest.raises(SealingKeyError, match="restore"):
        security.sealing.seal("secret", "a")


def test_a_backup_leaves_a_key_of_any_name_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("GUANLIAN_SECURITY__SEALING_KEY_FILE", str(home / "keys" / "totp"))
    place = Workplace(home)
    place.security.sealing.make()
    (home / "keys" / "totp.txt").write_text("note", encoding="utf-8")

    back_up(place, tmp_path / "copy")

    assert [path.name for path in (tmp_path / "copy" / "keys").iterdir()] == ["totp.txt"]
