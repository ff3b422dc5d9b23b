"""One measured step: ``python -m benchmarks.training.work panels|train HOME DAY QUARTERS``.

Writes one line of JSON on what it made.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.training.home import inputs_of, quarters
from scoring.training.panel_steps import make_panels
from scoring.training.panels import PanelInputs
from scoring.training.trained import train


def main(what: str, home: str, day: str, count: str) -> None:
    """Run one step from the words of the command line."""
    training_day = date.fromisoformat(day)
    inputs = inputs_of(Path(home), training_day)
    days = quarters(training_day, int(count))
    told = _panels(inputs, days) if what == "panels" else _trained(inputs, days)
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


def _panels(inputs: PanelInputs, days: tuple[date, ...]) -> dict[str, Any]:
    panels = make_panels(inputs, days)
    found = {}
    for day in days:
        panel = panels.read(day)
        found[day.isoformat()] = {"rows": panel.rows.rows, "events": int(panel.outcome.sum())}
    return {"panels": found}


def _trained(inputs: PanelInputs, days: tuple[date, ...]) -> dict[str, Any]:
    made = train(inputs, "benchmark", days)
    return {
        "training_rows": len(made.rows.outcome),
        "columns": int(made.rows.design.shape[1]),
        "doses": int(made.rows.design.nnz),
        "kkt_residual": made.fit.fit.kkt_residual,
        "passed": made.verdict.passed,
        "reason": made.verdict.reason.en,
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
