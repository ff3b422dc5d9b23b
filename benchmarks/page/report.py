"""Table of the stored results of the page's canvas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"

_HEAD = """## Canvas of the page

Made-up networks in the built page (`python -m benchmarks.page`), the best of {runs} runs. Laying out is from
the answer of the service to the first drawing with every node in its place; the CPU to open is that of the
page from its first byte to that moment. Panning is a mouse drag of three seconds over the whole picture and
at a zoom where labels and shares are read. CPU is that of all processes of the browser: the figure to trust
where the machine did other work. Goals: 2,000 nodes laid out in under 3 s, panned at more than 40 frames a
second.

{browser}; {cores} cores, load before {load}.

"""


def render(results: Mapping[str, Any]) -> str:
    """Markdown of the results: a row for each size."""
    columns = ("nodes", "ties", "laid out, s", "CPU s to open", "whole: frames/s", "p95 ms", "CPU ms a frame")
    head = [*columns, "near: frames/s", "p95 ms", "CPU ms a frame"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---:|" * len(head)]
    for row in results["rows"]:
        cells = [
            f"{row['nodes']:,}",
            f"{row['ties']:,}",
            f"{row['layout_s']:.1f}",
            f"{row['open_cpu_s']:.1f}",
        ]
        for view in ("whole", "near"):
            one = row[view]
            cells += [f"{one['fps']:.0f}", f"{one['p95_ms']:.0f}", f"{one['cpu_ms_per_frame']:.1f}"]
        lines.append("| " + " | ".join(cells) + " |")
    machine = results["machine"]
    start = _HEAD.format(
        runs=results["runs"],
        browser=results["browser"],
        cores=machine["cores"],
        load=machine["load_before"],
    )
    return start + "\n".join(lines) + "\n"


def render_demo(results: Mapping[str, Any]) -> str:
    """Markdown of the first page of the demo: from an empty cache, and again."""
    machine = results["machine"]
    lines = [
        f"First page of the demo of {results['firms']:,} firms (`python -m benchmarks.page.demo`), the best "
        f"of {results['runs']} runs, load before {machine['load_before']}; it can be used when the search "
        "box takes letters and the lists stand. Goal: under 2 s.",
        "",
        "| opened | usable after, s | CPU s of the browser |",
        "|---|---:|---:|",
    ]
    for name, told in (("first", "with an empty cache"), ("again", "again")):
        one = results[name]
        lines.append(f"| {told} | {one['usable_s']:.1f} | {one['browser_cpu_s']:.1f} |")
    return "\n".join(lines) + "\n"


def section() -> str:
    """Part of the guide; empty before the first run."""
    parts = []
    for name, write in (("canvas", render), ("demo", render_demo)):
        stored = RESULTS / f"{name}.json"
        if stored.is_file():
            parts.append(write(json.loads(stored.read_text(encoding="utf-8"))))
    return "\n".join(parts)
