"""Tables of stored results; ``python -m benchmarks.speed.report`` writes docs/benchmarks.md of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.neo4j import report as neo4j
from benchmarks.ownership import report as ownership
from benchmarks.page import report as page
from benchmarks.quality import report as quality
from benchmarks.quality.rows import report as graph_networks
from benchmarks.registry import report as registry
from benchmarks.smesd import report as smesd
from benchmarks.speed import load_report, withdrawal_report
from benchmarks.training import report as training

RESULTS = Path(__file__).parent / "results"
GUIDE = Path(__file__).parents[2] / "docs" / "benchmarks.md"

_HEAD = """# Benchmarks

Written by `make docs` from the stored results of `make bench N=...`; do not edit.
Each step is a process of its own. CPU is the processor time of it and its children: the machine did other
work meanwhile where it is far below the wall time. The peak is private memory (anonymous pages of the
process and its children); pages of mapped files, which the system takes back at will, are in the stored
results as `peak_bytes`. Reads over HTTP are one user on loopback. networkx holds the same
ties in force as one undirected graph; its answers are compared with the store's.

Goals for 1,000,000 firms: import from Parquet under 3 min and from CSV under 10 min, under 4 GB; a month
under 5 min and 8 GB, at most 12 times that of 100,000; reads under 50 ms at the 95th percentile, a hub
under 300 ms; private memory of the server under 600 MB. Classes as published in regions: A 50-75 %, B 15-40,
C 5-8, D 1.5-6; members that keep their cluster: 98 %, else only what changed is clustered again.

"""


def render(results: Sequence[dict[str, Any]]) -> str:
    """Markdown of some results, one column for each size.

    Parameters
    ----------
    results : as stored, in the order of the columns
    """
    sizes = [f"{result['firms']:,} firms" for result in results]
    lines = [_machine(results), ""]
    lines += _table(["step", *_each(sizes, "s", "CPU s", "peak GB")], _steps(results))
    if any("month_steps" in result for result in results):
        lines += _table(["step of the second month", *_each(sizes, "s", "CPU s")], _month_steps(results))
    if any("published" in result for result in results):
        lines += _table(["the second month", *sizes], _published(results))
    lines += _table(["read over HTTP, one user", *_each(sizes, "median ms", "p95 ms")], _http(results))
    lines += _table(["server", *sizes], _server(results))
    lines += _table(["graph read", *_each(sizes, "store p95 ms", "networkx p95 ms")], _graph_reads(results))
    lines += _table(["on disk", *sizes], _disk(results))
    return "\n".join(lines)


def document(results: Sequence[dict[str, Any]]) -> str:
    """The whole guide: head, tables, and how the steps grow from the smallest to the largest size."""
    return _HEAD + render(results) + "\n".join(_growth(results))


def _growth(results: Sequence[dict[str, Any]]) -> list[str]:
    if len(results) < 2:
        return []
    first, last = results[0], results[-1]
    seconds = [{step["name"]: step["seconds"] for step in one["steps"]} for one in (first, last)]
    rows = (
        [name, f"{seconds[1][name] / seconds[0][name]:.1f}"]
        for name in seconds[0]
        if name in seconds[1] and seconds[0][name] > 0
    )
    return _table(["step", f"times from {first['firms']:,} to {last['firms']:,} firms"], rows)


def stored() -> list[dict[str, Any]]:
    """All stored results, the smallest province first."""
    read = (json.loads(path.read_text(encoding="utf-8")) for path in RESULTS.glob("[0-9]*.json"))
    return sorted(read, key=lambda result: int(result["firms"]))


def _each(sizes: Sequence[str], *units: str) -> list[str]:
    return [f"{size}, {unit}" for size in sizes for unit in units]


def _machine(results: Sequence[dict[str, Any]]) -> str:
    seen = {
        f"{one['cores']} cores, {one['memory_bytes'] / 2**30:.0f} GiB, Python {one['python']}, "
        f"load before {one['load_before']}"
        for one in (result["machine"] for result in results)
    }
    return "Machine: " + "; ".join(sorted(seen)) + "."


def _names(groups: Iterable[Iterable[str]]) -> list[str]:
    """Names of all groups in the order in which they come first."""
    return list(dict.fromkeys(name for group in groups for name in group))


def _steps(results: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    by_name = [{step["name"]: step for step in result["steps"]} for result in results]
    for name in _names(by_name):
        cells = [name]
        for steps in by_name:
            step = steps.get(name)
            cells += (
                ["", "", ""]
                if step is None
                else [
                    f"{step['seconds']:.1f}",
                    f"{step['cpu_seconds']:.1f}",
                    _gigabytes(step["peak_private_bytes"]),
                ]
            )
        yield cells


def _month_steps(results: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    by_name = [result.get("month_steps", {}) for result in results]
    for name in _names(by_name):
        cells = [name]
        for steps in by_name:
            step = steps.get(name, {})
            cells += [f"{step[one]:.1f}" if one in step else "" for one in ("seconds", "cpu_seconds")]
        yield cells


def _published(results: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    months = [result.get("published", {}) for result in results]
    shares = [month.get("class_shares", {}) for month in months]
    yield ["scored legal persons and branches", *(_whole(month.get("scored")) for month in months)]
    for name in _names(shares):
        yield [f"class {name}", *(_percent(share.get(name)) for share in shares)]
    for name in ("clusters", "risk_clusters", "movers"):
        yield [name.replace("_", " "), *(_whole(month.get(name)) for month in months)]
    yield ["members that kept their cluster", *(_percent(month.get("kept_share")) for month in months)]
    local = (_percent(month.get("kept_share_local")) for month in months)
    yield ["the same, only what changed clustered again", *local]


def _whole(count: int | None) -> str:
    return "" if count is None else f"{count:,}"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


def _http(results: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    by_name = [
        {_without_size(name): row for name, row in result["http"]["reads"].items()} for result in results
    ]
    for name in _names(by_name):
        cells = [name]
        for reads in by_name:
            row = reads.get(name)
            cells += ["", ""] if row is None else [f"{row['median_ms']:.1f}", f"{row['p95_ms']:.1f}"]
        yield cells


def _without_size(name: str) -> str:
    """Name of a hub read without its number of ties, which differs from size to size."""
    return "hub, " + name.split(", ", 1)[1] if name.startswith("hub") else name


def _server(results: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    https = [result["http"] for result in results]
    yield ["start until ready, s", *(f"{one['start_s']:.1f}" for one in https)]
    for when in ("at_start", "after_reads"):
        sizes = (f"{one['server_private_bytes'][when] / 2**20:.0f}" for one in https)
        yield [f"private memory {when.replace('_', ' ')}, MB", *sizes]
    hubs = (next(name for name in one["reads"] if name.startswith("hub")) for one in https)
    yield ["ties of the hub", *(name.split()[2] for name in hubs)]


def _graph_reads(results: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    reads = [result["graph_reads"] for result in results]
    by_name = [{name.split(" (")[0]: row for name, row in one["rows"].items()} for one in reads]
    for name in _names(by_name):
        cells = [name]
        for rows in by_name:
            row = rows.get(name)
            cells += (
                ["", ""]
                if row is None
                else [f"{row['store']['p95_ms']:.2f}", f"{row['networkx']['p95_ms']:.2f}"]
            )
        yield cells
    opened: list[str] = ["open the store / build the graph, s"]
    differing: list[str] = ["answers that differ"]
    for one in reads:
        opened += [f"{one['store_open_s']:.2f}", f"{one['networkx_build_s']:.1f}"]
        differing += [str(one["disagreements"]), ""]
    yield opened
    yield differing


def _disk(results: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    disks = [result["disk"] for result in results]
    for part in _names(disks):
        yield [part, *(_gigabytes(disk[part]) + " GB" if part in disk else "" for disk in disks)]


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.2f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows), ""]


def guide() -> str:
    """The whole document, from all stored results."""
    parts = (
        document(stored()),
        load_report.section(load_report.stored()),
        withdrawal_report.section(withdrawal_report.stored()),
        registry.section(registry.stored(), registry.stored_large()),
        ownership.section(ownership.stored()),
        neo4j.section(neo4j.stored()),
        page.section(),
        quality.section(quality.stored(), quality.stored_variants()),
        graph_networks.section(graph_networks.stored()),
        smesd.section(smesd.stored()),
        training.section(training.stored(), training.stored("echo-"), training.stored("receipts-")),
    )
    return "\n\n".join(part.rstrip() for part in parts if part) + "\n"


if __name__ == "__main__":
    GUIDE.write_text(guide(), encoding="utf-8")
