"""Reads over a month made on files answer alike from both stores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api import enterprise_reads, expansion_reads, lookup_reads, nearest_reads
from api.cli import app
from api.readers import Reading
from api.search_reads import SearchFilter, search
from api.workplace import Workplace
from graph.domain import RiskClass
from graph.store.protocol import ALL_TIES
from tests.neo4j_process import Neo4jServer


def demo(home: Path) -> None:
    done = CliRunner().invoke(app, ["--home", str(home), "demo", "--firms", "60", "--months", "1"])
    assert done.exit_code == 0, done.output


def answers(reading: Reading) -> dict[str, Any]:
    """What each read that asks the store says; alike must be byte for byte."""
    ids = reading.month.scores.text("enterprise_id").to_pylist()
    names = [name for name in reading.month.scores.text("name").to_pylist() if name]
    firm = reading.month.clusters(limit=1).items[0]  # type: ignore[call-arg]
    member = reading.month.members(firm.cluster_id, None, 1).items[0].enterprise_id
    found = {
        "search": search(reading, names[0][:6], SearchFilter(), limit=20, cursor=None),
        "code": search(reading, ids[0], SearchFilter(), limit=20, cursor=None),
        "lookups": lookup_reads.look_up(reading, [*ids[:20], *names[:20], "无此企业"]),
        "profile": enterprise_reads.profile(reading, member),
        "expansion": expansion_reads.expand(reading, member, known=(), limit=20, cursor=None, ties=ALL_TIES),
        "nearest": nearest_reads.nearest(reading, member, RiskClass.A, max_hops=3, limit=3, ties=ALL_TIES),
    }
    return {name: one.model_dump(mode="json") for name, one in found.items()}


def test_both_stores_give_the_same_answers(
    tmp_path: Path, neo4j_emptied: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    demo(home)
    embedded = answers(Workplace(home).reading(None, None))
    server = neo4j_emptied
    for name, value in (
        ("STORE", "neo4j"),
        ("NEO4J__URI", server.uri),
        ("NEO4J__USER", server.user),
        ("NEO4J__PASSWORD", server.password),
        ("NEO4J__DATABASE", server.database),
    ):
        monkeypatch.setenv(f"GUANLIAN_{name}", value)
    demo(home)

    place = Workplace(home)
    try:
        found = answers(place.reading(None, None))
    finally:
        place.close()
    assert found == embedded
