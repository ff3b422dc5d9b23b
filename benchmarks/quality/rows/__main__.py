"""Graph networks of PyG beside the model, on a synthetic province with a known truth.

``python -m benchmarks.quality.rows --firms 9000 --seeds 1`` draws a province, trains the
model on its quarterly panels and GraphSAGE, RGCN and HGT on the same days, and judges all
rows on the same test day. Results: ``benchmarks/quality/rows/results/<firms>-<seed>.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.quality.__main__ import UNTIL, _import, planted
from benchmarks.quality.rows.fitted import EPOCHS, network_rows
from benchmarks.quality.rows.networks import NETWORKS
from benchmarks.quality.truth import true_hazard
from graph.filings import FilingStore
from graph.store.embedded.store import EmbeddedStore
from graph.synthetic.province import generate
from scoring.evaluation.evaluated import evaluate
from scoring.evaluation.report import write_report
from scoring.pack import load_pack
from scoring.results_base import Label
from scoring.training.panels import PanelInputs
from scoring.training.plan import shipped_plan
from scoring.training.trained import train

RESULTS = Path(__file__).parent / "results"


def main() -> int:
    """Run the benchmark and store the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality.rows", description=__doc__)
    parser.add_argument("--firms", type=int, default=9_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--months", type=int, default=60, help="months of records drawn")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--networks", nargs="+", choices=list(NETWORKS), default=list(NETWORKS))
    chosen = parser.parse_args()
    RESULTS.mkdir(exist_ok=True)
    for seed in chosen.seeds:
        with tempfile.TemporaryDirectory() as folder:
            found = measure(
                Path(folder),
                firms=chosen.firms,
                seed=seed,
                months=chosen.months,
                epochs=chosen.epochs,
                names=chosen.networks,
            )
        text = json.dumps(found, indent=1, ensure_ascii=False)
        (RESULTS / f"{chosen.firms}-{seed}.json").write_text(text + "\n", encoding="utf-8")
    return 0


def measure(
    place: Path, *, firms: int, seed: int, months: int, epochs: int, names: Sequence[str]
) -> dict[str, Any]:
    """Rows of one province.

    Parameters
    ----------
    place : Path
        Empty folder.
    firms, seed, months, epochs : int
    names : networks that are fitted
    """
    begin = time.process_time()
    numbers = planted(False)
    extracts, home = place / "extracts", place / "home"
    generate(firms=firms, months=months, seed=seed, folder=extracts, until=UNTIL, monthly=0, numbers=numbers)
    _import(extracts, home)
    inputs = PanelInputs(
        home=home,
        store=EmbeddedStore(home),
        filings=FilingStore(home),
        pack=load_pack("mrt"),
        plan=shipped_plan(),
        training_day=UNTIL,
    )
    trained = train(inputs, "benchmark")
    started = time.process_time()
    networks = network_rows(trained, inputs, _tell, seed=seed, epochs=epochs, names=names)
    spent = time.process_time() - started
    truth = true_hazard(extracts / "truth", trained.test, numbers).total
    oracle = {"truth": (Label(zh="真值（合成省份）", en="the truth of the province"), truth)}
    report = evaluate(trained, inputs, extra=oracle, more=networks, tell=_tell)
    write_report(report, place / "evaluation")
    return {
        "firms": firms,
        "seed": seed,
        "enterprises": report.enterprises,
        "events": report.events,
        "rows": {
            row.id: {
                "label": row.label.en,
                "group": row.group,
                **row.model_dump(include={"auprc", "auroc", "ece", "model_gain"}),
                "lift": row.lift["0.01"],
            }
            for row in report.rows
        },
        "conditional_lift": report.conditional_lift,
        "absent": [row.id for row in report.absent],
        "networks_cpu_seconds": round(spent, 1),
        "cpu_seconds": round(time.process_time() - begin, 1),
        "load_average": round(os.getloadavg()[0], 2),
    }


def _tell(row: str) -> None:
    sys.stderr.write(f"{row}\n")


if __name__ == "__main__":
    sys.exit(main())
