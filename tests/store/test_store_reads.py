"""Reads of a fact store as of a day, with networkx as the oracle."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import strategies as st

from graph.domain import DAY_OPEN, TIE_KINDS, FactKind, FactState, TieKind, day_number
from graph.errors import InputError, NotFoundError
from graph.snapshot import Snapshot
from graph.store.protocol import AsOf, FactStore, StatusMark, TieFilter
from tests.deliveries import Delivery, Row, plain
from tests.delivery_strategies import FIRST_DAY, days, histories
from tests.store.conftest import StoreFactory, generated
from tests.store.test_store_contract import loaded

filters = st.builds(
    TieFilter,
    kinds=st.sampled_from(((), (TieKind.HOLDS,), (TieKind.BRANCH_OF, TieKind.HOLDS))),
    ended=st.booleans(),
    void=st.booleans(),
)


def oracle(snapshot: Snapshot, day: date, ties: TieFilter) -> nx.MultiGraph[str]:
    """Graph of the ties of a snapshot that a read of that day follows; self ties left out."""
    void = {
        row["fact_id"]
        for row in statuses_in_force(snapshot, day)
        if (row["status"], row["fact_kind"]) == ("void_from_start", "tie")
    }
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    graph.add_nodes_from(snapshot.id_of(code) for code in range(snapshot.nodes))
    number = day_number(day)
    for row in plain(snapshot.ties):
        kind = TIE_KINDS[row["kind"]]
        wanted = not ties.kinds or kind in ties.kinds
        ended = row["valid_to"] != DAY_OPEN and row["valid_to"] <= number
        wanted &= ties.void or row["tie_id"] not in void
        if wanted and row["valid_from"] <= number and (ties.ended or not ended) and row["src"] != row["dst"]:
            graph.add_edge(
                snapshot.id_of(row["src"]), snapshot.id_of(row["dst"]), key=row["tie_id"], kind=kind
            )
    return graph


def statuses_in_force(snapshot: Snapshot, day: date) -> list[Row]:
    """Statuses of a snapshot that are in force on a day, in the order (effective_on, status id)."""
    number = day_number(day)
    rows = [row for row in plain(snapshot.statuses) if row["effective_on"] <= number < row["ends_on"]]
    return sorted(rows, key=lambda row: (row["effective_on"], row["status_id"]))


@generated(25, deliveries=histories(full=False), day=days, later=st.integers(0, 9))
def test_statuses_equal_those_of_the_frozen_day(
    new_store: StoreFactory, deliveries: list[Delivery], day: date, later: int
) -> None:
    at = AsOf(day=day, known_by=day + timedelta(days=later))
    facts = ["t1", "t2", "t3", "r1"]
    with loaded(new_store, deliveries) as store:
        rows = statuses_in_force(store.freeze(at.known_by, at.known_by), day)
        found = store.statuses(facts, at)
        of_ties = store.statuses(facts, at, kind=FactKind.TIE)

    expected = {
        fact: [(row["status"], day_number(day)) for row in rows if row["fact_id"] == fact] for fact in facts
    }
    assert {fact: [(mark.status, day_number(day)) for mark in marks] for fact, marks in found.items()} == {
        fact: marks for fact, marks in expected.items() if marks
    }
    assert of_ties == {fact: marks for fact, marks in found.items() if fact != "r1"}


@generated(25, deliveries=histories(full=False), day=days, later=st.integers(0, 9), ties=filters)
def test_reads_equal_networkx_on_every_node(
    new_store: StoreFactory, deliveries: list[Delivery], day: date, later: int, ties: TieFilter
) -> None:
    at = AsOf(day=day, known_by=day + timedelta(days=later))
    with loaded(new_store, deliveries) as store:
        graph = oracle(store.freeze(at.known_by, at.known_by), day, ties)
        nodes = sorted(graph.nodes)
        for node in nodes:
            _check_ego(store, graph, node, at, ties)
            _check_neighbours(store, graph, node, at, ties)
        for source in nodes[:3]:
            for target in nodes:
                _check_paths(store, graph, source, target, at, ties)


def _check_ego(store: FactStore, graph: nx.MultiGraph[str], node: str, at: AsOf, ties: TieFilter) -> None:
    distance = nx.single_source_shortest_path_length(graph, node, cutoff=2)
    nearest_first = sorted(distance, key=lambda other: (distance[other], other))

    whole = store.ego(node, at, hops=2, cap=50, ties=ties)
    cut = store.ego(node, at, hops=2, cap=2, ties=ties)

    assert [other.id for other in whole.nodes] == nearest_first
    assert {tie.id for tie in whole.ties} == {key for *_, key in graph.subgraph(distance).edges(keys=True)}
    assert (whole.total, whole.shown, whole.truncated) == (len(distance), len(distance), False)
    assert [other.id for other in cut.nodes] == nearest_first[:2]
    assert (cut.total, cut.truncated) == (len(distance), len(distance) > 2)


def _check_neighbours(
    store: FactStore, graph: nx.MultiGraph[str], node: str, at: AsOf, ties: TieFilter
) -> None:
    expected = sorted(
        (TIE_KINDS.index(data["kind"]), other, key)
        for _, other, key, data in graph.edges(node, keys=True, data=True)
    )

    found, cursor, pages = [], None, 0
    while pages == 0 or cursor is not None:
        page = store.neighbours(node, at, limit=2, cursor=cursor, ties=ties)
        found += [(TIE_KINDS.index(tie.kind), other.id, tie.id) for tie, other in page.items]
        cursor, pages = page.cursor, pages + 1
        assert page.total == len(expected)

    assert found == expected
    if ties == TieFilter():
        known = store.find(node, at)
        assert known is not None
        assert known.degree == len(expected)


def _check_paths(
    store: FactStore, graph: nx.MultiGraph[str], source: str, target: str, at: AsOf, ties: TieFilter
) -> None:
    routes = store.paths(source, target, at, max_hops=4, limit=3, ties=ties)

    reachable = nx.has_path(graph, source, target) and nx.shortest_path_length(graph, source, target) <= 4
    simple: nx.Graph[str] = nx.Graph(graph)
    expected = sorted(nx.all_shortest_paths(simple, source, target))[:3] if reachable else []
    assert [[node.id for node in route.nodes] for route in routes] == expected
    for route in routes:
        steps = zip(route.nodes, route.nodes[1:], route.ties, strict=False)
        assert all({tie.source_id, tie.target_id} == {a.id, b.id} for a, b, tie in steps)
        assert len(route.ties) == len(route.nodes) - 1


ENDS = {"source_id": "P:1", "target_id": "U1"}


@pytest.fixture
def small(new_store: StoreFactory, tmp_path: Path) -> FactStore:
    store = new_store(tmp_path / "home")
    delivery = Delivery(
        batch="b1",
        day=FIRST_DAY,
        rows={
            "enterprises": [
                {"enterprise_id": "U1", "name": "顺达贸易有限公司", "former_names": "宏发", "region": "11"},
                {"enterprise_id": "U2", "name": "宏发ＡＢＣ科技", "status": "revoked"},
            ],
            "persons": [{"person_id": "P:1"}],
            "places": [{"place_id": "A:1", "address": "人民路1号"}],
            "contacts": [{"contact_id": "C:1", "contact_kind": "phone", "display": "138****0001"}],
            "ties": [
                {"tie_id": "t1", "kind": "HOLDS", "source_id": "P:1", "target_id": "U1", "share": 0.5},
                {
                    "tie_id": "t2",
                    "kind": "OFFICER_OF",
                    "source_id": "P:1",
                    "target_id": "U1",
                    "role": "chair",
                },
            ],
            "identifiers": [
                {"identifier_key": "i1", "entity_id": "U1", "scheme": "registration_no", "value": "330100"},
                {"identifier_key": "i2", "entity_id": "U1", "scheme": "internal", "value": "7", "node": "n"},
            ],
        },
    )
    store.load(delivery.staged(tmp_path))
    store.load(
        Delivery(
            batch="b2",
            day=FIRST_DAY + timedelta(days=10),
            rows={"enterprises": [{"enterprise_id": "U1", "name": "永兴集团", "region": "11"}]},
        ).staged(tmp_path)
    )
    return store


TODAY = AsOf(day=FIRST_DAY, known_by=FIRST_DAY)
LATER = AsOf(day=FIRST_DAY + timedelta(days=10), known_by=FIRST_DAY + timedelta(days=10))
BEFORE = AsOf(day=FIRST_DAY, known_by=FIRST_DAY - timedelta(days=1))


@pytest.mark.parametrize("identifier", ["U1", "R:n:7", "330100", "7"])
def test_an_enterprise_is_found_by_every_id_it_has(small: FactStore, identifier: str) -> None:
    found = small.find(identifier, TODAY)

    assert found is not None
    assert (found.id, found.label, found.region) == ("U1", "顺达贸易有限公司", "11")


def test_nothing_is_found_before_it_was_known(small: FactStore) -> None:
    assert small.find("U1", BEFORE) is None
    assert small.find("330100", BEFORE) is None
    with pytest.raises(NotFoundError):
        small.ego("U1", BEFORE, hops=1, cap=5)


@pytest.mark.parametrize(
    ("node", "label"), [("P:1", ""), ("A:1", "人民路1号"), ("C:1", "138****0001"), ("U1", "顺达贸易有限公司")]
)
def test_labels_carry_no_name_of_a_person(small: FactStore, node: str, label: str) -> None:
    found = small.find(node, TODAY)

    assert found is not None
    assert found.label == label


def test_search_looks_at_the_names_of_the_day(small: FactStore) -> None:
    def names(part: str, at: AsOf) -> list[str]:
        return [node.id for node in small.search(part, at, limit=10)]

    assert names("宏发", TODAY) == ["U1", "U2"]
    assert names("宏发", LATER) == ["U2"]
    assert names("永兴", TODAY) == []
    assert names("永兴", LATER) == ["U1"]
    assert names("abc科", TODAY) == ["U2"]
    assert names("", TODAY) == names("不存在", TODAY) == []
    assert [node.id for node in small.search("宏发", TODAY, limit=1)] == ["U1"]


def test_parallel_ties_of_a_path_step_show_the_first_kind(small: FactStore) -> None:
    (route,) = small.paths("P:1", "U1", TODAY, max_hops=2, limit=5)

    assert [tie.id for tie in route.ties] == ["t1"]
    assert route.ties[0].share == 0.5


def test_a_path_to_itself_has_no_ties(small: FactStore) -> None:
    (route,) = small.paths("U1", "U1", TODAY, max_hops=2, limit=5)

    assert ([node.id for node in route.nodes], list(route.ties)) == (["U1"], [])


def test_a_foreign_cursor_is_refused(small: FactStore) -> None:
    with pytest.raises(InputError, match="cursor"):
        small.neighbours("U1", TODAY, limit=2, cursor="nonsense")


VOID = {
    "status_id": "s1",
    "fact_kind": "tie",
    "fact_id": "t1",
    "status": "void_from_start",
    "effective_on": FIRST_DAY + timedelta(days=2),
    "ends_on": FIRST_DAY + timedelta(days=6),
    "known_on": FIRST_DAY + timedelta(days=4),
}


@pytest.mark.parametrize(
    ("day", "known_by", "is_void"),
    [(3, 4, True), (2, 9, True), (5, 5, True), (3, 3, False), (1, 9, False), (6, 9, False)],
)
def test_a_void_tie_is_left_out_while_its_status_is_known_and_in_force(
    small: FactStore, tmp_path: Path, day: int, known_by: int, is_void: bool
) -> None:
    rows = {"fact_statuses": [VOID]}
    small.load(Delivery(batch="b3", day=FIRST_DAY, rows=rows).staged(tmp_path))
    at = AsOf(day=FIRST_DAY + timedelta(days=day), known_by=FIRST_DAY + timedelta(days=known_by))

    shown = [tie.id for tie in small.ego("U1", at, hops=1, cap=5).ties]
    asked = [tie.id for tie in small.ego("U1", at, hops=1, cap=5, ties=TieFilter(void=True)).ties]
    (route,) = small.paths("P:1", "U1", at, max_hops=2, limit=5)
    node = small.find("U1", at)

    assert asked == ["t1", "t2"]
    assert shown == (["t2"] if is_void else ["t1", "t2"])
    assert [tie.id for tie in route.ties] == (["t2"] if is_void else ["t1"])
    assert node is not None
    assert node.degree == len(shown)
    assert small.neighbours("U1", at, limit=5).total == len(shown)


def test_a_status_says_what_holds_from_when_until_when(small: FactStore, tmp_path: Path) -> None:
    objected = {**VOID, "status_id": "s2", "fact_id": "r1", "fact_kind": "record", "status": "objected"}
    revoked = {**objected, "status_id": "s3", "status": "partly_revoked", "item_id": "n1", "ends_on": None}
    earlier = {**revoked, "status_id": "s9", "effective_on": FIRST_DAY}
    rows = {"fact_statuses": [VOID, revoked, objected, earlier]}
    small.load(Delivery(batch="b3", day=FIRST_DAY, rows=rows).staged(tmp_path))
    at = AsOf(day=FIRST_DAY + timedelta(days=4), known_by=FIRST_DAY + timedelta(days=4))
    begun, lifted = FIRST_DAY + timedelta(days=2), FIRST_DAY + timedelta(days=6)

    found = small.statuses(["t1", "r1", "t2"], at)

    assert found == {
        "t1": [StatusMark(status=FactState.VOID_FROM_START, effective_on=begun, ends_on=lifted)],
        "r1": [
            StatusMark(status=FactState.PARTLY_REVOKED, effective_on=FIRST_DAY, ends_on=None, item_id="n1"),
            StatusMark(status=FactState.OBJECTED, effective_on=begun, ends_on=lifted),
            StatusMark(status=FactState.PARTLY_REVOKED, effective_on=begun, ends_on=None, item_id="n1"),
        ],
    }
    assert set(small.statuses(["t1", "r1"], at, kind=FactKind.RECORD)) == {"r1"}
    assert small.statuses([], at) == {}


def test_an_empty_store_answers(new_store: StoreFactory, tmp_path: Path) -> None:
    store = new_store(tmp_path)

    assert store.find("U1", TODAY) is None
    assert list(store.search("a", TODAY, limit=3)) == []
    assert store.statuses(["t1"], TODAY) == {}
    assert store.state().version == "none"
    with pytest.raises(NotFoundError):
        store.ego("U1", TODAY, hops=1, cap=3)
