"""Table of the stored loads: twenty users at once, one column for each size."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"

_HEAD = """## Many users at once

`python -m benchmarks.speed.http_load --home HOME`: {users} users who think {think_s:g} s between two
requests, on loopback, one server process, {seconds:g} s. Goals at 1,000,000 firms, 95th percentile: search
150 ms, enterprise 80, ego 150, expand on the hub 300, clusters page 100, receipt 100; no failure; private
memory of all server processes under 1.2 GB.

"""


def stored() -> list[dict[str, Any]]:
    """All stored loads, the smallest province first."""
    read = (json.loads(path.read_text(encoding="utf-8")) for path in RESULTS.glob("load-*.json"))
    return sorted(read, key=lambda result: int(result["enterprises"]))


def section(results: Sequence[Mapping[str, Any]]) -> str:
    """Part of the guide; empty before the first run.

    Parameters
    ----------
    results : as stored, in the order of the rows
    """
    if not results:
        return ""
    return _HEAD.format(**results[-1]) + "\n".join(_rows(results)) + "\n"


def _rows(results: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = [
        "| firms | read | requests | median ms | p95 ms | longest ms |",
        "|---:|---|---:|---:|---:|---:|",
    ]
    for result in results:
        for name, read in result["reads"].items():
            times = (f"{read[one]:.0f}" for one in ("median_ms", "p95_ms", "max_ms"))
            cells = (f"{result['enterprises']:,}", name, str(read["requests"]), *times)
            lines.append("| " + " | ".join(cells) + " |")
    lines += [
        "",
        "| firms | ready after start, s | first 18 reads, s | private memory, MB "
        "| mapped pages in memory, MB | processor ms a read | load average | failures |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for result in results:
        mapped = result.get("server_mapped_bytes")
        failures = sum(int(count) for count in result["failures"].values())
        spent, load = result.get("server_cpu_ms_a_read"), result.get("load_average")
        cells = (
            f"{result['enterprises']:,}",
            f"{result['start_s']:.1f}",
            f"{result['first_reads_s']:.1f}",
            f"{result['server_private_bytes'] / 1e6:.0f}",
            "" if mapped is None else f"{mapped / 1e6:.0f}",
            "" if spent is None else f"{spent:.0f}",
            "" if load is None else f"{load:.1f}",
            str(failures),
        )
        lines.append("| " + " | ".join(cells) + " |")
    return lines
