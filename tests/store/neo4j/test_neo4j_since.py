"""What the database says it learnt since a version, beside what the embedded store would say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from graph.store.embedded.since import statuses_known
from graph.store.embedded.store import EmbeddedStore
from graph.store.neo4j.since import Neo4jSince
from graph.store.neo4j.store import Neo4jStore
from graph.store.protocol import Undo
from tests.deliveries import Delivery, Row
from tests.neo4j_process import Neo4jServer
from tests.neo4j_server import ask

AS_OF, LATER = date(2026, 10, 31), date(2026, 11, 20)
RECORDS: list[Row] = [
    {"record_id": "r1", "kind": "penalty", "decision_id": "d1"},
    {"record_id": "r2", "kind": "penalty", "decision_id": "d1"},
    {"record_id": "r3", "kind": "penalty", "decision_id": "d2"},
]
STATUS: Row = {
    "status_id": "s1",
    "fact_kind": "record",
    "fact_id": "r1",
    "status": "revoked",
    "effective_on": date(2026, 11, 3),
}
NewStore = Callable[[Path], Neo4jStore]


def delivery(batch: str, day: date, rows: Mapping[str, Sequence[Row]], *, backfill: bool = False) -> Delivery:
    return Delivery(batch=batch, day=day, rows=dict(rows), backfill=backfill)


@pytest.fixture
def store(new_neo4j_store: NewStore, tmp_path: Path) -> Neo4jStore:
    """A store of three records and, later, of the status of one."""
    made = new_neo4j_store(tmp_path)
    for one in (
        delivery("facts", AS_OF, {"records": RECORDS}),
        delivery("status", date(2026, 11, 4), {"fact_statuses": [STATUS]}),
    ):
        made.load(one.staged(tmp_path))
    return made


def since(store: Neo4jStore) -> Neo4jSince:
    found = store.since()
    assert found is not None
    return found


def texts(*values: str) -> pa.LargeStringArray:
    return pa.array(values, pa.large_string())


def test_statuses_are_those_that_the_embedded_store_freezes(store: Neo4jStore, tmp_path: Path) -> None:
    embedded = EmbeddedStore(tmp_path / "embedded")
    embedded.load(delivery("facts", AS_OF, {"records": RECORDS}).staged(tmp_path / "again"))
    embedded.load(delivery("status", LATER, {"fact_statuses": [STATUS]}).staged(tmp_path / "again"))
    version = embedded.version()
    assert version is not None
    ours, theirs = since(store).statuses_known(AS_OF, LATER), statuses_known(version, AS_OF, LATER)
    assert ours.rows == 1
    assert list(ours) == list(theirs)
    assert [str(ours[name]) for name in ours] == [str(theirs[name]) for name in theirs]


def test_statuses_alone_leave_an_earlier_freeze_what_it_was(store: Neo4jStore) -> None:
    known = since(store).statuses_known(AS_OF, LATER)
    assert since(store).other_facts_since("v000001", AS_OF, known) is None


def test_facts_known_by_the_day_of_an_earlier_freeze_are_told(store: Neo4jStore, tmp_path: Path) -> None:
    tie: Row = {"tie_id": "t", "kind": "HOLDS", "source_id": "91A", "target_id": "91B"}
    early: Row = {**tie, "known_on": date(2026, 10, 1)}
    store.load(delivery("late", LATER, {"ties": [early]}, backfill=True).staged(tmp_path))
    known = since(store).statuses_known(AS_OF, LATER)
    assert "ties known by" in str(since(store).other_facts_since("v000002", AS_OF, known))


def test_a_record_that_came_again_under_a_withdrawn_id_is_told(store: Neo4jStore, tmp_path: Path) -> None:
    again: Row = {"record_id": "r1", "kind": "abnormal_listing"}
    store.load(delivery("again", LATER, {"records": [again]}).staged(tmp_path))
    known = since(store).statuses_known(AS_OF, LATER)
    assert "bears the id" in str(since(store).other_facts_since("v000002", AS_OF, known))


def test_a_batch_of_older_code_and_an_undo_are_told(
    store: Neo4jStore, neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    known = since(store).statuses_known(AS_OF, LATER)
    ask(neo4j_server, "MATCH (b:Batch {batch: 'status'}) REMOVE b.tables, b.first_days")
    assert "does not say" in str(since(store).other_facts_since("v000001", AS_OF, known))
    store.undo(Undo(batch="status", day=LATER, reason="r", author="a", approver="b"), [])
    assert since(store).other_facts_since("v000002", AS_OF, known) == "a batch was undone"


def test_records_of_decisions_and_records_known_by_a_day_are_found_by_their_keys(store: Neo4jStore) -> None:
    found = since(store)
    assert sorted(found.records_of_decisions(texts("d1")).to_pylist()) == ["r1", "r2"]
    assert found.knows_records(texts("r3", "nothing"), AS_OF)
    assert not found.knows_records(texts("r3"), date(2026, 10, 1))
    assert not found.knows_records(texts("nothing"), LATER)
