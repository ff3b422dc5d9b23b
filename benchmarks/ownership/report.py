"""Section of docs/benchmarks.md about control and integrated ownership, from the stored results."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"

_HEAD = """## Control and integrated ownership

Written from the stored results of `python -m benchmarks.ownership 1000000`: a random province with
cross-holdings, cycles and deep chains. Goal for 1,000,000 firms and 1.5M holdings: under 30 s.

"""
_STEPS = {
    "holdings": "holdings in force",
    "cycles": "cycles found",
    "control": "controllers of all, with their chains",
    "solve_cycles": "cycles solved",
    "shares_of_controllers": "integrated shares of the controllers of two or more",
}


def section(results: Sequence[dict[str, Any]]) -> str:
    """Markdown of some results, a table for each size."""
    if not results:
        return ""
    return _HEAD + "\n".join(line for one in results for line in _size(one))


def stored() -> list[dict[str, Any]]:
    """All stored results, the smallest province first."""
    read = (json.loads(path.read_text(encoding="utf-8")) for path in RESULTS.glob("[0-9]*.json"))
    return sorted(read, key=lambda result: int(result["firms"]))


def _size(result: dict[str, Any]) -> Iterator[str]:
    yield (
        f"{result['firms']:,} firms, {result['holdings']:,} holdings, {result['controlled']:,} firms "
        f"controlled, {result['in_cycles']:,} in cycles (the largest of {result['largest_cycle']:,}); load "
        f"{result['load']}, peak {result['peak_mb'] / 1000:.2f} GB."
    )
    yield ""
    yield "| step | s | CPU s |"
    yield "|---|---:|---:|"
    for name, words in _STEPS.items():
        yield f"| {words} | {result['seconds'][name]:.1f} | {result['cpu_seconds'][name]:.1f} |"
    whole = [sum(result[unit][name] for name in _STEPS) for unit in ("seconds", "cpu_seconds")]
    yield f"| together | {whole[0]:.1f} | {whole[1]:.1f} |"
    yield ""
