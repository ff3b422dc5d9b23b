"""Stores under test: the contract suite runs once for each factory.

A Neo4j Community has one database, so a new store there empties it: a test that compares two
stores is done with the first before it makes the second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy
from neo4j import GraphDatabase

from graph.store.embedded.store import EmbeddedStore
from graph.store.neo4j.database import Database, Neo4jPlace
from graph.store.neo4j.schema import migrate, newest
from graph.store.neo4j.store import Neo4jStore
from graph.store.protocol import FactStore
from tests.neo4j_process import Neo4jServer

StoreFactory = Callable[[Path], FactStore]

FACTORIES: tuple[str, ...] = ("embedded", "neo4j")
_FEWER_ON_A_SERVER = 8
_EMPTY = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS"


def generated(
    examples: int, **strategies: SearchStrategy[Any]
) -> Callable[[Callable[..., None]], Callable[[StoreFactory], None]]:
    """Run a test of ``new_store`` on drawn values; on fewer where each needs a server."""

    def decorate(test: Callable[..., None]) -> Callable[[StoreFactory], None]:
        def run(new_store: StoreFactory) -> None:
            most = examples if new_store is EmbeddedStore else max(2, examples // _FEWER_ON_A_SERVER)

            @settings(max_examples=most)
            @given(**strategies)
            def check(**drawn: Any) -> None:
                test(new_store, **drawn)

            check()

        return run

    return decorate


@pytest.fixture(
    params=[pytest.param(name, marks=[pytest.mark.neo4j] if name == "neo4j" else []) for name in FACTORIES]
)
def new_store(request: pytest.FixtureRequest) -> StoreFactory:
    """Function that makes an empty store in a folder."""
    if request.param == "embedded":
        return EmbeddedStore
    factory: StoreFactory = request.getfixturevalue("new_neo4j_store")
    return factory


@pytest.fixture(scope="session")
def new_neo4j_store(neo4j_server: Neo4jServer) -> Iterator[Callable[[Path], Neo4jStore]]:
    """Function that empties the database, its schema made, and gives a store on it."""
    database = Database(
        Neo4jPlace(uri=neo4j_server.uri, user=neo4j_server.user, password=neo4j_server.password)
    )
    driver = GraphDatabase.driver(neo4j_server.uri, auth=(neo4j_server.user, neo4j_server.password))
    migrated: list[int] = []

    def make(home: Path) -> Neo4jStore:
        with driver.session() as session:
            session.run(_EMPTY).consume()
        if migrated:
            database.write("maintenance.schema_version", version=newest())
        else:
            migrated.append(migrate(database))
        return Neo4jStore(database, home)

    yield make
    database.close()
    driver.close()
