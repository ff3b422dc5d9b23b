"""Statements on nodes :Thing, for tests of the database layer; rows as types."""

from __future__ import annotations

from dataclasses import dataclass

from cypher.catalogue import Query, parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    key: str
    size: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    key: str
    sizes: tuple[int, ...]


def statement(name: str, mode: str, params: str, returns: str, text: str) -> Query:
    """Statement as if it stood in a file."""
    header = {"purpose": "test", "mode": mode, "params": params, "returns": returns, "source": "-"}
    return parse(name, "\n".join([*(f"// {key}: {value}" for key, value in header.items()), text]))


_READS = {
    "things": "MATCH (t:Thing) RETURN t.key AS key, t.size AS size ORDER BY key LIMIT 9",
    "wrong_header": "RETURN 1 AS key",
    "packed": """MATCH (t:Thing) WITH t ORDER BY t.key
                 RETURN collect(t.key) AS key, collect(t.size) AS size""",
    "uneven": "RETURN [1] AS key, [1, 2] AS size",
    "slow": """UNWIND range(1, 1000000000) AS x WITH x WHERE x % 7 = 8
               RETURN count(x) AS key, 1 AS size""",
    "no_index": """CALL db.index.fulltext.queryNodes('no_such_index', 'a') YIELD score
                   RETURN score AS key, 1 AS size LIMIT 1""",
}
_LOCK = "MATCH (t:Thing {key: 'lock'}) SET t.held = true RETURN t.key AS key"
_UNIQUE = "CREATE CONSTRAINT test_thing_key IF NOT EXISTS FOR (t:Thing) REQUIRE t.key IS UNIQUE"

STATEMENTS = {
    query.name: query
    for query in [
        *(statement(f"read.{name}", "read", "-", "key, size", text) for name, text in _READS.items()),
        statement("read.lists", "read", "-", "key, sizes", "RETURN 'a' AS key, [1, 2] AS sizes"),
        statement("read.echo", "read", "value", "key, size", "RETURN $value AS key, 1 AS size"),
        statement(
            "ingest.thing", "write", "key, size", "-", "MERGE (t:Thing {key: $key}) SET t.size = $size"
        ),
        statement("ingest.broken", "write", "key", "-", "MERGE (t:Thing {key: $key}) SET t.size = 1 / 0"),
        statement("ingest.second", "write", "key", "-", "CREATE (t:Thing {key: $key})"),
        statement("ingest.lock", "write", "-", "key", _LOCK),
        statement("schema.thing", "schema", "-", "-", _UNIQUE),
        statement("schema.no_thing", "schema", "-", "-", "DROP CONSTRAINT test_thing_key IF EXISTS"),
    ]
}
