"""A small history whose every batch changes every table, and what a store says of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from graph.errors import GuanlianError
from graph.store.embedded.store import EmbeddedStore
from graph.store.neo4j.database import Database, Neo4jPlace
from graph.store.neo4j.store import Neo4jStore
from tests.deliveries import Delivery
from tests.neo4j_process import Neo4jServer
from tests.neo4j_server import ask
from tests.store.neo4j.whole_rows import every_column

DAY = date(2026, 3, 31)
LAST = DAY + timedelta(days=9)
_NOT_COMPARED = ("token", "touched_by", "first_known_seq", "given_back", "mark")
"""Tokens of writers, counts of what they gave back; and which batch said the first day, which is told
only while it is unpublished."""


class StoppedError(GuanlianError):
    """A load that a test stops at a checkpoint."""


def history(batches: int) -> list[Delivery]:
    """Deliveries b1, b2, ...; the second one is older than the first."""
    return [every_column(f"b{number}", DAY, (3, 1, 5)[number - 1]) for number in range(1, batches + 1)]


def place(server: Neo4jServer) -> Neo4jPlace:
    """Where a server is; nothing is tried twice, so that a fault shows at once."""
    return Neo4jPlace(
        uri=server.uri, user=server.user, password=server.password, connect_timeout_s=2.0, retry_s=0.1
    )


def expected_digest(deliveries: Sequence[Delivery], folder: Path) -> str:
    """Digest of the embedded store after the deliveries."""
    store = EmbeddedStore(folder / "embedded")
    for delivery in deliveries:
        store.load(delivery.staged(folder / "staged"))
    return store.freeze(LAST, LAST).digest()


def loaded_store(server: Neo4jServer, deliveries: Sequence[Delivery], folder: Path) -> Neo4jStore:
    """Store in an empty database after the deliveries."""
    store = Neo4jStore(Database(place(server)), folder / "neo4j")
    for delivery in deliveries:
        store.load(delivery.staged(folder / "staged"))
    return store


def everything(server: Neo4jServer) -> list[str]:
    """Every node and relationship as sorted text, but for tokens of writers."""
    nodes = ask(server, "MATCH (n) RETURN labels(n) AS labels, properties(n) AS held")
    ties = ask(
        server,
        "MATCH (a)-[t]->(b) RETURN a.id AS source, type(t) AS type, b.id AS target, properties(t) AS held",
    )
    for row in nodes:
        row["held"] = sorted((k, v) for k, v in row["held"].items() if k not in _NOT_COMPARED)
    return sorted(str(sorted(row.items(), key=str)) for row in [*nodes, *ties])
