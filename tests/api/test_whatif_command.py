"""``guanlian whatif``: says before a withdrawal what the revision after it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app
from scoring.results import Month, Months
from tests.ingest_cases import SALT
from tests.published_months import copy_home, published_bytes
from tests.withdrawn_facts import A, B, published


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home with October published; never written to."""
    return published(tmp_path_factory.mktemp("known"))


def run(home: Path, *words: str) -> Any:
    environment = {"GUANLIAN_IDENTITY__SALT": SALT.decode()}
    return CliRunner().invoke(app, ["--home", str(home), *words], env=environment)


def asked(home: Path, *words: str) -> dict[str, Any]:
    done = run(home, "whatif", *words, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def withdrawn(home: Path, target: Path, kind: str, fact: str) -> Month:
    """The month after a real withdrawal in a copy of the home."""
    copy = copy_home(home, target)
    words = ["--ground", "revoked", "--document", "d", "--organ", "o", "--author", "u1", "--approver", "u2"]
    done = run(copy, "withdraw", fact, "--kind", kind, *words, "--day", "2026-11-03", "--json")
    assert done.exit_code == 0, done.output
    return Months(copy).open("2026-10")


@pytest.mark.parametrize(("kind", "fact"), [("record", "r1"), ("tie", "t1")])
def test_a_what_if_is_the_revision_after_the_withdrawal(
    known: Path, tmp_path: Path, kind: str, fact: str
) -> None:
    after = withdrawn(known, tmp_path / "copy", kind, fact)

    for enterprise in (A, B):
        found = asked(known, enterprise, f"--without-{kind}", fact)

        row = after.row(enterprise)
        assert found["way"] == "baseline"
        assert found["after"]["score"] == after.scores.numbers("score")[row] / 100
        assert found["after"]["model_score"] == after.scores.numbers("model_score")[row] / 100
        assert found["after"]["relationship_hazard"] == after.scores.numbers("lambda_relationship")[row]
        assert found["after"]["risk_class"] == "ABCD"[after.scores.numbers("risk_class")[row]]


def test_now_is_what_the_month_published(known: Path) -> None:
    month = Months(known).open("2026-10")

    found = asked(known, B, "--party", f"{A}=D")

    row = month.row(B)
    assert found["before"]["score"] == month.scores.numbers("score")[row] / 100
    assert found["after"]["relationship_hazard"] > found["before"]["relationship_hazard"]


def test_nothing_is_written(known: Path) -> None:
    before = published_bytes(known)

    asked(known, B, "--end", "t1=2026-01-01", "--without-record", "r1")

    assert published_bytes(known) == before


def test_the_table_speaks_chinese_and_english(known: Path) -> None:
    chinese = run(known, "whatif", B, "--without-record", "r1").stdout
    english = run(known, "--english", "whatif", B, "--without-record", "r1").stdout

    assert "假设测算" in chinese
    assert "关联关系风险强度" in chinese
    assert "What if (nothing published changes" in english


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((B,), "at least one supposition"),
        ((B, "--end", "t1"), "expected TIE=YYYY-MM-DD"),
        ((B, "--party", f"{A}=E"), "expected ENTERPRISE=A, B, C or D"),
        ((B, "--without-record", "r9"), "expected a record that the month counts"),
        (("E-unknown", "--without-record", "r1"), "not in month"),
    ],
)
def test_words_that_cannot_be_meant_end_in_one_line(known: Path, words: Any, reason: str) -> None:
    done = run(known, "whatif", *words)

    assert done.exit_code == 1
    assert reason in done.output
    assert len(done.output.strip().splitlines()) == 1
