"""Migrations end when every index is online, and say which one cannot be."""

from __future__ import annotations

import pytest

from graph.errors import StoreIndexError
from graph.store.neo4j.database import Database
from graph.store.neo4j.schema import migrate
from tests.neo4j_process import Neo4jServer
from tests.neo4j_server import ask

_TOO_LONG = 20_000
"""Bytes of a value that a range index refuses (8,167 is the most)."""


def test_after_migrations_every_index_of_existing_rows_is_online(
    neo4j_database: Database, neo4j_emptied: Neo4jServer
) -> None:
    migrate(neo4j_database)
    ask(neo4j_emptied, "DROP INDEX identifier_value")
    ask(
        neo4j_emptied,
        "UNWIND range(1, 50000) AS n CREATE (:Identifier {id: toString(n), value: toString(n)})",
    )

    migrate(neo4j_database, again=True)

    assert ask(neo4j_emptied, "SHOW INDEXES YIELD name, state WHERE state <> 'ONLINE' RETURN name") == []


def test_an_index_that_cannot_be_built_is_named(neo4j_database: Database, neo4j_emptied: Neo4jServer) -> None:
    migrate(neo4j_database)
    ask(neo4j_emptied, "DROP INDEX identifier_value")
    ask(neo4j_emptied, "CREATE (:Identifier {id: 'i1', value: $value})", value="x" * _TOO_LONG)
    try:
        with pytest.raises(StoreIndexError, match=r"identifier_value.*FAILED"):
            migrate(neo4j_database, again=True)
    finally:
        ask(neo4j_emptied, "DROP INDEX identifier_value")
        ask(neo4j_emptied, "MATCH (n:Identifier) DETACH DELETE n")
        migrate(neo4j_database, again=True)
