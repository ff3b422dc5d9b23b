"""What decisions on a class do to a score, and to a published month."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph.arrays import Frame, large_text
from graph.domain import RiskClass
from scoring.decision_book import DecisionBook
from scoring.decisions import Decision, DecisionKind, DecisionsInForce, decided_scores
from scoring.results import Month, Months
from tests.frozen_store import make_prepared_month
from tests.frozen_world import world
from tests.scored_facts import MRT

NOVEMBER = date(2026, 11, 20)
GIVEN: dict[str, Any] = {
    "kind": DecisionKind.RAISE,
    "risk_class": RiskClass.C,
    "ground": "minutes 7",
    "effective_on": date(2026, 10, 1),
    "expires_on": date(2027, 10, 1),
    "known_on": date(2026, 10, 1),
    "author": "u1",
    "approver": "u2",
}


def decision(kind: DecisionKind, risk: str, number: int = 1) -> Decision:
    given = {**GIVEN, "kind": kind, "risk_class": RiskClass(risk)}
    return Decision(
        number=number, enterprise_id="E1", document_no=None, verified=False, revokes=None, **given
    )


def decided(model: int, standalone: int, rule: str | None, *rows: Decision) -> tuple[int, str | None, int]:
    """Score, direct rules and deciding number of one enterprise."""
    scored = Frame(
        {
            "scored": np.array([True]),
            "score": np.array([model], np.int32),
            "model_score": np.array([model], np.int32),
            "risk_class": np.array([0], np.int8),
            "standalone_class": np.array([standalone], np.int8),
            "direct_rule": large_text([rule]),
            "clamped": np.array([False]),
        }
    )
    found, _ = decided_scores(scored, np.zeros(len(rows), np.int32), DecisionsInForce(rows), MRT)
    return int(found.numbers("score")[0]), found.text("direct_rule")[0].as_py(), int(found["decision"][0])


DIRECT, RAISE, LOWER = DecisionKind.DIRECT, DecisionKind.RAISE, DecisionKind.LOWER


@pytest.mark.parametrize(
    ("model", "standalone", "rule", "rows", "expected"),
    [
        (10_000, 0, None, (decision(DIRECT, "D"),), (75_000, "D4", 1)),
        (80_000, 0, None, (decision(DIRECT, "D"),), (80_000, "D4", 1)),
        (10_000, 0, "D1", (decision(DIRECT, "D"),), (75_000, "D1,D4", 1)),
        (10_000, 0, None, (decision(RAISE, "C"),), (50_000, None, 1)),
        (60_000, 2, None, (decision(RAISE, "C"),), (60_000, None, 0)),
        (90_000, 0, None, (decision(RAISE, "D"),), (75_000, None, 1)),
        (60_000, 2, None, (decision(LOWER, "B"),), (49_999, None, 1)),
        (60_000, 2, "D1", (decision(LOWER, "B"),), (75_000, "D1", 0)),
        (60_000, 2, None, (decision(RAISE, "D", 1), decision(LOWER, "B", 2)), (75_000, None, 1)),
    ],
)
def test_a_decision_sets_the_nearest_score_of_its_class(
    model: int, standalone: int, rule: str | None, rows: tuple[Decision, ...], expected: tuple[int, str, int]
) -> None:
    """Rules row 7, seed XJ art. 11(4): class D by decision is lifted to the floor of D."""
    assert decided(model, standalone, rule, *rows) == expected


def month_of(home: Path, **more: Any) -> Month:
    make_prepared_month(home, world(enterprises=["E1", "E2"]), decisions=DecisionBook(home), **more)
    return Months(home).open("2026-10")


def test_xj_art_11_4_a_decided_enterprise_is_d_and_its_model_score_stays_beside(tmp_path: Path) -> None:
    DecisionBook(tmp_path).add("E1", **{**GIVEN, "kind": DIRECT, "risk_class": RiskClass.D})

    month = month_of(tmp_path)
    found, receipt = month.enterprise("E1"), month.receipt("E1")

    assert (found.risk_class, found.direct_rule, found.score) == (RiskClass.D, "D4", 750.0)
    assert (found.model_score or 1000) < 750
    assert found.model_class is not RiskClass.D
    assert receipt.model_score + sum(line.points for line in receipt.adjustments) == receipt.score
    assert found.decision == receipt.decision
    assert receipt.decision is not None
    assert receipt.decision.ground == "minutes 7"


def test_a_raised_class_is_a_line_with_its_ground(tmp_path: Path) -> None:
    DecisionBook(tmp_path).add("E1", **GIVEN)

    receipt = month_of(tmp_path).receipt("E1")

    assert receipt.risk_class is RiskClass.C
    assert [line.rule for line in receipt.adjustments] == ["decision 1"]
    assert "minutes 7" in receipt.adjustments[0].label.zh
    assert receipt.model_score + receipt.adjustments[0].points == receipt.score


def test_a_decision_changes_nobody_else(tmp_path: Path) -> None:
    before = month_of(tmp_path / "without").enterprise("E2")
    DecisionBook(tmp_path / "with").add("E1", **GIVEN)

    assert month_of(tmp_path / "with").enterprise("E2") == before


def test_decisions_in_force_are_in_the_digest_and_the_manifest(tmp_path: Path) -> None:
    without = month_of(tmp_path / "without").manifest
    DecisionBook(tmp_path / "with").add("E1", **GIVEN)

    manifest = month_of(tmp_path / "with").manifest

    assert manifest["digest"] != without["digest"]
    assert len(manifest["inputs"]["decisions"]) == 64
    assert (manifest["counts"]["decisions"], manifest["counts"]["decisions_applied"]) == (1, 1)
    assert "decisions.arrow" in manifest["files"]


def test_accounts_of_author_and_approver_are_in_no_published_file(tmp_path: Path) -> None:
    DecisionBook(tmp_path).add("E1", **{**GIVEN, "author": "account-one", "approver": "account-two"})

    path = month_of(tmp_path).path

    assert not any(b"account-" in file.read_bytes() for file in path.rglob("*") if file.is_file())


def test_a_decision_made_later_needs_a_revision(tmp_path: Path) -> None:
    month_of(tmp_path)
    DecisionBook(tmp_path).add("E1", **{**GIVEN, "effective_on": NOVEMBER, "known_on": NOVEMBER})

    assert month_of(tmp_path).info.revision == 1
    assert month_of(tmp_path, known_by=NOVEMBER).enterprise("E1").risk_class is RiskClass.C


def test_a_decision_on_an_enterprise_the_month_lacks_does_nothing(tmp_path: Path) -> None:
    DecisionBook(tmp_path).add("E9", **GIVEN)

    assert month_of(tmp_path).manifest["counts"]["decisions_applied"] == 0
