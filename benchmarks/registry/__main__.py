"""Import of registry extracts: draw a province in the registry's tables, import every delivery.

``python -m benchmarks.registry --firms 200000`` works in a folder of its own and stores
``benchmarks/registry/results/<firms>.json``. Goal at 200,000 firms: all tables of the
first delivery in under 5 min and below 3 GB. Every step is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.speed.http_latency import GUANLIAN
from benchmarks.speed.measure import run_step
from graph.errors import GuanlianError
from graph.synthetic.registry_province import generate_registry

RESULTS = Path(__file__).parent / "results"
_UNTIL = date(2026, 10, 31)


def main() -> int:
    """Run the benchmark; 0 done, 1 a step failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.registry", description=__doc__)
    parser.add_argument("--firms", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--folder", default="bench-registry", help="made anew: extracts and home")
    chosen = parser.parse_args()
    place = Path(chosen.folder).resolve()
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    try:
        results = measure(place, chosen.firms, chosen.seed)
    except GuanlianError as error:
        sys.stderr.write(f"benchmark: {error.message}\n")
        return 1
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(results, indent=1, ensure_ascii=False) + "\n"
    (RESULTS / f"{chosen.firms}.json").write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


def measure(place: Path, firms: int, seed: int) -> dict[str, Any]:
    """Draw and import; a step a delivery."""
    truth = generate_registry(firms=firms, seed=seed, folder=place / "extracts", until=_UNTIL)
    steps = []
    for folder in truth.deliveries:
        command = [str(GUANLIAN), "--home", str(place / "home"), "import", str(folder)]
        step = run_step(f"import {folder.name}", command, place / f"{folder.name}.log").as_json()
        step["detail"] = {"bytes": sum(file.stat().st_size for file in folder.iterdir())}
        steps.append(step)
    return {
        "firms": firms,
        "seed": seed,
        "rows": sum(truth.rows.values()),
        "planted_errors": sum(truth.defects.values()),
        "load_average_at_end": round(os.getloadavg()[0], 1),
        "cpus": os.cpu_count(),
        "steps": steps,
    }


if __name__ == "__main__":
    raise SystemExit(main())
