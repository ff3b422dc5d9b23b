"""A large batch is written in parts, so that memory is bounded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.store.neo4j import bulk_rows
from graph.store.neo4j.lock import Fence
from graph.store.neo4j.store import Neo4jStore
from tests.store.neo4j.histories_for_faults import LAST, expected_digest, history


def test_a_batch_is_written_in_parts_of_a_bounded_size(
    new_neo4j_store: Callable[[Path], Neo4jStore], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliveries, sizes = history(3), []
    original = Fence.write_rows

    def write_rows(fence: Fence, statement: str, rows: list[dict[str, Any]]) -> None:
        sizes.append(len(rows))
        original(fence, statement, rows)

    monkeypatch.setattr(Fence, "write_rows", write_rows)
    monkeypatch.setattr(bulk_rows, "CHUNK_ROWS", 2)
    store = new_neo4j_store(tmp_path)
    for delivery in deliveries:
        store.load(delivery.staged(tmp_path))

    assert max(sizes) == 2
    assert store.freeze(LAST, LAST).digest() == expected_digest(deliveries, tmp_path)
