"""Section of docs/benchmarks.md about registry extracts, from the stored results."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"

_HEAD = """## Registry extracts

Written from the stored results of `python -m benchmarks.registry`: every table of a province in the form of a
registry (GB18030, TAB, planted errors), one import for each delivery, each in a process of its own. The first
delivery is the whole history, the others are the changes of a month.

Goal for 200,000 firms: the first delivery under 5 min and 3 GB.

"""


_LARGE = """`python -m benchmarks.registry.large`: alterations with long texts in one file, and the largest
sheet that is taken, each imported into an empty home. Reading holds a bounded part of a file, whatever its
size (a test holds that); what grows is the append that unites the rows of one table of a delivery, by some
0.4 kB a row. A sheet is held whole, so its rows and cells are bounded (`graph/ingest/limits.yaml`).

"""


def section(results: Sequence[dict[str, Any]], large: dict[str, Any] | None = None) -> str:
    """Markdown of some results, a table for each size, and of the largest files."""
    if not results:
        return ""
    tables = [_HEAD + "\n".join(line for one in results for line in _size(one))]
    if large is not None:
        told = f"{large['cpus']} cores, load at the end {large['load_average_at_end']}."
        tables.append(_LARGE + "\n".join((told, "", *_steps(large["steps"]))))
    return "\n".join(tables)


def stored() -> list[dict[str, Any]]:
    """All stored results, the smallest province first."""
    read = (json.loads(path.read_text(encoding="utf-8")) for path in RESULTS.glob("[0-9]*.json"))
    return sorted(read, key=lambda result: int(result["firms"]))


def stored_large() -> dict[str, Any] | None:
    """The stored result of the largest files."""
    path = RESULTS / "large.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def _size(result: dict[str, Any]) -> Iterator[str]:
    yield (
        f"{result['firms']:,} firms, {result['rows']:,} rows, {result['planted_errors']:,} planted errors; "
        f"{result['cpus']} cores, load at the end {result['load_average_at_end']}."
    )
    yield ""
    yield from _steps(result["steps"])
    yield ""


def _steps(steps: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield "| step | MB of text | s | CPU s | peak GB |"
    yield "|---|---:|---:|---:|---:|"
    for step in steps:
        yield (
            f"| {step['name']} | {step['detail']['bytes'] / 1e6:.0f} | {step['seconds']:.1f} | "
            f"{step['cpu_seconds']:.1f} | {step['peak_private_bytes'] / 1e9:.2f} |"
        )
