"""An ego that its bounds cut short is cut at the same place in both stores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from graph.domain import TieKind
from graph.store.embedded import reads as embedded_reads
from graph.store.embedded.store import EmbeddedStore
from graph.store.neo4j import reads as neo4j_reads
from graph.store.neo4j import view
from graph.store.neo4j.store import Neo4jStore
from graph.store.protocol import ALL_TIES, AsOf, FactStore, TieFilter
from tests.deliveries import Delivery, Row

DAY = date(2026, 10, 31)
AT = AsOf(day=DAY, known_by=DAY)
GUARANTEES = TieFilter(kinds=(TieKind.GUARANTEES,))
TIES: list[Row] = [
    {"tie_id": f"t{source}{target}", "kind": "HOLDS", "source_id": source, "target_id": target}
    for source, target in (
        *(("hub", f"n{place}") for place in range(4)),
        *((f"n{place}", f"m{place}{leaf}") for place in range(4) for leaf in range(place)),
    )
]
RECORDS: list[Row] = [{"record_id": f"r{number}", "kind": "penalty"} for number in range(9)]
PARTIES: list[Row] = [
    {"party_key": f"k{number}", "record_id": f"r{number}", "party_id": "n1", "role": "responsible"}
    for number in range(9)
]
AMONG: list[Row] = [
    {"tie_id": f"{kind}{source}{target}", "kind": kind, "source_id": source, "target_id": target}
    for kind in ("HOLDS", "GUARANTEES")
    for source, target in (("n0", "n1"), ("m10", "m20"), ("m20", "n3"), ("hub", "n2"), ("n3", "hub"))
]


def test_what_a_budget_leaves_of_an_ego_is_the_same_in_both_stores(
    new_neo4j_store: Callable[[Path], Neo4jStore], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = Delivery(batch="b", day=DAY, rows={"ties": TIES, "records": RECORDS, "parties": PARTIES})
    stores: list[FactStore] = [new_neo4j_store(tmp_path / "neo4j"), EmbeddedStore(tmp_path / "embedded")]
    for number, store in enumerate(stores):
        store.load(delivery.staged(tmp_path / f"staged-{number}"))
    totals = []
    for name, bounds in (("EGO_BUDGET", (4, 7, 10, 99)), ("EGO_WIDEST", (3, 4))):
        for bound in bounds:
            with monkeypatch.context() as patch:
                for module in (neo4j_reads, embedded_reads):
                    patch.setattr(module, name, bound)
                ours, theirs = (store.ego("hub", AT, hops=2, cap=50) for store in stores)
            assert ours == theirs
            totals.append((ours.total, ours.truncated))

    assert totals == [(5, True), (6, True), (8, True), (11, False), (5, True), (11, False)]


@pytest.mark.parametrize("cap", [3, 50])
def test_an_ego_is_the_same_in_both_stores_whichever_of_its_nodes_is_a_hub(
    new_neo4j_store: Callable[[Path], Neo4jStore], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cap: int
) -> None:
    monkeypatch.setattr(view, "HUB_ENTRIES", 3)
    delivery = Delivery(batch="b", day=DAY, rows={"ties": [*TIES, *AMONG]})
    stores: list[FactStore] = [new_neo4j_store(tmp_path / "neo4j"), EmbeddedStore(tmp_path / "embedded")]
    for number, store in enumerate(stores):
        store.load(delivery.staged(tmp_path / f"staged-{number}"))
    for node in ("hub", "n0", "n1", "n3", "m10", "m20", "m30"):
        ours, theirs = (
            [store.ego(node, AT, hops=2, cap=cap, ties=ties) for ties in (ALL_TIES, GUARANTEES)]
            for store in stores
        )
        assert ours == theirs
