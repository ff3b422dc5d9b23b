"""Persons who may be one on both stores: the same pairs are found and the same snapshot is joined."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from graph.filings import FilingStore
from graph.ingest.run import import_files
from graph.same_person.book import PersonBook
from graph.same_person.rules import same_person_rules
from graph.same_person.search import search
from graph.same_person.unite import unite
from graph.same_person.verdicts import Verdict
from graph.store.embedded.store import EmbeddedStore
from graph.store.neo4j.store import Neo4jStore
from graph.store.protocol import FactStore
from graph.vault import NameVault
from tests.ingest_cases import SALT, deliver
from tests.joined_home import FILES, ONE, OTHER

DAY = date(2026, 10, 31)


def test_both_stores_propose_the_same_pairs_and_join_to_the_same_digest(
    new_neo4j_store: Callable[[Path], Neo4jStore], tmp_path: Path
) -> None:
    homes = [tmp_path / name for name in ("embedded", "neo4j")]
    stores: list[FactStore] = [EmbeddedStore(homes[0]), new_neo4j_store(homes[1])]
    found, digests = [], []
    for home, store in zip(homes, stores, strict=True):
        vault, book = NameVault(home), PersonBook(home)
        import_files(
            folder_or_files=deliver(home / "delivery", FILES),
            mapping="canonical",
            home=home,
            store=store,
            filings=FilingStore(home),
            vault=vault,
            salt=SALT,
            day=date(2026, 9, 30),
            source="registry",
        )
        plain = store.freeze(DAY, DAY)
        found.append(search(plain, vault.name_keys(DAY), same_person_rules(), DAY))
        book.review(ONE, OTHER, verdict=Verdict.SAME, reason="card seen", author="reviewer", known_on=DAY)
        joined = unite(plain, book.in_force(DAY))
        assert joined.digest() != plain.digest()
        digests.append(joined.digest())

    assert found[0] == found[1]
    assert [one.pair for one in found[0].candidates] == [(ONE, OTHER)]
    assert digests[0] == digests[1]
