"""The real import tool on the files, a server on what it made: the same store as a loaded one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.store.embedded.segments import Version
from graph.store.embedded.store import EmbeddedStore
from graph.store.neo4j.bulk import write_bulk_files
from graph.store.neo4j.database import Database, Neo4jPlace
from graph.store.neo4j.kept_versions import KeptVersions
from graph.store.neo4j.schema import migrate
from graph.store.neo4j.store import Neo4jStore
from graph.store.neo4j.verify import verify
from graph.store.protocol import AsOf
from tests.bulk_imports import UNDO, import_into, undone_between
from tests.conftest import _missing
from tests.deliveries import Delivery
from tests.neo4j_jars import NoServerError
from tests.neo4j_process import Neo4jProcess, Neo4jServer
from tests.neo4j_server import ask

THIRD = Delivery(
    batch="b3",
    day=date(2026, 3, 31),
    rows={
        "enterprises": [
            {"enterprise_id": "U2", "name": "乙"},
            {"enterprise_id": "U9", "name": "丙"},
            {"enterprise_id": "U8"},
        ],
        "ties": [{"tie_id": "t2", "kind": "BRANCH_OF", "source_id": "U3", "target_id": "U9", "share": 0.25}],
        "parties": [{"party_key": "k3", "record_id": "r2", "party_id": "U8", "role": "responsible"}],
    },
)
DAYS = (date(2026, 1, 31), date(2026, 2, 27), date(2026, 3, 31), UNDO.day)

_BOOKKEEPING = (
    "first_known_seq",
    "first_known_before",
    "superseded_before",
    "superseded_before_seq",
    "token",
    "touched_by",
    "given_back",
    "mark",
)
"""Properties that only serve a load that was cut short."""

_NODES = "MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties"
_TIES = """MATCH (a)-[t]->(b)
RETURN type(t) AS kind, properties(t) AS properties, a.id AS source, b.id AS target"""


@dataclass(frozen=True, kw_only=True)
class Imported:
    """A database that the tool made, what stood in it at first, and the store it came from."""

    database: Database
    home: Path
    source: EmbeddedStore
    server: Neo4jServer
    first: set[str]


def contents(server: Neo4jServer) -> set[str]:
    """Nodes and relationships as texts, without what only serves a load."""
    nodes = [row for row in ask(server, _NODES) if "Writer" not in row["labels"]]
    return {_text(row) for row in [*nodes, *ask(server, _TIES)]}


def _text(row: dict[str, Any]) -> str:
    kept = {name: value for name, value in row["properties"].items() if name not in _BOOKKEEPING}
    ends = [row[name] for name in ("kind", "source", "target") if name in row]
    return repr((sorted(row.get("labels", ())), ends, sorted(kept.items())))


def version_of(store: EmbeddedStore) -> Version:
    version = store.version()
    assert version is not None
    return version


def place_of(server: Neo4jServer) -> Neo4jPlace:
    return Neo4jPlace(uri=server.uri, user=server.user, password=server.password)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, neo4j_server: Neo4jServer) -> Iterator[Imported]:
    """Files of two batches and an undone one, imported into a server of their own, schema applied."""
    folder = tmp_path_factory.mktemp("imported")
    source = EmbeddedStore(folder / "home")
    undone_between(source, folder / "staged")
    KeptVersions(folder / "home").take_over(version_of(source))
    files = write_bulk_files(version_of(source), folder / "bulk", schema_version=0)
    process = Neo4jProcess(folder / "server")
    try:
        import_into(process, files)
        process.start()
    except NoServerError as error:
        _missing(error)
    with Database(place_of(process.server)) as database:
        migrate(database)
        first, server = contents(process.server), process.server
        yield Imported(database=database, home=folder / "home", source=source, server=server, first=first)
    process.kill()


def test_it_holds_what_loads_and_undos_of_the_same_batches_make(
    imported: Imported, neo4j_database: Database, neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    store = Neo4jStore(neo4j_database, tmp_path / "home")
    undone_between(store, tmp_path / "staged")

    assert imported.first == contents(neo4j_server)


def test_its_keys_are_those_of_the_source(imported: Imported) -> None:
    found = verify(imported.database, version_of(imported.source))

    assert found.differences == ()


def test_a_database_that_does_not_tell_an_undo_is_another(imported: Imported) -> None:
    ask(imported.server, "MATCH (s:Store) SET s.held = s.undone_before REMOVE s.undone_before")
    try:
        found = verify(imported.database, version_of(imported.source))
    finally:
        ask(imported.server, "MATCH (s:Store) SET s.undone_before = s.held REMOVE s.held")

    assert [(check.kind, check.missing) for check in found.differences] == [("undone", ("v000003|20260401",))]


@pytest.mark.parametrize("day", DAYS)
def test_it_freezes_to_the_digest_of_the_source(imported: Imported, day: date) -> None:
    store = Neo4jStore(imported.database, imported.home)

    assert store.freeze(day, day).digest() == imported.source.freeze(day, day).digest()


def test_it_tells_what_was_undone_and_reads_days_before_with_it(imported: Imported) -> None:
    store = Neo4jStore(imported.database, imported.home)
    before, after = (AsOf(day=day, known_by=day) for day in (DAYS[2], UNDO.day))

    assert store.state().undone == imported.source.state().undone
    assert store.current_version() == imported.source.current_version()
    assert store.find("U7", before) == imported.source.find("U7", before)
    assert (store.find("U7", before) is None, store.find("U7", after)) == (False, None)
    for version in ("v000002", "v000003", "v000004"):
        frozen = [one.freeze_version(version, DAYS[2], UNDO.day).digest() for one in (store, imported.source)]
        assert frozen[0] == frozen[1], version
    store.verify()


def test_the_next_month_is_loaded_into_it(imported: Imported, tmp_path: Path) -> None:
    store = Neo4jStore(imported.database, imported.home)
    both = EmbeddedStore(tmp_path / "home")
    undone_between(both, tmp_path / "staged")
    both.load(THIRD.staged(tmp_path / "staged"))

    store.load(THIRD.staged(tmp_path / "again"))

    for day in DAYS:
        assert store.freeze(day, day).digest() == both.freeze(day, day).digest(), day
    assert verify(imported.database, version_of(both)).differences == ()
