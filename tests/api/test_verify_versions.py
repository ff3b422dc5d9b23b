"""A month is made again from what the store knew when it was made, whatever came since."""

from __future__ import annotations

import itertools
import json
from datetime import date
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from api.cli import app
from graph.batches import undo_batch
from graph.filings import FilingStore
from graph.store.embedded.store import EmbeddedStore
from graph.store.protocol import Undo
from tests.deliveries import Delivery, Row
from tests.ingest_cases import deliver
from tests.withdrawn_facts import DELIVERED, WHOLE, A, B, C

OCTOBER = date(2026, 10, 31)
UNDO = Undo(batch="early", day=date(2026, 9, 1), reason="wrong county", author="a", approver="b")


def backfill(batch: str, share: float) -> Delivery:
    """A tie and a failed inspection of days before the month, under ids of the batch."""
    tie: Row = {"tie_id": batch, "kind": "HOLDS", "source_id": B, "target_id": A, "share": share}
    inspection: Row = {
        **{"filing_id": batch, "enterprise_id": C, "filed_on": date(2026, 3, 2)},
        **{"inspection_kind": "spot_check", "result": "failed"},
    }
    rows: dict[str, list[Row]] = {"ties": [{**tie, "known_on": DELIVERED}], "inspections": [inspection]}
    return Delivery(batch=batch, day=DELIVERED, rows=rows, backfill=True)


def run(home: Path, *words: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["--home", str(home), *words, "--json"])
    assert done.exit_code == 0, done.output
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_what_is_backfilled_or_undone_later_changes_no_published_month(tmp_path: Path) -> None:
    home, delivery = tmp_path / "home", deliver(tmp_path / "delivery", WHOLE)
    day = ("--mapping", "canonical", "--day", DELIVERED.isoformat(), "--source", "registry")
    run(home, "import", str(delivery), *day)
    early, late = (backfill(*words).staged(tmp_path) for words in (("early", 0.4), ("late", 0.3)))
    EmbeddedStore(home).load(early)
    FilingStore(home).append(early)
    run(home, "score", "--month", "2026-10")
    before = known(home)
    undo_batch(home, EmbeddedStore(home), FilingStore(home), UNDO)
    undone = known(home)
    EmbeddedStore(home).load(late)
    FilingStore(home).append(late)

    checks = run(home, "verify", "--full")["checks"]

    for one, other in itertools.combinations((before, undone, known(home)), 2):
        assert set(one).isdisjoint(other)
    assert [check["good"] for check in checks] == [True, True, True, True]


def test_a_changed_byte_of_the_filings_is_found(tmp_path: Path) -> None:
    home = tmp_path / "home"
    FilingStore(home).append(backfill("early", 0.4).staged(tmp_path))
    path = home / "filings" / "inspections" / "early.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    done = CliRunner().invoke(app, ["--home", str(home), "verify", "--json"])

    wrong = [check for check in json.loads(done.stdout)["checks"] if not check["good"]]
    assert (done.exit_code, [check["what"] for check in wrong]) == (1, ["filings"])
    assert "early.parquet" in wrong[0]["found"]


def known(home: Path) -> tuple[str, str]:
    """Digests of graph and filings of the month's days."""
    return EmbeddedStore(home).freeze(OCTOBER, OCTOBER).digest(), FilingStore(home).digest(OCTOBER)
