"""A Neo4j for tests and to play with: one that is given, else Java and Maven, else Docker.

Tests empty the database they run on, so a given one must be empty or bear our mark. The mark
is an index: the data stays without it.

``python -m tests.neo4j_server FOLDER PORT`` starts one with a home that stays (``make neo4j``).
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from neo4j import GraphDatabase, Query

from tests.neo4j_jars import NoServerError
from tests.neo4j_process import Neo4jContainer, Neo4jProcess, Neo4jServer

REQUIRED = "GUANLIAN_REQUIRE_NEO4J"
MARK = "guanlian_test_database"
_LONGEST_S = 120.0


@contextmanager
def server_for_tests(
    folder: Path,
    environment: Mapping[str, str] = os.environ,
    ways: Sequence[Callable[[Path], Neo4jProcess]] = (Neo4jProcess, Neo4jContainer),
) -> Iterator[Neo4jServer]:
    """Give the server of this run, with a database that tests may empty; end it afterwards.

    Parameters
    ----------
    folder : Path
        Where a server that we start has its home.
    environment : mapping
        NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD name a given server.
    ways : sequence of callable
        How to start one, in the order of preference.

    Raises
    ------
    NoServerError
        If no way works; the text says why each does not.
    """
    if environment.get("NEO4J_URI"):
        given = Neo4jServer(
            uri=environment["NEO4J_URI"],
            user=environment.get("NEO4J_USER", "neo4j"),
            password=environment.get("NEO4J_PASSWORD", ""),
        )
        claim(given)
        yield given
        return
    with ExitStack() as stack:
        yield _first_that_starts(folder, ways, stack)


def _first_that_starts(
    folder: Path, ways: Sequence[Callable[[Path], Neo4jProcess]], stack: ExitStack
) -> Neo4jServer:
    reasons = []
    for way in ways:
        try:
            return stack.enter_context(way(folder / way.__name__)).server
        except NoServerError as reason:
            reasons.append(str(reason))
    raise NoServerError("; ".join((*reasons, "or set NEO4J_URI")))


def ask(server: Neo4jServer, statement: str, **params: Any) -> list[dict[str, Any]]:
    """Rows of one statement in a transaction of its own."""
    with (
        GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver,
        driver.session(database=server.database) as session,
    ):
        timed = Query(statement, timeout=_LONGEST_S)
        return [record.data() for record in session.run(timed, params)]


def claim(server: Neo4jServer) -> None:
    """Mark a given database as one that tests may empty.

    Raises
    ------
    ValueError
        If it holds data that no test wrote.
    """
    marked = ask(server, "SHOW INDEXES YIELD name WHERE name = $name RETURN name", name=MARK)
    if not marked and ask(server, "MATCH (n) RETURN 1 AS found LIMIT 1"):
        raise ValueError(
            f"NEO4J_URI {server.uri}: expected an empty database, for tests empty it again and again; "
            "got one with data that no test wrote; name another server"
        )
    ask(server, f"CREATE INDEX {MARK} IF NOT EXISTS FOR (n:GuanlianTest) ON (n.mark)")


def empty(server: Neo4jServer, *, schema: bool = False) -> None:
    """Delete every node and relationship; with ``schema`` constraints and indexes too."""
    ask(server, "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS")
    if not schema:
        return
    for row in ask(server, "SHOW CONSTRAINTS YIELD name RETURN name"):
        ask(server, "DROP CONSTRAINT $name", name=row["name"])
    others = "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' AND name <> $mark RETURN name"
    for row in ask(server, others, mark=MARK):
        ask(server, "DROP INDEX $name", name=row["name"])


def play(home: Path, port: int) -> None:
    """Run a server until Ctrl+C; its data stays in the home."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    process = Neo4jProcess(home, port=port, options=(), last_signal=signal.SIGTERM)
    try:
        with process as running:
            server = running.server
            sys.stdout.write(
                f"Neo4j answers; its data stays in {home}; Ctrl+C ends it.\n\n"
                f"  URI       {server.uri}\n  user      {server.user}\n  password  {server.password}\n\n"
                "In another terminal:\n\n"
                f"  export GUANLIAN_STORE=neo4j GUANLIAN_NEO4J__URI={server.uri}\n"
                f"  export GUANLIAN_NEO4J__PASSWORD_FILE={home / 'password'}\n"
                "  make run\n"
            )
            sys.stdout.flush()
            signal.pause()
    except NoServerError as error:
        sys.exit(f"make neo4j: {error}")
    except KeyboardInterrupt:
        sys.stdout.write("Neo4j has ended.\n")


if __name__ == "__main__":
    play(Path(sys.argv[1]).absolute(), int(sys.argv[2]))
