"""Latency of the HTTP reads, one user on loopback, and the private memory of the server.

``python -m benchmarks.speed.http_latency --home HOME --result 1000000`` reads a home that is there already
and puts the figures in the place of those of ``benchmarks/speed/results/1000000.json``; without ``--result``
they are only shown.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from benchmarks.speed.measure import private_bytes, quantiles
from benchmarks.speed.report import RESULTS
from benchmarks.speed.sessions import headers_of_readers
from benchmarks.speed.subjects import Subjects, choose, month_snapshot
from graph.errors import JobError

GUANLIAN = Path(sys.executable).with_name("guanlian")
"""The command line of this environment."""
_API = "/api/v1"
_START_S = 120.0
_WARM_UP = 20


def main() -> int:
    """Measure a home; 0 done, 1 an answer was not as expected."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.http_latency", description=__doc__)
    parser.add_argument(
        "--home", type=Path, required=True, help="home with a published month; sessions are added"
    )
    parser.add_argument("--month", default="2026-10")
    parser.add_argument("--reads", type=int, default=200, help="enterprises that are read")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--result", help="name of the stored result that takes the figures")
    chosen = parser.parse_args()
    subjects = choose(month_snapshot(chosen.home, chosen.month), chosen.reads)
    try:
        found = measure_http(chosen.home, subjects, chosen.port, chosen.home.parent / "serve.log")
    except JobError as error:
        sys.stderr.write(f"{error.message}\n")
        return 1
    if chosen.result is not None:
        stored = RESULTS / f"{chosen.result}.json"
        whole = json.loads(stored.read_text(encoding="utf-8")) | {"http": found}
        stored.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    return 0


def measure_http(home: Path, subjects: Subjects, port: int, log: Path) -> dict[str, Any]:
    """Serve the home and read it.

    Returns
    -------
    dict
        ``reads``: name -> median, p95 and maximum in milliseconds and number of requests;
        ``server_private_bytes`` before and after; ``start_s`` until the server was ready.
    """
    with serving(home, port, log) as (pid, start_s, client):
        before = private_bytes(pid)
        reads = {name: _timed(client, urls) for name, urls in _requests(subjects).items()}
        return {
            "reads": reads,
            "start_s": round(start_s, 2),
            "server_private_bytes": {"at_start": before, "after_reads": private_bytes(pid)},
        }


def _requests(subjects: Subjects) -> dict[str, list[str]]:
    """Addresses of each kind of read; hubs are asked by page, as a screen does."""
    some = [quote(each) for each in subjects.enterprises]
    hub = quote(subjects.hub)
    pages = [f"{_API}/clusters?limit=50&sort={sort}" for sort in ("size", "high_share")]
    per_enterprise: dict[str, Callable[[str], str]] = {
        "enterprise": lambda one: f"{_API}/enterprises/{one}",
        "receipt": lambda one: f"{_API}/enterprises/{one}/receipt",
        "neighbours": lambda one: f"{_API}/enterprises/{one}/neighbours?limit=50",
        "ego of 2 hops, cap 300": lambda one: f"{_API}/enterprises/{one}/ego?hops=2&cap=300",
    }
    every = {name: [address(one) for one in some] for name, address in per_enterprise.items()}
    return every | {
        "clusters page": [page for page in pages for _ in range(len(some) // 2)],
        "risk clusters page": [f"{_API}/clusters?limit=50&risk_only=true"] * (len(some) // 2),
        f"hub with {subjects.hub_ties} ties, page": [f"{_API}/enterprises/{hub}/neighbours?limit=50"] * 30,
        f"hub with {subjects.hub_ties} ties, ego cap 300": [f"{_API}/enterprises/{hub}/ego?hops=2&cap=300"]
        * 30,
    }


def _timed(client: httpx.Client, addresses: Sequence[str]) -> dict[str, Any]:
    for address in addresses[:_WARM_UP]:
        client.get(address)
    seconds, failed = [], 0
    for address in addresses:
        started = time.perf_counter()
        answer = client.get(address)
        seconds.append(time.perf_counter() - started)
        failed += answer.status_code != httpx.codes.OK
    if failed:
        raise JobError(f"benchmark of {addresses[0]}: expected 200 each time, {failed} answers were not")
    return quantiles(seconds) | {"requests": len(seconds)}


@contextmanager
def serving(home: Path, port: int, log: Path) -> Iterator[tuple[int, float, httpx.Client]]:
    """Serve a home: process id, seconds until it was ready, and a signed-in client."""
    (headers,) = headers_of_readers(home, 1)
    command = [str(GUANLIAN), "--home", str(home), "serve", "--port", str(port)]
    with (
        log.open("w", encoding="utf-8") as out,
        httpx.Client(
            base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False, headers=headers
        ) as client,
    ):
        started = time.perf_counter()
        environment = {**os.environ, "GUANLIAN_SECURITY__RATE_PER_MINUTE": "1000000"}
        server = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment)  # noqa: S603
        try:
            _wait_until_ready(server, client, started)
            yield server.pid, time.perf_counter() - started, client
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_until_ready(server: subprocess.Popen[bytes], client: httpx.Client, started: float) -> None:
    while time.perf_counter() - started < _START_S:
        if server.poll() is not None:
            raise JobError(f"benchmark: the server stopped with {server.returncode}; see its log")
        try:
            if client.get(f"{_API}/readiness").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise JobError(f"benchmark: the server was not ready within {_START_S:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
