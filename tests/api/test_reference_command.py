"""Verdicts on reference tables on the terminal: shown in the list, kept in the audit."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app
from scoring.pack import load_pack
from scoring.reference_approval import propose
from tests.scored_facts import empty_reference


@pytest.fixture
def waiting(tmp_path: Path) -> str:
    """Id of tables of one that wait for a second person."""
    made = empty_reference(load_pack("mrt"))
    propose(tmp_path, made, "zhang", date(2026, 11, 2))
    made.write(tmp_path)
    return made.id


def answer(home: Path, *words: str) -> Any:
    done = CliRunner().invoke(app, ["--home", str(home), *words, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("words", "state"), [(("approve",), "approved"), (("refuse", "--reason", "old"), "refused")]
)
def test_a_verdict_is_listed_and_kept_in_the_audit(
    words: tuple[str, ...], state: str, waiting: str, tmp_path: Path
) -> None:
    told = answer(tmp_path, "reference", *words, waiting, "--approver", "li", "--day", "2026-11-03")

    assert told["approval"]["state"] == state
    (listed,) = answer(tmp_path, "reference", "list")["items"]
    assert listed["approval"] == told["approval"]
    (row,) = answer(tmp_path, "audit", "list", "--event", f"reference.{state}")["items"]
    assert (row["subject"], row["details"]) == (waiting, {"declared": "li"})
