"""The service binds loopback only, unless a setting vouches for the container or the way there."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from api.server import check_address, encryption, is_loopback, listen
from graph.errors import SettingsError
from graph.settings import ServerSettings, Settings


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_is_accepted(host: str) -> None:
    check_address(host, published_on_loopback=False)

    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.5", "10.0.0.1", "example.org", "localhost.example.org", "", "127.1"]
)
def test_any_other_address_is_refused(host: str) -> None:
    with pytest.raises(SettingsError, match="published_on_loopback"):
        check_address(host, published_on_loopback=False)


def test_a_container_published_on_loopback_may_bind_any_address() -> None:
    check_address("0.0.0.0", published_on_loopback=True)


def test_what_is_encrypted_on_the_way_may_bind_any_address() -> None:
    check_address("0.0.0.0", published_on_loopback=False, encrypted=True)


def test_a_certificate_without_its_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="certificate and key together"):
        encryption(Settings(server=ServerSettings(certificate=tmp_path / "a.pem")))


def test_a_missing_certificate_is_told_before_anything_starts(tmp_path: Path) -> None:
    given = ServerSettings(certificate=tmp_path / "a.pem", key=tmp_path / "b.pem")

    with pytest.raises(SettingsError, match="expected a file a"):
        encryption(Settings(server=given))


def test_a_port_in_use_is_one_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(SettingsError, match=f"port {port}.*another with --port"):
            listen("127.0.0.1", port)
