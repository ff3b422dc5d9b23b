"""Panels of eight quarters and training on them: ``python -m benchmarks.training --home HOME``.

The facts of the home are linked, so nothing is written into it. Each step is a process of
its own; the panels are asked for twice, the second time they are there. Eight quarters in a
row share labels: figures of time and memory, not of quality.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

import psutil

from benchmarks.speed.measure import run_step, size_on_disk
from benchmarks.training.home import linked_home
from benchmarks.training.report import RESULTS
from graph.errors import GuanlianError
from graph.store.embedded.store import EmbeddedStore


def main() -> int:
    """Run the benchmark and store its result; 0 done, 1 a step failed."""
    chosen = _arguments()
    folder = Path(chosen.folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        home = linked_home(Path(chosen.home).resolve(), folder / "home")
        result = measure(home, folder, day=chosen.day, quarters=chosen.quarters, steps=chosen.steps)
    except GuanlianError as error:
        sys.stderr.write(f"benchmark: {error.message}\n")
        return 1
    RESULTS.mkdir(exist_ok=True)
    stored = RESULTS / f"{result['firms']}.json"
    before = json.loads(stored.read_text(encoding="utf-8")) if stored.exists() else {"steps": {}}
    result["steps"] = before["steps"] | result["steps"]
    stored.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training", description=__doc__)
    parser.add_argument("--home", required=True, help="imported home; it is only read")
    parser.add_argument("--folder", default="bench-training", help="where panels and model are written")
    parser.add_argument("--day", default="2026-10-31", help="training day")
    parser.add_argument("--quarters", type=int, default=8)
    parser.add_argument(
        "--steps", nargs="+", default=["panels", "cached", "train"], choices=["panels", "cached", "train"]
    )
    return parser.parse_args()


def measure(home: Path, folder: Path, *, day: str, quarters: int, steps: list[str]) -> dict[str, Any]:
    """Run steps, each in a process of its own.

    Parameters
    ----------
    home : Path
        Linked home.
    folder : Path
        Takes the logs.
    day : str
        Training day.
    quarters : int
    steps : of "panels", "cached", "train"

    Returns
    -------
    dict
        firms, day, quarters, machine, disk_bytes of the panels, steps.
    """
    machine = {
        "cores": len(os.sched_getaffinity(0)),
        "memory_bytes": psutil.virtual_memory().total,
        "load_before": round(os.getloadavg()[2], 2),
    }
    found = {}
    for name in steps:
        what = "train" if name == "train" else "panels"
        log = folder / f"{name}.log"
        words = [sys.executable, "-m", "benchmarks.training.work", what, str(home), day, str(quarters)]
        told = run_step(name, words, log).as_json()
        told["detail"] = json.loads(log.read_text(encoding="utf-8").splitlines()[-1])
        found[name] = told
    as_of = date.fromisoformat(day)
    return {
        "firms": EmbeddedStore(home).freeze(as_of, as_of).enterprises.rows,
        "day": day,
        "quarters": quarters,
        "machine": machine,
        "disk_bytes": size_on_disk(home / "panels"),
        "steps": found,
    }


if __name__ == "__main__":
    sys.exit(main())
