"""Seconds and peak memory of the fit on random sparse doses.

Run by hand: ``python benchmarks/relationship/fit_kernel.py 1000000 200``.
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
from scipy import sparse

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from gnn.fit import fit_hazard  # noqa: E402


def doses(rows: int, columns: int, each: int = 20) -> tuple[sparse.csr_array, Any]:
    """A level and about ``each`` doses a row, in groups of five that are nearly collinear."""
    rng = np.random.default_rng(11)
    place = rng.integers(1, columns // 5, (rows, each // 5))
    base = rng.exponential(1.0, (rows, each // 5))
    column = (place[:, :, None] * 5 + np.arange(5)).reshape(rows, -1)
    fading = np.array([1.0, 0.8, 0.7, 0.6, 0.5])
    amount = (base[:, :, None] * fading ** rng.exponential(1.0, (rows, each // 5, 1))).reshape(rows, -1)
    column = np.column_stack((np.zeros(rows, np.int64), column))
    amount = np.column_stack((np.ones(rows), amount))
    table = sparse.csr_array(
        (amount.ravel(), (np.repeat(np.arange(rows), column.shape[1]), column.ravel())),
        shape=(rows, columns),
    )
    true = np.where(rng.random(columns) < 0.3, rng.exponential(0.02, columns), 0.0)
    true[0] = 0.03
    return table, rng.random(rows) < -np.expm1(-(table @ true))


def main(rows: int, columns: int) -> None:
    """Fit once and write one JSON line."""
    design, outcome = doses(rows, columns)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, cpu = time.perf_counter(), time.process_time()
    found = fit_hazard(design, outcome, np.ones(rows), ridge=np.full(columns, 1e-6), prior=np.zeros(columns))
    result = {
        "rows": rows,
        "columns": columns,
        "numbers": int(design.nnz),
        "rate": round(float(outcome.mean()), 4),
        "wall_s": round(time.perf_counter() - wall, 2),
        "cpu_s": round(time.process_time() - cpu, 2),
        "load": round(os.getloadavg()[0], 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "before_mb": before // 1024,
        "iterations": found.iterations,
        "kkt_residual": found.kkt_residual,
        "converged": found.converged,
        "zeros": int((found.coefficients == 0).sum()),
    }
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
