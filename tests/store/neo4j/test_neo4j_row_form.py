"""A load that was cut short is continued only by the code that began it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.store.neo4j import load
from graph.store.neo4j.database import Database
from graph.store.neo4j.store import Neo4jStore
from tests.neo4j_process import Neo4jServer
from tests.neo4j_server import ask
from tests.store.neo4j.histories_for_faults import (
    LAST,
    StoppedError,
    everything,
    expected_digest,
    history,
    place,
)


@pytest.mark.parametrize(("layout", "stays"), [(2, True), (3, False)])
def test_leftovers_of_another_layout_are_taken_away_before_the_same_batch(
    new_neo4j_store: Callable[[Path], Neo4jStore],
    neo4j_server: Neo4jServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    layout: int,
    stays: bool,
) -> None:
    first, second = history(2)
    new_neo4j_store(tmp_path).load(first.staged(tmp_path))

    def stop(step: str) -> None:
        if step == "publish":
            raise StoppedError("stopped")

    with Database(place(neo4j_server)) as database:
        with pytest.raises(StoppedError):
            Neo4jStore(database, tmp_path, checkpoint=stop).load(second.staged(tmp_path))
        ask(neo4j_server, "MATCH ()-[t]->() WHERE t.batch_seq = 2 SET t.of_another_layout = true")
        monkeypatch.setattr(load, "_LAYOUT", layout)
        Neo4jStore(database, tmp_path).load(second.staged(tmp_path))

    assert any("of_another_layout" in row for row in everything(neo4j_server)) == stays
    assert not any("loading_form" in row for row in everything(neo4j_server))


def test_leftovers_of_a_load_that_did_not_say_what_it_touched_are_found_all_the_same(
    new_neo4j_store: Callable[[Path], Neo4jStore], neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    first, second, third = history(3)
    new_neo4j_store(tmp_path).load(first.staged(tmp_path))

    def stop(step: str) -> None:
        if step == "publish":
            raise StoppedError("stopped")

    with Database(place(neo4j_server)) as database:
        with pytest.raises(StoppedError):
            Neo4jStore(database, tmp_path, checkpoint=stop).load(second.staged(tmp_path))
        ask(neo4j_server, "MATCH (s:Store) SET s.loading_form = '1.1' WITH s MATCH (t:Touched) DELETE t")
        store = Neo4jStore(database, tmp_path)
        store.load(third.staged(tmp_path))
        assert store.freeze(LAST, LAST).digest() == expected_digest([first, third], tmp_path)
        assert ask(neo4j_server, "MATCH (t:Touched) RETURN count(*) AS left") == [{"left": 0}]
