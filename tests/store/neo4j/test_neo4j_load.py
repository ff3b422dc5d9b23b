"""Loading into Neo4j: invisible until published, repeatable, one writer at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import NotFoundError, StoreBusyError, StoreSchemaError, StoreUnreachableError
from graph.store.embedded.folder import Checkpoint, no_checkpoint
from graph.store.neo4j.database import Database
from graph.store.neo4j.leftovers import discard_leftovers
from graph.store.neo4j.lock import writing
from graph.store.neo4j.schema import migrate, newest
from graph.store.neo4j.state import read_state
from graph.store.neo4j.store import Neo4jStore
from tests.cutting_proxy import CuttingProxy
from tests.neo4j_process import Neo4jServer
from tests.neo4j_server import ask
from tests.store.neo4j.histories_for_faults import (
    DAY,
    LAST,
    StoppedError,
    everything,
    expected_digest,
    history,
    place,
)
from tests.store.neo4j.whole_rows import CYPHER, every_column

NewStore = Callable[[Path], Neo4jStore]
OpenStore = Callable[..., Neo4jStore]


@pytest.fixture
def open_store(neo4j_server: Neo4jServer) -> Iterator[OpenStore]:
    """Function that gives a store on the database as it is, of connections of its own."""
    opened: list[Database] = []

    def make(folder: Path, checkpoint: Checkpoint = no_checkpoint, uri: str = "") -> Neo4jStore:
        where = place(neo4j_server)
        opened.append(Database(replace(where, uri=uri or where.uri)))
        return Neo4jStore(opened[-1], folder, checkpoint=checkpoint)

    yield make
    for database in opened:
        database.close()


def digest(store: Neo4jStore) -> str:
    return store.freeze(LAST, LAST).digest()


def test_rows_of_a_load_that_is_not_finished_do_not_count(
    new_neo4j_store: NewStore, open_store: OpenStore, neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    first, second = history(2)
    store = new_neo4j_store(tmp_path)
    store.load(first.staged(tmp_path))
    before, seen = digest(store), []

    def freeze_beside(step: str) -> None:
        seen.append(digest(store))
        if step == "publish":
            raise StoppedError("stopped")

    with pytest.raises(StoppedError):
        open_store(tmp_path, freeze_beside).load(second.staged(tmp_path))

    assert set(seen) == {before}
    assert digest(store) == before
    assert store.current_version() == "v000001"


def test_a_load_that_was_stopped_runs_again_to_the_same_database(
    new_neo4j_store: NewStore, open_store: OpenStore, neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    deliveries = history(3)
    stop_at(open_store, new_neo4j_store, tmp_path, "publish")
    store = open_store(tmp_path)
    for delivery in deliveries[1:]:
        store.load(delivery.staged(tmp_path))
    again = everything(neo4j_server)

    undisturbed = new_neo4j_store(tmp_path)
    for delivery in deliveries:
        undisturbed.load(delivery.staged(tmp_path))

    assert sorted(set(again) ^ set(everything(neo4j_server))) == []


def stop_at(open_store: OpenStore, new_store: NewStore, folder: Path, last_step: str) -> None:
    """Load b1, then b2 up to a step."""
    first, second = history(2)
    new_store(folder).load(first.staged(folder))

    def stop(step: str) -> None:
        if step == last_step:
            raise StoppedError("stopped")

    with pytest.raises(StoppedError):
        open_store(folder, stop).load(second.staged(folder))


def test_another_batch_takes_away_what_a_stopped_load_left(
    new_neo4j_store: NewStore, open_store: OpenStore, neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    first, _, third = history(3)
    stop_at(open_store, new_neo4j_store, tmp_path, "publish")
    store = open_store(tmp_path)
    store.load(third.staged(tmp_path))
    after = everything(neo4j_server)

    undisturbed = new_neo4j_store(tmp_path)
    for delivery in (first, third):
        undisturbed.load(delivery.staged(tmp_path))

    assert sorted(set(after) ^ set(everything(neo4j_server))) == []
    assert digest(store) == expected_digest([first, third], tmp_path)


_WRITER = """
import os, signal, sys
from datetime import date
from pathlib import Path
from graph.store.neo4j.database import Database, Neo4jPlace
from graph.store.neo4j.store import Neo4jStore
from graph.store.protocol import StagedBatch

home, folder, batch, day, source, uri, user, password, step = sys.argv[1:]

def die(reached):
    if reached == step:
        os.kill(os.getpid(), signal.SIGKILL)

Neo4jStore(Database(Neo4jPlace(uri=uri, user=user, password=password)), Path(home), checkpoint=die).load(
    StagedBatch(batch=batch, day=date.fromisoformat(day), source=source, folder=Path(folder), rows={})
)
"""


@pytest.mark.parametrize("step", ["enterprises", "ties"])
def test_a_killed_client_lets_go_and_a_re_run_ends_in_the_same_digest(
    new_neo4j_store: NewStore, neo4j_server: Neo4jServer, tmp_path: Path, step: str
) -> None:
    first, second = history(2)
    store = new_neo4j_store(tmp_path / "home")
    store.load(first.staged(tmp_path))
    batch = second.staged(tmp_path)
    where = [neo4j_server.uri, neo4j_server.user, neo4j_server.password]
    told = [str(tmp_path / "home"), str(batch.folder), batch.batch, batch.day.isoformat(), batch.source]

    killed = subprocess.run(
        [sys.executable, "-c", _WRITER, *told, *where, step], check=False, cwd=Path(__file__).parents[3]
    ).returncode

    assert killed == -9
    assert len(list((tmp_path / "home" / "neo4j-scratch").iterdir())) == 1
    assert store.load(batch).version == "v000002"
    assert list((tmp_path / "home" / "neo4j-scratch").iterdir()) == []
    assert digest(store) == expected_digest([first, second], tmp_path)


@pytest.mark.parametrize("commits", [2, 9, 16])
def test_an_answer_lost_after_a_commit_doubles_nothing(
    new_neo4j_store: NewStore, open_store: OpenStore, neo4j_server: Neo4jServer, tmp_path: Path, commits: int
) -> None:
    first, second = history(2)
    store = new_neo4j_store(tmp_path)
    store.load(first.staged(tmp_path))
    with CuttingProxy(neo4j_server.uri) as proxy:
        cut = open_store(tmp_path, uri=proxy.uri)
        cut.current_version()
        proxy.drop_answer("COMMIT", after=commits)

        with pytest.raises(StoreUnreachableError):
            cut.load(second.staged(tmp_path))
        cut.release()
    store.load(second.staged(tmp_path))

    assert proxy.cuts == 1
    assert digest(store) == expected_digest([first, second], tmp_path)
    assert ask(
        neo4j_server, "MATCH ()-[t]->() RETURN count(*) AS ties, count(DISTINCT t.version_id) AS ids"
    ) == [{"ties": 18, "ids": 18}]


def test_a_second_loader_is_told_that_the_store_is_busy(
    new_neo4j_store: NewStore, open_store: OpenStore, neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    (delivery,) = history(1)
    store = new_neo4j_store(tmp_path)

    with (
        Database(place(neo4j_server)) as other,
        writing(other),
        pytest.raises(StoreBusyError, match="another writer"),
    ):
        store.load(delivery.staged(tmp_path))

    assert store.load(delivery.staged(tmp_path)).version == "v000001"


def test_a_writer_that_was_taken_over_writes_nothing_more(
    new_neo4j_store: NewStore, open_store: OpenStore, neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    first, second = history(2)
    new_neo4j_store(tmp_path).load(first.staged(tmp_path))
    seen: list[list[str]] = []

    def take_over(step: str) -> None:
        if step == "persons":
            with Database(place(neo4j_server)) as other:
                other.write("maintenance.take_over", token="another")
            seen.append(everything(neo4j_server))

    with pytest.raises(StoreBusyError, match="taken the store over"):
        open_store(tmp_path, take_over).load(second.staged(tmp_path))

    assert seen == [everything(neo4j_server)]


def test_a_writer_that_was_taken_over_takes_nothing_away(
    new_neo4j_store: NewStore, open_store: OpenStore, neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    stop_at(open_store, new_neo4j_store, tmp_path, "publish")
    before = everything(neo4j_server)

    with Database(place(neo4j_server)) as database:
        state = read_state(database)
        assert state is not None
        discard_leftovers(database, state, "a token that counts no more")

    assert everything(neo4j_server) == before


def test_values_that_look_like_cypher_stay_values(new_neo4j_store: NewStore, tmp_path: Path) -> None:
    delivery = every_column("b1", DAY, 1)
    store = new_neo4j_store(tmp_path)
    store.load(delivery.staged(tmp_path))

    frozen = store.freeze(LAST, LAST)

    assert [row["address"] for row in delivery.rows["places"]].count(CYPHER) == 1
    assert CYPHER in frozen.places.text("address").to_pylist()
    assert CYPHER in frozen.records.text("source").to_pylist()
    assert store.freeze(LAST, LAST).digest() == frozen.digest()


def test_migrations_can_run_again(
    new_neo4j_store: NewStore, open_store: OpenStore, neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    new_neo4j_store(tmp_path)
    with Database(place(neo4j_server)) as database:
        ask(neo4j_server, "MATCH (s:Store) REMOVE s.schema_version")

        assert migrate(database) == 0
        assert migrate(database) == newest()


def test_migrations_wait_for_no_writer_and_begin_beside_none(
    new_neo4j_store: NewStore, neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    new_neo4j_store(tmp_path)
    with Database(place(neo4j_server)) as database, Database(place(neo4j_server)) as other:
        ask(neo4j_server, "MATCH (s:Store) REMOVE s.schema_version")

        with writing(other), pytest.raises(StoreBusyError, match="another writer"):
            migrate(database)

        assert migrate(database) == 0


def test_a_constraint_that_was_dropped_is_made_anew_when_the_schema_is_asked_for(
    new_neo4j_store: NewStore, neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    new_neo4j_store(tmp_path)
    with Database(place(neo4j_server)) as database:
        migrate(database)
        ask(neo4j_server, "DROP CONSTRAINT holds_version")
        migrate(database, again=True)
    there = "SHOW CONSTRAINTS YIELD name WHERE name = 'holds_version' RETURN count(*) AS found"
    assert ask(neo4j_server, there) == [{"found": 1}]


def test_a_schema_newer_than_the_code_is_refused(
    new_neo4j_store: NewStore, open_store: OpenStore, neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    store = new_neo4j_store(tmp_path)
    ask(neo4j_server, "MATCH (s:Store) SET s.schema_version = 999")

    for act in (
        lambda: store.load(history(1)[0].staged(tmp_path)),
        lambda: store.freeze(LAST, LAST),
        store.verify,
    ):
        with pytest.raises(StoreSchemaError, match="got version 999"):
            act()


def test_only_a_version_that_is_there_can_be_pinned(new_neo4j_store: NewStore, tmp_path: Path) -> None:
    store = new_neo4j_store(tmp_path)
    store.load(history(1)[0].staged(tmp_path))

    store.pin("v000001", "2026-03/r001")
    store.unpin("2026-03/r001")

    with pytest.raises(NotFoundError, match="v000002"):
        store.pin("v000002", "2026-04/r001")
