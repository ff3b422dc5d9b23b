"""Section of the benchmark guide about Neo4j, and the change it loads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.neo4j.change import staged_day, write_change
from benchmarks.neo4j.report import section
from graph.store.embedded.store import EmbeddedStore
from tests.bulk_imports import FIRST, SECOND, loaded_version


def step(name: str, **detail: Any) -> dict[str, Any]:
    return {
        "name": name,
        "seconds": 12.34,
        "cpu_seconds": 5.0,
        "peak_private_bytes": 500_000_000,
        "detail": detail,
    }


def result(digest: str) -> dict[str, Any]:
    reads = {"ego": {"median_ms": 1.0, "p95_ms": 2.0, "max_ms": 3.0}}
    return {
        "firms": 1000,
        "machine": {"cores": 2, "memory_bytes": 2**34, "load_before": 0.1},
        "server": {"heap": "1g", "pages": "1g"},
        "rows": {"Enterprise": 1000, "Record": 3000},
        "files_bytes": 2_000_000_000,
        "steps": [
            step("import tool"),
            step("freeze, embedded", digest="a"),
            step("freeze, neo4j", digest=digest),
        ],
        "sizes": {"store": 3_000_000_000},
        "reads": {store: {"rows": reads, "hub_ties": 7} for store in ("embedded", "neo4j")},
        "reads_that_differ": 0,
    }


def test_a_step_is_a_row_with_seconds_and_memory() -> None:
    assert "| import tool | 12.3 | 5.0 | 0.50 |" in section([result("a")])


def test_equal_digests_are_said_and_different_ones_are_loud() -> None:
    assert "| digests of freeze are equal | yes |" in section([result("a")])
    assert "| digests of freeze are equal | NO |" in section([result("b")])


def test_a_digest_that_nobody_took_is_neither_equal_nor_different() -> None:
    assert "| digests of freeze after the change are equal | not measured |" in section([result("a")])


def test_without_results_there_is_no_section() -> None:
    assert section([]) == ""


def test_a_drawn_change_is_a_batch_that_loads(tmp_path: Path) -> None:
    version = loaded_version(tmp_path, FIRST, SECOND)

    batch = write_change(version, tmp_path / "change", nodes=2, ties=4, records=3)

    report = EmbeddedStore(tmp_path / "home").load(batch)
    assert batch.day == staged_day(version)
    assert report.conflicts == ()
    assert report.added == {"enterprises": 2, "ties": 4, "records": 3, "parties": 3}
