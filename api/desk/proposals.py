"""Proposals and verdicts: what an analyst asks for and a second person decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from api.desk.about import Subject
from api.desk.enterprise_subjects import check_days, require_all
from api.desk.errors import DecidedError, LapsedError, OwnProposalError, StaleError
from api.desk.kinds import CLASS_KINDS, ProposalKind, kind_rules
from api.desk.place import DeskPlace
from api.desk.proposal_book import Proposal, ProposalBook, StepName
from api.desk.proposal_types import (
    ApprovalDraft,
    ApprovalVerdict,
    ProposalDraft,
    ProposalPage,
    ProposalState,
    ProposalView,
)
from api.desk.proposal_views import covers, rows_of, same_account, sees, view_of
from api.desk.subjects import completed, subject_of
from api.readers import Reading
from api.security.errors import OutOfScopeError
from graph.domain import RiskClass
from graph.errors import InputError, NotFoundError
from scoring import reference_approval
from scoring.decisions import DecisionKind
from scoring.results_rows import text_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which proposals are listed; None is no filter."""

    state: ProposalState | None = None
    kind: ProposalKind | None = None
    mine: bool = False


def propose(place: DeskPlace, reading: Reading, given: ProposalDraft) -> ProposalView:
    """Record a proposal of the viewer.

    Raises
    ------
    InputError, NotFoundError, OutOfScopeError
        If it is not complete, is about nothing that is there, or about another's area.
    """
    author = reading.viewer.account
    draft = completed(given, place.today)
    about = subject_of(place, reading, draft, author)
    info = reading.info
    number = ProposalBook(place).add(
        draft,
        about.text,
        enterprise_ids=about.enterprise_ids,
        authorities=_authorities(reading, about),
        seen={"month": info.month, "revision": info.revision, **about.seen},
        author=author,
        lapses_on=place.today + timedelta(days=kind_rules()[draft.kind].open_days),
    )
    return read(place, reading, number)


def _authorities(reading: Reading, about: Subject) -> list[str | None]:
    scores = reading.month.scores
    found: set[str | None] = set()
    for one in about.enterprise_ids:
        row = scores.place("enterprise_id", one)
        found.add(None if row is None else text_at(scores, "supervising_authority", row))
    return sorted(found, key=lambda code: (code is not None, code or ""))


def listed(
    place: DeskPlace, reading: Reading, asked: Asked, *, limit: int, before: int | None
) -> ProposalPage:
    """Proposals that the viewer may see, newest first, older than ``before``."""
    fitting = [
        one
        for one in ProposalBook(place).all()
        if sees(reading.viewer, one, place)
        and asked.kind in (None, one.kind)
        and asked.state in (None, one.state(place.today))
        and (not asked.mine or same_account(one.author, reading.viewer.account))
    ]
    rest = [one for one in fitting if before is None or one.number < before]
    shown = rest[:limit]
    more = len(rest) > len(shown)
    return ProposalPage(
        items=rows_of(place, reading, shown),
        total=len(fitting),
        shown=len(shown),
        truncated=more,
        cursor=str(shown[-1].number) if more else None,
    )


def read(place: DeskPlace, reading: Reading, number: int) -> ProposalView:
    """One proposal.

    Raises
    ------
    NotFoundError
        If there is none of this number.
    OutOfScopeError
        If the viewer may not see it.
    """
    found = ProposalBook(place).find(number)
    if not sees(reading.viewer, found, place):
        raise OutOfScopeError(
            "proposal: expected one about enterprises of your area, got one of another area"
        )
    return view_of(place, reading, found)


def withdraw(place: DeskPlace, reading: Reading, number: int, reason: str) -> ProposalView:
    """Take back an own proposal that has no verdict.

    Raises
    ------
    OwnProposalError
        If it is another account's.
    DecidedError
        If it has a verdict.
    """
    book = ProposalBook(place)
    found = book.find(number)
    if not same_account(found.author, reading.viewer.account):
        raise OwnProposalError(f"proposal {number}: expected its author, only who proposed it takes it back")
    _require_open(place, found)
    with place.transaction("proposals") as connection:
        book.step(connection, number, StepName.WITHDRAWN, account=reading.viewer.account, reason=reason)
    return read(place, reading, number)


def decide(place: DeskPlace, reading: Reading, number: int, given: ApprovalDraft) -> ProposalView:
    """Approve or refuse a proposal of another account.

    An approved decision on classes stands in the book in the same transaction as its approval; what
    takes longer is done by the job.

    Raises
    ------
    OwnProposalError
        If the viewer proposed it.
    OutOfScopeError
        If an enterprise of it is outside the viewer's area.
    DecidedError, LapsedError, StaleError
        If it has a verdict, waited too long, or what it is about is no longer as it was.
    """
    book, viewer = ProposalBook(place), reading.viewer
    found = book.find(number)
    if same_account(found.author, viewer.account) or _built_by(place, found, viewer.account):
        raise OwnProposalError(
            f"proposal {number}: expected an approver who is not its author, got the same account"
        )
    if not covers(viewer, found):
        raise OutOfScopeError(
            f"proposal {number}: expected an approver whose area holds everything it is about; "
            "an account of a higher authority can decide it"
        )
    _require_open(place, found)
    ids = book.enterprise_ids(number)
    require_all(reading, ids)
    if given.verdict is ApprovalVerdict.REFUSED:
        with place.transaction("proposals") as connection:
            book.step(connection, number, StepName.REFUSED, account=viewer.account, reason=given.reason)
            _refuse_tables(place, found, viewer.account)
        return read(place, reading, number)
    _require_fresh(place, reading, found)
    with place.alone("proposals", "proposal_steps", "decisions") as connection:
        decisions = _decided(place, found, ids, viewer.account, connection)
        book.step(
            connection,
            number,
            StepName.APPROVED,
            account=viewer.account,
            reason=given.reason,
            details={"day": place.today.isoformat(), "decisions": list(decisions)},
        )
    return read(place, reading, number)


def retry(place: DeskPlace, reading: Reading, number: int) -> ProposalView:
    """Ask again for what failed after it was approved.

    Raises
    ------
    DecidedError
        If it did not fail.
    OutOfScopeError
        If the viewer may not decide on it.
    """
    book = ProposalBook(place)
    found = book.find(number)
    if not covers(reading.viewer, found):
        raise OutOfScopeError(
            f"proposal {number}: expected an approver whose area holds everything it is about"
        )
    if found.state(place.today) is not ProposalState.FAILED:
        raise DecidedError(f"proposal {number}: expected one whose job failed; read it again")
    with place.transaction("proposals") as connection:
        book.step(connection, number, StepName.RETRIED, account=reading.viewer.account)
    return read(place, reading, number)


def _built_by(place: DeskPlace, found: Proposal, account: str) -> bool:
    """Whether the account built the reference tables of a proposal; then somebody else proposed them."""
    if found.kind is not ProposalKind.REFERENCE:
        return False
    return same_account(reference_approval.approval_of(place.home, found.subject).author or "", account)


def _refuse_tables(place: DeskPlace, found: Proposal, account: str) -> None:
    """Refuse reference tables with the proposal to approve them; those with a verdict keep it.

    The reason stays in the proposal: it may name somebody.
    """
    if found.kind is ProposalKind.REFERENCE and reference_approval.is_candidate(place.home, found.subject):
        why = f"proposal {found.number}"
        reference_approval.refuse(place.home, found.subject, account, place.today, why)


def _require_open(place: DeskPlace, found: Proposal) -> None:
    state = found.state(place.today)
    if state is ProposalState.LAPSED:
        raise LapsedError(
            f"proposal {found.number}: expected a verdict before {found.lapses_on}; "
            "propose it again as things are now"
        )
    if state is not ProposalState.OPEN:
        raise DecidedError(f"proposal {found.number}: expected one without a verdict, it is {state.value}")


def _require_fresh(place: DeskPlace, reading: Reading, found: Proposal) -> None:
    """Refuse what is no longer as it was proposed."""
    try:
        if found.kind in CLASS_KINDS:
            check_days(found.draft, place.today)
            return
        now = subject_of(place, reading, found.draft, found.author)
    except (InputError, NotFoundError) as error:
        raise StaleError(
            f"proposal {found.number}: expected what it is about to be as it was proposed, but: "
            f"{error.message}; refuse it, and propose what is right now"
        ) from error
    if any(found.seen.get(name) != value for name, value in now.seen.items()):
        raise StaleError(
            f"proposal {found.number}: expected {found.kind.value} as it was proposed, it was changed since; "
            "refuse it, and propose it again"
        )


def _decided(
    place: DeskPlace, found: Proposal, ids: Sequence[str], approver: str, connection: sa.Connection
) -> Sequence[int]:
    """Numbers of the rows in the book of decisions; none for what is no decision on a class."""
    draft, day = found.draft, place.today
    effective = draft.effective_on or day
    if found.kind is ProposalKind.REVOCATION:
        row = place.decisions.revoke(
            int(found.subject),
            ground=draft.ground,
            effective_on=effective,
            known_on=day,
            author=found.author,
            approver=approver,
            verified=True,
            within=connection,
        )
        return (row.number,)
    if found.kind not in CLASS_KINDS or draft.expires_on is None:
        return ()
    rows = place.decisions.add(
        *ids,
        kind=DecisionKind(found.kind.value),
        risk_class=draft.risk_class or RiskClass.D,
        ground=draft.ground,
        document_no=draft.document_no,
        effective_on=effective,
        expires_on=draft.expires_on,
        known_on=day,
        author=found.author,
        approver=approver,
        verified=True,
        within=connection,
    )
    return [row.number for row in rows]
