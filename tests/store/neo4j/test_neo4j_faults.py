"""A server that is killed while it is worked on: a re-run ends where it would have ended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.errors import StoreUnreachableError
from graph.store.neo4j.database import Database, Neo4jPlace
from graph.store.neo4j.store import Neo4jStore
from tests.neo4j_process import Neo4jProcess
from tests.neo4j_server import ask
from tests.store.neo4j.histories_for_faults import LAST, expected_digest, history, place


@pytest.fixture
def database(neo4j_own: Neo4jProcess) -> Iterator[Database]:
    with Database(place(neo4j_own.server)) as database:
        yield database


@pytest.mark.parametrize("step", ["ties", "publish"])
def test_a_server_killed_during_a_load_is_loaded_to_the_same_digest(
    neo4j_own: Neo4jProcess, database: Database, tmp_path: Path, step: str
) -> None:
    first, second = history(2)
    Neo4jStore(database, tmp_path).load(first.staged(tmp_path))

    def kill(reached: str) -> None:
        if reached == step and neo4j_own.running:
            neo4j_own.kill()

    with pytest.raises(StoreUnreachableError):
        Neo4jStore(database, tmp_path, checkpoint=kill).load(second.staged(tmp_path))
    neo4j_own.start()
    store = Neo4jStore(database, tmp_path)
    report = store.load(second.staged(tmp_path))

    assert report.version == "v000002"
    assert store.freeze(LAST, LAST).digest() == expected_digest([first, second], tmp_path)
    doubled = "MATCH ()-[t]->() RETURN count(*) - count(DISTINCT t.version_id) AS more"
    assert ask(neo4j_own.server, doubled) == [{"more": 0}]


def test_a_server_killed_during_a_freeze_freezes_again_to_the_same_digest(
    neo4j_own: Neo4jProcess, database: Database, tmp_path: Path
) -> None:
    (first,) = history(1)
    store = Neo4jStore(database, tmp_path)
    store.load(first.staged(tmp_path))
    killing = KilledBefore(database.place, neo4j_own, "maintenance.page_ties")

    with killing, pytest.raises(StoreUnreachableError):
        Neo4jStore(killing, tmp_path).freeze(LAST, LAST)
    neo4j_own.start()

    assert store.freeze(LAST, LAST).digest() == expected_digest([first], tmp_path)
    assert list((tmp_path / "neo4j-scratch").iterdir()) == []


class KilledBefore(Database):
    """A database whose server is killed right before a statement."""

    def __init__(self, place: Neo4jPlace, process: Neo4jProcess, statement: str) -> None:
        super().__init__(place)
        self._process = process
        self._statement = statement

    def columns(self, query_name: str, /, **params: Any) -> dict[str, list[Any]]:
        if query_name == self._statement:
            self._process.kill()
        return super().columns(query_name, **params)
