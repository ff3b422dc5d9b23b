"""The service as a process of its own: it starts, answers, logs no names, loads no model library."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from api.patience import PatientProtocol
from api.server import listen

PROGRAM = "from api.cli import main; main()"


class Service:
    """A running service: its process, address, and what it wrote so far."""

    def __init__(self, process: subprocess.Popen[str], address: str, log: Path) -> None:
        self.process = process
        self.address = address
        self.log = log


@pytest.fixture(scope="module")
def service(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service of the demo home on a free port."""
    log = tmp_path_factory.mktemp("service") / "log"
    environment = {**os.environ, "GUANLIAN_LOGGING__FORM": "json", "GUANLIAN_LOGGING__LEVEL": "info"}
    with log.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "--home", str(home), "serve", "--port", "0"],
            stderr=written,
            text=True,
            env=environment,
        )
        try:
            yield Service(process, _address(process, log), log)
        finally:
            process.kill()
            process.wait()


def _address(process: subprocess.Popen[str], log: Path) -> str:
    """Address of a service, once it says it."""
    while process.poll() is None:
        found = re.search(r"serving (http://127\.0\.0\.1:\d+) ", log.read_text(encoding="utf-8"))
        if found is not None:
            return found[1] + "/api/v1"
        time.sleep(0.05)
    raise AssertionError(log.read_text(encoding="utf-8"))


def read(service: Service, path: str, **options: Any) -> httpx.Response:
    # The kernel holds the connection until the service accepts it.
    return httpx.get(service.address + path, timeout=60, trust_env=False, **options)


@pytest.fixture(scope="module")
def cookie(service: Service, home: Path) -> str:
    """Cookie of a session of a demo account, by its kept password."""
    kept = json.loads((home / "demo" / "accounts.json").read_text(encoding="utf-8"))
    account = next(one for one in kept if one["whole_area"])
    given = {"account": account["account"], "password": account["password"]}
    answer = httpx.post(service.address + "/session", json=given, timeout=60, trust_env=False)
    assert answer.status_code == 201, answer.text
    return answer.cookies["guanlian_session"]


def test_it_is_ready_with_the_latest_month(service: Service) -> None:
    answer = read(service, "/readiness")
    while answer.status_code == httpx.codes.SERVICE_UNAVAILABLE and service.process.poll() is None:
        time.sleep(0.1)
        answer = read(service, "/readiness")

    assert answer.status_code == 200
    assert answer.json()["published"]["month"] == "2026-10"
    assert "server" not in answer.headers


def test_a_page_of_another_host_cannot_read_it(service: Service) -> None:
    assert read(service, "/clusters", headers={"Host": "evil.example"}).status_code == 421


def test_the_log_holds_no_name_and_no_query(service: Service) -> None:
    read(service, "/search", params={"q": "张三丰"}, headers={"X-Request-Id": "seen-1"})

    # The line is written once the answer has left.
    for _ in range(100):
        log = service.log.read_text(encoding="utf-8")
        if '"request_id": "seen-1"' in log:
            break
        time.sleep(0.05)
    assert '"request_id": "seen-1"' in log
    assert "/api/v1/search" in log
    assert "张三丰" not in log
    assert "%E5%BC%A0" not in log


def test_no_model_library_is_loaded(service: Service, firm: str, cookie: str) -> None:
    answer = read(service, f"/enterprises/{firm}/receipt", headers={"Cookie": f"guanlian_session={cookie}"})

    mapped = Path(f"/proc/{service.process.pid}/maps").read_text(encoding="utf-8")

    assert answer.status_code == 200
    assert "scores.arrow" in mapped
    assert "torch" not in mapped


def test_nobody_reads_it_without_signing_in(service: Service) -> None:
    assert read(service, "/clusters").json()["code"] == "sign_in_required"


def test_no_password_is_in_the_log_of_requests(service: Service, home: Path, cookie: str) -> None:
    log = service.log.read_text(encoding="utf-8")

    requests = [line for line in log.splitlines() if "http.request" in line or "audit.recorded" in line]

    assert requests
    for one in json.loads((home / "demo" / "accounts.json").read_text(encoding="utf-8")):
        assert one["password"] not in "".join(requests)
    assert cookie not in log


def test_a_head_that_never_ends_holds_no_connection() -> None:
    app = FastAPI(openapi_url=None)

    with (
        listen("127.0.0.1", 0) as bound,
        patient(app, bound, head_s=0.2),
        socket.create_connection(bound.getsockname()) as slow,
    ):
        slow.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        rest = slow.recv(1_024)

    assert rest == b""


@contextmanager
def patient(app: FastAPI, bound: socket.socket, *, head_s: float) -> Iterator[None]:
    """Serve in a thread, waiting so long for the head of a request."""
    hasty = type("Hasty", (PatientProtocol,), {"head_s": head_s})
    config = uvicorn.Config(app, http=hasty, ws="none", log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def test_it_ends_when_asked(service: Service) -> None:
    service.process.send_signal(signal.SIGTERM)

    assert service.process.wait(timeout=30) in (0, -signal.SIGTERM)
