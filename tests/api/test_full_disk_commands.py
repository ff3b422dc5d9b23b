"""A full disk ends every command in one line, and a re-run gives the bytes of an undisturbed one.

A limit on the size of files in a process of its own stands for the full disk: the same
errors of the system, without filling one.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from graph.disk import is_disk_full
from graph.errors import DiskFullError
from graph.state import open_state
from graph.vault import NameVault
from tests.published_months import make_home

ROOT = Path(__file__).parents[2]
_LIMITED = """
import resource, signal, sys
from api.cli import main

limit = int(sys.argv.pop(1))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
main()
"""
_UNLIMITED = 1 << 40


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the extracts of a tiny province and a home they were imported into."""
    folder = tmp_path_factory.mktemp("province")
    make_home(folder, firms=60)
    return folder


@pytest.fixture(scope="module")
def imported(province: Path) -> dict[str, str]:
    """Stored bytes of an import by the command that nobody disturbed."""
    home = province / "imported"
    home.mkdir()
    shutil.copy2(_salt(province), home)
    done = command(_UNLIMITED, home, "import", str(province / "extracts"))
    assert done.returncode == 0, done.stderr
    return stored(home)


def _salt(province: Path) -> Path:
    path = province / "identity.salt"
    if not path.exists():
        path.write_text("5a" * 32, encoding="utf-8")
        path.chmod(0o600)
    return path


def command(limit_bytes: int, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run ``guanlian`` where no file may grow beyond a limit."""
    return subprocess.run(
        [sys.executable, "-c", _LIMITED, str(limit_bytes), "--home", str(home), *words],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=ROOT,
    )


def stored(home: Path) -> dict[str, str]:
    """Sha256 of every file that a home keeps; of the vault its rows, not its pages."""
    found = {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file() and not path.name.startswith("state.")
    }
    connection = sqlite3.connect(home / "state.db")
    rows = connection.execute("SELECT * FROM person_names ORDER BY 1, 2, 3").fetchall()
    connection.close()
    return {**found, "names": hashlib.sha256(repr(rows).encode()).hexdigest()}


def assert_one_line_tells_of_a_full_disk(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 1, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("guanlian: disk full: ")
    assert "expected room below" in line
    assert line.endswith("free some space and run the same command again")


@pytest.mark.parametrize(("limit_bytes", "state_made"), [(60, False), (5_000, True), (12_000, True)])
def test_an_import_on_a_full_disk_ends_in_one_line_and_goes_on_to_the_same_bytes(
    limit_bytes: int, state_made: bool, province: Path, imported: dict[str, str], tmp_path: Path
) -> None:
    shutil.copy2(_salt(province), tmp_path)
    if state_made:
        open_state(tmp_path).dispose()

    full = command(limit_bytes, tmp_path, "import", str(province / "extracts"))
    again = command(_UNLIMITED, tmp_path, "import", str(province / "extracts"))

    assert_one_line_tells_of_a_full_disk(full)
    assert again.returncode == 0, again.stderr
    assert stored(tmp_path) == imported


@pytest.mark.parametrize("limit_bytes", [1_500])
def test_reference_tables_on_a_full_disk_end_in_one_line_and_are_built_to_the_same_bytes(
    limit_bytes: int, province: Path, tmp_path: Path
) -> None:
    words = ("reference", "build", "--as-of", "2026-08-31", "--author", "u1")
    for name in ("whole", "full"):
        shutil.copytree(province / "home", tmp_path / name)
    assert command(_UNLIMITED, tmp_path / "whole", *words).returncode == 0

    full = command(limit_bytes, tmp_path / "full", *words)
    again = command(_UNLIMITED, tmp_path / "full", *words)

    assert_one_line_tells_of_a_full_disk(full)
    assert again.returncode == 0, again.stderr
    assert stored(tmp_path / "full") == stored(tmp_path / "whole")


def test_a_month_on_a_full_disk_ends_in_one_line(province: Path, tmp_path: Path) -> None:
    shutil.copytree(province / "home", tmp_path / "home")

    assert_one_line_tells_of_a_full_disk(command(9_000, tmp_path / "home", "score", "--month", "2026-09"))


def test_a_full_database_is_a_full_disk(tmp_path: Path) -> None:
    engine = open_state(tmp_path)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1}")
        connection.commit()
        ids = [f"P:{number}" for number in range(5_000)]

        # The limit counts for this connection; the pool hands it out again.
        connection.close()
        with pytest.raises(DiskFullError, match="the state database expected room"):
            NameVault(engine).put(ids, ["王某"] * len(ids), "registry", date(2026, 1, 31))

    assert NameVault(engine).count() == 0


@pytest.mark.parametrize(
    "error",
    [
        OSError(28, "No space left on device"),
        OSError(122, "Disk quota exceeded"),
        OSError("Error writing bytes to file. Detail: [errno 28] No space left on device"),
        OSError("10000 requested and 359 written"),
    ],
)
def test_every_wording_of_a_full_disk_is_known(error: OSError) -> None:
    assert is_disk_full(error)


@pytest.mark.parametrize("error", [OSError(13, "refused"), OSError("[errno 5] Input/output error")])
def test_another_error_is_no_full_disk(error: OSError) -> None:
    assert not is_disk_full(error)
