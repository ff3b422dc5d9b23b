"""One measured piece of work on a store, in a process of its own; its answer is JSON on stdout.

``python -m benchmarks.neo4j.work freeze|load|reads STORE HOME ...`` where STORE is
``embedded`` or ``neo4j``; the server is that of the settings in the environment.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.neo4j.change import staged
from benchmarks.speed.measure import quantiles
from benchmarks.speed.subjects import choose, month_snapshot
from graph.settings import load_settings
from graph.store.embedded.store import EmbeddedStore
from graph.store.neo4j.database import Database, Neo4jPlace
from graph.store.neo4j.store import Neo4jStore
from graph.store.protocol import AsOf

_HOPS, _CAP, _PAGE, _MAX_HOPS, _HUB_READS = 2, 300, 50, 6, 20


def main(words: Sequence[str]) -> dict[str, Any]:
    """Do what the words say.

    Parameters
    ----------
    words : work, store, home and what the work needs
    """
    work, store, home, *rest = words
    doing: dict[str, Callable[..., dict[str, Any]]] = {"freeze": _freeze, "load": _load, "reads": _reads}
    return doing[work](store, Path(home), *rest)


def _database() -> Database:
    neo4j = load_settings().neo4j
    return Database(
        Neo4jPlace(uri=neo4j.uri, user=neo4j.user, password=neo4j.secret(), database=neo4j.database)
    )


def _store(name: str, home: Path) -> EmbeddedStore | Neo4jStore:
    return EmbeddedStore(home) if name == "embedded" else Neo4jStore(_database(), home)


def _freeze(name: str, home: Path, day: str) -> dict[str, Any]:
    started = time.perf_counter()
    snapshot = _store(name, home).freeze(date.fromisoformat(day), date.fromisoformat(day))
    frozen = time.perf_counter()
    digest = snapshot.digest()
    return {
        "digest": digest,
        "freeze_s": round(frozen - started, 2),
        "digest_s": round(time.perf_counter() - frozen, 2),
    }


def _load(name: str, home: Path, change: str, source: str) -> dict[str, Any]:
    """Load the change drawn from the embedded store of ``source``."""
    version = EmbeddedStore(Path(source)).version()
    if version is None:
        raise SystemExit("expected a source with an embedded store, got an empty one")
    batch = staged(version, Path(change))
    started = time.perf_counter()
    report = _store(name, home).load(batch)
    return {
        "version": report.version,
        "load_s": round(time.perf_counter() - started, 2),
        "added": dict(report.added),
        "closed": dict(report.closed),
    }


def _reads(name: str, home: Path, month: str, count: str) -> dict[str, Any]:
    """Time the reads of one store on the nodes of a published month."""
    snapshot = month_snapshot(home, month)
    subjects = choose(snapshot, int(count))
    at = AsOf(day=snapshot.as_of, known_by=snapshot.known_by)
    reads = _store(name, home)
    some = subjects.enterprises
    pairs = list(zip(some, some[len(some) // 2 :] + some[: len(some) // 2], strict=True))
    hubs = (subjects.hub,) * _HUB_READS

    def ego(one: str) -> int:
        return reads.ego(one, at, hops=_HOPS, cap=_CAP).total

    def page(one: str) -> int:
        return reads.neighbours(one, at, limit=_PAGE).total

    def path(pair: tuple[str, str]) -> int:
        routes = reads.paths(*pair, at, max_hops=_MAX_HOPS, limit=1)
        return len(routes[0].ties) if routes else -1

    ego(some[0])
    timed = {
        "ego of 2 hops, cap 300": _timed(ego, some),
        "neighbours, page of 50": _timed(page, some),
        "neighbours of the hub, page of 50": _timed(page, hubs),
        "ego of 2 hops around the hub": _timed(ego, hubs),
        "path of at most 6 hops": _timed(path, pairs),
    }
    return {
        "hub_ties": subjects.hub_ties,
        "rows": {key: times for key, (_, times) in timed.items()},
        "answers": {key: found for key, (found, _) in timed.items()},
    }


def _timed(read: Callable[[Any], int], subjects: Sequence[Any]) -> tuple[list[int], dict[str, float]]:
    answers, seconds = [], []
    for subject in subjects:
        started = time.perf_counter()
        answers.append(read(subject))
        seconds.append(time.perf_counter() - started)
    return answers, quantiles(seconds)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1:])) + "\n")
