"""A month is made again from what the store knew when it was made, whatever came since."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from api.cli import app
from graph.store.embedded.store import EmbeddedStore
from tests.deliveries import Delivery, Row
from tests.ingest_cases import deliver
from tests.withdrawn_facts import DELIVERED, WHOLE, A, B

TIE: Row = {
    "tie_id": "late",
    "kind": "HOLDS",
    "source_id": B,
    "target_id": A,
    "share": 0.4,
    "known_on": DELIVERED,
}


def run(home: Path, *words: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["--home", str(home), *words, "--json"])
    assert done.exit_code == 0, done.output
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_a_backfill_that_came_later_changes_no_published_month(tmp_path: Path) -> None:
    home, delivery = tmp_path / "home", deliver(tmp_path / "delivery", WHOLE)
    day = ("--mapping", "canonical", "--day", DELIVERED.isoformat(), "--source", "registry")
    run(home, "import", str(delivery), *day)
    run(home, "score", "--month", "2026-10")
    store = EmbeddedStore(home)
    before = store.freeze(DELIVERED, DELIVERED).digest()
    late = Delivery(batch="late", day=DELIVERED, rows={"ties": [TIE]}, backfill=True)
    store.load(late.staged(tmp_path / "staged"))

    checks = run(home, "verify", "--full")["checks"]

    assert store.freeze(DELIVERED, DELIVERED).digest() != before
    assert [check["good"] for check in checks] == [True, True, True]
