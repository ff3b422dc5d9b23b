"""Seconds and peak memory of the relationship factor on a random province.

Run by hand: ``python benchmarks/relationship/dose_kernel.py 1000000``.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import yaml

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from gnn.baseline import RelationshipRules  # noqa: E402
from gnn.network import RelationNetwork  # noqa: E402
from gnn.receipt import raw_receipt  # noqa: E402
from gnn.stored import read_network, write_network  # noqa: E402
from graph.units import build_units  # noqa: E402
from tests.relation_province import ThresholdClasses, province  # noqa: E402


def main(firms: int) -> None:
    """Measure one size and write one JSON line."""
    timings: dict[str, float] = {}
    begin = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal begin
        now = time.perf_counter()
        timings[name] = round(now - begin, 2)
        begin = now

    pack = ROOT / "scoring/packs/relationship/expert.yaml"
    rules = RelationshipRules.model_validate(yaml.safe_load(pack.read_text(encoding="utf-8")))
    snapshot = province(firms)
    lap("generate")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    units = build_units(snapshot)
    lap("units")
    classes = ThresholdClasses(snapshot, units)
    network = RelationNetwork.build(snapshot, units, rules.paths, rules.coefficients, classes)
    lap("build")
    raw = network.raw_all()
    lap("raw")
    with tempfile.TemporaryDirectory() as folder:
        write_network(network, Path(folder) / "network")
        lap("write")
        mapped = read_network(Path(folder) / "network", snapshot)
        lap("read")
        sample = np.random.default_rng(1).choice(units.count, 300, replace=False)
        sample = np.concatenate((sample, np.argsort(-raw)[:20]))
        times = []
        for unit in sample:
            started = time.perf_counter()
            receipt = raw_receipt(mapped, int(unit))
            times.append(time.perf_counter() - started)
            assert receipt.raw == raw[unit]
        size = sum(path.stat().st_size for path in (Path(folder) / "network").iterdir())
    result = {
        "firms": firms,
        "units": units.count,
        "ties": snapshot.ties.rows,
        "seconds": timings,
        "receipt_ms": {
            "median": round(float(np.median(times)) * 1e3, 2),
            "p95": round(float(np.quantile(times, 0.95)) * 1e3, 2),
            "worst": round(max(times) * 1e3, 2),
        },
        "disk_mb": round(size / 1e6),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3),
        "peak_before_mb": round(before / 1e3),
        "positive_share": round(float((raw > 0).mean()), 3),
        "reclassed": len(network.reclassed.pair),
        "paths": int(
            sum(int(f.costs(np.ones(network.nodes, np.int64)).sum()) for f in network.families.values())
        ),
    }
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
