"""Freezing a database that other hands have changed: report what is more, stop at what is less."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import structlog

from graph.errors import IntegrityError
from graph.store.neo4j.pages import Stray
from graph.store.neo4j.store import Neo4jStore
from tests.neo4j_process import Neo4jServer
from tests.neo4j_server import ask
from tests.store.neo4j.histories_for_faults import LAST, history

NewStore = Callable[[Path], Neo4jStore]

_MORE = {
    "MATCH (n:Enterprise {id: '91A'}) SET n:Suspicious:Checked": Stray(table="entities", key="91A", labels=2),
    "MATCH (n:Person {id: 'P:1'}) SET n.note = 'a remark', n.by = 'x'": Stray(
        table="entities", key="P:1", properties=("by", "note")
    ),
    "MATCH (n:Record {id: 'r1'}) SET n.colour = 'red'": Stray(
        table="records", key="r1", properties=("colour",)
    ),
    "MATCH (n:Coverage) WITH n ORDER BY n.id LIMIT 1 SET n.x = 1": Stray(
        table="coverage", key="coverage-coverage_id-0", properties=("x",)
    ),
    "MATCH (n:EnterpriseVersion {fact_id: '91A'}) WITH n LIMIT 1 SET n:Old": Stray(
        table="enterprises", key="91A", labels=1
    ),
    "MATCH ()-[t:HOLDS]->() WITH t ORDER BY t.version_id LIMIT 1 SET t.weight = 2": Stray(
        table="ties", key="ties-tie_id-1", properties=("weight",)
    ),
}


@pytest.mark.parametrize("change", _MORE)
def test_what_is_more_than_ours_is_reported_with_its_key_and_changes_nothing(
    new_neo4j_store: NewStore, neo4j_server: Neo4jServer, tmp_path: Path, change: str
) -> None:
    store = loaded(new_neo4j_store, tmp_path)
    before = store.freeze(LAST, LAST).digest()
    assert not store.strays
    ask(neo4j_server, change)

    with structlog.testing.capture_logs() as logs:
        after = store.freeze(LAST, LAST).digest()

    assert after == before
    strays = list(store.strays)
    assert strays == [_MORE[change]]
    stray = strays[0]
    assert [(log["event"], log["first"]) for log in logs] == [
        ("store.strays", [f"{stray.table}:{stray.key}"])
    ]


def loaded(new_store: NewStore, folder: Path) -> Neo4jStore:
    store = new_store(folder)
    for delivery in history(2):
        store.load(delivery.staged(folder))
    return store


_LESS = {
    "MATCH (n:Enterprise {id: '91A'}) REMOVE n.id": "id None, slot 0",
    "MATCH (n:Enterprise {id: '91A'}) REMOVE n.slot": "none in slot 0",
    "MATCH (n:Enterprise {id: '91A'}) DETACH DELETE n": "none in slot 0",
    "MATCH (n:Enterprise {id: '91A'}) REMOVE n.known_on": "91A: known_on or batch_seq is missing",
    "MATCH (n:Record {id: 'r1'}) REMOVE n.batch_seq": "r1: known_on or batch_seq is missing",
    "MATCH (n:Enterprise {id: '91A'}) REMOVE n.known_on, n.batch_seq": "enterprises: expected 6 .*got 5",
    "MATCH (n:Person {id: 'P:1'}) SET n.known_on = 'yesterday'": "property known_on",
    "MATCH (n:Enterprise {id: '91A'}) SET n.established_on = 20261399": "property established_on",
    "MATCH (n:Coverage) WITH n LIMIT 1 DELETE n": "coverage: expected 6 .*got 5",
    "MATCH (n:RecordVersion) WITH n LIMIT 1 DELETE n": "records: expected 6 .*got 5",
    "MATCH ()-[t:HOLDS]->() WITH t LIMIT 1 DELETE t": "ties: expected 6 .*got 5",
    "MATCH ()-[t:HOLDS]->() WITH t LIMIT 1 REMOVE t.tie_id": "a version without tie_id",
    "MATCH ()-[t:HOLDS]->() WITH t LIMIT 1 REMOVE t.known_on": "ties-tie_id-1: known_on",
    "MATCH ()-[t:NAMES]->() WITH t LIMIT 1 DELETE t": "parties: expected 6 .*got 5",
    "MATCH (b:Batch {sequence: 2}) DELETE b": "Batch nodes 1 to 2, got 1",
    "MATCH (a:Enterprise {id: '91A'}), (b:Enterprise {id: '91B'}) CREATE (a)-[:HOLDS]->(b)": "without tie_id",
}


@pytest.mark.parametrize("change", _LESS)
def test_what_is_less_than_ours_stops_the_freeze_and_is_named(
    new_neo4j_store: NewStore, neo4j_server: Neo4jServer, tmp_path: Path, change: str
) -> None:
    store = loaded(new_neo4j_store, tmp_path)
    ask(neo4j_server, change)

    with pytest.raises(IntegrityError, match=_LESS[change]):
        store.freeze(LAST, LAST)
