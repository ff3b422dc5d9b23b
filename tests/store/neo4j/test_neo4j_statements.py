"""Every statement of the catalogue on the live server: it plans, and it plans no scan of everything."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import neo4j
import pytest
from neo4j import GraphDatabase

from cypher.catalogue import Mode, load
from cypher.scan import scan
from graph.store.neo4j.database import Database
from tests.neo4j_process import Neo4jServer

ROOT = Path(__file__).parents[3]
DRIVER_MODULES = {"database.py", "driver_errors.py", "holding.py"}
REFUSED = {"AllNodesScan", "CartesianProduct", "PartitionedAllNodesScan"}
# EXPLAIN plans a name that is not here as a value of any type.
EXAMPLES: dict[str, Any] = {
    **dict.fromkeys(("as_of", "known_by", "day"), 20261031),
    **dict.fromkeys(("max_rows", "limit", "low", "high", "first_slot", "end_slot", "sequence"), 25),
    **{name: [{}] for name in ("rows",)},
    **{name: ["E1"] for name in ("ids",)},
    **dict.fromkeys(("enterprise_id", "holder_id", "token", "mark", "batch", "month"), "E1"),
}


@pytest.fixture(scope="module")
def planner(neo4j_server: Neo4jServer) -> Iterator[neo4j.Session]:
    """Session on a server that has the schema of the package."""
    server = neo4j_server
    with (
        GraphDatabase.driver(
            server.uri, auth=(server.user, server.password), notifications_min_severity="OFF"
        ) as driver,
        driver.session(database=server.database) as session,
    ):
        for query in load().values():
            if query.mode is Mode.SCHEMA:
                session.run(query.text).consume()
        session.run("CALL db.awaitIndexes(120)").consume()
        yield session


def operators(plan: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Operator and its details, the whole tree."""
    yield plan["operatorType"].split("@")[0], plan["args"].get("Details", "")
    for child in plan.get("children", []):
        yield from operators(child)


@dataclass(frozen=True, slots=True)
class Explained:
    columns: tuple[str, ...]
    operators: tuple[tuple[str, str], ...]


@pytest.fixture(scope="module")
def explained(planner: neo4j.Session) -> Callable[[str], Explained]:
    @cache
    def explain(name: str) -> Explained:
        query = load()[name]
        params = {param: EXAMPLES[param] for param in query.params if param in EXAMPLES}
        result = planner.run(f"EXPLAIN {query.text}", params)
        columns = tuple(result.keys())
        plan = result.consume().plan
        assert plan is not None
        return Explained(columns, tuple(operators(plan)))

    return explain


PLANNED = [name for name, query in load().items() if query.mode is not Mode.SCHEMA]


@pytest.mark.parametrize("name", PLANNED)
def test_no_statement_scans_all_nodes_or_multiplies_rows(
    explained: Callable[[str], Explained], name: str
) -> None:
    assert [found for found in explained(name).operators if found[0] in REFUSED] == []


@pytest.mark.parametrize("name", PLANNED)
def test_a_statement_returns_the_columns_of_its_header(
    explained: Callable[[str], Explained], name: str
) -> None:
    assert explained(name).columns == load()[name].returns


def test_the_schema_can_be_run_again(neo4j_database: Database) -> None:
    made = [name for name, query in load().items() if "IF NOT EXISTS" in query.text]

    for name in [*made, *made]:
        neo4j_database.schema(name)

    assert made


def last_clause(text: str, word: str) -> bool:
    words = scan(text).words
    return word in words[len(words) - words[::-1].index("RETURN") :]


@pytest.mark.parametrize("name", [name for name in load() if name.startswith("read.")])
def test_a_read_is_ordered_and_bounded(name: str) -> None:
    query = load()[name]
    packed = "collect(" in query.text.lower() or "[x IN" in query.text

    assert packed or (last_clause(query.text, "ORDER") and last_clause(query.text, "LIMIT"))


@pytest.mark.parametrize("name", list(load()))
def test_the_source_of_a_statement_is_a_document_of_this_repository(name: str) -> None:
    source = load()[name].source

    assert source == "-" or (ROOT / source).is_file()


UNBOUNDED = re.compile(
    r"""
      \* \s* (?: \d+ \s* \.\. | \.\. )? \s* \]  # -[*]-  -[:HOLDS*2..]-
    | \) [+*] \(                             # ((a)-->(b))+(c)
    | \{ \s* \d* \s* , \s* \}               # {2,}
    """,
    re.VERBOSE,
)


@pytest.mark.parametrize("name", list(load()))
def test_every_path_of_a_statement_has_a_bound(name: str) -> None:
    assert UNBOUNDED.findall(load()[name].text) == []


@pytest.mark.parametrize(
    "path", ["-[*]-", "-[:HOLDS*2..]-", "-[t:A|B*..]->", "((a)-->(b))+(c)", "(a)-->{2,}(b)"]
)
def test_a_path_without_a_bound_is_seen(path: str) -> None:
    assert UNBOUNDED.search(path)


@pytest.mark.parametrize("name", list(load()))
def test_a_statement_knows_nodes_by_our_keys_and_names_no_search_without_a_bound(name: str) -> None:
    assert not {"ELEMENTID", "SHORTEST", "ALLSHORTESTPATHS"} & set(scan(load()[name].text).words)


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return found | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_only_the_database_layer_imports_the_driver() -> None:
    packages = ("api", "cypher", "gnn", "graph", "scoring")
    importing = {
        path.relative_to(ROOT)
        for package in packages
        for path in (ROOT / package).rglob("*.py")
        if any(name.split(".")[0] == "neo4j" for name in imports_of(path))
    }

    assert importing == {Path("graph/store/neo4j") / name for name in DRIVER_MODULES}
