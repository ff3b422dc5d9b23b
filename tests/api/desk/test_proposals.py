"""Proposals: who may propose and decide what, and what stands in the book afterwards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from api.desk import proposals
from api.desk.errors import OwnProposalError
from api.desk.proposal_types import ApprovalDraft, ApprovalVerdict, ProposalDraft
from api.readers import Reading
from api.routes.base import PREFIX
from api.security.rights import Role
from api.security.viewer import TERMINAL
from tests.desk_home import EXCLUSION, OBJECTION, DeskHome, decided, draft, proposed, shown
from tests.withdrawn_facts import A, B, C


def test_an_approved_decision_stands_in_the_book_with_both_signed_in_hands(desk_home: DeskHome) -> None:
    made = proposed(desk_home.analyst("3301"))

    answer = decided(desk_home.approver(), made["number"])

    assert (answer.status_code, answer.json()["state"]) == (200, "approved")
    (row,) = desk_home.place.decisions.all()
    assert (row.enterprise_id, row.kind, row.verified) == (A, "direct_d", True)
    assert (row.author, row.approver) == ("analyse-3301", "approve-all")
    assert answer.json()["execution"]["decisions"] == [row.number]


def test_a_refused_proposal_leaves_the_book_empty(desk_home: DeskHome) -> None:
    made = proposed(desk_home.analyst("3301"))

    answer = decided(desk_home.approver("3301"), made["number"], "refused")

    assert (answer.json()["state"], answer.json()["reason"]) == ("refused", "seen")
    assert desk_home.place.decisions.all() == []


def test_no_account_approves_what_it_proposed(desk_home: DeskHome) -> None:
    desk, reading = desk_home.place, Reading.open(desk_home.app.state.readers, viewer=TERMINAL)
    made = proposals.propose(desk, reading, ProposalDraft.model_validate(draft()))
    verdict = ApprovalDraft(verdict=ApprovalVerdict.APPROVED, reason="mine")

    with pytest.raises(OwnProposalError, match="not its author"):
        proposals.decide(desk, reading, made.number, verdict)

    assert desk.decisions.all() == []


def test_an_account_that_became_an_approver_does_not_approve_its_own(desk_home: DeskHome) -> None:
    made = proposed(desk_home.client(Role.ANALYSE, name="wang"))
    with desk_home.place.engine.begin() as connection:
        connection.execute(sa.text("UPDATE account_roles SET role = 'approve' WHERE account = 'wang'"))

    answer = decided(desk_home.client(Role.APPROVE, name="wang"), made["number"])

    assert (answer.status_code, answer.json()["code"]) == (403, "own_proposal")
    assert shown(desk_home.approver(), made["number"])["state"] == "open"


@pytest.mark.parametrize("verdict", ["approved", "refused"])
def test_an_approver_of_another_authority_decides_nothing(desk_home: DeskHome, verdict: str) -> None:
    made = proposed(desk_home.analyst("3301"))

    answer = decided(desk_home.approver("3302"), made["number"], verdict)

    assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope")
    assert desk_home.place.decisions.all() == []


def test_an_analyst_proposes_nothing_about_another_authority(desk_home: DeskHome) -> None:
    answer = desk_home.analyst("3302").post(f"{PREFIX}/proposals", json=draft())

    assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope")


def test_a_list_with_one_enterprise_outside_is_refused_whole(desk_home: DeskHome) -> None:
    given = draft(subject=None, subjects=[A, B])

    answer = desk_home.analyst("3301").post(f"{PREFIX}/proposals", json=given)

    assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope")


def test_of_two_approvals_at_one_moment_one_counts(desk_home: DeskHome) -> None:
    made = proposed(desk_home.analyst("3301"))
    clients = [desk_home.client(Role.APPROVE, name=name) for name in ("li", "zhao", "qian", "sun")]

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda client: decided(client, made["number"]), clients))

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "proposal_decided"}
    assert len(desk_home.place.decisions.all()) == 1


def test_a_proposal_left_too_long_is_approved_no_more(desk_home: DeskHome) -> None:
    made = proposed(desk_home.analyst("3301"))
    desk_home.days_later(30)

    answer = decided(desk_home.approver(), made["number"])

    assert (answer.status_code, answer.json()["code"]) == (409, "proposal_lapsed")
    assert shown(desk_home.approver(), made["number"])["state"] == "lapsed"


def test_a_decision_that_expired_before_it_was_approved_is_stale(desk_home: DeskHome) -> None:
    made = proposed(desk_home.analyst("3301"), expires_on="2026-11-06")
    desk_home.days_later(4)

    answer = decided(desk_home.approver(), made["number"])

    assert (answer.status_code, answer.json()["code"]) == (409, "proposal_stale")


def test_a_revocation_of_what_was_revoked_meanwhile_is_stale(desk_home: DeskHome) -> None:
    analyst, approver = desk_home.analyst("3301"), desk_home.approver()
    number = decided(approver, proposed(analyst)["number"]).json()["execution"]["decisions"][0]
    fields: dict[str, Any] = {"kind": "revocation", "subject": str(number), "expires_on": None}
    first, second = proposed(analyst, **fields), proposed(analyst, **fields)

    assert decided(approver, first["number"]).status_code == 200
    answer = decided(approver, second["number"])

    assert (answer.status_code, answer.json()["code"]) == (409, "proposal_stale")
    assert [row.revokes for row in desk_home.place.decisions.all()] == [None, number]


def test_an_author_takes_back_what_nobody_decided(desk_home: DeskHome) -> None:
    analyst = desk_home.analyst("3301")
    made = proposed(analyst)
    url = f"{PREFIX}/proposals/{made['number']}/withdrawal"

    other = desk_home.analyst().post(url, json={"reason": "not mine"})
    own = analyst.post(url, json={"reason": "wrong firm"})
    late = decided(desk_home.approver(), made["number"])

    assert (other.status_code, other.json()["code"]) == (403, "own_proposal")
    assert (own.status_code, own.json()["state"]) == (200, "withdrawn")
    assert (late.status_code, late.json()["code"]) == (409, "proposal_decided")


@pytest.mark.parametrize(
    ("changed", "status", "told"),
    [
        ({"expires_on": None}, 422, "expected expires_on"),
        ({"expires_on": "2026-11-03"}, 422, "expires_on after 2026-11-03"),
        ({"kind": "lower", "risk_class": "A"}, 422, "switched off"),
        ({"kind": "raise"}, 422, "expected risk_class"),
        ({"kind": "raise", "risk_class": "A"}, 422, "another class"),
        ({"verdict": "same"}, 422, "expected no verdict"),
        ({"subject": None}, 422, "one of subject"),
        ({"subjects": [C]}, 422, "one of subject"),
        ({"subject": None, "industry": "51"}, 422, "together"),
        ({"subject": None, "industry": "99", "region": "33"}, 422, "got 0"),
        ({"subject": "nobody"}, 404, "expected the id"),
        ({"ground": "minutes\x00"}, 422, "control characters"),
        ({"subject": None, "subjects": ["x" * 201]}, 422, "200 characters"),
        (EXCLUSION | {"ground": "because"}, 422, "expected ground to be one of"),
        (EXCLUSION | {"ground": "objection"}, 422, "kind of its own"),
        (EXCLUSION | {"subject": "r9"}, 404, "counts nowhere"),
        (EXCLUSION | {"effective_on": "2026-12-01"}, 422, "take effect by 2026-11-03"),
        (OBJECTION | {"kind": "objection_lifted", "effective_on": "2026-11-01"}, 404, "by an objection"),
        ({"kind": "revocation", "subject": "7", "expires_on": None}, 404, "number of a decision"),
        ({"kind": "pack", "subject": "../../etc/passwd", "expires_on": None}, 404, "name of a draft"),
        ({"kind": "reference", "subject": "2020-01-01-abc", "expires_on": None}, 404, "no tables"),
        ({"kind": "same_person", "subject": "P:1", "verdict": "same", "expires_on": None}, 422, "both ids"),
    ],
)
def test_what_cannot_be_proposed_is_refused_with_what_to_do(
    desk_home: DeskHome, changed: dict[str, Any], status: int, told: str
) -> None:
    answer = desk_home.analyst().post(f"{PREFIX}/proposals", json=draft(**changed))

    assert (answer.status_code, told in answer.text) == (status, True), answer.text
    assert desk_home.analyst().get(f"{PREFIX}/proposals").json()["total"] == 0


def test_proposals_are_listed_to_their_authority_and_above(desk_home: DeskHome) -> None:
    proposed(desk_home.analyst("3301"))

    totals = {
        area: desk_home.approver(area).get(f"{PREFIX}/proposals").json()["total"]
        for area in ("3301", "3302", "33", None)
    }

    assert totals == {"3301": 1, "3302": 0, "33": 1, None: 1}


def test_who_may_only_read_sees_no_proposal_that_is_still_open(desk_home: DeskHome) -> None:
    made = proposed(desk_home.analyst("3301"))
    reader = desk_home.client(Role.QUERY, "3301")

    assert reader.get(f"{PREFIX}/proposals").json()["total"] == 0
    assert reader.get(f"{PREFIX}/proposals/{made['number']}").status_code == 403


def test_a_list_goes_on_where_its_page_ended(desk_home: DeskHome) -> None:
    analyst = desk_home.analyst("3301")
    for ground in ("first", "second", "third"):
        proposed(analyst, ground=ground)

    page = analyst.get(f"{PREFIX}/proposals?limit=2").json()
    proposed(analyst, ground="fourth")
    rest = analyst.get(f"{PREFIX}/proposals?limit=2&cursor={page['cursor']}").json()

    assert [row["ground"] for row in (*page["items"], *rest["items"])] == ["third", "second", "first"]
    assert (page["truncated"], rest["truncated"], rest["cursor"]) == (True, False, None)


def test_a_preview_counts_the_area_by_class_and_what_is_outside(desk_home: DeskHome) -> None:
    asked = f"{PREFIX}/proposals/preview?industry=51&region=33"

    part, whole = (desk_home.analyst(area).get(asked).json() for area in ("3301", None))

    assert (part["enterprises"], part["outside"], part["too_many"]) == (2, 1, False)
    assert (whole["enterprises"], whole["outside"]) == (3, 0)
    assert sum(whole["classes"].values()) == 3


def test_a_decision_by_industry_and_region_names_the_enterprises_of_the_area(desk_home: DeskHome) -> None:
    made = proposed(desk_home.analyst("3301"), subject=None, industry="51", region="33")

    decided(desk_home.approver("3301"), made["number"])

    assert {row.enterprise_id for row in desk_home.place.decisions.all()} == {A, C}
    assert made["enterprises_total"] == 2


def test_every_step_is_in_the_audit_under_its_account(desk_home: DeskHome) -> None:
    made = proposed(desk_home.analyst("3301"))
    decided(desk_home.approver(), made["number"])

    with desk_home.place.engine.begin() as connection:
        found = connection.execute(sa.text("SELECT account, event FROM audit ORDER BY number")).all()

    assert ("analyse-3301", "decision.proposed") in [tuple(row) for row in found]
    assert ("approve-all", "decision.approved") in [tuple(row) for row in found]


def test_the_kinds_say_what_is_switched_off_here(desk_home: DeskHome) -> None:
    kinds = {row["kind"]: row for row in desk_home.analyst().get(f"{PREFIX}/proposals/kinds").json()["items"]}

    assert [name for name, row in kinds.items() if not row["on"]] == ["lower"]
    assert "partly_revoked" in {one["word"] for one in kinds["exclusion"]["grounds"]}
