"""Writes docs/guides/model-card.md from the training plan, the limits and the stored measurements.

Run it with ``make docs`` after a change of one of them; a test holds the guide to them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scoring.model_limits import LIMITS
from scoring.training.plan import shipped_plan

GUIDE = Path(__file__).parent / "guides" / "model-card.md"
RESULTS = Path(__file__).parents[1] / "benchmarks" / "quality" / "results"

_HEAD = """# Model card of the relationship model

Written by `make docs` from `scoring/training/training.yaml`, `scoring/model_limits.py` and
`benchmarks/quality/results`; do not edit. It describes the kind of model; every trained model has its own
card (`guanlian models show ID`, `models/<id>/card.json`) and report (`guanlian evaluate ID`).

**What it is.** The strengths of the additive-hazard path network (docs/guides/relationship-factor.md),
learned from the history of the site: what an event or a class of a related party adds to the hazard of the
enterprise's own next adverse record. Doses, receipts and every promise are those of the rule baseline;
strengths and scale differ, and path rules where a grid point won on the validation day. Its own part (what
the enterprise's own state explains) is fitted jointly and never enters a score.

**Use.** A second person approves a model from a day on; a month uses it if the gate of its card is open,
else the rule baseline. Manifest, `run.json` and every receipt say which of the two, and why.

```
guanlian train --day 2026-10-31 --author "..."          # panels, fit, test day, candidate
guanlian evaluate ID                                     # every row, one HTML page
guanlian models compare ID --day 2026-10-31            # beside the champion: who would change class
guanlian models approve ID --approver "..." --on 2026-11-30
guanlian models drift ID --day 2027-02-28              # inputs, factor, strengths, gain since then
guanlian models retire ID --by "..." --reason "..." --on 2027-02-28
```

**Where it is fitted.** On the processor (`--device cpu`, the default) sums have one fixed order: the same
model with any number of threads. `--device cuda` (or `auto`, where there is one) computes the products of the
fit on a GPU in float64, with the same search and certificate. Tests hold its coefficients to 1e-6 in units of
their columns where there is a GPU; none was at hand, so it was measured on the processor only. A GPU that
is asked for and absent is refused before anything is made. A card does not name the device: `evaluate` takes
the one that the model was fitted on, by hand.

**Drift.** `models drift` compares the last day the model was fitted on with the day asked for: the population
stability index of every own column and of the factor (watched from 0.1, alarm from 0.25), and on the newest
day whose window has closed the slope of each family beside the enterprise's own state (1: the strengths count
for what they did when trained, with its interval) and the gate again. The numbers that decide are in
`scoring/drift.yaml`. Neither drift nor comparison takes a day after the newest delivery: what is not
delivered would count as no event. Both change nothing: a person retires a model.

**When a month stops instead of falling back.** The model in force is damaged, edited or of other
catalogues: retire it or train again. **When it falls back to the baseline:** no approved model is in force;
the gate is closed; the model was trained with another version of the pack.
"""


def render() -> str:
    """The whole guide as Markdown."""
    return "\n".join([_HEAD, *_plan(), *_measured(), *_limits()]) + "\n"


def _plan() -> Iterator[str]:
    plan = shipped_plan()
    yield f"## How it is trained (plan `{plan.id}`, since {plan.since})\n"
    yield "| outcome | record kinds | source |"
    yield "|---|---|---|"
    for label in plan.labels.values():
        yield f"| {label.zh} {label.en} | {', '.join(label.kinds)} | {label.source} |"
    yield ""
    days, gate, bounds = plan.days, plan.gate, plan.intervals
    yield f"- Window: {plan.window.months} months. {plan.window.meaning}."
    yield (
        f"- Days: one panel every {days.step_months} months, at most {days.most_days} that train; "
        f"{days.validate_gap_months} months to validation, {days.test_gap_months} months to the test day. "
        f"{' '.join(days.meaning.split())}"
    )
    yield f"- Sampling: {' '.join(plan.sampling.meaning.split())}"
    points = ", ".join(plan.path_rules.grid) or "none"
    yield f"- Path rules beside the pack's: {points}. {' '.join(plan.path_rules.meaning.split())}"
    highest = ", ".join(f"{one:g}" for one in plan.ceiling.grid) or "none"
    yield f"- Ceiling of relations beside none: {highest}. {' '.join(plan.ceiling.meaning.split())}"
    yield f"- Ridge: {', '.join(f'{one:g}' for one in plan.ridge.grid)}; {plan.ridge.meaning}."
    yield f"- Intervals ({bounds.low:g} to {bounds.high:g}): {' '.join(bounds.meaning.split())}"
    yield f"- Gate: margin {gate.margin:g}. {' '.join(gate.meaning.split())}"
    yield f"- Policy floors: {len(plan.floors) or 'none'}."
    yield ""


def _measured() -> Iterator[str]:
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob("[0-9]*.json"))]
    yield "## Measured on synthetic provinces with a known truth\n"
    yield "`python -m benchmarks.quality --firms N --seeds S` (`--off`: no contagion); AUPRC, test day.\n"
    if any(one["plan"] != shipped_plan().hash for one in found):
        yield "Rows with * were trained by an earlier version of the plan.\n"
    heads = ("firms", "seed", "contagion", "own only", "own + rules", "model", "boosting", "truth", "ECE")
    yield f"| {' | '.join(heads)} | strengths | gate |"
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for one in sorted(found, key=lambda r: (r["contagion"], r["firms"], r["seed"])):
        rows, ece = one["rows"], one["rows"]["model"]["ece"]
        ranked = f"{len(one['strengths'])} by chance" if one["contagion"] == "off" else _ranks(one)
        shown = " | ".join(_auprc(rows, name) for name in ("own", "rules", "model", "boosting", "truth"))
        yield (
            f"| {one['firms']:,}{_star(one)} | {one['seed']} | {one['contagion']} | {shown} | {ece:.4f} | "
            f"{ranked} | {_verdict(one)} |"
        )
    yield ""


def _ranks(one: dict[str, Any]) -> str:
    """Learned against planted, by family: the rank correlation, and what was not learned."""
    missing = [name for name, value in one["recovery"]["learned"].items() if value == 0]
    words = f"rank correlation {one['recovery']['rank_correlation']:.2f}"
    return f"{words}, not learned: {', '.join(missing)}" if missing else words


def _star(one: dict[str, Any]) -> str:
    return "" if one["plan"] == shipped_plan().hash else "*"


def _verdict(one: dict[str, Any]) -> str:
    """What the gate said when it was measured, and whether it asks for more since."""
    added = one["rows"]["model"]["auprc"] - one["rows"]["own"]["auprc"]
    if one["passed"] and added < shipped_plan().gate.least_over_own:
        return f"closed since, {added:+.4f} over own only; when measured open: {one['reason']}"
    return f"{'open' if one['passed'] else 'closed'}: {one['reason']}"


def _auprc(rows: dict[str, Any], name: str) -> str:
    return f"{rows[name]['auprc']:.4f}" if name in rows else "-"


def _limits() -> Iterator[str]:
    yield "## Limits\n"
    for limit in LIMITS:
        yield f"- {limit.zh} {limit.en}"


def main() -> None:
    """Write the guide."""
    GUIDE.write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
