"""Two packs on one frozen month: shares, movers and reasons; nothing is published or left behind."""

from __future__ import annotations

import io
import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from rich.console import Console
from typer.testing import CliRunner

from api.cli import app
from api.pack_checks import render_difference
from graph.arrays import Frame
from graph.domain import Factor, RiskClass
from graph.filings import FilingStore
from graph.store.embedded.store import EmbeddedStore
from scoring.decision_book import DecisionBook
from scoring.decisions import DecisionKind
from scoring.job.compare import compare_packs
from scoring.pack import Pack, load_pack
from scoring.pack_difference import MoveReason, PackDifference, pack_difference
from tests.published_months import TODAY, copy_home, make_month


@pytest.fixture(scope="module")
def mrt() -> Pack:
    return load_pack("mrt")


def hand_made(
    classes: list[int], scores: list[int], rules: list[str | None], enforcement: list[int]
) -> Frame:
    """Score table of a few enterprises; a class of -1 is not scored."""
    n = len(classes)
    points = {f"points_{factor.value}": np.zeros(n, np.int32) for factor in Factor}
    points["points_enforcement"] = np.array(enforcement, np.int32)
    return Frame(
        {
            "scored": np.array(classes) >= 0,
            "score": np.array(scores, np.int32),
            "model_score": np.array(scores, np.int32),
            "risk_class": np.array(classes, np.int8),
            "direct_rule": pa.array(rules, pa.large_string()),
            **points,
        }
    )


def shown(first: Pack, second: Pack) -> str:
    """The tables on one enterprise that moves by its enforcement factor."""
    tables = hand_made([0], [10_000], [None], [10_000]), hand_made([1], [30_000], [None], [30_000])
    found = pack_difference("2026-10", pa.array(["E1"]), (first, second), tables, most=5)
    screen = Console(file=io.StringIO(), width=200)
    with screen.capture() as text:
        screen.print(*render_difference(found, lambda label: label.zh))
    return text.get()


def test_a_reason_has_the_name_that_the_packs_give_the_factor_both_where_they_differ(mrt: Pack) -> None:
    xinjiang = load_pack("xinjiang")

    assert "监管执法 / 监管信息" in shown(mrt, xinjiang)
    assert "监管信息" in shown(xinjiang, xinjiang)
    assert "监管执法" not in shown(xinjiang, xinjiang)


def test_each_mover_has_its_reason(mrt: Pack) -> None:
    before = hand_made([0, 0, 1, 0, 0], [100, 10_000, 22_000, 10_000, 5], [None] * 5, [0, 0, 0, 10_000, 0])
    after = hand_made(
        [-1, 3, 0, 1, 0],
        [-1, 75_000, 22_000, 30_000, 5],
        [None, "D1", None, None, None],
        [0, 0, 0, 30_000, 0],
    )

    found = pack_difference("2026-10", pa.array([*"abcde"]), (mrt, mrt), (before, after), most=9)

    assert {move.enterprise_id: move.reason for move in found.movers} == {
        "a": MoveReason.SCOPE,
        "b": MoveReason.DIRECT_RULE,
        "c": MoveReason.BOUNDARIES,
        "d": MoveReason.ENFORCEMENT,
    }
    assert [move.enterprise_id for move in found.movers][:2] == ["b", "d"]
    assert found.movers[1].points[Factor.ENFORCEMENT] == 200.0
    assert found.moved == 4
    assert found.matrix["A"] == {"A": 1, "B": 1, "C": 0, "D": 1, "-": 1}
    assert found.before.shares == {RiskClass.A: 0.8, RiskClass.B: 0.2, RiskClass.C: 0.0, RiskClass.D: 0.0}


def test_only_boundaries_move_enterprises_between_mrt_and_the_boundaries_of_ningxia(
    ready: Path, tmp_path: Path, mrt: Pack
) -> None:
    home = copy_home(ready, tmp_path / "home")
    # not approved yet: a comparison is how it is judged
    raised = load_pack("ningxia").model_copy(update={"approval": None})
    left = {path.name for path in home.iterdir()}

    found = compare_packs(
        home=home,
        store=EmbeddedStore(home),
        filings=FilingStore(home),
        packs=(mrt, raised),
        month="2026-10",
        today=TODAY,
    )

    assert found.matrix["A"]["B"] == 0
    assert found.before.scored == found.after.scored > 0
    assert found.after.shares[RiskClass.A] >= found.before.shares[RiskClass.A]
    assert not (home / "months" / "2026-10").exists()
    assert {path.name for path in home.iterdir()} == left


def decided_home(two_months: Path, home: Path) -> tuple[Path, dict[str, str]]:
    """Home whose October is published with a decision of each kind; the decided enterprises by kind."""
    copy_home(two_months, home)
    scores = Frame.read(home / "months" / "2026-10" / "r001" / "scores.arrow")
    shutil.rmtree(home / "months" / "2026-10")
    ids, classes = scores.text("enterprise_id").to_pylist(), scores.numbers("risk_class")
    safe, lowered = np.flatnonzero(classes == 0)[:2], int(np.flatnonzero(classes == 1)[0])
    chosen = {"direct_d": ids[safe[0]], "raise": ids[safe[1]], "lower": ids[lowered]}
    book = DecisionBook(home, lowering=True)
    for kind, risk in (("direct_d", "D"), ("raise", "C"), ("lower", "A")):
        book.add(
            chosen[kind],
            kind=DecisionKind(kind),
            risk_class=RiskClass(risk),
            ground="minutes 7",
            document_no=None,
            effective_on=date(2026, 10, 1),
            expires_on=date(2027, 3, 1),
            known_on=date(2026, 10, 1),
            author="u1",
            approver="u2",
        )
    make_month(home, "2026-10", decisions=book)
    return home, chosen


def test_decisions_in_force_count_with_both_packs_as_in_the_month_itself(
    two_months: Path, tmp_path: Path, mrt: Pack
) -> None:
    home, chosen = decided_home(two_months, tmp_path / "home")
    manifest = json.loads((home / "months" / "2026-10" / "r001" / "manifest.json").read_text("utf-8"))

    def compared(decisions: DecisionBook | None) -> PackDifference:
        return compare_packs(
            home=home,
            store=EmbeddedStore(home),
            filings=FilingStore(home),
            packs=(mrt, load_pack("xinjiang")),
            month="2026-10",
            decisions=decisions,
            most=1000,
            today=TODAY,
        )

    found, blind = compared(DecisionBook(home, lowering=True)), compared(None)

    assert found.before.shares == pytest.approx(manifest["counts"]["class_shares"], abs=1e-6)
    assert manifest["counts"]["decisions_applied"] == 3
    assert blind.before.shares != found.before.shares
    assert chosen["direct_d"] not in {move.enterprise_id for move in found.movers if move.class_after}


def test_a_month_published_with_one_of_the_packs_gives_what_scoring_it_again_gives(
    two_months: Path, tmp_path: Path, mrt: Pack
) -> None:
    home, asked = copy_home(two_months, tmp_path / "home"), []

    def compared() -> PackDifference:
        return compare_packs(
            home=home,
            store=EmbeddedStore(home),
            filings=FilingStore(home),
            packs=(mrt, load_pack("ningxia")),
            month="2026-10",
            today=TODAY,
            progress=lambda step, done, total: asked.append(step),
        )

    first, steps = compared(), asked.count("score")
    shutil.rmtree(home / "months" / "2026-10")

    # each step is told twice: when it begins and when it ends
    assert compared() == first
    assert (steps, asked.count("score") - steps) == (2, 4)


def test_a_pack_against_itself_moves_nobody(ready: Path, tmp_path: Path) -> None:
    home = copy_home(ready, tmp_path / "home")

    done = CliRunner().invoke(
        app, ["--home", str(home), "pack", "diff", "mrt", "mrt", "--month", "2026-09", "--json"]
    )

    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (found["moved"], found["movers"]) == (0, [])
    assert found["before"] == found["after"]
