"""Section of docs/benchmarks.md about graph networks of PyG, from the stored results."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"

_HEAD = """## Graph networks without promises beside the model

Written from the stored results of `python -m benchmarks.quality.rows`: a synthetic province with a known
truth, quarterly panels, the same training, validation and test days for all rows. GraphSAGE, RGCN and HGT
of PyG have two layers of 32 over the bare typed graph of the day, see the own columns of every legal
person and the records of every node so far (labels of the window are masked), and stop where the
validation day says so. They keep none of the promises: what a firm did returns to it over its neighbours,
clean neighbours dilute.

"""
_ORDER = (
    "own",
    "degree",
    "persistence",
    "shuffled",
    "vote",
    "pagerank",
    "hops",
    "rules",
    "model",
    "logistic",
    "forest",
    "boosting",
    "boosting_monotone",
    "fusion",
    "sage",
    "rgcn",
    "hgt",
    "truth",
)


def section(results: Sequence[Mapping[str, Any]]) -> str:
    """Markdown of some results, a table for each province."""
    if not results:
        return ""
    return _HEAD + "\n".join(line for one in results for line in _province(one))


def stored() -> list[dict[str, Any]]:
    """All stored results, the smallest province first."""
    read = [json.loads(path.read_text(encoding="utf-8")) for path in RESULTS.glob("*.json")]
    return sorted(read, key=lambda one: (int(one["firms"]), int(one["seed"])))


def _province(one: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"{one['firms']:,} drawn firms, seed {one['seed']}: {one['enterprises']:,} legal persons on the test "
        f"day, {one['events']:,} with an event. The networks took {one['networks_cpu_seconds']:.0f} s "
        f"of the processor, everything {one['cpu_seconds']:.0f} s."
    )
    yield ""
    yield "| row | AUPRC | AUROC | lift at 1 % | ECE | model's gain in AUPRC |"
    yield "|---|---:|---:|---:|---:|---:|"
    for name in _ORDER:
        if name in one["rows"]:
            yield _row(one["rows"][name])
    yield ""
    lifts = one["conditional_lift"]["model"]
    yield (
        "Lift of the model's relation part alone among legal persons with like own factors: "
        f"{lifts['0.01']:.2f} at 1 %, {lifts['0.05']:.2f} at 5 %."
    )
    yield ""


def _row(row: Mapping[str, Any]) -> str:
    gain, ece = row["model_gain"], row["ece"]
    told = "" if gain is None else f"{gain['mean']:+.4f} [{gain['low']:+.4f}, {gain['high']:+.4f}]"
    calibrated = "" if ece is None else f"{ece:.4f}"
    cells = [row["label"], f"{row['auprc']:.4f}", f"{row['auroc']:.4f}", f"{row['lift']:.2f}"]
    return "| " + " | ".join([*cells, calibrated, told]) + " |"
