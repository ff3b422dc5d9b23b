"""The same reads by the embedded store and by networkx, which is also their oracle.

Run as ``python -m benchmarks.speed.graph_reads HOME MONTH COUNT`` in a process of its own:
networkx holds the whole graph as Python objects.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import networkx as nx

from benchmarks.speed.measure import quantiles
from benchmarks.speed.subjects import choose, in_force, month_snapshot
from graph.snapshot import Snapshot
from graph.store.bounds import EGO_WIDEST
from graph.store.embedded.store import EmbeddedStore
from graph.store.protocol import AsOf, TieFilter

_HOPS = 2
_CAP = 300
_MAX_HOPS = 6
_HUB_READS = 10
# networkx holds every tie in force, those that are void from their start too.
_TIES = TieFilter(void=True)

_T = TypeVar("_T")


def compare(home: Path, month: str, count: int) -> dict[str, Any]:
    """Time both on the same nodes and count where they disagree.

    Returns
    -------
    dict
        ``rows``: read -> store and networkx quantiles; ``disagreements``: ego sizes and path
        lengths that differ; seconds to open the store and to build the networkx graph.
    """
    snapshot = month_snapshot(home, month)
    subjects = choose(snapshot, count)
    at = AsOf(day=snapshot.as_of, known_by=snapshot.known_by)
    started = time.perf_counter()
    store = EmbeddedStore(home)
    store.ego(subjects.enterprises[0], at, hops=1, cap=1)
    opened_s = time.perf_counter() - started
    # A month's own snapshot lacks the excluded facts, which a read of the store still shows.
    snapshot = store.freeze(at.day, at.known_by)
    started = time.perf_counter()
    graph, code_of = _networkx(snapshot, (*subjects.enterprises, subjects.hub))
    built_s = time.perf_counter() - started
    some = subjects.enterprises
    pairs = list(zip(some, some[len(some) // 2 :] + some[: len(some) // 2], strict=True))
    hubs = (subjects.hub,) * _HUB_READS

    def ego(one: str) -> int:
        return store.ego(one, at, hops=_HOPS, cap=_CAP, ties=_TIES).total

    def ego_networkx(one: str) -> int:
        return len(nx.single_source_shortest_path_length(graph, code_of[one], cutoff=_HOPS))

    def path(pair: tuple[str, str]) -> int:
        routes = store.paths(*pair, at, max_hops=_MAX_HOPS, limit=1, ties=_TIES)
        return len(routes[0].ties) if routes else -1

    def path_networkx(pair: tuple[str, str]) -> int:
        try:
            hops = len(nx.bidirectional_shortest_path(graph, code_of[pair[0]], code_of[pair[1]])) - 1
        except nx.NetworkXNoPath:
            return -1
        return hops if hops <= _MAX_HOPS else -1

    rows, disagreements = {}, 0
    for name, subject, ours, theirs in (
        ("ego of 2 hops", some, ego, ego_networkx),
        (f"ego of 2 hops around the hub ({subjects.hub_ties} ties)", hubs, ego, ego_networkx),
        ("shortest path, at most 6 hops", pairs, path, path_networkx),
    ):
        found, store_times = _timed(ours, subject)  # type: ignore[arg-type]
        expected, networkx_times = _timed(theirs, subject)  # type: ignore[arg-type]
        disagreements += sum(_differ(a, b) for a, b in zip(found, expected, strict=True))
        rows[name] = {"store": store_times, "networkx": networkx_times, "reads": len(found)}
    return {
        "rows": rows,
        "disagreements": disagreements,
        "store_open_s": round(opened_s, 3),
        "networkx_build_s": round(built_s, 2),
        "networkx_nodes": graph.number_of_nodes(),
        "networkx_edges": graph.number_of_edges(),
    }


def _differ(found: int, expected: int) -> bool:
    """Whether answers differ; an ego that the store cut short says so and counts what it walked."""
    return found != expected and not EGO_WIDEST < found < expected


def _networkx(snapshot: Snapshot, ids: Sequence[str]) -> tuple[nx.Graph[int], dict[str, int]]:
    living = in_force(snapshot)
    source = snapshot.ties.numbers("src")[living]
    target = snapshot.ties.numbers("dst")[living]
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(snapshot.nodes))
    step = 1_000_000
    for start in range(0, len(source), step):
        part = slice(start, start + step)
        graph.add_edges_from(zip(source[part].tolist(), target[part].tolist(), strict=True))
    return graph, {one: _code(snapshot, one) for one in ids}


def _code(snapshot: Snapshot, node_id: str) -> int:
    """Code of a node by its id; only for the few measured nodes."""
    frames = (
        (snapshot.enterprises, "enterprise_id"),
        (snapshot.persons, "person_id"),
        (snapshot.places, "place_id"),
        (snapshot.contacts, "contact_id"),
    )
    for start, (frame, column) in zip(snapshot.node_starts.values(), frames, strict=True):
        row = frame.text(column).index(node_id).as_py()
        if row >= 0:
            return int(start + row)
    raise KeyError(node_id)


def _timed(read: Callable[[_T], int], subjects: Sequence[_T]) -> tuple[list[int], dict[str, float]]:
    answers, seconds = [], []
    for subject in subjects:
        started = time.perf_counter()
        answers.append(read(subject))
        seconds.append(time.perf_counter() - started)
    return answers, quantiles(seconds)


if __name__ == "__main__":
    home, month, count = sys.argv[1:]
    sys.stdout.write(json.dumps(compare(Path(home), month, int(count))))
