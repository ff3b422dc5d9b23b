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


def section(results: Sequence[dict[str, Any]]) -> str:
    """Markdown of some results, a table for each size."""
    if not results:
        return ""
    return _HEAD + "\n".join(line for one in results for line in _size(one))


def stored() -> list[dict[str, Any]]:
    """All stored results, the smallest province first."""
    read = (json.loads(path.read_text(encoding="utf-8")) for path in RESULTS.glob("*.json"))
    return sorted(read, key=lambda result: int(result["firms"]))


def _size(result: dict[str, Any]) -> Iterator[str]:
    yield (
        f"{result['firms']:,} firms, {result['rows']:,} rows, {result['planted_errors']:,} planted errors; "
        f"{result['cpus']} cores, load at the end {result['load_average_at_end']}."
    )
    yield ""
    yield "| step | MB of text | s | CPU s | peak GB |"
    yield "|---|---:|---:|---:|---:|"
    for step in result["steps"]:
        yield (
            f"| {step['name']} | {step['detail']['bytes'] / 1e6:.0f} | {step['seconds']:.1f} | "
            f"{step['cpu_seconds']:.1f} | {step['peak_private_bytes'] / 1e9:.2f} |"
        )
    yield ""
