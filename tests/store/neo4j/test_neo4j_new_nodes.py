"""What is written of a node that a batch names first; no server is needed to see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.store.embedded.store import EmbeddedStore
from graph.store.neo4j.new_rows import NewRows
from graph.store.neo4j.state import StoreMarks
from tests.deliveries import Delivery, Row

DAY = date(2026, 10, 31)
WRITTEN = ("name", "known_on", "batch_seq")

Rows = Mapping[str, Sequence[Row]]
Written = Callable[[Rows], dict[str, list[dict[str, Any]]]]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Rows by statement that load a batch into an empty store."""

    def make(rows: Rows) -> dict[str, list[dict[str, Any]]]:
        store = EmbeddedStore(tmp_path)
        store.load(Delivery(batch="b", day=DAY, rows=rows).staged(tmp_path / "staged"))
        version = store.version()
        assert version is not None
        nothing: dict[str, Any] = dict.fromkeys(StoreMarks.__slots__)
        empty = StoreMarks(**{**nothing, "undone_before": (), "undone_days": ()})
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for step in NewRows(empty, None, version, None).statements():
            found[step.statement] += step.rows
        return found

    return make


def test_a_new_node_of_one_version_is_written_with_its_content_at_once(written: Written) -> None:
    found = written({"enterprises": [{"enterprise_id": "a", "name": "甲"}]})

    (row,) = found["ingest.entities"]
    assert [row["properties"][name] for name in WRITTEN] == ["甲", 20261031, 1]
    assert not found["ingest.enterprises"]


def test_a_new_record_is_written_with_its_content_at_once(written: Written) -> None:
    found = written({"records": [{"record_id": "r", "kind": "penalty"}]})

    (row,) = found["ingest.record_stubs"]
    assert row["properties"]["kind"] == "penalty"
    assert not found["ingest.records"]


def test_a_new_node_of_two_versions_gets_both_beside_its_stub(written: Written) -> None:
    first, second = date(2026, 9, 1), date(2026, 10, 1)
    versions = [
        {"enterprise_id": "a", "name": name, "known_on": day} for name, day in (("乙", first), ("甲", second))
    ]
    found = written({"enterprises": versions})

    (stub,), (row,) = found["ingest.entities"], found["ingest.enterprises"]
    assert "name" not in stub["properties"]
    assert (row["current"]["name"], [old["name"] for old in row["versions"]]) == ("甲", ["乙"])


def test_a_new_node_that_is_only_named_stays_a_stub(written: Written) -> None:
    tie = {"tie_id": "t", "kind": "HOLDS", "source_id": "a", "target_id": "b"}
    found = written({"ties": [tie]})

    assert all("known_on" not in row["properties"] for row in found["ingest.entities"])
