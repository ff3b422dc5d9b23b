"""The service binds loopback only, unless a setting vouches for the container around it."""

from __future__ import annotations

import socket

import pytest

from api.server import check_address, is_loopback, listen
from graph.errors import SettingsError


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


def test_a_port_in_use_is_one_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(SettingsError, match=f"port {port}.*another with --port"):
            listen("127.0.0.1", port)
