"""Where notices may go, how they are sent, and the key behind their secrets."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest

from api.desk.notices import poster
from api.desk.webhooks import KEY_FILE, check_url, key_of, secret_of
from graph.errors import InputError, SettingsError

URL = "https://hooks.example/in"


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/in",
        "https://hooks.example:8443/in",
        "https://hooks.example.evil/in",
        "https://user:pass@hooks.example/in",
        "https://hooks.example@evil/in",
        "https://evil/in#https://hooks.example",
        "http://127.0.0.1/in",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "https:///in",
        "ftp://hooks.example/in",
    ],
)
def test_an_address_that_is_not_listed_is_refused(url: str) -> None:
    with pytest.raises(InputError):
        check_url(url, ["hooks.example", "127.0.0.1:9000"])


@pytest.mark.parametrize("url", [URL, "https://hooks.example:443/", "http://127.0.0.1:9000/in"])
def test_a_listed_address_is_taken(url: str) -> None:
    check_url(url, ["hooks.example", "127.0.0.1:9000"])


def test_the_key_of_the_secrets_is_for_its_owner_only(tmp_path: Path) -> None:
    first = key_of(tmp_path)
    path = tmp_path / KEY_FILE

    assert (path.stat().st_mode & 0o777, key_of(tmp_path)) == (0o600, first)
    assert secret_of(tmp_path, "a") != secret_of(tmp_path, "b")
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="0600"):
        key_of(tmp_path)


class _Redirecting(BaseHTTPRequestHandler):
    """Sends whoever comes somewhere else."""

    came: ClassVar[list[tuple[str, bytes]]] = []

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.came.append((self.path, self.rfile.read(length)))
        self.send_response(307)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


def test_a_redirect_is_a_refusal_and_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with HTTPServer(("127.0.0.1", 0), _Redirecting) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        status = poster(5.0)(f"http://127.0.0.1:{server.server_port}/in", b"{}", {})
        thread.join()

    assert (status, _Redirecting.came) == (307, [("/in", b"{}")])
