"""A database against its source: what is missing, added, changed or doubled is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.store.embedded.segments import Version
from graph.store.neo4j import bulk_rows, database_keys
from graph.store.neo4j.bulk import BulkFiles, write_bulk_files
from graph.store.neo4j.database import Database
from graph.store.neo4j.store import Neo4jStore
from graph.store.neo4j.verify import KindCheck, Verification, verify
from tests.bulk_imports import FIRST, SECOND, loaded_version
from tests.neo4j_process import Neo4jServer
from tests.neo4j_server import ask


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Version:
    return loaded_version(tmp_path_factory.mktemp("source"), FIRST, SECOND)


@pytest.fixture
def database(neo4j_database: Database, tmp_path: Path) -> Database:
    store = Neo4jStore(neo4j_database, tmp_path / "home")
    for delivery in (FIRST, SECOND):
        store.load(delivery.staged(tmp_path / "staged"))
    return neo4j_database


def only(found: Verification, kind: str) -> KindCheck:
    """The difference of a kind."""
    (check,) = [check for check in found.differences if check.kind == kind]
    return check


def kinds(found: Verification) -> set[str]:
    return {check.kind for check in found.differences}


def test_a_loaded_database_equals_its_source(database: Database, source: Version) -> None:
    found = verify(database, source)

    assert found.same
    assert {check.kind: check.found.keys for check in found.kinds} == {
        "Batch": 2,
        "BRANCH_OF": 1,
        "Enterprise": 5,
        "HOLDS": 2,
        "LINKED_TO": 1,
        "NAMES": 3,
        "Person": 1,
        "Place": 1,
        "REGISTERED_AT": 1,
        "Record": 2,
        "enterprises": 4,
        "fact_statuses": 2,
        "identifiers": 2,
        "persons": 1,
        "record_items": 1,
        "records": 2,
    } | {check.kind: 0 for check in found.kinds if check.expected.keys == 0}


def test_pages_and_chunks_do_not_change_the_result(
    database: Database, source: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_keys, "SLOTS_A_PAGE", 1)
    monkeypatch.setattr(database_keys, "ROWS_A_PAGE", 1)
    monkeypatch.setattr(bulk_rows, "CHUNK_ROWS", 1)

    assert verify(database, source).same


def test_a_deleted_node_is_missing(database: Database, source: Version, neo4j_server: Neo4jServer) -> None:
    ask(neo4j_server, "MATCH (i:RecordItem {id: 'm1'}) DETACH DELETE i")

    found = verify(database, source)

    assert kinds(found) == {"record_items"}
    assert only(found, "record_items").missing == ("m1|20260131|1",)


def test_a_deleted_tie_is_missing(database: Database, source: Version, neo4j_server: Neo4jServer) -> None:
    ask(neo4j_server, "MATCH ()-[t:HOLDS {batch_seq: 1}]->() DELETE t")

    check = only(verify(database, source), "HOLDS")

    assert (check.expected.keys, check.found.keys) == (2, 1)
    assert len(check.missing) == 1
    assert check.missing[0].startswith("t1|20260131|1|")


def test_a_deleted_older_version_is_missing(
    database: Database, source: Version, neo4j_server: Neo4jServer
) -> None:
    ask(neo4j_server, "MATCH (v:EnterpriseVersion) DELETE v")

    assert only(verify(database, source), "enterprises").missing == ("U1|20260131|1",)


def test_an_added_node_is_extra(database: Database, source: Version, neo4j_server: Neo4jServer) -> None:
    ask(neo4j_server, "CREATE (:Identifier {id: 'i9', known_on: 20260101, batch_seq: 1})")

    assert only(verify(database, source), "identifiers").extra == ("i9|20260101|1",)


def test_an_added_tie_of_an_unknown_type_is_extra(
    database: Database, source: Version, neo4j_server: Neo4jServer
) -> None:
    ask(neo4j_server, "MATCH (a:Entity {id: 'U1'}), (b:Entity {id: 'U2'}) CREATE (a)-[:KNOWS]->(b)")

    assert kinds(verify(database, source)) == {"KNOWS"}


def test_a_changed_key_is_missing_and_extra(
    database: Database, source: Version, neo4j_server: Neo4jServer
) -> None:
    ask(neo4j_server, "MATCH (e:Enterprise {id: 'U2'}) SET e.id = 'U7'")

    found = verify(database, source)

    assert kinds(found) == {"Enterprise", "enterprises"}
    check = only(found, "enterprises")
    assert (check.missing, check.extra) == (("U2|20260131|1",), ("U7|20260131|1",))


def test_a_key_that_was_removed_is_found(
    database: Database, source: Version, neo4j_server: Neo4jServer
) -> None:
    ask(neo4j_server, "MATCH (r:Record {id: 'r2'}) REMOVE r.id")

    assert kinds(verify(database, source)) == {"Record"}


def test_a_tie_between_other_nodes_is_found(
    database: Database, source: Version, neo4j_server: Neo4jServer
) -> None:
    ask(
        neo4j_server,
        """MATCH (a)-[t:REGISTERED_AT]->(b:Place), (other:Entity {id: 'U2'})
        CREATE (other)-[copy:REGISTERED_AT]->(b)
        WITH t, copy, properties(t) AS kept
        DELETE t SET copy = kept""",
    )

    check = only(verify(database, source), "REGISTERED_AT")

    assert (len(check.missing), len(check.extra)) == (1, 1)


def test_a_doubled_relationship_is_named(
    database: Database, source: Version, neo4j_server: Neo4jServer
) -> None:
    ask(neo4j_server, "DROP CONSTRAINT names_version IF EXISTS")
    ask(neo4j_server, "MATCH (r)-[n:NAMES {party_key: 'k2'}]->(e) CREATE (r)-[m:NAMES]->(e) SET m = n")

    check = only(verify(database, source), "NAMES")

    assert (check.found.keys, len(check.doubled), check.missing, check.extra) == (4, 1, (), ())


def test_a_lost_batch_is_missing(database: Database, source: Version, neo4j_server: Neo4jServer) -> None:
    ask(neo4j_server, "MATCH (b:Batch {sequence: 1}) DELETE b")

    assert only(verify(database, source), "Batch").missing == ("b1|1",)


def test_a_manifest_of_bulk_files_is_a_source_without_example_keys(
    database: Database, source: Version, neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    files = write_bulk_files(source, tmp_path / "bulk", schema_version=0)
    assert verify(database, BulkFiles.read(files.folder)).same
    ask(neo4j_server, "MATCH (i:RecordItem {id: 'm1'}) DETACH DELETE i")

    check = only(verify(database, files), "record_items")

    assert (check.expected.keys, check.found.keys, check.missing) == (1, 0, ())
