"""A month is made again from what the store knew when it was made, whatever came since."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from api.cli import app
from graph.filings import FilingStore
from graph.store.embedded.store import EmbeddedStore
from tests.deliveries import Delivery, Row
from tests.ingest_cases import deliver
from tests.withdrawn_facts import DELIVERED, WHOLE, A, B, C

TIE: Row = {
    "tie_id": "late",
    "kind": "HOLDS",
    "source_id": B,
    "target_id": A,
    "share": 0.4,
    "known_on": DELIVERED,
}

INSPECTION: Row = {
    "filing_id": "late",
    "enterprise_id": C,
    "filed_on": date(2026, 3, 2),
    "inspection_kind": "spot_check",
    "result": "failed",
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
    store, filings = EmbeddedStore(home), FilingStore(home)
    before = store.freeze(DELIVERED, DELIVERED).digest(), filings.digest(DELIVERED)
    late = Delivery(
        batch="late", day=DELIVERED, rows={"ties": [TIE], "inspections": [INSPECTION]}, backfill=True
    ).staged(tmp_path / "staged")
    store.load(late)
    filings.append(late)

    checks = run(home, "verify", "--full")["checks"]

    assert store.freeze(DELIVERED, DELIVERED).digest() != before[0]
    assert filings.digest(DELIVERED) != before[1]
    assert [check["good"] for check in checks] == [True, True, True]
