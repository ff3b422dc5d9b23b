"""What is shown of proposals: to whom, how much, and what the viewer may do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.desk.kinds import FACT_KINDS, ProposalKind, kind_rules
from api.desk.place import DeskPlace, moment, moment_or_none
from api.desk.proposal_book import Proposal, ProposalBook, Step, StepName
from api.desk.proposal_types import (
    Execution,
    ProposalEnterprise,
    ProposalRow,
    ProposalState,
    ProposalStep,
    ProposalView,
)
from api.readers import Reading
from api.security.rights import Right
from api.security.scope import visible
from api.security.viewer import Viewer
from scoring.results_marks import marks
from scoring.results_types import Label
from scoring.revision_difference import Moved
from scoring.withdrawals import grounds

SHOWN_ENTERPRISES = 50
ONE_DAY = 1


def sees(viewer: Viewer, found: Proposal, place: DeskPlace) -> bool:
    """Whether a proposal is shown: one's own, or about enterprises of one's area only.

    Who may only read sees what was carried out, not what is still being decided.
    """
    if (
        not viewer.rights & {Right.ANALYSE, Right.APPROVE}
        and found.state(place.today) is not ProposalState.DONE
    ):
        return False
    return same_account(viewer.account, found.author) or covers(viewer, found)


def covers(viewer: Viewer, found: Proposal) -> bool:
    """Whether everything a proposal is about is in the viewer's area; without an authority, in the whole."""
    if not found.authorities or kind_rules()[found.kind].whole_area:
        return viewer.whole_area
    return all(viewer.sees(authority) for authority in found.authorities)


def same_account(one: str, other: str) -> bool:
    """Whether two names are one account."""
    return one.strip().casefold() == other.strip().casefold()


def rows_of(place: DeskPlace, reading: Reading, found: Sequence[Proposal]) -> tuple[ProposalRow, ...]:
    """Rows of a list, with the names of their first enterprises."""
    labels = _labels(reading, found)
    return tuple(ProposalRow(**_row(place, reading, one, labels)) for one in found)


def view_of(place: DeskPlace, reading: Reading, found: Proposal) -> ProposalView:
    """One proposal with its steps and what came of it."""
    draft = found.draft
    firms = ProposalBook(place).enterprise_ids(found.number, SHOWN_ENTERPRISES)
    word = draft.ground if found.kind is ProposalKind.EXCLUSION else "objection"
    ground = grounds().get(word) if found.kind in FACT_KINDS else None
    verdict = found.verdict
    return ProposalView(
        **_row(place, reading, found, _labels(reading, [found])),
        ground_label=None if ground is None else Label(zh=ground.zh, en=ground.en),
        note=draft.note,
        source_organ=draft.source_organ,
        effective_on=draft.effective_on,
        expires_on=draft.expires_on,
        risk_class=draft.risk_class,
        fact_kind=draft.fact_kind,
        item_id=draft.item_id,
        replaced_by=draft.replaced_by,
        ends_on=draft.ends_on,
        verdict=draft.verdict,
        pack=draft.pack,
        enterprises=_enterprises(reading, firms),
        reason=None if verdict is None else verdict.reason,
        steps=(
            ProposalStep(step="proposed", at=moment(found.proposed_at), by=found.author, reason=None),
            *(
                ProposalStep(step=one.step.value, at=moment(one.at), by=one.account, reason=one.reason)
                for one in found.steps
            ),
        ),
        execution=_execution(place, reading, found),
    )


def _row(
    place: DeskPlace, reading: Reading, found: Proposal, labels: dict[int, str | None]
) -> dict[str, Any]:
    viewer, state = reading.viewer, found.state(place.today)
    mine = same_account(viewer.account, found.author)
    verdict = found.verdict
    is_open = state is ProposalState.OPEN
    return {
        "number": found.number,
        "kind": found.kind,
        "state": state,
        "subject": found.subject,
        "subject_label": labels.get(found.number),
        "enterprises_total": found.enterprises_total,
        "ground": found.draft.ground,
        "document_no": found.draft.document_no,
        "author": found.author,
        "proposed_at": moment(found.proposed_at),
        "lapses_on": found.lapses_on,
        "decided_by": None if verdict is None else verdict.account,
        "decided_at": moment_or_none(None if verdict is None else verdict.at),
        "mine": mine,
        "may_approve": is_open and not mine and Right.APPROVE in viewer.rights and covers(viewer, found),
        "may_withdraw": is_open and mine,
    }


def _labels(reading: Reading, found: Sequence[Proposal]) -> dict[int, str | None]:
    """Name of the enterprise that is the subject; masked names of two persons."""
    firms = marks(reading.month.scores, {one.subject for one in found})
    persons = {
        person for one in found if one.kind is ProposalKind.SAME_PERSON for person in one.subject.split("|")
    }
    names = reading.readers.vault.masked(sorted(persons)) if persons else {}
    labels: dict[int, str | None] = {}
    for one in found:
        if one.kind is ProposalKind.SAME_PERSON:
            labels[one.number] = " / ".join(names.get(person, "*") for person in one.subject.split("|"))
        else:
            labels[one.number] = firms[one.subject].name if one.subject in firms else None
    return labels


def _enterprises(reading: Reading, ids: Sequence[str]) -> tuple[ProposalEnterprise, ...]:
    found, inside = marks(reading.month.scores, ids), visible(reading, ids)
    return tuple(
        ProposalEnterprise(
            enterprise_id=one,
            name=found[one].name if one in found else None,
            in_scope=inside[one],
            risk_class=found[one].risk_class if one in found else None,
            score=found[one].score if one in found and inside[one] else None,
        )
        for one in ids
    )


def _execution(place: DeskPlace, reading: Reading, found: Proposal) -> Execution | None:
    approved = found.last(StepName.APPROVED)
    if approved is None:
        return None
    done, failed = found.last(StepName.DONE), found.last(StepName.FAILED)
    waits = (
        found.state(place.today) is ProposalState.APPROVED
        and kind_rules()[found.kind].revises
        and place.today <= reading.info.known_by
    )
    told = {} if done is None else done.details
    moved = [Moved.model_validate(one) for one in told.get("moved", ())]
    inside = visible(reading, [one.enterprise_id for one in moved])
    return Execution(
        attempts=found.attempts,
        due_on=reading.info.known_by.fromordinal(reading.info.known_by.toordinal() + ONE_DAY)
        if waits
        else None,
        decisions=tuple(approved.details.get("decisions", ())),
        month=told.get("month"),
        revision=told.get("revision"),
        way=told.get("way"),
        touched=told.get("touched"),
        moved_total=told.get("moved_total"),
        moved=tuple(one for one in moved if inside[one.enterprise_id]),
        **_problem(found, failed),
    )


def _problem(found: Proposal, failed: Step | None) -> dict[str, str | None]:
    if failed is None or found.steps[-1] is not failed:
        return {"code": None, "message": None}
    return {"code": str(failed.details.get("code", "internal")), "message": failed.reason}
