"""Sealed texts: opened by their key and for their owner only; keys change without a gap."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.security.errors import SealingKeyError
from api.security.sealing import Sealing, is_sealed
from graph.errors import SettingsError


@pytest.fixture
def sealing(tmp_path: Path) -> Sealing:
    """Sealing with a key of its own."""
    made = Sealing(tmp_path / "sealing.key")
    made.make()
    return made


def test_a_sealed_text_opens_for_its_owner_and_shows_nothing(sealing: Sealing) -> None:
    sealed = sealing.seal("JBSWY3DPEHPK3PXP", "li.wei")

    assert is_sealed(sealed)
    assert "JBSWY3DP" not in sealed
    assert sealing.open(sealed, "li.wei") == "JBSWY3DPEHPK3PXP"


def test_one_text_is_never_sealed_the_same_twice(sealing: Sealing) -> None:
    assert sealing.seal("same", "a") != sealing.seal("same", "a")


@pytest.mark.parametrize("change", ["owner", "text", "key", "form"])
def test_what_was_changed_opens_nothing(sealing: Sealing, change: str) -> None:
    sealed = sealing.seal("secret", "a")
    form, name, body = sealed.split(".")
    changed = {
        "owner": sealed,
        "text": ".".join((form, name, body[:-4] + ("A" * 4 if body[-4:] != "A" * 4 else "B" * 4))),
        "key": ".".join((form, "0" * 8, body)),
        "form": ".".join(("v2", name, body)),
    }[change]

    with pytest.raises(SealingKeyError):
        sealing.open(changed, "b" if change == "owner" else "a")


def test_the_key_file_is_its_owners_alone(sealing: Sealing) -> None:
    assert sealing.path.stat().st_mode & 0o777 == 0o600
    sealing.path.chmod(0o640)

    with pytest.raises(SealingKeyError, match="0600"):
        sealing.seal("secret", "a")


def test_a_key_that_is_there_is_not_made_again(sealing: Sealing) -> None:
    before = sealing.path.read_bytes()
    sealing.make()

    assert sealing.path.read_bytes() == before


def test_a_missing_key_is_said_and_not_made_by_sealing(sealing: Sealing) -> None:
    sealing.path.unlink()

    with pytest.raises(SealingKeyError, match="restore"):
        sealing.seal("secret", "a")
    assert not sealing.is_there


def test_while_keys_change_both_open_and_afterwards_the_new_one_only(sealing: Sealing) -> None:
    old = sealing.seal("secret", "a")
    sealing.begin_change()
    new = sealing.seal("secret", "a")

    both = [sealing.open(one, "a") for one in (old, new)]
    sealing.end_change()

    assert both == ["secret", "secret"]
    assert [sealing.is_newest(one) for one in (old, new)] == [False, True]
    assert sealing.open(new, "a") == "secret"
    with pytest.raises(SealingKeyError):
        sealing.open(old, "a")


def test_without_a_home_a_file_has_to_be_named() -> None:
    with pytest.raises(SettingsError, match="sealing_key_file"):
        Sealing(None).make()
