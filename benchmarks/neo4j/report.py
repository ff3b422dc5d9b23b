"""Section of docs/benchmarks.md about Neo4j, from the stored results."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"

_HEAD = """## Neo4j beside the embedded store

Written from the stored results of `python -m benchmarks.neo4j --home HOME`. Each step is a process of its
own on the same machine as the server; the peak is its private memory, that of the server is not in it. The
monthly change is one enterprise in twenty, twice as many ties and as many records with a party each (50,000,
100,000 and 50,000 of 1,000,000 firms). Reads are one client, one after another.

Goals for 1,000,000 firms: bulk files and import tool together under 5 min, a monthly change under 60 s, a
freeze under 4 min and 3 GB with the digest of the embedded store, publish under 2 min; p95 of an ego of 2
hops under 150 ms, of a page of neighbours on a hub under 300 ms, of a path under 500 ms.

"""


def section(results: Sequence[dict[str, Any]]) -> str:
    """Markdown of some results, one group of columns for each size."""
    if not results:
        return ""
    sizes = [f"{result['firms']:,} firms" for result in results]
    lines = [_machine(results), ""]
    lines += [line for one in results if "note" in one for line in (one["note"], "")]
    lines += _table(["step", *_each(sizes, "s", "CPU s", "peak GB")], _steps(results))
    lines += _table(
        ["read", *_each(sizes, "embedded p95 ms", "Neo4j median ms", "Neo4j p95 ms")], _reads(results)
    )
    lines += _table(["size or check", *sizes], _facts(results))
    return _HEAD + "\n".join(lines)


def stored() -> list[dict[str, Any]]:
    """All stored results, the smallest province first."""
    read = (json.loads(path.read_text(encoding="utf-8")) for path in RESULTS.glob("*.json"))
    return sorted(read, key=lambda result: int(result["firms"]))


def _machine(results: Sequence[dict[str, Any]]) -> str:
    seen = {
        f"{one['machine']['cores']} cores, {one['machine']['memory_bytes'] / 2**30:.0f} GiB, load before "
        f"{one['machine']['load_before']}, server with heap {one['server']['heap']} and page cache "
        f"{one['server']['pages']}"
        for one in results
    }
    return "Machine: " + "; ".join(sorted(seen)) + "."


def _each(sizes: Sequence[str], *units: str) -> list[str]:
    return [f"{size}, {unit}" for size in sizes for unit in units]


def _steps(results: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    by_name = [{step["name"]: step for step in result["steps"]} for result in results]
    for name in dict.fromkeys(name for steps in by_name for name in steps):
        cells = [name]
        for steps in by_name:
            step = steps.get(name)
            cells += (
                ["", "", ""]
                if step is None
                else [
                    f"{step['seconds']:.1f}",
                    f"{step['cpu_seconds']:.1f}",
                    f"{step['peak_private_bytes'] / 1e9:.2f}",
                ]
            )
        yield cells


def _reads(results: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    for name in results[0]["reads"]["neo4j"]["rows"]:
        cells = [name]
        for result in results:
            ours, theirs = (result["reads"][store]["rows"][name] for store in ("embedded", "neo4j"))
            cells += [f"{ours['p95_ms']:.1f}", f"{theirs['median_ms']:.1f}", f"{theirs['p95_ms']:.1f}"]
        yield cells


def _facts(results: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    for label, kinds in (
        ("nodes of entities", ("Enterprise", "Person", "Place", "Contact")),
        ("nodes of records", ("Record",)),
        ("relationships of parties", ("NAMES",)),
    ):
        yield [label, *(f"{sum(one['rows'].get(kind, 0) for kind in kinds):,}" for one in results)]
    yield ["bulk files, GB", *(f"{one['files_bytes'] / 1e9:.2f}" for one in results)]
    yield ["store with indexes, GB", *(f"{one['sizes']['store'] / 1e9:.2f}" for one in results)]
    yield ["ties of the hub", *(str(one["reads"]["neo4j"]["hub_ties"]) for one in results)]
    yield ["reads that differ from the embedded store", *(str(one["reads_that_differ"]) for one in results)]
    for when in ("freeze", "freeze after the change"):
        yield [f"digests of {when} are equal", *(_equal(one, when) for one in results)]


def _equal(result: dict[str, Any], when: str) -> str:
    digests = {
        step["detail"]["digest"]
        for step in result["steps"]
        if step["name"] in (f"{when}, embedded", f"{when}, neo4j")
    }
    return "not measured" if not digests else "yes" if len(digests) == 1 else "NO"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows), ""]
