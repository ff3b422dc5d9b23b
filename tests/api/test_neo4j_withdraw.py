"""``guanlian withdraw`` on Neo4j: the revision has the bytes that the embedded store gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from scoring.results import Months
from scoring.same_months import differences
from tests.ingest_cases import FIRMS, deliver
from tests.neo4j_process import Neo4jServer
from tests.withdrawn_facts import WHOLE, B

DELIVERED = ("--mapping", "canonical", "--day", "2026-09-30", "--source", "registry")
HANDS = ("--document", "doc 5", "--organ", "bureau", "--author", "u1", "--approver", "u2")


def withdraw_in(home: Path, delivery: Path) -> None:
    """Import, score and withdraw by the command line."""
    for words in (
        ("import", str(delivery), *DELIVERED),
        ("score", "--month", "2026-10"),
        ("withdraw", "r1", "--ground", "revoked", "--day", "2026-11-03", *HANDS),
    ):
        done = CliRunner().invoke(app, ["--home", str(home), *words])
        assert done.exit_code == 0, done.output


def test_a_withdrawal_in_neo4j_gives_the_rows_of_the_embedded_store(
    neo4j_emptied: Neo4jServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = deliver(tmp_path / "delivery", WHOLE)
    withdraw_in(tmp_path / "embedded", delivery)
    monkeypatch.setenv("GUANLIAN_STORE", "neo4j")
    monkeypatch.setenv("GUANLIAN_NEO4J__URI", neo4j_emptied.uri)
    monkeypatch.setenv("GUANLIAN_NEO4J__USER", neo4j_emptied.user)
    monkeypatch.setenv("GUANLIAN_NEO4J__PASSWORD", neo4j_emptied.password)

    withdraw_in(tmp_path / "neo4j", delivery)

    months = [Months(tmp_path / name).open("2026-10") for name in ("embedded", "neo4j")]
    assert [month.info.revision for month in months] == [2, 2]
    assert ["delta" in month.manifest for month in months] == [True, True]
    assert list(differences(months[0], months[1], FIRMS)) == []
    assert Months(tmp_path / "neo4j").open("2026-10", 1).receipt(B).void
