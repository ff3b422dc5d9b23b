"""Seconds and memory of control and integrated ownership on a random province.

Run by hand: ``python -m benchmarks.ownership 1000000``; the figures are kept in
``benchmarks/ownership/results/<firms>.json``.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.ownership.province import holdings_province  # noqa: E402
from graph.ownership.control import control_forest  # noqa: E402
from graph.ownership.holdings import Holdings, holdings_of  # noqa: E402
from graph.ownership.look_through import LookThrough  # noqa: E402
from graph.ownership.surroundings import owners_of  # noqa: E402
from graph.path_rules import Control  # noqa: E402

RULES = Control(
    more_than=0.5, strength=0.9, levels=32, rounds=64, meaning="as in the pack", source="benchmark"
)


def main(firms: int) -> None:
    """Measure one size, write one JSON line and keep it."""
    seconds: dict[str, float] = {}
    cpu: dict[str, float] = {}
    began = (time.perf_counter(), time.process_time())

    def lap(name: str) -> None:
        nonlocal began
        now = (time.perf_counter(), time.process_time())
        seconds[name], cpu[name] = (round(b - a, 2) for a, b in zip(began, now, strict=True))
        began = now

    snapshot = holdings_province(firms)
    lap("generate")
    before = _peak_mb()
    holdings = holdings_of(snapshot)
    lap("holdings")
    label, size = holdings.cycles()
    lap("cycles")
    forest = control_forest(holdings, RULES, np.zeros(0, np.int64))
    lap("control")
    solved = LookThrough.of(holdings)
    lap("solve_cycles")
    roots = forest.roots()
    several = np.bincount(roots[forest.parent >= 0], minlength=holdings.nodes) > 1
    controllers = np.flatnonzero(several)
    cells, shares = 0, 0.0
    for begin in range(0, len(controllers), 50_000):
        part = solved.shares(controllers[begin : begin + 50_000])
        cells, shares = cells + part.nnz, shares + float(part.data.sum())
    lap("shares_of_controllers")
    one = _one_enterprise_ms(holdings)
    result: dict[str, Any] = {
        "firms": firms,
        "holdings": len(holdings.owner),
        "controlled": int((forest.parent >= 0).sum()),
        "by_block": int(((forest.parent >= 0) & (forest.parent != _holder(holdings, forest))).sum()),
        "controllers_of_two": len(controllers),
        "deepest": int(forest.depth.max()),
        "settled": forest.settled,
        "in_cycles": int((size[label] > 1).sum()),
        "largest_cycle": int(size.max()),
        "closed": len(solved.closed),
        "shares": cells,
        "seconds": seconds,
        "cpu_seconds": cpu,
        "total_s": round(sum(value for name, value in seconds.items() if name != "generate"), 2),
        "total_cpu_s": round(sum(value for name, value in cpu.items() if name != "generate"), 2),
        "owners_of_one_ms": one,
        "peak_mb": _peak_mb(),
        "peak_before_mb": before,
        "load": round(os.getloadavg()[0], 1),
    }
    line = json.dumps(result, indent=1)
    (Path(__file__).parent / "results" / f"{firms}.json").write_text(line + "\n", encoding="utf-8")
    sys.stdout.write(line + "\n")


def _holder(holdings: Holdings, forest: Any) -> np.ndarray[Any, Any]:
    """Holder at the end of each chain of control, -1 at a root."""
    row = forest.carrying
    return np.where(row >= 0, holdings.owner[np.maximum(row, 0)], -1)


def _one_enterprise_ms(holdings: Holdings) -> dict[str, float]:
    sample = np.random.default_rng(1).choice(np.unique(holdings.owned), 500, replace=False)
    times = []
    for code in sample:
        started = time.perf_counter()
        owners_of(holdings, int(code), 600)
        times.append((time.perf_counter() - started) * 1e3)
    return {"median": round(float(np.median(times)), 2), "p95": round(float(np.quantile(times, 0.95)), 2)}


def _peak_mb() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)


if __name__ == "__main__":
    main(int(sys.argv[1]))
