"""Asking the ready questions in tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph.store.neo4j.database import Database
from tests.neo4j_process import Neo4jServer
from tests.store.neo4j.small_graph import SmallGraph

TODAY = 20261031


Ask = Callable[..., set[tuple[Any, ...]]]


def asking(database: Database, server: Neo4jServer) -> Ask:
    """Write a graph and ask a question: the wanted columns of every row."""

    def answer(graph: SmallGraph, name: str, columns: str, **params: Any) -> set[tuple[Any, ...]]:
        graph.write(server)
        return again(database, name, columns, **params)

    return answer


def again(database: Database, name: str, columns: str, **params: Any) -> set[tuple[Any, ...]]:
    rows = database.records(f"read.{name}", **{"as_of": TODAY, "known_by": TODAY, "max_rows": 100, **params})
    wanted = columns.split()
    found = [tuple(_hashable(row[column]) for column in wanted) for row in rows]
    assert len(set(found)) == len(found), "a row is there twice"
    return set(found)


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else round(value, 9) if isinstance(value, float) else value
