"""``guanlian batches``, ``guanlian import --accept`` and ``guanlian quality`` as they are used."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from graph.filings import FilingStore
from graph.store.embedded.store import EmbeddedStore
from tests.ingest_cases import FIRMS, deliver

HANDS = ("--author", "zhang", "--approver", "li")
HEAD = "tie_id,kind,source_id,target_id,share,valid_to\n"
MANY = 1000
"""As many living ties as the guard looks at."""


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *words])


def ties(ended: str = "") -> str:
    return HEAD + "".join(f"t{n:04d},HOLDS,P:n:{n},{FIRMS[0]},0.0001,{ended}\n" for n in range(MANY))


def imported(home: Path, name: str, day: str, files: dict[str, str], *more: str) -> Result:
    folder = deliver(home.parent / f"{home.name}-{name}", files)
    return run(home, "import", str(folder), "--day", day, "--source", "registry", "--json", *more)


def batch_of(done: Result) -> str:
    assert done.exit_code == 0, done.output
    name: str = json.loads(done.stdout)["batches"][0]["batch"]
    return name


def answer(done: Result) -> Any:
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def news(text: str) -> dict[str, str]:
    return {
        "news.csv": f"filing_id,enterprise_id,filed_on,sentiment\n{text}",
        "enterprises.csv": f"enterprise_id,name,status\n{FIRMS[0]},甲厂,operating\n",
    }


FIRST = news(f"f1,{FIRMS[0]},2026-08-01,negative\n")
SECOND = {
    **news(f"f2,{FIRMS[0]},2026-09-01,negative\n"),
    "ties.csv": f"{HEAD}t1,HOLDS,P:n:1,{FIRMS[0]},0.5,\n",
}
THIRD = news(f"f3,{FIRMS[0]},2026-10-01,negative\n")


def facts(home: Path, known_by: date) -> tuple[str, str]:
    """Digest of the frozen graph, digest of the filings."""
    return EmbeddedStore(home).freeze(known_by, known_by).digest(), FilingStore(home).digest(known_by)


def test_a_batch_between_others_is_undone_as_if_it_had_never_come(tmp_path: Path) -> None:
    home, never = tmp_path / "home", tmp_path / "never"
    deliveries = {"08": FIRST, "09": SECOND, "10": THIRD}
    batches = [batch_of(imported(home, m, f"2026-{m}-28", files)) for m, files in deliveries.items()]
    before = facts(home, date(2026, 11, 21))
    for month in ("08", "10"):
        batch_of(imported(never, month, f"2026-{month}-28", deliveries[month]))

    said = ("--reason", "wrong county", "--day", "2026-11-22", *HANDS)
    done = answer(run(home, "batches", "undo", batches[1][:10], *said, "--json"))

    assert done["items"][0]["undone"]["reason"] == "wrong county"
    for day in (date(2026, 11, 22), date(2026, 12, 31)):
        assert facts(home, day) == facts(never, day)
    assert facts(home, date(2026, 11, 21)) == before
    listed = answer(run(home, "batches", "list", "--json"))["items"]
    assert [(one["batch"], one["undone"] is not None) for one in listed] == [
        (batches[0], False),
        (batches[2], False),
        (batches[1], True),
    ]
    shown = run(home, "batches", "list")
    assert "撤销生效日" in shown.stdout
    assert "zhang" in shown.stdout

    again = imported(home, "09", "2026-09-28", SECOND)
    assert json.loads(again.stdout)["batches"][0]["undone_on"] == ["2026-11-22"]
    assert "loaded again" in run(home, "batches", "show", batches[1]).stdout


@pytest.mark.parametrize(
    ("hands", "expected"),
    [
        (("--author", "zhang", "--approver", "zhang"), "expected two hands"),
        (("--author", "zhang"), "expected --approver"),
        (("--approver", "li"), "expected --author"),
    ],
)
def test_an_undo_needs_two_hands(tmp_path: Path, hands: tuple[str, ...], expected: str) -> None:
    home = tmp_path / "home"
    batch = batch_of(imported(home, "08", "2026-08-28", FIRST))
    done = run(home, "batches", "undo", batch, "--reason", "r", *hands)
    assert done.exit_code == 1
    assert expected in done.output
    assert EmbeddedStore(home).state().undone == ()


def test_a_batch_whose_later_rows_are_no_longer_kept_is_refused_and_nothing_is_touched(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    batches = [batch_of(imported(home, m, f"2026-{m}-28", f)) for m, f in (("08", FIRST), ("09", SECOND))]
    rows = home / "imports" / batches[1] / "rows"
    rows.rename(tmp_path / "lost")
    done = run(home, "batches", "undo", batches[0], "--reason", "r", *HANDS)
    assert done.exit_code == 1
    assert batches[1] in done.output
    assert list(EmbeddedStore(home).state().batches) == batches
    assert facts(home, date(2026, 12, 1))


def test_the_guard_stops_an_import_and_a_reason_lets_it_go_on_and_is_kept(tmp_path: Path) -> None:
    home = tmp_path / "home"
    batch_of(imported(home, "08", "2026-08-28", {"ties.csv": ties()}))
    files = {"ties.csv": ties("2026-09-01"), **news(f"f2,{FIRMS[0]},2026-09-01,negative\n")}
    stopped = imported(home, "09", "2026-09-28", files)
    assert stopped.exit_code == 1
    assert "at most 200 (20%) of 1,000 living HOLDS ties of registry to end, got 1,000" in stopped.output
    assert FilingStore(home).rows()["news"] == 0
    assert len(EmbeddedStore(home).state().batches) == 1

    done = imported(home, "09", "2026-09-28", files, "--accept", "stock exchange closed")

    batch = batch_of(done)
    kept = json.loads((home / "imports" / batch / "report.json").read_text(encoding="utf-8"))["accepted"]
    assert kept["reason"] == "stock exchange closed"
    assert "stock exchange closed" in (home / "imports" / batch / "report.txt").read_text(encoding="utf-8")


def test_quality_writes_a_page_and_says_what_is_not_scored(tmp_path: Path) -> None:
    home = tmp_path / "home"
    batch_of(imported(home, "08", "2026-08-28", FIRST))
    page = tmp_path / "quality.html"
    done = run(home, "quality", "--day", "2026-10-31", "--html", str(page))
    assert done.exit_code == 0, done.output
    assert "未评价" in done.stdout
    assert "数据质量报告" in page.read_text(encoding="utf-8")
    found = answer(run(home, "quality", "--day", "2026-10-31", "--json"))
    assert found["enterprises"] == 1
    assert found["unknown_weight"] is None
    refused = run(home, "quality", "--day", "2026-10-31", "--html", str(tmp_path / "nowhere" / "q.html"))
    assert refused.exit_code == 1
