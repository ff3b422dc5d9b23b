"""Reads in Neo4j say what the embedded store says, to the word."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import GuanlianError
from graph.store.embedded.store import EmbeddedStore
from graph.store.neo4j.adjacency import HUB_ENTRIES
from graph.store.neo4j.database import Database, Neo4jPlace
from graph.store.neo4j.store import Neo4jStore
from graph.store.protocol import AsOf, FactStore, NeighbourPage
from tests.deliveries import Delivery, Row
from tests.delivery_strategies import FIRST_DAY, days, histories
from tests.neo4j_process import Neo4jServer
from tests.neo4j_server import ask
from tests.store.neo4j.all_reads import all_reads

NewStore = Callable[[Path], Neo4jStore]
IDS = ("U1", "U2", "U3", "R:n:1", "R:n:2", "P:1", "P:2", "A:1", "77", "none")
CYPHER = "'; MATCH (n) DETACH DELETE n //"


def on(day: int, known_by: int | None = None) -> AsOf:
    known = day if known_by is None else known_by
    return AsOf(day=FIRST_DAY + timedelta(days=day), known_by=FIRST_DAY + timedelta(days=known))


def delivery(batch: str, day: int, **rows: Sequence[Row]) -> Delivery:
    return Delivery(batch=batch, day=FIRST_DAY + timedelta(days=day), rows=rows)


def both(new_store: NewStore, folder: Path, deliveries: Sequence[Delivery]) -> tuple[FactStore, FactStore]:
    stores = EmbeddedStore(folder / "embedded"), new_store(folder / "neo4j")
    for store in stores:
        for one in deliveries:
            store.load(one.staged(folder / "staged"))
    return stores


@settings(max_examples=3)
@given(deliveries=histories(full=False), day=days, later=st.integers(0, 9))
def test_every_read_of_a_history_is_the_same_in_both_stores(
    new_neo4j_store: NewStore, deliveries: list[Delivery], day: date, later: int
) -> None:
    at = AsOf(day=day, known_by=day + timedelta(days=later))
    with tempfile.TemporaryDirectory() as name:
        embedded, neo4j = both(new_neo4j_store, Path(name), deliveries)
        more: dict[str, Any] = {"texts": ("甲", "乙", "x"), "facts": ["t1", "t2", "r1"]}

        assert all_reads(neo4j, IDS, at, **more) == all_reads(embedded, IDS, at, **more)


LINKS: tuple[tuple[str, list[Row]], ...] = (
    ("a code that only an identifier names", [{"entity_id": "R:n:1", "scheme": "uscc", "value": "U9"}]),
    ("a code that came later", [{"entity_id": "R:n:1", "scheme": "uscc", "value": "U1"}]),
    (
        "a chain",
        [
            {"entity_id": "R:n:1", "scheme": "uscc", "value": "U1"},
            {"entity_id": "U1", "scheme": "internal", "value": "2", "node": "n"},
        ],
    ),
    (
        "one code of two firms",
        [
            {"entity_id": "R:n:1", "scheme": "uscc", "value": "U9"},
            {"entity_id": "R:n:2", "scheme": "uscc", "value": "U9"},
        ],
    ),
    ("itself", [{"entity_id": "U1", "scheme": "uscc", "value": "U1"}]),
    ("no code", [{"entity_id": "R:n:1", "scheme": "registration_no", "value": "U1"}]),
)


@pytest.mark.parametrize("rows", [rows for _, rows in LINKS], ids=[name for name, _ in LINKS])
def test_linked_ids_are_one_node_in_both_stores(
    new_neo4j_store: NewStore, tmp_path: Path, rows: list[Row]
) -> None:
    holds = {"kind": "HOLDS", "target_id": "U3"}
    first = delivery(
        "b1",
        0,
        enterprises=[{"enterprise_id": "R:n:1", "name": "甲"}, {"enterprise_id": "U3", "name": "丙"}],
        identifiers=[{"identifier_key": f"i{place}", **row} for place, row in enumerate(rows)],
        ties=[
            {"tie_id": "t1", "source_id": "R:n:1", **holds},
            {"tie_id": "t2", "source_id": "R:n:2", **holds},
        ],
    )
    later = delivery(
        "b2",
        3,
        enterprises=[{"enterprise_id": "U1", "name": "乙"}],
        ties=[{"tie_id": "t3", "source_id": "U1", **holds}, {"tie_id": "t4", "source_id": "P:1", **holds}],
    )
    embedded, neo4j = both(new_neo4j_store, tmp_path, [first, later])
    ids = ("U1", "U3", "U9", "R:n:1", "R:n:2", "P:1")

    for at in (on(0), on(3)):
        assert all_reads(neo4j, ids, at, texts=("甲", "乙")) == all_reads(
            embedded, ids, at, texts=("甲", "乙")
        )


class StoppedError(GuanlianError):
    """A load that the test stops before it publishes."""


def test_a_batch_counts_only_when_it_is_published(
    new_neo4j_store: NewStore, neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    tie = {"tie_id": "t1", "kind": "HOLDS", "source_id": "P:1", "target_id": "U1"}
    status = {"status_id": "s1", "fact_kind": "tie", "fact_id": "t2", "effective_on": FIRST_DAY}
    link = {"identifier_key": "i1", "entity_id": "R:n:1", "scheme": "uscc", "value": "U1"}
    firms = [{"enterprise_id": name, "name": "甲乙"} for name in ("U1", "R:n:1", "U2")]
    first = delivery(
        "b1",
        5,
        enterprises=firms,
        ties=[tie, {**tie, "tie_id": "t2", "target_id": "U2"}],
        fact_statuses=[{**status, "status": "objected"}],
    )
    second = delivery("b2", 9, ties=[{**tie, "share": 0.5}], enterprises=[{**firms[0], "name": "丙丁"}])
    earlier = delivery(
        "b3",
        2,
        enterprises=[{**firms[0], "name": "戊己"}, {"enterprise_id": "U4", "name": "甲乙"}],
        ties=[{**tie, "share": 0.25}, {**tie, "tie_id": "t3", "target_id": "U4"}],
        fact_statuses=[{**status, "status": "void_from_start"}],
        identifiers=[link],
    )
    embedded, neo4j = both(new_neo4j_store, tmp_path, [first, second])
    ids, texts = ("U1", "U2", "U4", "R:n:1", "P:1"), ("甲乙", "丙丁", "戊己")
    moments = [on(day) for day in (2, 5, 9)]
    before = [all_reads(embedded, ids, at, texts=texts, facts=["t2"]) for at in moments]

    def stop(step: str) -> None:
        if step == "publish":
            raise StoppedError("stopped")

    place = Neo4jPlace(uri=neo4j_server.uri, user=neo4j_server.user, password=neo4j_server.password)
    with Database(place) as database, pytest.raises(StoppedError):
        Neo4jStore(database, tmp_path / "stopped", checkpoint=stop).load(earlier.staged(tmp_path / "s"))

    assert [all_reads(neo4j, ids, at, texts=texts, facts=["t2"]) for at in moments] == before
    for store in (embedded, neo4j):
        store.load(earlier.staged(tmp_path / "staged"))
    after = [all_reads(embedded, ids, at, texts=texts, facts=["t2"]) for at in moments]
    assert [all_reads(neo4j, ids, at, texts=texts, facts=["t2"]) for at in moments] == after
    assert after != before


NAMES = {
    "U1": ("顺达贸易有限公司", "宏发|老顺达"),
    "U2": ("宏发ＡＢＣ科技", None),
    "U3": ("第1234贸易(集团)有限公司", None),
    "U4": ("Ａｃｍｅ Trading Co", "abc 贸易"),
    "U5": (f"甲{CYPHER}乙", None),
    "U6": ("金山\n大学路店", None),
    "R:n:1": ("顺达 贸易", "贸易有限"),
    "R:n:2": (None, None),
}


@pytest.mark.parametrize("with_index", [True, False])
def test_search_finds_the_same_names_in_both_stores(
    new_neo4j_store: NewStore, neo4j_server: Neo4jServer, tmp_path: Path, with_index: bool
) -> None:
    firms = [{"enterprise_id": key, "name": a, "former_names": b} for key, (a, b) in NAMES.items()]
    embedded, neo4j = both(
        new_neo4j_store,
        tmp_path,
        [
            delivery("b1", 0, enterprises=firms),
            delivery("b2", 4, enterprises=[{**firms[0], "name": "永兴集团"}]),
        ],
    )
    texts = [
        "贸易",
        "宏发",
        "顺达贸易",
        "贸易有限公司",
        "有限",
        "第1234贸易",
        "234贸",
        "易",
        "abc",
        "ABC科技",
    ]
    texts += [
        "永兴",
        "顺达",
        "老顺达",
        "发|老",
        "|",
        "司|宏",
        "acme",
        "e t",
        "山 大学",
        "金山",
        CYPHER,
        "甲'",
        ")有",
    ]
    texts += ['"', "*", "贸易*", "贸易 AND", "\\", "贸\n易", "", '贸易"', "不存在的"]
    if not with_index:
        ask(neo4j_server, "DROP INDEX enterprise_names")
    try:
        for at in (on(0), on(4)):
            assert all_reads(neo4j, (), at, texts=texts) == all_reads(embedded, (), at, texts=texts)
    finally:
        if not with_index:
            place = Neo4jPlace(uri=neo4j_server.uri, user=neo4j_server.user, password=neo4j_server.password)
            with Database(place) as database:
                database.schema("schema.v0001_enterprise_names")
            ask(neo4j_server, "CALL db.awaitIndexes(60)")


def test_a_hub_is_read_anew_when_another_batch_counts(new_neo4j_store: NewStore, tmp_path: Path) -> None:
    at_hub: Row = {"kind": "REGISTERED_AT", "target_id": "A:1"}
    ties = [
        {"tie_id": f"t{number:04d}", "source_id": f"U{number:04d}", **at_hub}
        for number in range(HUB_ENTRIES + 20)
    ]
    parallel = [{**ties[3], "tie_id": f"t0003-{number}"} for number in range(5)]
    stores = both(new_neo4j_store, tmp_path, [delivery("b1", 0, ties=[*ties, *parallel])])
    change: list[Row] = [
        {**ties[0], "valid_to": FIRST_DAY},
        {**ties[1], "source_id": "P:1", "tie_id": "t9999"},
    ]

    def told(store: FactStore) -> list[Any]:
        ego = store.ego("U0007", on(2), hops=2, cap=20)
        pages: list[NeighbourPage] = []
        cursor = None
        while not pages or (cursor is not None and len(pages) < 4):
            pages.append(store.neighbours("A:1", on(2), limit=3, cursor=cursor))
            cursor = pages[-1].cursor
        return [list(ego.nodes), list(ego.ties), ego.total, ego.truncated, pages]

    before = [told(store) for store in stores for _ in range(2)]
    for store in stores:
        store.load(delivery("b2", 1, ties=change).staged(tmp_path / "more"))
    after = [told(store) for store in stores]

    assert before == [before[0]] * 4
    assert after == [after[0]] * 2
    assert after[0] != before[0]
