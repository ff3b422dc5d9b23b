"""Real imports into both stores: the same snapshot, the same published month, no person's name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from graph.filings import FilingStore
from graph.ingest.run import import_files
from graph.state import open_state
from graph.store.embedded.store import EmbeddedStore
from graph.store.neo4j.store import Neo4jStore
from graph.store.protocol import FactStore
from graph.synthetic.province import generate
from graph.vault import NameVault
from scoring.job.run import PublishedMonth, run_month
from scoring.pack import load_pack
from tests.neo4j_process import Neo4jServer
from tests.neo4j_server import ask
from tests.published_months import TODAY, published_bytes

NewStore = Callable[[Path], Neo4jStore]
ROOT = Path(__file__).parents[3]
SMESD = ROOT.parent / "shared" / "data" / "smesd"
UNTIL = date(2026, 10, 31)


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("extracts")
    generate(firms=60, months=14, seed=7, folder=folder, until=UNTIL)
    return folder


def import_all(extracts: Path, home: Path, store: FactStore) -> None:
    vault = NameVault(open_state(home))
    for delivery in sorted(path.parent for path in extracts.glob("*/delivery.yaml")):
        told = yaml.safe_load((delivery / "delivery.yaml").read_text(encoding="utf-8"))
        import_files(
            folder_or_files=delivery,
            mapping=told["mapping"],
            home=home,
            store=store,
            filings=FilingStore(home),
            vault=vault,
            salt=b"salt",
            day=told["day"],
            source=told["source"],
            backfill=told["backfill"],
        )


def october(home: Path, store: FactStore) -> PublishedMonth:
    return run_month(
        home=home,
        store=store,
        filings=FilingStore(home),
        pack=load_pack("mrt"),
        month="2026-10",
        today=TODAY,
    )


def test_a_province_gives_the_same_month_and_no_name_of_a_person_is_stored(
    new_neo4j_store: NewStore, neo4j_server: Neo4jServer, extracts: Path, tmp_path: Path
) -> None:
    homes = [tmp_path / name for name in ("embedded", "neo4j")]
    stores: list[FactStore] = [EmbeddedStore(homes[0]), new_neo4j_store(homes[1])]

    for home, store in zip(homes, stores, strict=True):
        import_all(extracts, home, store)
    months = [october(home, store) for home, store in zip(homes, stores, strict=True)]

    assert stores[1].freeze(UNTIL, UNTIL).digest() == stores[0].freeze(UNTIL, UNTIL).digest()
    assert months[1].digest == months[0].digest
    assert published_bytes(months[1].path) == published_bytes(months[0].path)
    names = names_of_persons(extracts)
    assert len(names) > 50
    assert [text for text in stored_texts(neo4j_server) if text in names] == []
    assert [text for text in personal_texts(neo4j_server) if any(name in text for name in names)] == []


def names_of_persons(extracts: Path) -> set[str]:
    files = [path.with_name("persons.parquet") for path in extracts.glob("*/delivery.yaml")]
    return {
        name for path in files if path.exists() for name in pq.read_table(path)["name"].to_pylist() if name
    }


def stored_texts(server: Neo4jServer) -> list[str]:
    """Every text of every property of the database."""
    rows = ask(server, "MATCH (n) RETURN properties(n) AS held")
    rows += ask(server, "MATCH ()-[t]->() RETURN properties(t) AS held")
    return [text for row in rows for value in row["held"].values() for text in str(value).split("|")]


def personal_texts(server: Neo4jServer) -> list[str]:
    """Texts of persons, contacts and everything between nodes, where no name can be part of another."""
    rows = ask(server, "MATCH (n:Person|PersonVersion|Contact|ContactVersion) RETURN properties(n) AS held")
    rows += ask(server, "MATCH ()-[t]->() RETURN properties(t) AS held")
    return [str(value) for row in rows for value in row["held"].values()]


@pytest.mark.skipif(
    not SMESD.exists(), reason=f"SMEsD data are absent: expected them beside the repository in {SMESD.name}/"
)
def test_the_smesd_graph_freezes_to_the_same_digest(new_neo4j_store: NewStore, tmp_path: Path) -> None:
    day = date(2021, 12, 31)
    homes = [tmp_path / name for name in ("embedded", "neo4j")]
    stores: list[FactStore] = [EmbeddedStore(homes[0]), new_neo4j_store(homes[1])]

    for home, store in zip(homes, stores, strict=True):
        import_files(
            folder_or_files=SMESD,
            mapping=ROOT / "benchmarks" / "smesd" / "mapping.yaml",
            home=home,
            store=store,
            filings=FilingStore(home),
            vault=NameVault(open_state(home)),
            salt=b"salt",
            day=day,
            source="smesd",
            backfill=True,
        )

    embedded, neo4j = (store.freeze(day, day) for store in stores)
    assert neo4j.digest() == embedded.digest()
    assert neo4j.ties.rows > 9_000
