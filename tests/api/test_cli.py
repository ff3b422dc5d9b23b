"""The command line without a home: help, usage, settings, one line for each error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app

COMMANDS = (
    *("demo", "import", "reference", "score", "months", "show", "receipt", "clusters", "hubs", "migration"),
    *("serve", "settings", "verify", "queries", "neo4j", "decide", "withdraw", "pack"),
    *("accounts", "audit", "authorities", "backup", "desk", "notify", "openapi"),
    *("batches", "evaluate", "export", "models", "ownership", "persons", "quality"),
    *("train", "weights", "whatif"),
)
HEAVY = ("torch", "pandas", "pyarrow", "numpy", "scipy", "fastapi", "sqlalchemy", "networkx")


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *words])


@pytest.mark.parametrize(
    "words", [[], *([name] for name in COMMANDS), ["reference", "build"], ["decide", "add"]]
)
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    program = (
        "import sys; sys.argv[1:] = [*sys.argv[1:], '--help']; from api.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: code = end.code\n"
        f"print('LOADED', [name for name in {HEAVY!r} if name in sys.modules], code)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout.endswith("LOADED [] 0\n"), done.stdout
    assert "Usage: guanlian" in done.stdout


def test_every_command_is_listed() -> None:
    done = CliRunner().invoke(app, ["--help"])

    listed = done.stdout.split("Commands:")[1]
    assert {line.split()[0] for line in listed.splitlines() if line.startswith("  ")} == set(COMMANDS)


@pytest.mark.parametrize(
    "words",
    [
        ["nothing"],
        ["show"],
        ["score"],
        ["months", "--colour"],
        ["clusters", "--min-size", "none"],
        ["clusters", "--c-d-share", "1.5"],
        ["demo", "--firms", "0"],
        ["serve", "--port", "70000"],
    ],
)
def test_wrong_usage_ends_with_2(tmp_path: Path, words: list[str]) -> None:
    assert run(tmp_path, *words).exit_code == 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["months", "2026-10"], "not published"),
        (["show", "E1"], "no month is published"),
        (["receipt", "E1"], "no month is published"),
        (["clusters"], "no month is published"),
        (["migration", "--month", "2026-10"], "not published"),
        (["migration", "--from", "E"], "previous_class"),
        (["clusters", "--sort", "name"], "expected one of size"),
        (["clusters", "--class", "E"], "contains_class"),
        (["clusters", "--revision", "1"], "together with month"),
        (["clusters", "--cursor", "abc"], "cursor"),
        (["score", "--month", "October"], "October"),
        (["score", "--month", "2026-10", "--known-by", "later"], "known-by"),
        (["score", "--month", "2026-10", "--pack", "none"], "none"),
        (["reference", "show", "none"], "reference"),
        (["reference", "build", "--as-of", "2026-02-30"], "as-of"),
        (["reference", "build", "--as-of", "2026-09-30"], "say --author"),
        (["reference", "approve", "none", "--approver", "u2"], "no tables have this id"),
        (["reference", "refuse", "none", "--approver", "u2", "--reason", "old"], "no tables have this id"),
        (["import", "/nothing/here"], "delivery.yaml"),
        (["import", "x.csv", "--day", "2026-10-31"], "--source"),
        (["import", "x.csv", "--day", "31.10.2026", "--source", "a"], "day"),
        (["serve", "--host", "0.0.0.0"], "loopback"),
        (["demo", "--until", "soon"], "until"),
        (["verify", "--full"], "no month is published"),
    ],
)
def test_our_errors_are_one_line_on_stderr_and_end_with_1(
    tmp_path: Path, words: list[str], expected: str
) -> None:
    done = run(tmp_path, *words)

    assert done.exit_code == 1, done.output
    assert done.stdout == ""
    assert done.stderr.startswith("guanlian: ")
    assert done.stderr.count("\n") == 1
    assert expected in done.stderr


@pytest.mark.parametrize("words", [["demo"], ["months"], ["score", "--month", "2026-10"]])
def test_a_file_in_the_place_of_the_home_is_one_line(tmp_path: Path, words: list[str]) -> None:
    home = tmp_path / "file"
    home.write_text("not a folder")

    done = run(home, *words)

    assert (done.exit_code, done.stderr.count("\n")) == (1, 1), done.output
    assert done.stderr.startswith("guanlian: ")


@pytest.mark.parametrize("words", [["months"], ["show", "E1"], ["serve", "--port", "1"], ["clusters"]])
def test_a_read_never_makes_a_home(tmp_path: Path, words: list[str]) -> None:
    home = tmp_path / "typing-error"

    done = run(home, *words)

    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert not home.exists()


def test_an_empty_home_lists_no_months(tmp_path: Path) -> None:
    assert json.loads(run(tmp_path, "months", "--json").stdout) == {"items": []}
    assert json.loads(run(tmp_path, "reference", "list", "--json").stdout) == {"items": []}
    assert run(tmp_path, "verify").exit_code == 0


def test_settings_show_what_is_in_force_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUANLIAN_IDENTITY__SALT", "0123456789abcdef-secret")
    monkeypatch.setenv("GUANLIAN_SERVER__PORT", "8123")

    shown, listed = run(tmp_path, "settings", "--json"), run(tmp_path, "settings")

    assert json.loads(shown.stdout)["server"]["port"] == 8123
    assert json.loads(shown.stdout)["home"] == str(tmp_path)
    assert "GUANLIAN_SERVER__PORT" in listed.stdout
    assert "0123456789abcdef" not in shown.stdout + listed.stdout


def test_a_mistyped_setting_stops_with_the_nearest_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUANLIAN_SERVER__PROT", "8123")

    done = run(tmp_path, "settings")

    assert done.exit_code == 1
    assert "GUANLIAN_SERVER__PORT" in done.stderr


def test_the_option_home_wins_over_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANLIAN_HOME", str(tmp_path / "other"))

    assert json.loads(run(tmp_path, "settings", "--json").stdout)["home"] == str(tmp_path)


def test_names_outside_the_terminals_encoding_do_not_end_a_command(tmp_path: Path) -> None:
    program = "from api.cli import main; main()"
    home = tmp_path / "关联"
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}

    done = subprocess.run(
        [sys.executable, "-c", program, "--home", str(home), "settings"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environment,
    )

    assert done.returncode == 0, done.stderr
