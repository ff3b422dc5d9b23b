"""An import killed between the store's publish and its report: the re-run tells what the load did."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from graph.filings import FilingStore
from graph.ingest.report import ImportReport
from graph.ingest.run import import_files
from graph.store.embedded.store import EmbeddedStore
from graph.vault import NameVault
from tests.ingest_cases import DAY, FIRMS, SALT, deliver

A, B, C = FIRMS
FILES = {
    "enterprises.csv": f"enterprise_id,name\n{A},甲厂\n{B},乙厂\n",
    "ties.csv": "tie_id,kind,source_id,target_id,share\n"
    + f"t1,HOLDS,{A},{B},0.5\nt2,HOLDS,{A},{C},0.1\nt2,HOLDS,{A},{C},0.2\n",
    "news.csv": f"filing_id,enterprise_id,filed_on\nn1,{A},2026-09-01\n",
}
_KILLED = """
import os, signal, sys
from pathlib import Path
from tests.ingest.test_import_killed_after_load import imported

place, name = sys.argv[1:]

def die(event, arguments):
    if event == "os.rename" and str(arguments[1]).endswith(os.sep + name):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(die)
imported(Path(place))
"""


def imported(place: Path) -> ImportReport:
    """Import the delivery of a place into its home."""
    home = place / "home"
    return import_files(
        folder_or_files=deliver(place / "delivery", FILES),
        mapping="canonical",
        home=home,
        store=EmbeddedStore(home),
        filings=FilingStore(home),
        vault=NameVault(home),
        salt=SALT,
        day=DAY,
        source="registry",
    )


def files_of_import(place: Path, batch: str) -> dict[str, bytes]:
    folder = place / "home" / "imports" / batch
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


@pytest.mark.parametrize("name", ["graph/CURRENT", "report.txt", "report.json"])
def test_a_repeated_import_reports_what_its_load_did(name: str, tmp_path: Path) -> None:
    whole = imported(tmp_path / "whole")
    place = tmp_path / "killed"

    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(place), name], check=False, cwd=Path(__file__).parents[2]
    )
    again = imported(place)

    assert killed.returncode == -signal.SIGKILL
    assert whole.load.added == {"enterprises": 2, "news": 1, "ties": 2}
    assert (whole.load.conflicts, whole.load.stubs) == (1, 1)
    assert again == whole
    assert files_of_import(place, again.batch) == files_of_import(tmp_path / "whole", whole.batch)
