"""Does a grid point of the path rules beat those of the pack, on a province with a known truth.

``python -m benchmarks.quality.variants --firms 5000 --seed 1`` fits every candidate of
``gnn/variants.yaml`` on the days before the validation day, and compares it with the rules
of the pack there. A candidate wins if the whole interval of its gain lies above 0.
Result: ``benchmarks/quality/results/variants-<firms>-<seed>.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.quality.__main__ import RESULTS, UNTIL, _import, planted
from gnn.bootstrap import paired_bootstrap
from gnn.metrics import auprc, log_loss
from gnn.variants import PACK, Candidate, candidates
from graph.filings import FilingStore
from graph.store.embedded.store import EmbeddedStore
from graph.synthetic.province import generate
from scoring.pack import load_pack
from scoring.pack_model import Pack
from scoring.training.fit import fit_columns, mean_squares
from scoring.training.panel_steps import make_panels
from scoring.training.panels import PanelInputs
from scoring.training.plan import shipped_plan
from scoring.training.rows import Encoder, gather

DRAWS = 200


def main() -> int:
    """Compare every candidate and store the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality.variants", description=__doc__)
    parser.add_argument("--firms", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--months", type=int, default=60, help="months of records drawn")
    parser.add_argument("--only", nargs="*", default=[], help="grid points; all without it")
    parser.add_argument("--folder", default="bench-home")
    chosen = parser.parse_args()
    place = Path(chosen.folder).resolve() / f"variants-{chosen.firms}-{chosen.seed}"
    shutil.rmtree(place, ignore_errors=True)
    begin = time.process_time()
    generate(
        firms=chosen.firms,
        months=chosen.months,
        seed=chosen.seed,
        folder=place / "extracts",
        until=UNTIL,
        monthly=0,
        numbers=planted(False),
    )
    _import(place / "extracts", place / "home")
    found = compare(place / "home", frozenset(chosen.only))
    result = {
        "firms": chosen.firms,
        "seed": chosen.seed,
        "candidates": found,
        "cpu_seconds": round(time.process_time() - begin, 1),
        "load_average": os.getloadavg()[0],
    }
    RESULTS.mkdir(exist_ok=True)
    stored = RESULTS / f"variants-{chosen.firms}-{chosen.seed}.json"
    stored.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    shutil.rmtree(place)
    return 0


def compare(home: Path, only: frozenset[str]) -> dict[str, dict[str, Any]]:
    """Gain of every candidate over the pack on the validation day, in average precision and log loss."""
    found: dict[str, dict[str, Any]] = {}
    ruler: Any = None
    for candidate in candidates(load_pack("mrt").relationship.paths):
        if only and candidate.id not in {PACK, *only}:
            continue
        outcome, score, owners = judged(home, candidate)
        weight = np.ones(len(outcome))
        ruler = score if candidate.id == PACK else ruler
        rows = (outcome, score, ruler, weight, owners)
        low, gain, high = paired_bootstrap(auprc, *rows, draws=DRAWS, seed=0)
        found[candidate.id] = {
            "auprc": round(auprc(outcome, score, weight), 4),
            "log_loss": round(log_loss(outcome, score, weight), 5),
            "gain": [round(low, 4), round(gain, 4), round(high, 4)],
            "wins": bool(low > 0),
        }
        sys.stderr.write(f"{candidate.id}: {found[candidate.id]}\n")
    return found


def with_rules(pack: Pack, candidate: Candidate) -> Pack:
    """The pack with the path rules of a candidate; strengths of families that went go with them."""
    raw = pack.model_dump(mode="json")
    content = raw["relationship"]["content"]
    content["paths"] = candidate.rules.model_dump(mode="json")
    families = content["coefficients"]["families"]
    content["coefficients"]["families"] = {
        name: family for name, family in families.items() if name in candidate.rules.families
    }
    return Pack.model_validate(raw)


def judged(home: Path, candidate: Candidate) -> tuple[Any, Any, Any]:
    """Outcome and probability of every legal person on the validation day, and its number."""
    plan = shipped_plan()
    inputs = PanelInputs(
        home=home,
        store=EmbeddedStore(home),
        filings=FilingStore(home),
        pack=with_rules(load_pack("mrt"), candidate),
        plan=plan.model_copy(update={"path_rules": plan.path_rules.model_copy(update={"grid": ()})}),
        training_day=UNTIL,
    )
    panels = make_panels(inputs)
    before = [panels.read(day) for day in panels.days.train]
    valid = panels.read(panels.days.validate[-1])
    encoder = Encoder.of(before, inputs.plan)
    rows = gather(before, encoder, inputs.plan)
    ridge, scale = float(np.median(inputs.plan.ridge.grid)), mean_squares(rows)
    fitted, _ = fit_columns(rows, rows.fitted, ridge, np.zeros(len(scale)), scale)
    hazard = encoder.encode(valid, np.arange(len(valid.outcome))) @ fitted
    return valid.outcome, -np.expm1(-hazard), np.arange(len(valid.outcome))


if __name__ == "__main__":
    sys.exit(main())
