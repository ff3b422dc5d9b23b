"""Approval of drafts of packs and of reference tables by a second person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from api.routes.base import PREFIX
from scoring.reference import Reference, references
from scoring.reference_approval import ReferenceState, approval_of, propose
from scoring.weights.drafts import Proposal, write_draft
from tests.desk_home import DeskHome, approved, decided, draft, proposed, shown


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


def test_an_approved_reference_is_one_that_months_use(desk_home: DeskHome) -> None:
    name = _tables(desk_home, "u1")
    before = _waiting(desk_home)

    approved(desk_home, kind="reference", subject=name, ground="minutes", expires_on=None)
    desk_home.run_job()

    assert (before, _waiting(desk_home)) == ([name], [])
    told = approval_of(desk_home.home, name)
    assert (told.state, told.author, told.approver) == (ReferenceState.APPROVED, "u1", "approve-all")


def test_a_refused_reference_is_one_that_no_month_uses(desk_home: DeskHome) -> None:
    name = _tables(desk_home, "u1")
    made = proposed(desk_home.analyst(), kind="reference", subject=name, ground="minutes", expires_on=None)

    answer = decided(desk_home.approver(), made["number"], "refused")

    assert answer.json()["state"] == "refused"
    told = approval_of(desk_home.home, name)
    assert (told.state, told.refused_by) == (ReferenceState.REFUSED, "approve-all")
    assert told.reason == f"proposal {made['number']}"
    assert _waiting(desk_home) == []


def test_who_built_tables_decides_on_no_proposal_of_them(desk_home: DeskHome) -> None:
    name = _tables(desk_home, "approve-all")
    made = proposed(desk_home.analyst(), kind="reference", subject=name, ground="minutes", expires_on=None)

    answers = [decided(desk_home.approver(), made["number"], verdict) for verdict in ("approved", "refused")]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(403, "own_proposal")] * 2
    assert approval_of(desk_home.home, name).state is ReferenceState.CANDIDATE


def test_tables_with_a_verdict_are_not_proposed(desk_home: DeskHome) -> None:
    (name,) = references(desk_home.home)

    answer = desk_home.analyst().post(
        f"{PREFIX}/proposals", json=draft(kind="reference", subject=name, expires_on=None)
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "input_invalid")


def _tables(home: DeskHome, author: str) -> str:
    """Id of tables that wait for a second person."""
    (name,) = references(home.home)
    made = replace(Reference.read(home.home, name), as_of=date(2026, 9, 15))
    propose(home.home, made, author, date(2026, 11, 2))
    made.write(home.home)
    return made.id


def _waiting(home: DeskHome) -> list[str]:
    asked = f"{PREFIX}/proposals/subjects?kind=reference"
    return [one["subject"] for one in home.analyst().get(asked).json()["items"]]


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
