"""An undo in Neo4j: cut anywhere it is ended by repeating it, and nobody reads the half of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from graph.errors import IntegrityError, StoreBusyError, StoreError
from graph.store.embedded.store import EmbeddedStore
from graph.store.neo4j.database import Database
from graph.store.neo4j.lock import writing
from graph.store.neo4j.store import Neo4jStore
from graph.store.protocol import AsOf, Undo
from tests.neo4j_process import Neo4jServer
from tests.store.neo4j.histories_for_faults import (
    LAST,
    StoppedError,
    everything,
    expected_digest,
    history,
    place,
)

NewStore = Callable[[Path], Neo4jStore]
DAY = LAST + timedelta(days=1)
UNDO = Undo(batch="b2", day=DAY, reason="wrong county", author="u1", approver="u2")
AT = AsOf(day=DAY, known_by=DAY)


@pytest.fixture
def loaded(new_neo4j_store: NewStore, tmp_path: Path) -> Neo4jStore:
    """A store with b1, b2 and b3; each batch brings every table in another version."""
    store = new_neo4j_store(tmp_path)
    for delivery in history(3):
        store.load(delivery.staged(tmp_path))
    return store


@pytest.mark.parametrize("step", ["begin undo", "cut", "publish", "end"])
def test_a_cut_undo_shows_the_version_before_and_ends_when_it_is_repeated(
    loaded: Neo4jStore, neo4j_server: Neo4jServer, tmp_path: Path, step: str
) -> None:
    first, second, third = history(3)
    before, ego = loaded.freeze(DAY, DAY).digest(), loaded.ego("91A", AT, hops=1, cap=9)

    def stop(reached: str) -> None:
        if reached == step:
            raise StoppedError("stopped")

    with Database(place(neo4j_server)) as database:
        with pytest.raises(StoppedError):
            Neo4jStore(database, tmp_path, checkpoint=stop).undo(UNDO, [third.staged(tmp_path)])
        assert loaded.freeze(DAY, DAY).digest() == before
        assert loaded.ego("91A", AT, hops=1, cap=9) == ego
        assert loaded.state().batches == ("b1", "b2", "b3")
    loaded.undo(UNDO, [third.staged(tmp_path)])

    assert loaded.state().batches == ("b1", "b3")
    assert loaded.freeze(DAY, DAY).digest() == digest_with(tmp_path, 0, 2)
    assert loaded.freeze(LAST, LAST).digest() == expected_digest([first, second, third], tmp_path / "all")
    loaded.verify()


def digest_with(folder: Path, *places: int) -> str:
    """Digest of an embedded store that loaded only some of the batches."""
    store = EmbeddedStore(folder / "only")
    for at in places:
        store.load(history(3)[at].staged(folder / "only-staged"))
    return store.freeze(DAY, DAY).digest()


def test_the_database_is_the_one_that_never_loaded_the_batch(
    loaded: Neo4jStore, new_neo4j_store: NewStore, neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    first, _, third = history(3)
    loaded.undo(UNDO, [third.staged(tmp_path)])
    after = everything(neo4j_server)
    never = new_neo4j_store(tmp_path / "never")
    for delivery in (first, third):
        never.load(delivery.staged(tmp_path))

    marks = [row for row in set(after) ^ set(everything(neo4j_server)) if "'Store'" not in row]
    assert marks == []


def test_nothing_is_loaded_while_an_undo_is_cut_short(
    loaded: Neo4jStore, neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    third = history(3)[2]

    def stop(reached: str) -> None:
        if reached == "cut":
            raise StoppedError("stopped")

    with Database(place(neo4j_server)) as database, pytest.raises(StoppedError):
        Neo4jStore(database, tmp_path, checkpoint=stop).undo(UNDO, [third.staged(tmp_path)])

    with pytest.raises(StoreError, match="batches undo"):
        loaded.load(third.staged(tmp_path))
    with pytest.raises(StoreError, match="batches undo"):
        loaded.verify()


def test_an_undo_is_refused_beside_another_writer(
    loaded: Neo4jStore, neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    with (
        Database(place(neo4j_server)) as other,
        writing(other),
        pytest.raises(StoreBusyError, match="another writer"),
    ):
        loaded.undo(UNDO, [history(3)[2].staged(tmp_path)])


def test_days_before_an_undo_need_the_home_of_the_database(loaded: Neo4jStore, tmp_path: Path) -> None:
    loaded.undo(UNDO, [history(3)[2].staged(tmp_path)])
    loaded.release()
    shutil.rmtree(tmp_path / "neo4j-before")

    with pytest.raises(IntegrityError, match="restore the home"):
        loaded.freeze(LAST, LAST)
    assert loaded.freeze(DAY, DAY).digest() == digest_with(tmp_path, 0, 2)


def test_an_older_version_is_frozen_as_it_was_whatever_was_loaded_or_undone_since(
    loaded: Neo4jStore, tmp_path: Path
) -> None:
    def digests() -> list[str]:
        return [loaded.freeze_version(name, DAY, DAY).digest() for name in ("v000001", "v000003")]

    before = digests()
    loaded.undo(replace(UNDO, day=LAST - timedelta(days=60)), [history(3)[2].staged(tmp_path)])

    assert before[0] == digest_with(tmp_path, 0)
    assert digests() == before
    assert loaded.freeze(DAY, DAY).digest() not in before
