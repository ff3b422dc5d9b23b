"""Stamps of the published month on enterprise nodes, on a real server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from graph.arrays import Frame, large_text
from graph.errors import StoreBusyError, StoreError, StoreUnreachableError
from graph.store.neo4j import publish as publishing
from graph.store.neo4j.database import Database, Neo4jPlace
from graph.store.neo4j.lock import writing
from graph.store.neo4j.publish import publish, read_published
from graph.store.neo4j.schema import newest
from tests.neo4j_process import Neo4jProcess, Neo4jServer
from tests.neo4j_server import ask

FIRMS = ("U1", "U2", "U3", "U4", "U5")
SEPTEMBER, OCTOBER = "2026-09", "2026-10"
_MAKE = """UNWIND range(0, size($ids) - 1) AS slot
CREATE (e:Entity:Enterprise {id: $ids[slot], slot: slot, name: 'n'})"""
_STAMPED = """MATCH (e:Enterprise) WHERE e.class IS NOT NULL OR e.score_month IS NOT NULL
RETURN e.id AS id, e.class AS class, e.score AS score, e.cluster AS cluster,
       e.score_month AS month, e.score_revision AS revision ORDER BY id"""


def stamps(*ids: str, risk: str = "A") -> Frame:
    return Frame(
        {
            "enterprise_id": large_text(list(ids)),
            "class": large_text([risk] * len(ids)),
            "score": np.array([100.25 + place for place in range(len(ids))]),
            "cluster": large_text([None if place % 2 else "K:1" for place in range(len(ids))]),
        }
    )


def filled(database: Database, server: Neo4jServer) -> Database:
    database.write("maintenance.schema_version", version=newest())
    ask(server, _MAKE, ids=list(FIRMS))
    ask(server, "CREATE (:Entity:Person {id: 'P:1', slot: 5})")
    return database


@pytest.fixture
def database(neo4j_database: Database, neo4j_server: Neo4jServer) -> Database:
    return filled(neo4j_database, neo4j_server)


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "ROWS_A_TRANSACTION", 2)
    monkeypatch.setattr(publishing, "SLOTS_A_TRANSACTION", 2)


def stamped(server: Neo4jServer) -> list[dict[str, Any]]:
    return ask(server, _STAMPED)


def months(server: Neo4jServer) -> dict[str, str]:
    return {row["id"]: row["month"] for row in stamped(server)}


def test_every_scored_enterprise_gets_class_score_and_cluster(
    database: Database, neo4j_server: Neo4jServer
) -> None:
    done = publish(database, OCTOBER, 1, stamps("U1", "U2", "U3"))

    assert (done.stamped, done.missing, done.cleared, done.fresh) == (3, 0, 0, True)
    assert stamped(neo4j_server)[:2] == [
        {"id": "U1", "class": "A", "score": 100.25, "cluster": "K:1", "month": OCTOBER, "revision": 1},
        {"id": "U2", "class": "A", "score": 101.25, "cluster": None, "month": OCTOBER, "revision": 1},
    ]


def test_the_published_node_names_the_month(database: Database) -> None:
    publish(database, OCTOBER, 2, stamps("U1"))

    found = read_published(database)

    assert found is not None
    assert found.complete(OCTOBER, 2)


def test_an_enterprise_that_is_no_longer_scored_loses_its_stamps(
    database: Database, neo4j_server: Neo4jServer
) -> None:
    publish(database, SEPTEMBER, 1, stamps(*FIRMS))

    done = publish(database, OCTOBER, 1, stamps("U1", "U4"))

    assert done.cleared == 3
    assert months(neo4j_server) == {"U1": OCTOBER, "U4": OCTOBER}


def test_a_cluster_that_was_left_goes(database: Database, neo4j_server: Neo4jServer) -> None:
    publish(database, SEPTEMBER, 1, stamps("U1"))

    publish(database, OCTOBER, 1, stamps("U2", "U1"))

    assert {row["id"]: row["cluster"] for row in stamped(neo4j_server)} == {"U1": None, "U2": "K:1"}


def test_the_same_month_twice_changes_nothing(database: Database, neo4j_server: Neo4jServer) -> None:
    publish(database, OCTOBER, 1, stamps("U1", "U2"))
    before = stamped(neo4j_server)

    again = publish(database, OCTOBER, 1, stamps("U1", "U2"))

    assert (again.fresh, again.stamped) == (False, 0)
    assert stamped(neo4j_server) == before


def test_a_revision_replaces_the_stamps_of_its_month(database: Database, neo4j_server: Neo4jServer) -> None:
    publish(database, OCTOBER, 1, stamps("U1", "U2"))

    publish(database, OCTOBER, 2, stamps("U2", risk="D"))

    assert [(row["id"], row["class"], row["revision"]) for row in stamped(neo4j_server)] == [("U2", "D", 2)]


def test_a_person_never_gets_a_stamp(database: Database, neo4j_server: Neo4jServer) -> None:
    done = publish(database, OCTOBER, 1, stamps("U1", "P:1"))

    assert done.missing == 1
    assert ask(neo4j_server, "MATCH (p:Person) RETURN keys(p) AS keys") == [{"keys": ["id", "slot"]}]


def test_an_enterprise_without_a_node_is_counted(database: Database) -> None:
    assert publish(database, OCTOBER, 1, stamps("U1", "U99")).missing == 1


def test_content_of_a_node_is_untouched(database: Database, neo4j_server: Neo4jServer) -> None:
    publish(database, OCTOBER, 1, stamps("U1"))

    assert ask(neo4j_server, "MATCH (e:Enterprise {id: 'U1'}) RETURN e.name AS name") == [{"name": "n"}]


def stop_after(pages: int) -> publishing.Progress:
    calls: Iterator[int] = iter(range(pages - 1))

    def progress(done: int, total: int) -> None:
        if next(calls, None) is None:
            raise KeyboardInterrupt

    return progress


def test_stamps_that_were_cut_short_show_as_such(database: Database, neo4j_server: Neo4jServer) -> None:
    publish(database, SEPTEMBER, 1, stamps(*FIRMS))

    with pytest.raises(KeyboardInterrupt):
        publish(database, OCTOBER, 1, stamps(*FIRMS), progress=stop_after(1))

    found = read_published(database)
    assert found is not None
    assert (found.month, found.stamping_month, found.stamped_rows) == (SEPTEMBER, OCTOBER, 2)
    assert months(neo4j_server) == {
        "U1": OCTOBER,
        "U2": OCTOBER,
        "U3": SEPTEMBER,
        "U4": SEPTEMBER,
        "U5": SEPTEMBER,
    }


def test_a_run_that_was_cut_short_goes_on_where_it_was(database: Database, neo4j_server: Neo4jServer) -> None:
    with pytest.raises(KeyboardInterrupt):
        publish(database, OCTOBER, 1, stamps(*FIRMS), progress=stop_after(2))

    done = publish(database, OCTOBER, 1, stamps(*FIRMS))

    assert (done.resumed, done.stamped) == (4, 1)
    assert months(neo4j_server) == dict.fromkeys(FIRMS, OCTOBER)


def test_another_revision_begins_anew_after_one_was_cut_short(
    database: Database, neo4j_server: Neo4jServer
) -> None:
    with pytest.raises(KeyboardInterrupt):
        publish(database, OCTOBER, 1, stamps(*FIRMS), progress=stop_after(2))

    done = publish(database, OCTOBER, 2, stamps("U1", "U2"))

    assert (done.resumed, done.stamped, done.cleared) == (0, 2, 2)
    assert {row["revision"] for row in stamped(neo4j_server)} == {2}


def test_a_month_whose_stamps_were_partly_overwritten_is_stamped_again(
    database: Database, neo4j_server: Neo4jServer
) -> None:
    publish(database, SEPTEMBER, 1, stamps(*FIRMS))
    with pytest.raises(KeyboardInterrupt):
        publish(database, OCTOBER, 1, stamps(*FIRMS), progress=stop_after(1))

    publish(database, SEPTEMBER, 1, stamps(*FIRMS))

    assert months(neo4j_server) == dict.fromkeys(FIRMS, SEPTEMBER)


def test_publishing_beside_another_writer_is_refused(database: Database, neo4j_server: Neo4jServer) -> None:
    with writing(database), pytest.raises(StoreBusyError):
        publish(database, OCTOBER, 1, stamps("U1"))

    assert stamped(neo4j_server) == []


def test_a_writer_that_was_overtaken_stamps_nothing_more(
    database: Database, neo4j_server: Neo4jServer
) -> None:
    def overtaken(done: int, total: int) -> None:
        ask(neo4j_server, "MATCH (s:Store) SET s.token = 'another'")

    with pytest.raises(StoreBusyError, match="another writer"):
        publish(database, OCTOBER, 1, stamps(*FIRMS), progress=overtaken)

    assert set(months(neo4j_server)) == {"U1", "U2"}


def test_a_database_without_a_store_is_refused(neo4j_database: Database) -> None:
    with pytest.raises(StoreError, match="import a delivery first"):
        publish(neo4j_database, OCTOBER, 1, stamps("U1"))


def test_a_server_that_was_killed_is_stamped_to_the_end_by_a_re_run(neo4j_own: Neo4jProcess) -> None:
    server = neo4j_own.server
    place = Neo4jPlace(uri=server.uri, user=server.user, password=server.password, retry_s=1.0)

    def kill(done: int, total: int) -> None:
        neo4j_own.kill()

    with Database(place) as database:
        filled(database, server)
        with pytest.raises(StoreUnreachableError):
            publish(database, OCTOBER, 1, stamps(*FIRMS), progress=kill)
    neo4j_own.start()
    with Database(place) as database:
        done = publish(database, OCTOBER, 1, stamps(*FIRMS))

    assert done.resumed == 2
    assert months(server) == dict.fromkeys(FIRMS, OCTOBER)
