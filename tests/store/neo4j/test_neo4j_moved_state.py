"""Reads and freezes beside loads that are published, or taken back, while they read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.errors import IntegrityError, StoreBusyError
from graph.store.neo4j import finding, reads
from graph.store.neo4j.database import Database
from graph.store.neo4j.state import StoreMarks
from graph.store.neo4j.store import Neo4jStore
from graph.store.protocol import AsOf
from tests.neo4j_process import Neo4jServer
from tests.neo4j_server import ask
from tests.store.neo4j.histories_for_faults import (
    LAST,
    StoppedError,
    expected_digest,
    history,
    place,
)

AT = AsOf(day=LAST + timedelta(days=9), known_by=LAST + timedelta(days=9))
GIVEN_BACK = "MATCH (s:Store) SET s.given_back = coalesce(s.given_back, 0) + 1"


class Beside(Database):
    """A database on which something happens right before a statement, once."""

    def __init__(self, server: Neo4jServer, statement: str, act: Callable[[], object]) -> None:
        super().__init__(place(server))
        self._statement, self._act, self._done = statement, act, False

    def columns(self, query_name: str, /, **params: Any) -> dict[str, list[Any]]:
        if query_name == self._statement and not self._done:
            self._done = True
            self._act()
        return super().columns(query_name, **params)


@pytest.fixture
def cut_load(
    new_neo4j_store: Callable[[Path], Neo4jStore], neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    """A database with b1 and what a load of the newer b3 left that was stopped before its end."""
    first, _, third = history(3)
    new_neo4j_store(tmp_path).load(first.staged(tmp_path))

    def stop(step: str) -> None:
        if step == "publish":
            raise StoppedError("stopped")

    with Database(place(neo4j_server)) as database, pytest.raises(StoppedError):
        Neo4jStore(database, tmp_path, checkpoint=stop).load(third.staged(tmp_path))


@pytest.mark.usefixtures("cut_load")
def test_a_freeze_beside_a_load_that_takes_leftovers_away_freezes_all_that_is_published(
    neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    first, second, _ = history(3)

    def load() -> None:
        with Database(place(neo4j_server)) as other:
            Neo4jStore(other, tmp_path / "other").load(second.staged(tmp_path))

    with Beside(neo4j_server, "maintenance.page_enterprise_versions", load) as database:
        got = Neo4jStore(database, tmp_path).freeze(LAST, LAST).digest()

    assert got == expected_digest([first, second], tmp_path)


@pytest.mark.usefixtures("cut_load")
def test_a_freeze_of_rows_that_are_missing_without_a_load_is_refused(
    neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    ask(neo4j_server, "MATCH ()-[t:HOLDS]->() WHERE t.batch_seq = 1 DELETE t")

    with Database(place(neo4j_server)) as database, pytest.raises(IntegrityError):
        Neo4jStore(database, tmp_path).freeze(LAST, LAST)


def moving(server: Neo4jServer, times: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let something be given back during the first reads; the list holds one entry a try."""
    tries: list[int] = []
    original = finding.find_slot

    def find_slot(view: Any, identifier: str) -> int:
        tries.append(len(tries))
        if len(tries) <= times:
            ask(server, GIVEN_BACK)
            return -1
        return original(view, identifier)

    monkeypatch.setattr(reads, "find_slot", find_slot)
    return tries


@pytest.mark.usefixtures("cut_load")
def test_a_read_that_a_load_changed_meanwhile_is_made_again(
    neo4j_server: Neo4jServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Database(place(neo4j_server)) as database:
        store = Neo4jStore(database, tmp_path)
        undisturbed = store.find("91A", AT)
        assert undisturbed is not None
        tries = moving(neo4j_server, 2, monkeypatch)

        assert store.find("91A", AT) == undisturbed
        assert len(tries) == 3


@pytest.mark.usefixtures("cut_load")
def test_a_read_that_is_changed_each_time_says_that_the_store_is_busy(
    neo4j_server: Neo4jServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving(neo4j_server, 9, monkeypatch)

    with Database(place(neo4j_server)) as database, pytest.raises(StoreBusyError, match="ask again"):
        Neo4jStore(database, tmp_path).find("91A", AT)


@pytest.mark.usefixtures("cut_load")
def test_taking_leftovers_away_is_counted(neo4j_server: Neo4jServer, tmp_path: Path) -> None:
    second = history(2)[1]
    with Database(place(neo4j_server)) as database:
        Neo4jStore(database, tmp_path).load(second.staged(tmp_path))

        assert (database.read("maintenance.store_state", StoreMarks)[0].given_back or 0) > 0


def test_a_database_of_the_same_size_under_the_same_address_is_read_anew(
    new_neo4j_store: Callable[[Path], Neo4jStore], neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    delivery = history(1)[0]
    seen = []
    with Database(place(neo4j_server)) as database:
        for _ in range(2):
            new_neo4j_store(tmp_path).load(delivery.staged(tmp_path))
            seen.append(database.read("maintenance.store_state", StoreMarks)[0].mark)

    assert None not in seen
    assert len(set(seen)) == 2
