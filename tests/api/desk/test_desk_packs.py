"""Approval of drafts of packs and of reference tables by a second person."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from api.routes.base import PREFIX
from scoring.reference import references
from scoring.weights.drafts import Proposal, write_draft
from tests.desk_home import DeskHome, approved, decided, proposed, shown


def test_a_draft_of_weights_is_approved_by_its_second_person(desk_home: DeskHome) -> None:
    path = _draft(desk_home, "analyse-all")

    number = approved(desk_home, kind="pack", subject=path.name, ground="minutes", expires_on=None)
    desk_home.run_job()

    assert shown(desk_home.approver(), number)["state"] == "done"
    assert "approver: approve-all" in path.read_text(encoding="utf-8")


def test_a_draft_edited_after_it_was_proposed_is_stale(desk_home: DeskHome) -> None:
    path = _draft(desk_home, "analyse-all")
    made = proposed(desk_home.analyst(), kind="pack", subject=path.name, expires_on=None)
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")

    answer = decided(desk_home.approver(), made["number"])

    assert (answer.status_code, answer.json()["code"]) == (409, "proposal_stale")


def test_a_pack_is_approved_only_by_who_sees_the_whole_area(desk_home: DeskHome) -> None:
    path = _draft(desk_home, "analyse-all")
    made = proposed(desk_home.analyst(), kind="pack", subject=path.name, expires_on=None)

    answer = decided(desk_home.approver("33"), made["number"])

    assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope")
    assert shown(desk_home.approver(), made["number"])["state"] == "open"


def test_an_approved_reference_is_no_candidate_any_more(desk_home: DeskHome) -> None:
    (name,) = references(desk_home.home)
    asked = f"{PREFIX}/proposals/subjects?kind=reference"
    before = desk_home.analyst().get(asked).json()["total"]

    approved(desk_home, kind="reference", subject=name, ground="minutes", expires_on=None)
    desk_home.run_job()

    assert (before, desk_home.analyst().get(asked).json()["total"]) == (1, 0)


def _draft(home: DeskHome, author: str) -> Path:
    folder = home.home / "packs"
    folder.mkdir()
    month = home.workplace.months.open("2026-10")
    weights = Proposal(
        method="ahp",
        author=author,
        since=date(2026, 11, 1),
        kappa=month.pack.kappa,
        factors=month.pack.factors,
        indicators={one.id: one.weight for one in month.pack.indicators},
        metrics={},
    )
    write_draft(folder / "mrt-draft.yaml", "mrt", weights)
    return folder / "mrt-draft.yaml"
