"""Freezing out of Neo4j: the bytes of the embedded store, whatever the history."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings

from graph.store.embedded.store import EmbeddedStore
from graph.store.neo4j.store import Neo4jStore
from graph.store.protocol import FactStore
from tests.deliveries import Delivery
from tests.delivery_strategies import histories
from tests.store.neo4j.whole_rows import every_column
from tests.store.test_store_contract import EVERY_DAY, IN_MEMORY

NewStore = Callable[[Path], Neo4jStore]


def told(store: FactStore, deliveries: Sequence[Delivery], folder: Path) -> list[Any]:
    """All that a store says of a history: reports, digests of days, state."""
    reports = [store.load(delivery.staged(folder)) for delivery in deliveries]
    first, last = EVERY_DAY[0], EVERY_DAY[-1]
    frozen = [store.freeze(day, day) for day in EVERY_DAY[::4]]
    frozen += [store.freeze(EVERY_DAY[5], last, ["t1", "r1", "U1#region"]), store.freeze(first, last)]
    return [reports, [snapshot.digest() for snapshot in frozen], store.state()]


@settings(max_examples=6)
@given(deliveries=histories())
def test_one_history_freezes_to_the_same_bytes_in_both_stores(
    new_neo4j_store: NewStore, deliveries: list[Delivery]
) -> None:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if Path(IN_MEMORY).is_dir() else None) as name:
        folder = Path(name)
        expected = told(EmbeddedStore(folder / "embedded"), deliveries, folder / "staged")

        got = told(new_neo4j_store(folder / "neo4j"), deliveries, folder / "staged")

        assert got == expected
        assert [path.name for path in (folder / "neo4j" / "neo4j-scratch").iterdir()] == []


def test_every_column_of_every_table_survives(new_neo4j_store: NewStore, tmp_path: Path) -> None:
    day = date(2026, 3, 31)
    deliveries = [every_column(f"b{number}", day, number) for number in (1, 2)]

    expected = told(EmbeddedStore(tmp_path / "embedded"), deliveries, tmp_path / "staged")

    assert told(new_neo4j_store(tmp_path / "neo4j"), deliveries, tmp_path / "staged") == expected
