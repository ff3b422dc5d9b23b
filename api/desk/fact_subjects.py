"""Facts that a proposal is about: those that count in the month, and those an objection holds back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from api.desk.about import Subject
from api.desk.kinds import ProposalKind
from api.desk.place import DeskPlace
from api.desk.proposal_book import ProposalBook
from api.desk.proposal_types import ProposalDraft
from api.readers import Reading
from graph.arrays import Frame
from graph.domain import FactKind
from graph.errors import InputError, NotFoundError
from scoring.month_filings import filings_of
from scoring.results import Month
from scoring.withdrawals import Withdrawal, grounds
from scoring.withdrawn_owners import owners

SECOND_HAND = "(approver)"
_OBJECTION = "objection"


def fact_of(draft: ProposalDraft, author: str, approver: str, day: date) -> Withdrawal:
    """The withdrawal that a completed draft asks for, as known on a day."""
    return Withdrawal(
        fact_kind=draft.fact_kind or FactKind.RECORD,
        fact_id=draft.subject or "",
        item_id=draft.item_id,
        ground=draft.ground if draft.kind is ProposalKind.EXCLUSION else _OBJECTION,
        effective_on=draft.effective_on or day,
        known_on=day,
        source_organ=draft.source_organ or "",
        document_no=draft.document_no or "",
        author=author,
        approver=approver,
        replaced_by=draft.replaced_by,
        ends_on=draft.ends_on,
    )


def fact(place: DeskPlace, reading: Reading, draft: ProposalDraft, author: str) -> Subject:
    """The enterprises of a fact that counts, or of an objection that is received.

    Raises
    ------
    InputError, NotFoundError
        If there is no such thing, or the kind cannot be said of it.
    """
    if draft.kind is ProposalKind.EXCLUSION and (draft.ground not in grounds() or draft.ground == _OBJECTION):
        words = ", ".join(word for word in grounds() if word != _OBJECTION)
        raise InputError(
            f"exclusion: expected ground to be one of {words}; an objection is a kind of its own"
        )
    fact = fact_of(draft, author, SECOND_HAND, place.today)
    fact.check()
    month = reading.month
    assert isinstance(month, Month)
    if draft.kind is ProposalKind.OBJECTION_LIFTED:
        _require_objected(month, fact)
        return Subject(text=fact.fact_id, enterprise_ids=_objected_of(place, draft))
    view = filings_of(place.filings, month.manifest).view(month.info.known_by, month.snapshot)
    return Subject(text=fact.fact_id, enterprise_ids=owners(month.snapshot, view, fact))


def _require_objected(month: Month, fact: Withdrawal) -> None:
    if fact.status_id not in set(excluded_of(month).text("status_id").to_pylist()):
        raise NotFoundError(
            f"objection_lifted: expected a fact that month {month.info.month} r{month.info.revision:03d} "
            "leaves out by an objection, with the day and the document it was marked with; "
            "see /proposals/subjects"
        )


def _objected_of(place: DeskPlace, draft: ProposalDraft) -> Sequence[str]:
    """Enterprises of the objection as it was received here; none if it was not: then only who sees all."""
    book = ProposalBook(place)
    for one in book.all():
        same = (one.subject, one.draft.fact_kind, one.draft.document_no)
        if one.kind is ProposalKind.OBJECTION and same == (draft.subject, draft.fact_kind, draft.document_no):
            return book.enterprise_ids(one.number)
    return ()


def excluded_of(month: Month) -> Frame:
    """Facts that a month leaves out."""
    return Frame.read(month.path / "excluded.arrow")
