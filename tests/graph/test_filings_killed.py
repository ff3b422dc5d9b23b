"""An append of filings that is killed: what was there counts, a re-run gives the undisturbed bytes."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from graph.filings import AppendReport, FilingStore
from graph.store.protocol import StagedBatch
from tests.deliveries import Delivery

DAY = date(2026, 1, 31)
_WRITER = """
import os, signal, sys
from datetime import date
from pathlib import Path
from graph.filings import FilingStore
from graph.store.protocol import StagedBatch

home, folder, batch, day, name = sys.argv[1:]

def die(event, arguments):
    if event == "os.rename" and str(arguments[1]).endswith(os.sep + name):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(die)
FilingStore(Path(home)).append(
    StagedBatch(batch=batch, day=date.fromisoformat(day), source="registry", folder=Path(folder), rows={})
)
"""


def staged(number: int, folder: Path) -> StagedBatch:
    """Batch with two tables; one filing has two known values of one column."""
    row = {"enterprise_id": "U1", "filed_on": DAY, "report_year": 2025}
    return Delivery(
        batch=f"f{number}",
        day=DAY,
        rows={
            "annual_reports": [
                {"filing_id": f"a{number}", **row, "staff": 1},
                {"filing_id": f"a{number}", **row, "staff": 2},
                {"filing_id": "a0", **row, "staff": number},
            ],
            "complaints": [{"filing_id": f"c{number}", "enterprise_id": "U1", "filed_on": DAY}],
        },
    ).staged(folder)


def appended(home: Path, *numbers: int) -> AppendReport:
    reports = [
        FilingStore(home).append(staged(number, home.parent / f"{home.name}-staged")) for number in numbers
    ]
    return reports[-1]


def tree(home: Path) -> dict[str, str]:
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize(
    "name", ["annual_reports/f2.parquet", "complaints/f2.parquet", "conflicts/f2.json", "manifest.json"]
)
def test_a_killed_append_leaves_what_was_there_and_runs_again_to_the_same_bytes(
    name: str, tmp_path: Path
) -> None:
    whole = appended(tmp_path / "whole", 1, 2)
    home = tmp_path / "killed"
    appended(home, 1)
    before = FilingStore(home).digest(DAY)
    batch = staged(2, tmp_path / "killed-staged")
    words = [str(home), str(batch.folder), batch.batch, batch.day.isoformat(), name]

    killed = subprocess.run(
        [sys.executable, "-c", _WRITER, *words], check=False, cwd=Path(__file__).parents[2]
    )

    assert killed.returncode == -signal.SIGKILL
    assert FilingStore(home).digest(DAY) == before
    assert FilingStore(home).rows()["annual_reports"] == 2
    assert appended(home, 2) == whole
    assert tree(home) == tree(tmp_path / "whole")
