"""Neo4j as the store of a province: bulk files, import tool, freeze, publish, reads, a month's change.

``python -m benchmarks.neo4j --home HOME`` takes a home that ``benchmarks.speed`` has made
(embedded store and published months), starts a server of its own on a fresh folder, and
stores ``benchmarks/neo4j/results/<firms>.json``. Every step is a process of its own; the
memory of the server is not in the peaks.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shlex
import shutil
import sys
from pathlib import Path
from typing import Any

import psutil

from benchmarks.neo4j.change import staged_day
from benchmarks.neo4j.report import RESULTS, section
from benchmarks.speed.http_latency import GUANLIAN
from benchmarks.speed.measure import Step, run_step, size_on_disk
from graph.errors import GuanlianError, JobError
from graph.store.embedded.segments import Version
from graph.store.embedded.store import EmbeddedStore
from graph.store.neo4j.bulk import BulkFiles
from graph.store.neo4j.bulk_command import import_arguments
from tests.neo4j_jars import jars
from tests.neo4j_process import Neo4jProcess


def main() -> int:
    """Run the benchmark; 0 done, 1 a step failed."""
    chosen = _arguments()
    place = Path(chosen.folder).resolve()
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    server = Neo4jProcess(place / "server", heap=chosen.heap, pages=chosen.pages, options=())
    try:
        results = measure(Path(chosen.home).resolve(), place, server, chosen)
    except GuanlianError as error:
        sys.stderr.write(f"benchmark: {error.message}\n")
        return 1
    finally:
        server.stop()
    RESULTS.mkdir(exist_ok=True)
    stored = RESULTS / f"{results['firms']}.json"
    stored.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(section([results]))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.neo4j", description=__doc__)
    parser.add_argument("--home", default="bench-home/100000/home", help="home of benchmarks.speed")
    parser.add_argument("--folder", default="bench-neo4j", help="made anew: server, files, change")
    parser.add_argument("--month", default="2026-10", help="published month of the home")
    parser.add_argument("--heap", default="3g", help="heap of the server")
    parser.add_argument("--pages", default="3g", help="page cache of the server")
    parser.add_argument("--reads", type=int, default=200, help="enterprises that are read")
    return parser.parse_args()


def measure(home: Path, place: Path, server: Neo4jProcess, chosen: argparse.Namespace) -> dict[str, Any]:
    """Run all steps.

    Returns
    -------
    dict
        firms, machine, server, steps, sizes, reads of both stores, digests.
    """
    source = EmbeddedStore(home).version()
    if source is None:
        raise JobError("expected a home with an embedded store, got an empty one; run benchmarks.speed first")
    loads = _machine()
    steps = [_guanlian("bulk files", place, home, "neo4j", "import-files", str(place / "bulk"))]
    files = BulkFiles.read(place / "bulk")
    steps.append(_import_tool(server, files, place))
    shutil.rmtree(place / "bulk")
    use(server)
    steps.append(_guanlian("constraints and indexes", place, home, "neo4j", "schema"))
    sizes = {"store": size_on_disk(server.home / "data" / "databases")}
    steps.append(_guanlian("verify", place, home, "neo4j", "verify"))
    day = max(batch.day for batch in source.batches).isoformat()
    steps += [work(f"freeze, {store}", place, "freeze", store, home, day) for store in ("embedded", "neo4j")]
    steps.append(_guanlian("publish", place, home, "neo4j", "publish", "--month", chosen.month))
    reads = {
        store: work(f"reads, {store}", place, "reads", store, home, chosen.month, str(chosen.reads)).detail
        for store in ("embedded", "neo4j")
    }
    steps += _change(home, place, staged_day(source).isoformat(), _firms(home, source))
    return {
        "firms": _firms(home, source),
        "machine": loads,
        "server": {"heap": chosen.heap, "pages": chosen.pages},
        "rows": {kind: part.keys for kind, part in files.sums.items()},
        "files_bytes": sum(int(group["bytes"]) for group in files.groups),
        "steps": [step.as_json() for step in steps],
        "sizes": sizes | {"store after the change": size_on_disk(server.home / "data" / "databases")},
        "reads": {store: {key: found[key] for key in ("rows", "hub_ties")} for store, found in reads.items()},
        "reads_that_differ": differing(reads),
    }


def _import_tool(server: Neo4jProcess, files: BulkFiles, place: Path) -> Step:
    (server.home / "conf").mkdir(parents=True)
    os.environ["NEO4J_HOME"] = str(server.home)
    os.environ["NEO4J_CONF"] = str(server.home / "conf")
    words = ["java", "-cp", f"{jars()}/*", "org.neo4j.cli.AdminTool", *import_arguments(files)]
    words.append(f"--report-file={place / 'import.report'}")
    (place / "command.txt").write_text(shlex.join(words) + "\n", encoding="utf-8")
    step = run_step("import tool", words, place / "import-tool.log")
    del os.environ["NEO4J_HOME"], os.environ["NEO4J_CONF"]
    return step


def use(server: Neo4jProcess) -> None:
    """Start the server and let the settings of all further steps name it."""
    found = server.start()
    os.environ["GUANLIAN_NEO4J__URI"] = found.uri
    os.environ["GUANLIAN_NEO4J__PASSWORD"] = found.password


def _firms(home: Path, source: Version) -> int:
    """Size that the folder of ``benchmarks.speed`` is named by, else the versions of enterprises."""
    name = home.parent.name
    return int(name) if name.isdigit() else source.rows("enterprises")


def _change(home: Path, place: Path, day: str, firms: int) -> list[Step]:
    """Load one change into both stores and freeze both after it: 5 % of the firms, twice as many ties."""
    change, copy = place / "change", place / "home"
    draw_change(home, change, firms, place / "change.log")
    (copy / "graph").parent.mkdir(parents=True)
    shutil.copytree(home / "graph", copy / "graph", copy_function=os.link)
    loads = []
    for store in ("embedded", "neo4j"):
        # A load keeps its report beside the staged rows: each store gets rows of its own.
        mine = shutil.copytree(change, place / f"change-{store}")
        loads.append(work(f"monthly change, {store}", place, "load", store, copy, str(mine), str(home)))
    frozen = [
        work(f"freeze after the change, {store}", place, "freeze", store, copy, day)
        for store in ("embedded", "neo4j")
    ]
    return [*loads, *frozen]


def draw_change(home: Path, change: Path, firms: int, log: Path) -> None:
    """Write a month's change: 5 % of the firms, twice as many ties, as many records as firms."""
    sizes = (firms // 20, firms // 10, firms // 20)
    words = [sys.executable, "-m", "benchmarks.neo4j.change", str(home), str(change), *map(str, sizes)]
    run_step("draw the change", words, log)


def _guanlian(name: str, place: Path, home: Path, *words: str) -> Step:
    return run_step(
        name, [str(GUANLIAN), "--home", str(home), *words], place / f"{name.replace(' ', '-')}.log"
    )


def work(name: str, place: Path, work: str, store: str, home: Path, *words: str) -> Step:
    """Run one piece of work; its answer becomes the detail of the step."""
    log = place / f"{name.replace(' ', '-').replace(',', '')}.log"
    step = run_step(
        name, [sys.executable, "-m", "benchmarks.neo4j.work", work, store, str(home), *words], log
    )
    answer = json.loads(log.read_text(encoding="utf-8").splitlines()[-1])
    return Step(**{**step.as_json(), "detail": answer})


def differing(reads: dict[str, Any]) -> int:
    """Answers of the two stores that are not the same."""
    ours, theirs = (reads[store]["answers"] for store in ("embedded", "neo4j"))
    return sum(a != b for key in ours for a, b in zip(ours[key], theirs[key], strict=True))


def _machine() -> dict[str, Any]:
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_bytes": psutil.virtual_memory().total,
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[2], 2),
    }


if __name__ == "__main__":
    sys.exit(main())
