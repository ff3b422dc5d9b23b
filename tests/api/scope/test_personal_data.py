"""Requests of persons: a name is deleted from the vault, and the audit says so without it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.forgetting import forget
from api.security.audit_reads import AuditFilter, search
from api.workplace import Workplace
from graph.errors import InputError, NotFoundError

NAME = "欧阳试名"


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    """A home with one name."""
    made = Workplace(tmp_path / "home")
    made.vault.put(["P:1", "P:2"], [NAME, "王试"], "tests", date(2026, 1, 1))
    return made


def test_a_forgotten_person_has_no_name_and_others_keep_theirs(place: Workplace) -> None:
    answer = forget(place, "P:1", "本人申请 2026-11-01")

    assert answer.names == 1
    assert place.vault.masked(["P:1", "P:2"]) == {"P:1": "*", "P:2": "王*"}


def test_the_audit_says_who_was_forgotten_without_name_or_reason(place: Workplace) -> None:
    forget(place, "P:1", "申请人欧阳试名")

    (row,) = search(place.audit, AuditFilter(event="person.forgotten")).items

    assert (row.subject, row.account) == ("P:1", "terminal")
    assert NAME not in row.model_dump_json()


def test_nobody_is_forgotten_without_a_reason_or_a_name(place: Workplace) -> None:
    with pytest.raises(InputError, match="reason"):
        forget(place, "P:1", " \n ")
    with pytest.raises(NotFoundError, match="no name"):
        forget(place, "P:9", "本人申请 2026-11-01")


def test_the_command_says_how_many_names_went(place: Workplace) -> None:
    words = ["--home", str(place.home), "persons", "forget", "P:1", "--reason", "本人申请 2026-11-01"]

    done = CliRunner().invoke(app, words)

    assert done.exit_code == 0, done.output
    assert "P:1: 1" in done.output
