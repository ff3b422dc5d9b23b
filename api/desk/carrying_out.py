"""What approved proposals do, by the functions that the commands use."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from api import persons
from api.desk.errors import StaleError
from api.desk.fact_subjects import fact_of
from api.desk.kinds import FACT_KINDS, ProposalKind
from api.desk.other_subjects import draft_content, pack_file
from api.desk.place import DeskPlace
from api.desk.proposal_book import Proposal, StepName
from api.withdrawing import WithdrawalAnswer, check_facts, revise_month, withdraw
from graph.errors import GuanlianError, JobError
from graph.same_person.verdicts import Verdict, ordered
from scoring import reference_approval
from scoring.reference import Reference
from scoring.results import Month
from scoring.revision_difference import Moved, revision_difference
from scoring.withdrawals import Withdrawal

if TYPE_CHECKING:
    from api.workplace import Workplace

MOST_MOVED = 100
Refuse = Callable[[Proposal, GuanlianError], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOut:
    """What is noted of a proposal that was carried out."""

    details: Mapping[str, Any] = field(default_factory=dict)


def carry_out_alone(workplace: Workplace, place: DeskPlace, one: Proposal) -> CarriedOut:
    """Approve a pack, tables or a model; done already, nothing is done again.

    Raises
    ------
    StaleError
        If it is not what was proposed.
    GuanlianError
        What the function of the command refuses.
    """
    approver, day = _approval(one)
    if one.kind is ProposalKind.PACK:
        _approve_pack(place, one, approver, day)
    elif one.kind is ProposalKind.REFERENCE:
        _approve_reference(place, one, approver, day)
    else:
        _approve_model(workplace, one, approver)
    return CarriedOut()


def _approval(one: Proposal) -> tuple[str, date]:
    step = one.last(StepName.APPROVED)
    if step is None or step.account is None:
        raise JobError(f"proposal {one.number}: expected an approval, got none")
    return step.account, date.fromisoformat(str(step.details["day"]))


def _approve_pack(place: DeskPlace, one: Proposal, approver: str, day: date) -> None:
    from scoring.weights.drafts import approve

    path = pack_file(place.home, one.subject)
    approval = draft_content(path).get("approval")
    if isinstance(approval, dict) and approval.get("approver") == approver:
        return
    if hashlib.sha256(path.read_bytes()).hexdigest() != one.seen.get("sha256"):
        raise StaleError(f"pack {path.name}: expected the draft as proposed, it was changed since")
    approve(path, approver, day)


def _approve_reference(place: DeskPlace, one: Proposal, approver: str, day: date) -> None:
    found = reference_approval.approval_of(place.home, one.subject)
    if found.approver == approver:
        return
    if Reference.read(place.home, one.subject).hash != one.seen.get("hash"):
        raise StaleError(f"reference {one.subject}: expected the tables as proposed, they were changed since")
    reference_approval.approve(place.home, one.subject, approver, day)


def _approve_model(workplace: Workplace, one: Proposal, approver: str) -> None:
    from api import model_runs

    card = model_runs.show_one(workplace, one.subject).card
    if card.approval is not None and card.approval.approver == approver:
        return
    if card.hash != one.seen.get("hash"):
        raise StaleError(f"model {one.subject}: expected the card as proposed, it was changed since")
    on = one.draft.effective_on
    assert on is not None
    model_runs.approve_one(
        workplace,
        one.subject,
        approver=approver,
        on=on.isoformat(),
        document_no=one.draft.document_no or "",
        pack=one.draft.pack or card.pack.id,
    )


def carry_out_together(
    workplace: Workplace,
    batch: Sequence[Proposal],
    *,
    day: date,
    base: tuple[str, int],
    refuse: Refuse,
) -> CarriedOut:
    """Publish one revision of the month in force with everything of a batch.

    Parameters
    ----------
    workplace : Workplace
    batch : sequence of Proposal
        Decisions stand in their book already; facts and verdicts on persons are recorded here.
    day : date
        Day of knowledge of the revision.
    base : month and revision in force when the batch was first begun
    refuse : callable
        Told of each that cannot be carried out; the others go on.

    Raises
    ------
    GuanlianError
        If the revision cannot be published; a run that was cut goes on with the same day and base.
    """
    before = workplace.months.open(*base)
    left = [one for one in batch if _reviewed(workplace, one, day, refuse)]
    facts = _facts(workplace, left, before, day, refuse)
    if facts:
        return _told_of_facts(withdraw(workplace, facts, day))
    if not any(_counts_by(one, day) for one in left):
        return CarriedOut()
    now = workplace.months.open(base[0])
    why = None
    if now.info.known_by < day:
        why = revise_month(workplace, now, day)
        now = workplace.months.open(base[0])
    found = revision_difference(before, now)
    way = "delta" if "delta" in now.manifest and why is None else "full"
    return _told(now.info.month, now.info.revision, way, len(found.touched), found.moved)


def _reviewed(workplace: Workplace, one: Proposal, day: date, refuse: Refuse) -> bool:
    """Record the verdict on two persons, unless it is in force already; False if it was refused."""
    if one.kind is not ProposalKind.SAME_PERSON or one.draft.verdict is None:
        return True
    first, second = ordered(*one.subject.split("|"))
    held = [row for row in workplace.persons.reviews() if row.pair == (first, second)]
    if held and held[-1].verified and (held[-1].verdict, held[-1].author) == (one.draft.verdict, one.author):
        return True
    try:
        persons.review(
            workplace,
            first,
            second,
            verdict=one.draft.verdict,
            reason=one.draft.ground,
            author=one.author,
            day=day,
            verified=True,
        )
    except GuanlianError as error:
        refuse(one, error)
        return False
    return True


def _facts(
    workplace: Workplace, batch: Sequence[Proposal], before: Month, day: date, refuse: Refuse
) -> list[Withdrawal]:
    """Facts of a batch; one that the month cannot take is refused before anything is written."""
    found: list[Withdrawal] = []
    resumed = any(one.attempts for one in batch)
    for one in batch:
        if one.kind in FACT_KINDS:
            fact = fact_of(one.draft, one.author, _approval(one)[0], day)
            try:
                fact.check()
                if not resumed:
                    check_facts(workplace, before, [fact], day)
            except GuanlianError as error:
                refuse(one, error)
            else:
                found.append(fact)
    return found


def _counts_by(one: Proposal, day: date) -> bool:
    """Whether a month known by a day is another one for it."""
    if one.kind is ProposalKind.SAME_PERSON:
        return one.draft.verdict is not Verdict.UNSURE
    return one.draft.effective_on is None or one.draft.effective_on <= day


def _told_of_facts(answer: WithdrawalAnswer) -> CarriedOut:
    return _told(answer.month, answer.revision, answer.way, answer.touched, answer.moved)


def _told(month: str, revision: int, way: str, touched: int, moved: Sequence[Moved]) -> CarriedOut:
    return CarriedOut(
        details={
            "month": month,
            "revision": revision,
            "way": way,
            "touched": touched,
            "moved_total": len(moved),
            "moved": [one.model_dump(mode="json") for one in moved[:MOST_MOVED]],
        }
    )
