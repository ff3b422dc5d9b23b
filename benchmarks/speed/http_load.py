"""Latency under many users who think between two requests, and the private memory of the server.

``python -m benchmarks.speed.http_load --home HOME --month 2026-10`` serves the home, signs in
twenty users and lets each read as an investigator does for three minutes. Result:
``benchmarks/speed/results/load-<enterprises>.json``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import httpx
import psutil

from benchmarks.speed.http_latency import serving
from benchmarks.speed.measure import mapped_bytes, private_bytes, quantiles
from benchmarks.speed.report import RESULTS
from benchmarks.speed.sessions import headers_of_readers
from benchmarks.speed.subjects import choose, month_snapshot
from graph.snapshot import Snapshot

_API = "/api/v1"
_SEED = 20261122
_LETTERS = 3
Steps = list[tuple[str, str]]


def main() -> int:
    """Run the load and store the result."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.http_load", description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--month", default="2026-10")
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--think", type=float, default=2.0, help="seconds between two requests of a user")
    parser.add_argument("--seconds", type=float, default=180.0)
    parser.add_argument("--port", type=int, default=8766)
    chosen = parser.parse_args()
    snapshot = month_snapshot(chosen.home, chosen.month)
    steps = journeys(snapshot)
    sessions = headers_of_readers(chosen.home, chosen.users)
    log = chosen.home.parent / "load.log"
    with serving(chosen.home, chosen.port, log) as (pid, start_s, client):
        started = time.perf_counter()
        # Ready says that nobody waits for what is laid out once; the first readers tell whether that is so.
        for _, page in [step for way in steps[:3] for step in way]:
            client.get(page, timeout=300).raise_for_status()
        warm_s = time.perf_counter() - started
        spent, own = _seconds(pid), time.process_time()
        told = asyncio.run(
            _load(f"http://127.0.0.1:{chosen.port}", sessions, steps, chosen.think, chosen.seconds)
        )
        spent, own = _seconds(pid) - spent, time.process_time() - own
        memory = sum(private_bytes(each.pid) for each in _family(pid))
        mapped = mapped_bytes(pid)
    seconds, failures = told
    reads = max(1, sum(map(len, seconds.values())))
    result = {
        "enterprises": snapshot.enterprises.rows,
        "users": chosen.users,
        "think_s": chosen.think,
        "seconds": chosen.seconds,
        "start_s": round(start_s, 2),
        "first_reads_s": round(warm_s, 2),
        "reads": {
            name: quantiles(found) | {"requests": len(found)} for name, found in sorted(seconds.items())
        },
        "failures": failures,
        "server_cpu_ms_a_read": round(1000 * spent / reads, 2),
        "client_cpu_ms_a_read": round(1000 * own / reads, 2),
        "server_private_bytes": memory,
        "server_mapped_bytes": mapped,
        "load_average": round(os.getloadavg()[0], 2),
    }
    stored = RESULTS / f"load-{snapshot.enterprises.rows}.json"
    stored.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    return 0 if not failures else 1


def journeys(snapshot: Snapshot) -> list[Steps]:
    """Ways of an investigator: each a list of (name of the read, address), one after the other."""
    subjects = choose(snapshot, 400)
    names = snapshot.enterprises.text("name")
    hub, found = quote(subjects.hub), []
    stride = max(1, snapshot.enterprises.rows // 400)
    for number, one in enumerate(subjects.enterprises):
        name = names[min(number * stride, len(names) - 1)].as_py() or one
        start = len(name) // 3
        firm = f"{_API}/enterprises/{quote(one)}"
        found.append(
            [
                ("search", f"{_API}/search?q={quote(name[start : start + _LETTERS])}&limit=10"),
                ("enterprise", firm),
                ("receipt", f"{firm}/receipt"),
                ("ego of 2 hops, cap 300", f"{firm}/ego?hops=2&cap=300"),
                ("clusters page", f"{_API}/clusters?limit=50&risk_only=true"),
                ("expand on the hub", f"{_API}/enterprises/{hub}/neighbours?limit=30&sort=importance"),
            ]
        )
    return found


async def _load(
    address: str, sessions: Sequence[dict[str, str]], steps: Sequence[Steps], think: float, seconds: float
) -> tuple[dict[str, list[float]], dict[str, int]]:
    timed: dict[str, list[float]] = defaultdict(list)
    failures: dict[str, int] = defaultdict(int)
    until = time.perf_counter() + seconds

    async def user(number: int, headers: dict[str, str]) -> None:
        rng = random.Random(_SEED + number)  # noqa: S311 - chooses pages, keeps no secret
        async with httpx.AsyncClient(
            base_url=address, headers=headers, timeout=60, trust_env=False
        ) as client:
            await asyncio.sleep(rng.random() * think)
            while time.perf_counter() < until:
                for name, page in rng.choice(list(steps)):
                    started = time.perf_counter()
                    answer = await client.get(page)
                    timed[name].append(time.perf_counter() - started)
                    if answer.status_code != httpx.codes.OK:
                        failures[f"{name} {answer.status_code}"] += 1
                    await asyncio.sleep(think)
                    if time.perf_counter() >= until:
                        break

    await asyncio.gather(*(user(number, headers) for number, headers in enumerate(sessions)))
    return timed, dict(failures)


def _seconds(pid: int) -> float:
    """Processor seconds of a process and its children: what a busy machine does not change."""
    return sum(sum(each.cpu_times()[:2]) for each in _family(pid))


def _family(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


if __name__ == "__main__":
    sys.exit(main())
