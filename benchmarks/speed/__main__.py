"""Speed of the whole way: generate, import, score, serve, and the graph reads beside networkx.

``python -m benchmarks.speed --firms 100000`` runs each step in a process of its own, prints
a table and stores ``benchmarks/speed/results/<firms>.json``. Timings differ between
machines; results are the only thing here that is not deterministic.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import Any

import psutil

from benchmarks.speed.http_latency import GUANLIAN, measure_http
from benchmarks.speed.measure import Step, run_step, size_on_disk
from benchmarks.speed.report import RESULTS, render
from benchmarks.speed.subjects import choose, month_snapshot
from graph.errors import GuanlianError

UNTIL = date(2026, 10, 31)
MONTHS = ("2026-09", "2026-10")
PACKS = ("mrt", "xinjiang")
SEED = 20261031
_HOME_PARTS = ("graph", "filings", "imports", "months", "reference")


def main() -> int:
    """Run the benchmark; 0 done, 1 a step failed."""
    chosen = _arguments()
    place = Path(chosen.folder).resolve() / str(chosen.firms)
    if place.exists() and not chosen.keep:
        shutil.rmtree(place)
    place.mkdir(parents=True, exist_ok=True)
    try:
        results = measure(chosen.firms, place, port=chosen.port, reads=chosen.reads, csv=chosen.csv)
    except GuanlianError as error:
        sys.stderr.write(f"benchmark: {error.message}\n")
        return 1
    RESULTS.mkdir(exist_ok=True)
    stored = RESULTS / f"{chosen.firms}.json"
    stored.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(render([results]))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--firms", type=int, default=100_000, help="firms of the province")
    parser.add_argument("--folder", default="bench-home", help="where province and home are written")
    parser.add_argument("--port", type=int, default=8765, help="port of the measured server")
    parser.add_argument("--reads", type=int, default=200, help="enterprises that are read")
    parser.add_argument("--csv", action="store_true", help="measure the import from CSV too")
    parser.add_argument("--keep", action="store_true", help="go on in an existing folder")
    return parser.parse_args()


def measure(firms: int, place: Path, *, port: int, reads: int, csv: bool) -> dict[str, Any]:
    """Run all steps in one folder.

    Returns
    -------
    dict
        firms, machine, steps, month_steps and published (of the last month), disk (bytes by part), http,
        graph_reads.
    """
    home = place / "home"
    steps = [
        _generate(firms, place, "parquet"),
        _command("import from Parquet", place, home, "import", str(place / "parquet")),
    ]
    if csv:
        steps.append(_generate(firms, place, "csv"))
        steps.append(_command("import from CSV", place, place / "csv-home", "import", str(place / "csv")))
    steps += [_command(f"score {month}", place, home, "score", "--month", month) for month in MONTHS]
    steps.append(_command("pack diff", place, home, "pack", "diff", *PACKS, "--month", MONTHS[-1]))
    steps.append(_command("verify", place, home, "verify"))
    subjects = choose(month_snapshot(home, MONTHS[-1]), reads)
    http = measure_http(home, subjects, port, place / "serve.log")
    compared = place / "graph_reads.json"
    words = [*_python("benchmarks.speed.graph_reads"), str(home), MONTHS[-1], str(reads)]
    steps.append(run_step("graph reads, networkx beside", words, compared))
    return {
        "firms": firms,
        "machine": _machine(),
        "steps": [step.as_json() for step in steps],
        "month_steps": _month_steps(home, MONTHS[-1]),
        "published": published(home, MONTHS[-1]),
        "disk": {part: size_on_disk(home / part) for part in _HOME_PARTS if (home / part).exists()}
        | {"province, Parquet": size_on_disk(place / "parquet")},
        "http": http,
        # Lines of the log may come before the answer.
        "graph_reads": json.loads(compared.read_text(encoding="utf-8").splitlines()[-1]),
    }


def _python(module: str) -> list[str]:
    return [sys.executable, "-m", module]


def _generate(firms: int, place: Path, file_format: str) -> Step:
    words = [*_python("benchmarks.speed.province"), str(firms), str(SEED), UNTIL.isoformat(), file_format]
    return run_step(
        f"generate {file_format}", [*words, str(place / file_format)], place / f"{file_format}.log"
    )


def _command(name: str, place: Path, home: Path, *words: str) -> Step:
    log = place / f"{name.replace(' ', '-')}.log"
    return run_step(name, [str(GUANLIAN), "--home", str(home), *words], log)


def _month_steps(home: Path, month: str) -> dict[str, Any]:
    """Seconds, processor seconds and memory of each step of a published month."""
    (told,) = (home / "months" / month).glob("*/run.json")
    found: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))["steps"]
    return found


def published(home: Path, month: str) -> dict[str, Any]:
    """What a published month holds: shares of the classes, clusters and how many members kept their id."""
    (told,) = (home / "months" / month).glob("*/manifest.json")
    manifest = json.loads(told.read_text(encoding="utf-8"))
    counts, clusters = manifest["counts"], manifest["clusters"]
    local = clusters.get("local", {})
    return {
        **{name: counts[name] for name in ("scored", "class_shares", "clusters", "risk_clusters", "movers")},
        "kept_share": clusters["kept_share"],
        "kept_share_local": local.get("kept_share"),
    }


def _machine() -> dict[str, Any]:
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_bytes": psutil.virtual_memory().total,
        "python": platform.python_version(),
        "system": platform.system(),
        "load_before": round(os.getloadavg()[2], 2),
    }


if __name__ == "__main__":
    sys.exit(main())
