"""Section of docs/benchmarks.md about panels and training, from the stored results."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"

_HEAD = """## Panels and training

Written from the stored results of `python -m benchmarks.training --home HOME --folder FOLDER`,
`python -m benchmarks.training.echo --home HOME --month 2026-10` and `python -m benchmarks.training.receipts
--home HOME --month 2026-10`; the last two with `--trained FOLDER/home` take the model trained there instead
of the month's strengths. Each step is a process of its own; the peak is its private memory. Eight quarters in
a row share labels: figures of time and memory, not of quality.

Goals for 1,000,000 firms: panels of eight quarters under 30 min on two cores, cached; training on them under
10 min and 10 GB; the factor of 10,000 enterprises whose own signals are gone is the same to the last bit;
doses and factor of one month under 30 s and 6 GB, receipts under 10 ms at the 95th percentile.

"""
_STEPS = {"panels": "panels", "cached": "the same panels again", "train": "training on them"}


def section(
    results: Sequence[dict[str, Any]],
    echoes: Sequence[dict[str, Any]] = (),
    receipts: Sequence[dict[str, Any]] = (),
) -> str:
    """Markdown of some results."""
    if not results and not echoes and not receipts:
        return ""
    return _HEAD + "\n".join([*_sizes(results), *_echoes(echoes), *_receipts(receipts)])


def stored(prefix: str = "") -> list[dict[str, Any]]:
    """Stored results, the smallest province first; of a prefix those with a trained model too."""
    names = sorted([*RESULTS.glob(f"{prefix}[0-9]*.json"), *RESULTS.glob(f"{prefix}trained-*.json")])
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
            made = f"{_made(step['detail'])}{_code(step)}"
            yield f"| {one['firms']:,} | {_STEPS[name]} | {numbers} | {memory} | {made} |"
    yield ""
    for one in results:
        yield (
            f"{one['firms']:,} firms: {one['quarters']} quarters, {one['disk_bytes'] / 1e9:.2f} GB of "
            f"panels; {one['machine']['cores']} cores, load before {one['machine']['load_before']}."
        )
    yield ""


def _code(step: dict[str, Any]) -> str:
    """Record of decision whose code a step ran by, where it is no longer that of today."""
    return f"; by the code of {step['code']}" if "code" in step else ""


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
    heads = (
        "firms",
        "strengths",
        "changed",
        "records gone",
        "changed ones with a factor",
        "factors that moved",
    )
    yield f"| {' | '.join((*heads, 'CPU s', 'peak GB'))} |"
    yield "|---:|---|---:|---:|---:|---:|---:|---:|"
    for one in echoes:
        yield (
            f"| {one['firms']:,} | {_strengths(one)} | {one['changed']:,} | {one['records_gone']:,} | "
            f"{one['with_factor']:,} | {one['moved']:,} | {one['cpu_seconds']:.1f} | "
            f"{one['peak_private_bytes'] / 1e9:.2f} |"
        )
    yield ""


def _receipts(receipts: Sequence[dict[str, Any]]) -> Iterator[str]:
    if not receipts:
        return
    heads = ("firms", "strengths", "network and factor s", "CPU s", "peak GB", "with a factor", "receipts")
    yield f"| {' | '.join((*heads, 'p50 ms', 'p95 ms', 'p95 CPU ms', 'p95 ms of the greatest'))} |"
    yield "|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    for one in receipts:
        factor = [f"{one['factor'][clock]:.1f}" for clock in ("seconds", "cpu_seconds")]
        spent = [one["receipt_ms"]["p50"], one["receipt_ms"]["p95"], one["receipt_cpu_ms"]["p95"]]
        yield (
            f"| {one['firms']:,} | {_strengths(one)} | {' | '.join(factor)} | "
            f"{one['peak_private_bytes'] / 1e9:.2f} | {one['positive']:.1%} | {one['receipts']:,} | "
            f"{' | '.join(f'{took:.1f}' for took in (*spent, one['greatest_ms']['p95']))} |"
        )
    yield ""


def _strengths(one: dict[str, Any]) -> str:
    return "of the month" if one.get("model") is None else "trained"
