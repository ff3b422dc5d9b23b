"""The ready questions as of a day: what is in force with what was known then, and nothing void."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import pytest

from cypher.catalogue import load
from graph.store.neo4j.database import Database
from tests.neo4j_process import Neo4jServer
from tests.store.neo4j.questions import TODAY, Ask, again, asking
from tests.store.neo4j.small_graph import SmallGraph


@pytest.fixture
def ask(neo4j_database: Database, neo4j_emptied: Neo4jServer) -> Ask:
    return asking(neo4j_database, neo4j_emptied)


Question = tuple[str, dict[str, str], Callable[..., SmallGraph]]


def asked(name: str, build: Callable[..., SmallGraph], **params: str) -> Any:
    return pytest.param((name, params, build), id=name)


def held(**tie: Any) -> SmallGraph:
    return SmallGraph().entity("E2", status="revoked").tie("HOLDS", "E2", "E1", "T", **tie)


def shared(kind: str, node: str) -> Callable[..., SmallGraph]:
    return lambda **tie: SmallGraph().tie(kind, "E1", node, "T", **tie).tie(kind, "E2", node)


def ring(kind: str) -> Callable[..., SmallGraph]:
    return lambda **tie: SmallGraph().tie(kind, "E1", "E2", "T", **tie).tie(kind, "E2", "E1")


def lent(**tie: Any) -> SmallGraph:
    graph = SmallGraph().tie("LENDS_TO", "E1", "E2", "T", **tie).classed(E2="D")
    return graph.record("R1", kind="penalty").names("R1", "E2")


def represented(**tie: Any) -> SmallGraph:
    graph = SmallGraph().tie("LEGAL_REPRESENTATIVE_OF", "P:1", "E1", "T", **tie)
    return graph.tie("LEGAL_REPRESENTATIVE_OF", "P:1", "E2")


QUESTIONS = [
    asked("owners", held, enterprise_id="E1"),
    asked("holdings", held, holder_id="E2"),
    asked("inactive_holders", held),
    asked("same_address", shared("REGISTERED_AT", "A:1"), enterprise_id="E1"),
    asked("same_contact", shared("REACHED_AT", "C:1"), enterprise_id="E2"),
    asked("shared_agents", shared("FILED_BY", "C:1")),
    asked("ownership_cycles", ring("HOLDS"), enterprise_id="E2"),
    asked("guarantee_rings", ring("GUARANTEES")),
    asked("nearest_class_d", lent, enterprise_id="E1"),
    asked("related_records", lent, enterprise_id="E1"),
    asked("most_posts", represented),
]
IN_FORCE: list[dict[str, Any]] = [
    {"known_on": TODAY, "batch_seq": 2, "valid_from": TODAY, "valid_to": 20261101},
    {"superseded_on": 20261101, "superseded_seq": 2},
    {"superseded_on": 20261001, "superseded_seq": 3},
]
OUT_OF_FORCE: list[dict[str, Any]] = [
    {"known_on": 20261101},
    {"batch_seq": 3},
    {"superseded_on": TODAY, "superseded_seq": 2},
    {"superseded_on": 20261001, "superseded_seq": 3, "superseded_before": TODAY, "superseded_before_seq": 2},
    {"valid_from": 20261101},
    {"valid_to": TODAY},
]


def values(changes: Collection[Any]) -> str:
    return ",".join(map(str, changes)) if isinstance(changes, dict) else ""


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("changes", IN_FORCE, ids=values)
def test_a_tie_in_force_with_what_was_known_then_counts(
    ask: Ask, question: Question, changes: dict[str, Any]
) -> None:
    name, params, build = question

    assert ask(build(**changes), name, "", **params)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("changes", OUT_OF_FORCE, ids=values)
def test_a_tie_out_of_force_or_not_known_then_does_not_count(
    ask: Ask, question: Question, changes: dict[str, Any]
) -> None:
    name, params, build = question

    assert not ask(build(**changes), name, "", **params)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_void_tie_does_not_count(ask: Ask, question: Question) -> None:
    name, params, build = question

    assert not ask(build().status("tie", "T", "void_from_start"), name, "", **params)


def test_a_tie_is_void_only_while_its_status_is_in_force_and_known(
    neo4j_database: Database, ask: Ask
) -> None:
    graph = held().status(
        "tie", "T", "void_from_start", effective_on=20260301, ends_on=20260601, known_on=20260701
    )
    graph.version(
        "FactStatus",
        "S:T",
        "status_id",
        fact_kind="tie",
        fact_id="T",
        status="void_from_start",
        effective_on=20260301,
    )

    def owners(as_of: int, known_by: int) -> bool:
        return bool(
            again(neo4j_database, "owners", "owner_id", enterprise_id="E1", as_of=as_of, known_by=known_by)
        )

    ask(graph, "owners", "owner_id", enterprise_id="E1")

    assert owners(as_of=20260228, known_by=20260228)
    assert not owners(as_of=20260531, known_by=20260531)
    assert not owners(as_of=20260630, known_by=20260630), "the end was not known yet"
    assert owners(as_of=20260630, known_by=20260701)


def test_every_question_was_asked() -> None:
    ready = {name for name in load() if name.startswith("read.") and not name.startswith("read.store_")}

    assert {f"read.{question.values[0][0]}" for question in QUESTIONS} == ready
