"""Quality of the relationship model on synthetic provinces with a known truth.

``python -m benchmarks.quality --firms 10000 --seeds 1 2`` draws provinces, trains on their
history and judges every row, the truth included; ``--off`` draws them without contagion.
Results: ``benchmarks/quality/results/<firms>-<seed>-<on|off>.json``; figures do not depend on
the machine, seconds do.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.quality.truth import recovery, true_hazard
from gnn.model_card import GAIN_OF_RULES
from graph.filings import FilingStore
from graph.ingest.run import import_files
from graph.state import open_state
from graph.store.embedded.store import EmbeddedStore
from graph.synthetic.parameters import Parameters, parameters
from graph.synthetic.province import generate
from graph.vault import NameVault
from scoring.evaluation.evaluated import evaluate
from scoring.evaluation.free import LIBRARIES
from scoring.evaluation.report import write_report
from scoring.evaluation.results import EvaluationReport
from scoring.pack import load_pack
from scoring.results_base import Label
from scoring.training.panels import PanelInputs
from scoring.training.plan import shipped_plan
from scoring.training.trained import Trained, train

RESULTS = Path(__file__).parent / "results"
UNTIL = date(2026, 10, 31)
_NOTHING = 1e-12
_NOT_ASKED = "not_asked_for"


def main() -> int:
    """Run the benchmark and store the results."""
    chosen = _arguments()
    for seed in chosen.seeds:
        name = f"{chosen.firms}-{seed}-{_state(chosen.off)}"
        place = Path(chosen.folder).resolve() / f"quality-{name}"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        result = measure(
            place,
            firms=chosen.firms,
            seed=seed,
            months=chosen.months,
            off=chosen.off,
            fast=chosen.fast,
        )
        RESULTS.mkdir(exist_ok=True)
        stored = RESULTS / f"{name}.json"
        stored.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        sys.stdout.write(f"{stored.name}: {result['reason']}\n")
        if not chosen.keep:
            shutil.rmtree(place)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("--firms", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--months", type=int, default=60, help="months of records drawn")
    parser.add_argument("--off", action="store_true", help="no contagion")
    parser.add_argument("--fast", action="store_true", help="of the free classifiers boosting alone")
    parser.add_argument("--folder", default="bench-home")
    parser.add_argument("--keep", action="store_true", help="keep province and home")
    return parser.parse_args()


def _state(off: bool) -> str:
    return "off" if off else "on"


def planted(off: bool) -> Parameters:
    """Numbers of the province; without contagion every strength is next to nothing."""
    numbers = parameters()
    if not off:
        return numbers
    strength = dict.fromkeys(numbers.contagion.strength, _NOTHING)
    contagion = numbers.contagion.model_copy(update={"strength": strength})
    return numbers.model_copy(update={"contagion": contagion})


def measure(place: Path, *, firms: int, seed: int, months: int, off: bool, fast: bool) -> dict[str, Any]:
    """Draw, import, train and judge one province.

    Parameters
    ----------
    place : Path
        Empty folder.
    firms, seed, months : int
    off : bool
        Without contagion.
    fast : bool
        Of the classifiers that promise nothing only boosting.
    """
    numbers = planted(off)
    seconds: dict[str, float] = {}
    clock = _clock(seconds)
    generate(
        firms=firms,
        months=months,
        seed=seed,
        folder=place / "extracts",
        until=UNTIL,
        monthly=0,
        numbers=numbers,
    )
    home = place / "home"
    _import(place / "extracts", home)
    clock("province")
    inputs = PanelInputs(
        home=home,
        store=EmbeddedStore(home),
        filings=FilingStore(home),
        pack=load_pack("mrt"),
        plan=shipped_plan(),
        training_day=UNTIL,
        progress=_heard,
    )
    trained = train(inputs, "benchmark")
    clock("train")
    true = true_hazard(place / "extracts" / "truth", trained.test, numbers)
    oracle = {"truth": (Label(zh="真值（合成省份）", en="the truth of the province"), true.total)}
    libraries = (_NOT_ASKED, _NOT_ASKED, LIBRARIES[2]) if fast else LIBRARIES
    report = evaluate(
        trained, inputs, extra=oracle, libraries=libraries, tell=lambda name: _heard(name, 1, 1)
    )
    clock("evaluate")
    write_report(report, place / "evaluation")
    return _result(report, trained, inputs) | {
        "firms": firms,
        "seed": seed,
        "months": months,
        "contagion": _state(off),
        "recovery": recovery(true, trained.test, trained.fit.strengths, inputs.space.families),
        "cpu_seconds": seconds,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "load_average": os.getloadavg()[0],
    }


def _result(report: EvaluationReport, trained: Trained, inputs: PanelInputs) -> dict[str, Any]:
    days = trained.panels.days
    return {
        "enterprises": report.enterprises,
        "event_share": report.events / report.enterprises,
        "days": {name: [str(day) for day in getattr(days, name)] for name in ("train", "validate", "test")},
        "training_rows": len(trained.rows.outcome),
        "kkt_residual": trained.fit.fit.kkt_residual,
        "ridge": trained.fit.ridge,
        "rules": trained.artefact.card.variant,
        "rules_gains": {
            name.removeprefix(GAIN_OF_RULES): one.model_dump()
            for name, one in trained.artefact.card.metrics.items()
            if name.startswith(GAIN_OF_RULES)
        },
        "passed": report.passed,
        "reason": report.reason.en,
        "rows": {
            row.id: row.model_dump(include={"auprc", "auroc", "lift", "log_loss", "ece", "model_gain"})
            for row in report.rows
        },
        "conditional": {name: one.model_dump() for name, one in report.conditional.items()},
        "strengths": [one.model_dump() for one in report.strengths if one.hazard > 0],
        "plan": inputs.plan.hash,
    }


def _import(extracts: Path, home: Path) -> None:
    vault = NameVault(open_state(home))
    for path in sorted(extracts.glob("*/delivery.yaml")):
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        import_files(
            folder_or_files=path.parent,
            mapping=told["mapping"],
            home=home,
            store=EmbeddedStore(home),
            filings=FilingStore(home),
            vault=vault,
            salt=b"benchmark",
            day=told["day"],
            source=told["source"],
            backfill=told["backfill"],
        )


def _clock(seconds: dict[str, float]) -> Callable[[str], None]:
    last = [time.process_time()]

    def stop(name: str) -> None:
        seconds[name] = round(time.process_time() - last[0], 1)
        last[0] = time.process_time()

    return stop


def _heard(step: str, done: int, total: int) -> None:
    if done >= total:
        sys.stderr.write(f"{step}\n")


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    sys.exit(main())
