"""The drill of the guide is run as it stands there; what a backup of a home in use holds."""

from __future__ import annotations

import os
import shlex
import shutil
import string
import subprocess
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.backup import back_up
from api.cli import app
from api.security.audit_check import verify
from api.security.sealing import KEY_FILE, Sealing
from api.security.viewer import TERMINAL
from api.workplace import Workplace
from graph.errors import InputError, SettingsError

ROOT = Path(__file__).parents[3]
GUIDE = ROOT / "docs" / "guides" / "administrator.md"


def drill() -> str:
    """Lines of the guide's drill."""
    text = GUIDE.read_text(encoding="utf-8")
    return text.split("```sh\n# drill\n", 1)[1].split("```", 1)[0]


@pytest.fixture
def own_home(tmp_path: Path) -> Path:
    """A home with a name in its vault and a few rows in its audit."""
    folder = tmp_path / "home"
    place = Workplace(folder)
    place.vault.put(["P:1"], ["欧阳试名"], "tests", date(2026, 1, 1))
    for number in range(3):
        place.audit.record(TERMINAL, "receipt.viewed", subject=f"E{number}")
    return folder


def run(line: str, known: dict[str, str]) -> str:
    """One line of the drill: a command of ours in this process, any other by the shell."""
    if line.startswith("guanlian "):
        words = [string.Template(word).substitute(known) for word in shlex.split(line)]
        target = words[words.index(">") + 1] if ">" in words else None
        done = CliRunner().invoke(app, words[1 : words.index(">")] if target else words[1:])
        assert done.exit_code == 0, (line, done.output)
        if target:
            Path(target).write_text(done.stdout, encoding="utf-8")
        return done.stdout
    name, _, rest = line.partition("=") if "=$(" in line else ("", "", line)
    text = f"printf %s {rest}" if name else line
    shell = subprocess.run(["bash", "-euc", text], capture_output=True, text=True, check=True, env=known)
    known.update({name: shell.stdout} if name else {})
    return shell.stdout


def test_the_drill_of_the_guide_brings_the_home_back(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "home", ignore=shutil.ignore_patterns("*.lock"))
    (tmp_path / "notes").mkdir()
    (tmp_path / "keys").mkdir()
    sealing = Sealing(tmp_path / "home" / KEY_FILE)
    sealing.make()
    sealed = sealing.seal("secret", "a")
    shutil.copy2(sealing.path, tmp_path / "keys")
    known = {
        "KEYS_FOLDER": str(tmp_path / "keys"),
        "HOME_FOLDER": str(tmp_path / "home"),
        "BACKUP_FOLDER": str(tmp_path / "backup"),
        "NOTES": str(tmp_path / "notes"),
        "PATH": os.environ["PATH"],
    }

    said = "".join(run(line, known) for line in drill().splitlines())

    assert "审计记录完整" in said
    assert "2026-10" in said
    assert (tmp_path / "home.lost").is_dir()
    assert sealing.open(sealed, "a") == "secret"


def test_a_backup_does_not_hold_the_key_of_what_is_sealed_in_it(own_home: Path, tmp_path: Path) -> None:
    Sealing(own_home / KEY_FILE).make()

    back_up(Workplace(own_home), tmp_path / "copy")

    assert not [path for path in (tmp_path / "copy").rglob("*") if path.name == KEY_FILE]


def test_a_backup_holds_the_state_at_one_moment_while_others_write(own_home: Path, tmp_path: Path) -> None:
    place = Workplace(own_home)
    made = back_up(place, tmp_path / "copy")
    place.audit.record(TERMINAL, "receipt.viewed", subject="E9")

    copy = Workplace(tmp_path / "copy")

    number, digest = made.audit_row.split(":")
    found = verify(copy.audit, (int(number), digest))
    assert (found.whole, found.last) == (True, 3)
    assert copy.vault.masked(["P:1"]) == {"P:1": "欧*"}
    assert (tmp_path / "copy" / "state.db").stat().st_mode & 0o077 == 0


def test_a_pointer_is_copied_as_it_was_before_the_bodies(own_home: Path, tmp_path: Path) -> None:
    (own_home / "months" / "2026-10").mkdir(parents=True)
    (own_home / "months" / "2026-10" / "CURRENT").write_text("r001", encoding="ascii")

    back_up(Workplace(own_home), tmp_path / "copy")

    assert (tmp_path / "copy" / "months" / "2026-10" / "CURRENT").read_text(encoding="ascii") == "r001"


def test_a_backup_goes_to_an_empty_folder_outside_of_the_home(own_home: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x", encoding="ascii")

    with pytest.raises(InputError, match="empty folder"):
        back_up(Workplace(own_home), tmp_path / "full")
    with pytest.raises(InputError, match="outside of the home"):
        back_up(Workplace(own_home), own_home / "backup")
    with pytest.raises(SettingsError, match="expected a folder"):
        back_up(Workplace(tmp_path / "none"), tmp_path / "copy")
