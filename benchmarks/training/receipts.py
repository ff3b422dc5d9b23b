"""Factor of a month, and receipts: ``python -m benchmarks.training.receipts --home HOME --month 2026-10``.

Relationship hazards of all legal persons are computed as the month does, the network is written and
mapped, and receipts are taken from the mapped files: drawn ones and those of the greatest hazards, each
equal to its hazard. With ``--trained HOME`` by the last model trained there. The home is only read.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.speed.measure import run_step, size_on_disk
from benchmarks.training.of_month import choice_of, network_of
from benchmarks.training.report import RESULTS
from gnn.network import RelationNetwork
from gnn.receipt import raw_receipt
from gnn.stored import read_network, write_network
from scoring.results import Month, Months

Array = np.ndarray[Any, Any]

_DRAWN, _GREATEST = 2_000, 200
_SHARES = (50, 95, 100)


def measure(month: Month, home: Path, folder: Path, trained: Path | None) -> dict[str, Any]:
    """Seconds of the factor of a month and of single receipts.

    Parameters
    ----------
    month : Month
    home : Path
    folder : Path
        Takes the network.
    trained : Path, optional
        Home with models.

    Returns
    -------
    dict
        firms, model, seconds and cpu_seconds of network and factor, positive (share of legal persons
        with a hazard), receipts, receipt_ms, receipt_cpu_ms, greatest_ms, network_bytes.
    """
    choice, snapshot = choice_of(month, home, trained), month.snapshot
    begin = time.perf_counter(), time.process_time()
    network = network_of(month, home, choice)
    raw = network.raw_all()
    seconds, cpu = time.perf_counter() - begin[0], time.process_time() - begin[1]
    write_network(network, folder / "network")
    del network
    mapped = read_network(folder / "network", snapshot)
    drawn = np.random.default_rng(1).choice(len(raw), min(_DRAWN, len(raw)), replace=False)
    wall, processor = _taken(mapped, drawn, raw)
    greatest, _ = _taken(mapped, np.argsort(-raw, kind="stable")[:_GREATEST], raw)
    return {
        "firms": snapshot.enterprises.rows,
        "month": month.info.month,
        "model": choice.model,
        "factor": {"seconds": seconds, "cpu_seconds": cpu},
        "positive": float((raw > 0).mean()),
        "receipts": len(wall),
        "receipt_ms": _percentiles(wall),
        "receipt_cpu_ms": _percentiles(processor),
        "greatest_ms": _percentiles(greatest),
        "network_bytes": size_on_disk(folder / "network"),
    }


def _taken(network: RelationNetwork, units: Array, raw: Array) -> tuple[list[float], list[float]]:
    """Milliseconds of each receipt: until it was there, and of the processor."""
    wall, processor = [], []
    for unit in units.tolist():
        at, spent = time.perf_counter(), time.thread_time()
        receipt = raw_receipt(network, unit)
        wall.append(1000 * (time.perf_counter() - at))
        processor.append(1000 * (time.thread_time() - spent))
        if receipt.raw != raw[unit]:
            raise SystemExit(f"benchmark: expected a receipt of {raw[unit]!r}, got {receipt.raw!r}")
    return wall, processor


def _percentiles(spent: list[float]) -> dict[str, float]:
    return {f"p{share}": float(np.percentile(spent, share)) for share in _SHARES}


def main() -> int:
    """Measure in a process of its own and store the result."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training.receipts", description=__doc__)
    parser.add_argument("--home", required=True)
    parser.add_argument("--month", default="2026-10")
    parser.add_argument("--trained", type=Path, help="home with a trained model")
    parser.add_argument("--folder", type=Path, default=Path("."), help="takes the network meanwhile")
    parser.add_argument("--log", default="receipts.log", help="file that takes the output of the process")
    parser.add_argument("--inside", action="store_true", help="measure here and write one line")
    chosen = parser.parse_args()
    if chosen.inside:
        home = Path(chosen.home)
        with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
            found = measure(Months(home).open(chosen.month), home, Path(folder), chosen.trained)
        sys.stdout.write(json.dumps(found) + "\n")
        return 0
    log = Path(chosen.log)
    words = [sys.executable, "-m", "benchmarks.training.receipts", *sys.argv[1:], "--inside"]
    step = run_step("receipts", words, log)
    told = json.loads(log.read_text(encoding="utf-8").splitlines()[-1])
    told |= {"peak_private_bytes": step.peak_private_bytes}
    RESULTS.mkdir(exist_ok=True)
    kind = "trained-" if chosen.trained else ""
    stored = RESULTS / f"receipts-{kind}{told['firms']}.json"
    stored.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
