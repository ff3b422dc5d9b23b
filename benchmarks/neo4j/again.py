"""Freeze, reads and a monthly change taken again on the server that a whole run left behind.

``python -m benchmarks.neo4j.again --home HOME --folder FOLDER`` starts the server of FOLDER, takes
the three again, the change on top of what was loaded before, and puts them into the stored result.
It can be repeated: each time brings another change.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from benchmarks.neo4j.__main__ import differing, draw_change, use, work
from benchmarks.neo4j.report import RESULTS
from graph.errors import JobError
from graph.store.embedded.store import EmbeddedStore
from tests.neo4j_process import Neo4jProcess


def main() -> int:
    """Take them again; 0 done."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.neo4j.again", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="home of the whole run")
    parser.add_argument("--folder", type=Path, required=True, help="folder of the whole run")
    parser.add_argument("--month", default="2026-10")
    parser.add_argument("--heap", default="3g")
    parser.add_argument("--pages", default="6g")
    parser.add_argument("--reads", type=int, default=200)
    parser.add_argument("--option", action="append", default=[], help="of the server's virtual machine")
    chosen = parser.parse_args()
    place = chosen.folder.resolve()
    stored = RESULTS / f"{chosen.home.resolve().parent.name}.json"
    before = json.loads(stored.read_text(encoding="utf-8"))
    server = Neo4jProcess(
        place / "server", heap=chosen.heap, pages=chosen.pages, options=tuple(chosen.option)
    )
    try:
        use(server)
        found = again(chosen, place, before["firms"])
    finally:
        server.stop()
    found["server"] = {"heap": chosen.heap, "pages": chosen.pages, "options": chosen.option}
    merged = before | found | {"steps": _merged(before["steps"], found["steps"])}
    stored.write_text(json.dumps(merged, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def again(chosen: argparse.Namespace, place: Path, firms: int) -> dict[str, Any]:
    """Steps, reads and their note, as the whole run stores them."""
    home, load = chosen.home.resolve(), round(os.getloadavg()[2], 2)
    source, changed = EmbeddedStore(home).version(), EmbeddedStore(place / "home").version()
    if source is None or changed is None:
        raise JobError("expected the homes of a whole run, got an empty one; run benchmarks.neo4j first")
    day = max(batch.day for batch in source.batches).isoformat()
    steps = [work(f"freeze, {store}", place, "freeze", store, home, day) for store in ("embedded", "neo4j")]
    reads = {
        store: work(f"reads, {store}", place, "reads", store, home, chosen.month, str(chosen.reads)).detail
        for store in ("embedded", "neo4j")
    }
    change = place / f"change-{len(changed.batches)}"
    shutil.rmtree(change, ignore_errors=True)
    draw_change(place / "home", change, firms, place / "change.log")
    for store in ("neo4j", "embedded"):
        # Both stores, so that it can be taken once more; what it is drawn from comes last.
        mine = place / f"{change.name}-{store}"
        shutil.copytree(change, mine, dirs_exist_ok=True)
        words = ("load", store, place / "home", str(mine), str(place / "home"))
        steps.append(work(f"monthly change, {store}", place, *words))
        shutil.rmtree(mine)
    shutil.rmtree(change)
    return {
        "steps": [step.as_json() for step in steps],
        "reads": {store: {key: one[key] for key in ("rows", "hub_ties")} for store, one in reads.items()},
        "reads_that_differ": differing(reads),
        "note": f"{firms:,} firms: freezes, reads and the change of Neo4j were taken again at a load of "
        f"{load} on the server of the whole run, the change on top of the first; the other rows are the "
        "whole run's.",
    }


def _merged(before: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    fresh = {step["name"]: step for step in found}
    return [fresh.get(step["name"], step) for step in before]


if __name__ == "__main__":
    sys.exit(main())
