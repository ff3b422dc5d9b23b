"""One record withdrawn from a large home: seconds to the published revision, by parts.

``python -m benchmarks.speed.withdrawal --home HOME --folder FOLDER`` works on a copy of links in FOLDER (on
the same disk; the state database is copied), withdraws penalties of different enterprises one after
another, each on a day of its own and in a process of its own, and stores
``benchmarks/speed/results/withdrawal-<firms>.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.speed.http_latency import GUANLIAN
from benchmarks.speed.measure import run_step
from benchmarks.speed.withdrawal_report import RESULTS, section
from graph.errors import GuanlianError
from graph.snapshot import Snapshot
from scoring.results import Months

_SEED = 3
_HANDS = ("--organ", "benchmark", "--document", "1", "--author", "u1", "--approver", "u2")


def main() -> int:
    """Run the benchmark; 0 done, 1 a step failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.withdrawal", description=__doc__)
    parser.add_argument("--home", required=True, help="home with a published month; it is not changed")
    parser.add_argument("--folder", required=True, help="where its copy of links is made, and removed")
    parser.add_argument("--records", type=int, default=5, help="records that are withdrawn")
    chosen = parser.parse_args()
    copy = Path(chosen.folder) / "withdrawal-home"
    try:
        results = measure(Path(chosen.home), copy, chosen.records)
    except GuanlianError as error:
        sys.stderr.write(f"benchmark: {error.message}\n")
        return 1
    finally:
        shutil.rmtree(copy, ignore_errors=True)
    RESULTS.mkdir(exist_ok=True)
    stored = RESULTS / f"withdrawal-{results['enterprises']}.json"
    stored.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(section([results]))
    return 0


def measure(home: Path, copy: Path, count: int) -> dict[str, Any]:
    """Withdraw some records one after another from a copy of a home."""
    load = round(os.getloadavg()[2], 2)
    _linked(home, copy)
    month = Months(copy).open()
    day = month.info.known_by
    runs = []
    for number, record in enumerate(penalties(month.snapshot, count), start=1):
        runs.append(_withdrawn(copy, month.info.month, record, day + timedelta(days=number)))
    return {
        "enterprises": month.snapshot.enterprises.rows,
        "ties": month.snapshot.ties.rows,
        "load_before": load,
        "runs": runs,
    }


def penalties(snapshot: Snapshot, count: int) -> list[str]:
    """Ids of some penalties of enterprises; the same snapshot gives the same ones."""
    of_firms = snapshot.parties.numbers("party") < snapshot.enterprises.rows
    rows = np.unique(snapshot.parties.numbers("record")[of_firms])
    kinds = snapshot.records.text("kind").take(pa.array(rows))
    rows = rows[np.asarray(pc.equal(kinds, "penalty"))]
    chosen = np.random.default_rng(_SEED).choice(rows, count, replace=False)
    found: list[str] = snapshot.records.text("record_id").take(pa.array(chosen)).to_pylist()
    return found


def _withdrawn(home: Path, month: str, record: str, day: date) -> dict[str, Any]:
    log = home / "withdraw.log"
    told = ["withdraw", record, "--ground", "revoked", "--day", day.isoformat(), *_HANDS, "--json"]
    step = run_step("withdraw", [str(GUANLIAN), "--home", str(home), *told], log)
    text = log.read_text(encoding="utf-8")
    answer = json.loads(text[text.index("{") :])
    made = Months(home).open(month)
    parts = json.loads((made.path / "run.json").read_text(encoding="utf-8"))["steps"]
    return {
        "seconds": step.seconds,
        "cpu_seconds": step.cpu_seconds,
        "peak_private_bytes": step.peak_private_bytes,
        "way": answer["way"],
        "touched": answer["touched"],
        "parts": {name: part["cpu_seconds"] for name, part in parts.items()}
        if "delta" in made.manifest
        else {},
    }


def _linked(home: Path, copy: Path) -> None:
    """A copy of a home whose versions and months are links; what is written in place is copied."""

    def take(source: str, target: str) -> None:
        if Path(source).parent == home:
            shutil.copy2(source, target)
        else:
            os.link(source, target)

    shutil.copytree(home, copy, copy_function=take, ignore=shutil.ignore_patterns(".*"))


if __name__ == "__main__":
    sys.exit(main())
