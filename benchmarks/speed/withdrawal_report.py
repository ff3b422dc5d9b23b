"""Table of the stored withdrawals of one record."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

RESULTS = Path(__file__).parent / "results"

_HEAD = """## One record withdrawn

`python -m benchmarks.speed.withdrawal --home HOME --folder FOLDER`: penalties of different enterprises, each
withdrawn by a process of its own; from its start to the published revision. Goal at 1,000,000 firms: under 10
seconds where fewer than 1,000 enterprises are touched. The parts are processor seconds.

"""


def stored() -> list[dict[str, Any]]:
    """All stored runs, the smallest province first."""
    read = (json.loads(path.read_text(encoding="utf-8")) for path in RESULTS.glob("withdrawal-*.json"))
    return sorted(read, key=lambda result: int(result["enterprises"]))


def section(results: Sequence[Mapping[str, Any]]) -> str:
    """Part of the guide; empty before the first run.

    Parameters
    ----------
    results : as stored, in the order of the rows
    """
    return _HEAD + "\n".join(_rows(results)) + "\n" if results else ""


def _rows(results: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = [
        "| firms | load | records | touched | way | median s | longest s | median CPU s | peak GB | parts |",
        "|---:|---:|---:|---|---|---:|---:|---:|---:|---|",
    ]
    for result in results:
        runs = result["runs"]
        touched = [run["touched"] for run in runs]
        names = dict.fromkeys(name for run in runs for name in run["parts"])
        parts = (f"{name} {median(run['parts'].get(name, 0.0) for run in runs):.1f}" for name in names)
        cells = (
            f"{result['enterprises']:,}",
            f"{result['load_before']:.1f}",
            str(len(runs)),
            f"{min(touched)}-{max(touched)}",
            ", ".join(sorted({run["way"] for run in runs})),
            f"{median(run['seconds'] for run in runs):.1f}",
            f"{max(run['seconds'] for run in runs):.1f}",
            f"{median(run['cpu_seconds'] for run in runs):.1f}",
            f"{max(run['peak_private_bytes'] for run in runs) / 1e9:.2f}",
            ", ".join(parts),
        )
        lines.append("| " + " | ".join(cells) + " |")
    return lines
