"""The database layer against a real server: typed rows, errors of ours, one retry, locks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from graph.errors import (
    IntegrityError,
    SettingsError,
    StoreAuthError,
    StoreBusyError,
    StoreDatabaseError,
    StoreError,
    StoreIndexError,
    StoreTimeoutError,
    StoreUnreachableError,
)
from graph.store.neo4j.database import Database, Neo4jPlace
from tests.cutting_proxy import CuttingProxy
from tests.neo4j_process import Neo4jProcess, Neo4jServer, free_port
from tests.store.neo4j.things import STATEMENTS, Listed, Thing


def opened(place: Neo4jPlace) -> Database:
    return Database(place, STATEMENTS)


@pytest.fixture
def database(neo4j_database: Database) -> Iterator[Database]:
    with opened(replace(neo4j_database.place, timeout_s=60.0)) as made:
        yield made


def test_rows_are_typed_by_the_columns_of_the_statement(database: Database) -> None:
    database.write("ingest.thing", key="b", size=2)
    database.write("ingest.thing", key="a", size=None)

    rows = database.read("read.things", Thing)

    assert rows == [Thing(key="a", size=None), Thing(key="b", size=2)]


def test_a_list_becomes_the_tuple_of_its_field(database: Database) -> None:
    assert database.read("read.lists", Listed) == [Listed(key="a", sizes=(1, 2))]


def test_a_row_type_has_exactly_the_columns_of_the_statement(database: Database) -> None:
    with pytest.raises(StoreError, match=r"Listed has the fields \['key', 'sizes'\].*\['key', 'size'\]"):
        database.read("read.things", Listed)


def test_a_stored_value_of_another_type_is_named_by_column_and_row_and_not_shown(database: Database) -> None:
    database.write("ingest.thing", key="a", size=1)
    database.write("ingest.thing", key="b", size="secret")

    with pytest.raises(
        IntegrityError, match=r"read\.things: size of row 1: expected int, got str"
    ) as failure:
        database.read("read.things", Thing)

    assert "secret" not in str(failure.value)


def test_the_header_names_the_columns_that_the_server_returns(database: Database) -> None:
    with pytest.raises(StoreError, match=r"the header says \['key', 'size'\], the server returns \['key'\]"):
        database.read("read.wrong_header", Thing)


def test_columns_are_one_record_of_lists(database: Database) -> None:
    database.write("ingest.thing", key="b", size=2)
    database.write("ingest.thing", key="a", size=1)

    assert database.columns("read.packed") == {"key": ["a", "b"], "size": [1, 2]}


def test_columns_of_two_lengths_are_refused(database: Database) -> None:
    with pytest.raises(StoreError, match="columns of one length"):
        database.columns("read.uneven")


@pytest.mark.parametrize(
    ("name", "params"), [("read.nothing", {}), ("read.echo", {}), ("read.echo", {"value": "a", "other": 1})]
)
def test_an_unknown_name_and_other_parameters_are_refused(
    database: Database, name: str, params: dict[str, Any]
) -> None:
    with pytest.raises(StoreError, match=r"expected (a statement|the parameters)"):
        database.read(name, Thing, **params)


def test_a_write_is_no_read_and_a_read_no_write(database: Database) -> None:
    with pytest.raises(StoreError, match="mode read, got one of mode write"):
        database.read("ingest.thing", Thing, key="a", size=1)
    with pytest.raises(StoreError, match="mode write, got one of mode read"):
        database.write("read.things")


def test_a_value_that_looks_like_cypher_stays_a_value(database: Database) -> None:
    value = "'; MATCH (n) DETACH DELETE n //"
    database.write("ingest.thing", key=value, size=1)

    assert database.read("read.echo", Thing, value=value) == [Thing(key=value, size=1)]
    assert database.read("read.things", Thing) == [Thing(key=value, size=1)]


def test_nobody_listening_is_told_at_once_with_the_address() -> None:
    place = Neo4jPlace(uri=f"bolt://127.0.0.1:{free_port()}", user="neo4j", password="x")
    before = time.monotonic()

    with (
        opened(place) as away,
        pytest.raises(StoreUnreachableError, match=r"127\.0\.0\.1:.*start the server"),
    ):
        away.read("read.things", Thing)

    assert time.monotonic() - before < place.retry_s / 2


def test_another_service_on_the_port_is_no_neo4j(neo4j_server: Neo4jServer) -> None:
    place = Neo4jPlace(uri=neo4j_server.uri.replace("bolt://", "bolt+s://"), user="neo4j", password="x")

    with opened(place) as other, pytest.raises(StoreUnreachableError):
        other.read("read.things", Thing)


def test_an_address_of_another_form_is_a_setting_to_correct() -> None:
    place = Neo4jPlace(uri="127.0.0.1:7687", user="neo4j", password="x")

    with opened(place) as odd, pytest.raises(SettingsError, match="bolt://HOST:PORT"):
        odd.read("read.things", Thing)


def test_a_wrong_password_is_told_and_never_shown(database: Database) -> None:
    place = replace(database.place, password="not-the-password")

    with opened(place) as refused, pytest.raises(StoreAuthError, match="refuses user or password") as failure:
        refused.read("read.things", Thing)

    assert "not-the-password" not in str(failure.value) + repr(place)


def test_a_missing_database_is_told(database: Database) -> None:
    place = replace(database.place, database="elsewhere")

    with opened(place) as other, pytest.raises(StoreDatabaseError, match="GUANLIAN_NEO4J__DATABASE"):
        other.read("read.things", Thing)


def test_a_read_that_runs_too_long_is_ended_by_the_server(database: Database) -> None:
    with pytest.raises(StoreTimeoutError, match=r"read\.slow: .*time limit"):
        database.columns("read.slow", timeout_s=0.2)

    assert database.read("read.lists", Listed)


def test_a_missing_index_is_told(database: Database) -> None:
    with pytest.raises(StoreIndexError, match="SHOW INDEXES"):
        database.columns("read.no_index")


def test_a_second_node_of_a_key_is_refused_without_its_value(database: Database) -> None:
    database.schema("schema.thing")
    try:
        database.write("ingest.thing", key="secret", size=1)

        with pytest.raises(IntegrityError, match=r"ingest\.second: a key is there twice") as failure:
            database.write("ingest.second", key="secret")

        assert "secret" not in str(failure.value)
        assert failure.value.__suppress_context__
    finally:
        database.schema("schema.no_thing")


def test_a_write_that_fails_changes_nothing(database: Database) -> None:
    with pytest.raises(StoreError, match=r"ingest\.broken: .*ArithmeticError"):
        database.write("ingest.broken", key="a")

    assert database.read("read.things", Thing) == []


def test_a_cut_between_commit_and_answer_is_told_and_a_repeat_doubles_nothing(database: Database) -> None:
    with CuttingProxy(database.place.uri) as proxy, opened(replace(database.place, uri=proxy.uri)) as cut:
        cut.write("ingest.thing", key="a", size=1)
        proxy.drop_answer("COMMIT")

        with pytest.raises(StoreUnreachableError, match=r"not known whether.*a repeat adds nothing twice"):
            cut.write("ingest.thing", key="b", size=2)
        written = database.read("read.things", Thing)
        cut.write("ingest.thing", key="b", size=2)

        assert proxy.cuts == 1
        assert written == [Thing(key="a", size=1), Thing(key="b", size=2)]
        assert database.read("read.things", Thing) == written


def test_a_cut_before_the_commit_is_repeated_by_the_driver(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with CuttingProxy(database.place.uri) as proxy, opened(replace(database.place, uri=proxy.uri)) as cut:
        cut.write("ingest.thing", key="a", size=1)
        proxy.drop_answer("RUN")

        cut.write("ingest.thing", key="b", size=2)

        assert proxy.cuts == 1
        assert database.read("read.things", Thing) == [Thing(key="a", size=1), Thing(key="b", size=2)]
        assert "will be retried" in caplog.text


def test_a_held_lock_is_refused_to_a_second_holder_and_free_afterwards(database: Database) -> None:
    database.write("ingest.thing", key="lock", size=None)
    with database.hold("ingest.lock") as first:
        with (
            pytest.raises(StoreBusyError, match="another writer holds the store"),
            database.hold("ingest.lock", wait_s=0.2),
        ):
            pass
        still_held = first.alive

    with database.hold("ingest.lock", wait_s=0.2) as second:
        assert second.records == [{"key": "lock"}]
    assert still_held


def test_a_hold_changes_nothing(database: Database) -> None:
    database.write("ingest.thing", key="lock", size=7)

    with database.hold("ingest.lock"):
        pass

    assert database.read("read.things", Thing) == [Thing(key="lock", size=7)]


def test_a_lock_dies_with_the_connection_of_its_holder(database: Database) -> None:
    database.write("ingest.thing", key="lock", size=None)
    with (
        CuttingProxy(database.place.uri) as proxy,
        opened(replace(database.place, uri=proxy.uri)) as holder,
        holder.hold("ingest.lock") as held,
    ):
        proxy.drop_answer("RUN")
        alive = held.alive

        with database.hold("ingest.lock") as second:
            assert second.records == [{"key": "lock"}]
    assert not alive


def test_a_server_that_was_killed_is_away_and_then_back(neo4j_own: Neo4jProcess) -> None:
    server = neo4j_own.server
    place = Neo4jPlace(uri=server.uri, user=server.user, password=server.password, retry_s=1.0)
    with opened(place) as database:
        database.write("ingest.thing", key="a", size=1)
        neo4j_own.kill()

        with pytest.raises(StoreUnreachableError):
            database.read("read.things", Thing)
        neo4j_own.start()

        assert database.read("read.things", Thing) == [Thing(key="a", size=1)]
