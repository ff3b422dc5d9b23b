"""Section of docs/benchmarks.md about panels and training, from the stored results."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"

_HEAD = """## Panels and training

Written from the stored results of `python -m benchmarks.training --home HOME` and
`python -m benchmarks.training.echo --home HOME --month 2026-10`. Each step is a process of its own; the
peak is its private memory. Eight quarters in a row share labels: figures of time and memory, not of quality.

Goals for 1,000,000 firms: panels of eight quarters under 30 min on two cores, cached; training on them under
10 min and 10 GB; the factor of 10,000 enterprises whose own signals are gone is the same to the last bit.

"""
_STEPS = {"panels": "panels", "cached": "the same panels again", "train": "training on them"}


def section(results: Sequence[dict[str, Any]], echoes: Sequence[dict[str, Any]] = ()) -> str:
    """Markdown of some results."""
    if not results and not echoes:
        return ""
    return _HEAD + "\n".join([*_sizes(results), *_echoes(echoes)])


def stored(prefix: str = "") -> list[dict[str, Any]]:
    """Stored results, the smallest province first; with ``echo-`` those without own signals."""
    names = RESULTS.glob(f"{prefix}[0-9]*.json")
    read = (json.loads(path.read_text(encoding="utf-8")) for path in names)
    return sorted(read, key=lambda result: int(result["firms"]))


def _sizes(results: Sequence[dict[str, Any]]) -> Iterator[str]:
    if not results:
        return
    yield "| firms | step | s | CPU s | peak GB | made |"
    yield "|---:|---|---:|---:|---:|---|"
    for one in results:
        for name, step in one["steps"].items():
            numbers = f"{step['seconds']:.1f} | {step['cpu_seconds']:.1f}"
            memory = f"{step['peak_private_bytes'] / 1e9:.2f}"
            yield f"| {one['firms']:,} | {_STEPS[name]} | {numbers} | {memory} | {_made(step['detail'])} |"
    yield ""
    for one in results:
        yield (
            f"{one['firms']:,} firms: {one['quarters']} quarters, {one['disk_bytes'] / 1e9:.2f} GB of "
            f"panels; {one['machine']['cores']} cores, load before {one['machine']['load_before']}."
        )
    yield ""


def _made(detail: dict[str, Any]) -> str:
    if "panels" in detail:
        panels = detail["panels"].values()
        rows, events = (sum(one[name] for one in panels) for name in ("rows", "events"))
        return f"{rows:,} rows, {events:,} with an event"
    return (
        f"{detail['training_rows']:,} rows, {detail['columns']} columns, {detail['doses']:,} numbers, "
        f"residual {detail['kkt_residual']:.1e}"
    )


def _echoes(echoes: Sequence[dict[str, Any]]) -> Iterator[str]:
    if not echoes:
        return
    heads = ("firms", "changed", "records gone", "changed ones with a factor", "factors that moved")
    yield f"| {' | '.join((*heads, 'CPU s', 'peak GB'))} |"
    yield "|---:|---:|---:|---:|---:|---:|---:|"
    for one in echoes:
        yield (
            f"| {one['firms']:,} | {one['changed']:,} | {one['records_gone']:,} | {one['with_factor']:,} | "
            f"{one['moved']:,} | {one['cpu_seconds']:.1f} | {one['peak_private_bytes'] / 1e9:.2f} |"
        )
    yield ""
