"""Section of docs/benchmarks.md about the relationship model, from the stored results."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scoring.training.plan import shipped_plan

RESULTS = Path(__file__).parent / "results"

_HEAD = """## Relationship model on provinces with a known truth

Written from the stored results of `python -m benchmarks.quality` and `python -m
benchmarks.quality.variants`: a province is drawn with 60 months of records, a model is trained on its
history and judged on a day it has not seen (AUPRC); the truth knows every enterprise's own hazard and what
reaches it. `rules` says which path rules the model took on the validation day, of the pack's and the plan's
grid points; the baseline has those of the pack. Figures do not depend on the machine. A row comes from
`python -m benchmarks.quality --firms FIRMS --seeds SEED`, with `--off` where nothing travels; with `--keep`
the home stays, and `guanlian evaluate` there gives the same rows to the last digit, but for the truth.
Rows with * were trained by an earlier version of the plan.

Goals for 50,000 firms, five seeds: the model at least boosting less .005, at least 95 % of the truth, above
the rule baseline with the whole interval, calibration error (ECE) at most .01, rank correlation of planted
and learned strengths at least .9; without contagion no strength, a gain around 0 and a closed gate.

"""
_BOOSTED = ("boosting", "boosting_monotone")


def section(results: Sequence[dict[str, Any]], variants: Sequence[dict[str, Any]]) -> str:
    """Markdown of some results and of some comparisons of path rules."""
    if not results:
        return ""
    lines = [*_rows(results), "", *_strengths(results), "", *_variants(variants)]
    return _HEAD + "\n".join(lines) + "\n"


def stored() -> list[dict[str, Any]]:
    """Stored results of whole trainings, the smallest province first."""
    found = (json.loads(path.read_text(encoding="utf-8")) for path in RESULTS.glob("[0-9]*.json"))
    return sorted(found, key=lambda one: (one["contagion"] != "on", one["firms"], one["seed"], _rules(one)))


def stored_variants() -> list[dict[str, Any]]:
    """Stored comparisons of path rules, the smallest province first."""
    found = (json.loads(path.read_text(encoding="utf-8")) for path in RESULTS.glob("variants-*.json"))
    return sorted(found, key=lambda one: (one["firms"], one["seed"]))


def _star(result: dict[str, Any]) -> str:
    """Marks a row by another plan than the shipped one."""
    return "" if result["plan"] == shipped_plan().hash else "*"


def _rules(result: dict[str, Any]) -> str:
    return str(result["rules"])


def _rows(results: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield (
        "| firms (scored), seed | contagion, rules | own | baseline | boosting | monotone | model | truth "
        "| of truth | over baseline | over boosting | ECE | gate |"
    )
    yield "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|"
    for one in results:
        rows = one["rows"]
        boosted = [_number(rows[name]["auprc"]) if name in rows else "" for name in _BOOSTED]
        model, truth = rows["model"]["auprc"], rows["truth"]["auprc"]
        cells = [
            f"{one['firms']:,}{_star(one)} ({one['enterprises']:,}), {one['seed']}",
            f"{one['contagion']}, {_rules(one)}",
            _number(rows["own"]["auprc"]),
            _number(rows["rules"]["auprc"]),
            *boosted,
            _number(model),
            _number(truth),
            f"{100 * model / truth:.1f} %",
            _interval(one["conditional"]["model_over_rules_auprc"]),
            _interval(rows["boosting"]["model_gain"]) if "boosting" in rows else "",
            _number(rows["model"]["ece"]),
            "opens" if one["passed"] else "baseline",
        ]
        yield "| " + " | ".join(cells) + " |"


def _strengths(results: Sequence[dict[str, Any]]) -> Iterator[str]:
    families = list(results[0]["recovery"]["planted"])
    yield "Planted / learned strength of each family for one unit of dose, and their rank correlation:"
    yield ""
    yield f"| firms, seed | {' | '.join(families)} | rank correlation |"
    yield "|---|" + "---:|" * (len(families) + 1)
    for one in results:
        told = one["recovery"]
        cells = [f"{told['planted'][name]:.2f} / {told['learned'][name]:.2f}" for name in families]
        if one["contagion"] == "on":
            name = f"{one['firms']:,}{_star(one)}, {one['seed']}, {_rules(one)}"
            yield f"| {name} | {' | '.join(cells)} | {told['rank_correlation']:.2f} |"


def _variants(variants: Sequence[dict[str, Any]]) -> Iterator[str]:
    if not variants:
        return
    names = list(dict.fromkeys(name for one in variants for name in one["candidates"] if name != "pack"))
    yield "Gain of a grid point of the path rules over those of the pack, on the validation day:"
    yield ""
    yield "| rules | " + " | ".join(f"{one['firms']:,} firms, seed {one['seed']}" for one in variants) + " |"
    yield "|---|" + "---:|" * len(variants)
    for name in names:
        cells = [_gain(one["candidates"].get(name)) for one in variants]
        yield f"| {name} | {' | '.join(cells)} |"


def _gain(found: dict[str, Any] | None) -> str:
    if found is None:
        return ""
    low, mean, high = found["gain"]
    return _interval({"low": low, "mean": mean, "high": high}) + (" wins" if found["wins"] else "")


def _number(value: float) -> str:
    return f"{value:.4f}".removeprefix("0")


def _interval(told: dict[str, float]) -> str:
    return f"{told['mean']:+.4f} [{told['low']:+.4f}, {told['high']:+.4f}]"
