"""``guanlian weights`` end to end: from comparisons and outcomes to a month scored with approved weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from api.cli import app
from api.weighing import month_names
from graph.domain import Factor
from graph.errors import InputError, PackError
from graph.filings import FilingStore
from graph.store.embedded.store import EmbeddedStore
from scoring.job.run import run_month
from scoring.pack import load_pack, read_pack
from scoring.results import Months
from scoring.weights.outcomes import known_outcomes
from scoring.weights.rules import weight_rules
from tests.published_months import TODAY, copy_home

ASKED = """experts:
  - id: expert-1
    comparisons:
      factors:
        - [attribute, operating, 1/2]
        - [attribute, enforcement, 1/4]
        - [attribute, relationship, 1/2]
        - [attribute, evaluation, 1]
        - [operating, enforcement, 1/2]
        - [operating, relationship, 1]
        - [operating, evaluation, 2]
        - [enforcement, relationship, 2]
        - [enforcement, evaluation, 4]
        - [relationship, evaluation, 2]
"""


def run(home: Path, *words: str) -> Any:
    return CliRunner().invoke(app, ["--home", str(home), "weights", *words])


def outcomes_file(home: Path, folder: Path) -> Path:
    """Eighteen inspections of every scored enterprise in October and November, by its September score."""
    month = Months(home).open("2026-09")
    rng = np.random.default_rng(4)
    lines = ["enterprise_id,inspected_on,problem"]
    for row in np.flatnonzero(month.scores.numbers("scored")):
        name = month.scores.text("enterprise_id")[int(row)]
        chance = month.scores.numbers("score")[row] / 100_000
        days = [f"2026-{10 + place // 9}-{1 + 3 * (place % 9):02d}" for place in range(18)]
        lines += [f"{name},{day},{int(rng.random() < chance)}" for day in days]
    path = folder / "outcomes.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_tables_of_weights_call_the_factors_as_the_pack_does(tmp_path: Path) -> None:
    asked = tmp_path / "asked.yaml"
    asked.write_text(ASKED, encoding="utf-8")

    told = {pack: run(tmp_path, "ahp", str(asked), "--pack", pack).stdout for pack in ("mrt", "xinjiang")}

    assert "监管执法" in told["mrt"]
    assert "监管信息" in told["xinjiang"]
    assert not [name for name in ("监管执法", "enforcement") if name in told["xinjiang"]]


def test_compared_weights_are_drafted_approved_and_score_a_month(ready: Path, tmp_path: Path) -> None:
    home = copy_home(ready, tmp_path / "home")
    asked, draft = tmp_path / "asked.yaml", tmp_path / "w1.yaml"
    asked.write_text(ASKED, encoding="utf-8")

    drafted = run(
        home, "ahp", str(asked), "--draft", str(draft), "--author", "a", "--since", "2026-10-01", "--json"
    )
    with pytest.raises(PackError, match="expected an approval by a second person"):
        make_october(home, draft)
    refused = run(home, "approve", str(draft), "--approver", "a")
    approved = run(home, "approve", str(draft), "--approver", "b", "--day", "2026-10-02", "--json")
    made = make_october(home, draft)

    assert (drafted.exit_code, refused.exit_code, approved.exit_code) == (0, 1, 0)
    assert "expected an approver other than the author" in refused.stderr
    assert json.loads(drafted.stdout)["found"]["factors"]["enforcement"] == 0.4
    month = Months(home).open("2026-10")
    assert month.info.digest == made.digest
    assert month.pack.factors == load_pack(draft).factors
    assert month.manifest["pack"]["hash"] == json.loads(approved.stdout)["hash"]


def make_october(home: Path, pack: Path) -> Any:
    return run_month(
        home=home,
        store=EmbeddedStore(home),
        filings=FilingStore(home),
        pack=read_pack(pack)[0],
        month="2026-10",
        today=TODAY,
    )


def test_learned_weights_of_a_file_are_drafted_with_window_and_figures(
    two_months: Path, tmp_path: Path
) -> None:
    draft = tmp_path / "w2.yaml"
    file = outcomes_file(two_months, tmp_path)

    done = run(
        two_months, "learn", "--months", "2026-09..2026-10", "--outcomes", str(file),
        "--draft", str(draft), "--author", "a", "--since", "2026-12-01", "--json",
    )  # fmt: skip

    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)["found"]
    pack, text = read_pack(draft)
    assert pack.kappa == load_pack("mrt").kappa
    assert text.content["weights_source"]["source"].endswith(
        "data 2026-09 to 2026-10, outcomes to 2026-11-25"
    )
    assert pack.factors[Factor.ENFORCEMENT] == pytest.approx(
        found["factors"]["enforcement"]["learned"], abs=1e-6
    )


def test_too_few_recorded_inspections_end_in_one_line(two_months: Path) -> None:
    done = run(two_months, "learn", "--months", "2026-09")

    assert done.exit_code == 1
    assert done.stderr.startswith("guanlian: outcomes: expected at least 500 concluded inspections")
    assert done.stderr.count("\n") == 1


def test_calibration_says_what_is_reached_and_drafts_the_kappa(two_months: Path, tmp_path: Path) -> None:
    draft = tmp_path / "w3.yaml"

    done = run(
        two_months, "calibrate", "--month", "2026-10", "--target", "A=40,B=40,C=14,D=6",
        "--draft", str(draft), "--author", "a", "--since", "2026-12-01", "--json",
    )  # fmt: skip

    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)["found"]
    assert read_pack(draft)[0].kappa == found["kappa"] != found["kappa_before"]
    assert sum(found["shares"].values()) == pytest.approx(1)


def test_the_report_reads_recorded_inspections_and_writes_a_page(two_months: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.html"

    shown = run(two_months, "report", "--month", "2026-09", "--html", str(target))
    told = run(two_months, "report", "--month", "2026-09", "--json")

    assert (shown.exit_code, told.exit_code) == (0, 0), shown.stderr
    assert "各类问题发现率" in shown.stdout
    assert "公平性" in shown.stdout
    assert target.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert json.loads(told.stdout)["outcomes_until"] is not None


def test_recorded_outcomes_are_the_concluded_inspections_that_the_newest_month_knows(
    two_months: Path,
) -> None:
    month = Months(two_months).open("2026-10")
    view = FilingStore(two_months).view(month.info.known_by, month.snapshot)
    rows = view.table("inspections", ("filed_on", "result"))
    results = [word for word in rows.text("result").to_pylist() if word not in (None, "pending")]

    found = known_outcomes(month, FilingStore(two_months), weight_rules().outcomes)

    assert len(found.day) == len(results) > 0
    assert found.problem.sum() == sum(word != "passed" for word in results) > 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("calibrate", "--month", "2026-10", "--target", "A=1"), "target: expected A, B, C and D"),
        (("calibrate", "--month", "2026-11"), "month 2026-11 is not published"),
        (("report", "--month", "2026-09", "--outcomes", "no.csv"), "no.csv: expected a file of outcomes"),
        (("learn", "--months", "2026-9"), "month: expected YYYY-MM"),
        (("calibrate", "--month", "2026-10", "--draft", "w.yaml"), "draft: expected --author and --since"),
        (("approve", "nowhere.yaml", "--approver", "b"), "nowhere.yaml: expected a pack file, got none"),
    ],
)  # fmt: skip
def test_a_wrong_order_ends_in_one_line_with_what_was_expected(
    two_months: Path, words: tuple[str, ...], message: str
) -> None:
    done = run(two_months, *words)

    assert done.exit_code == 1
    assert message in done.stderr


def test_the_report_needs_no_store_so_it_is_the_same_beside_neo4j(
    two_months: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded = run(two_months, "report", "--month", "2026-10", "--json")
    monkeypatch.setenv("GUANLIAN_STORE", "neo4j")
    # nothing listens there
    monkeypatch.setenv("GUANLIAN_NEO4J__URI", "bolt://127.0.0.1:1")
    monkeypatch.setenv("GUANLIAN_NEO4J__PASSWORD", "not asked for")

    beside = run(two_months, "report", "--month", "2026-10", "--json")

    assert (beside.exit_code, beside.stdout) == (0, embedded.stdout)


def test_months_are_listed_or_a_range() -> None:
    assert month_names("2026-09,2026-11..2027-01,2026-09") == ["2026-09", "2026-11", "2026-12", "2027-01"]
    with pytest.raises(InputError, match="expected the earlier month first"):
        month_names("2026-11..2026-09")
