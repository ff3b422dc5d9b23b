"""What a proposal is about: found, checked and noted as it was when the proposal was made.

The same checks run again when it is approved: what is gone or changed by then makes it stale.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from api.desk.about import Subject
from api.desk.enterprise_subjects import enterprises, require_all, revocation
from api.desk.fact_subjects import fact
from api.desk.kinds import FACT_KINDS, KindRule, ProposalKind, kind_rules
from api.desk.other_subjects import model, pack, reference, same_person
from api.desk.place import DeskPlace
from api.desk.proposal_types import ProposalDraft
from api.readers import Reading
from graph.domain import RiskClass
from graph.errors import InputError

_ALWAYS = frozenset({"kind", "ground", "note"})


def check_fields(draft: ProposalDraft) -> None:
    """Refuse a field that is missing, or that the kind does not know.

    Raises
    ------
    InputError
    """
    rule = kind_rules()[draft.kind]
    given = {
        name for name, value in draft.model_dump(exclude_defaults=True).items() if value not in (None, "", ())
    }
    for name in rule.needs:
        if name not in given:
            raise InputError(f"proposal {draft.kind.value}: expected {name}, got none; see /proposals/kinds")
    spare = sorted(given - _ALWAYS - set(rule.needs) - set(rule.may))
    if spare:
        raise InputError(f"proposal {draft.kind.value}: expected no {spare[0]}; see /proposals/kinds")


def completed(draft: ProposalDraft, today: date) -> ProposalDraft:
    """The draft with its dates and class written down: what is proposed does not move with the calendar.

    Raises
    ------
    InputError
        If a field is missing, or the kind does not know it.
    """
    check_fields(draft)
    rule = kind_rules()[draft.kind]
    found: dict[str, Any] = {}
    if draft.effective_on is None and "effective_on" in rule.may:
        found["effective_on"] = today
    if draft.kind is ProposalKind.OBJECTION_LIFTED and draft.ends_on is None:
        found["ends_on"] = today
    if draft.kind is ProposalKind.DIRECT:
        found["risk_class"] = RiskClass.D
    return draft.model_copy(update=found)


def subject_of(place: DeskPlace, reading: Reading, draft: ProposalDraft, author: str) -> Subject:
    """Find what a draft is about.

    Parameters
    ----------
    place : DeskPlace
    reading : Reading
        Of the month in force, with the viewer who asks.
    draft : ProposalDraft
        Completed.
    author : str
        Account that proposed it.

    Raises
    ------
    InputError, NotFoundError
        If there is no such thing, or the kind cannot be said of it.
    OutOfScopeError
        If it is under another authority than the viewer's.
    """
    found = _FINDERS[draft.kind](place, reading, draft, author)
    if found.enterprise_ids:
        require_all(reading, found.enterprise_ids)
    return found


Finder = Callable[[DeskPlace, Reading, ProposalDraft, str], Subject]
_FINDERS: dict[ProposalKind, Finder] = {
    ProposalKind.DIRECT: enterprises,
    ProposalKind.RAISE: enterprises,
    ProposalKind.LOWER: enterprises,
    ProposalKind.REVOCATION: revocation,
    **dict.fromkeys(FACT_KINDS, fact),
    ProposalKind.SAME_PERSON: same_person,
    ProposalKind.PACK: pack,
    ProposalKind.REFERENCE: reference,
    ProposalKind.MODEL: model,
}


def switched_on(place: DeskPlace, kind: ProposalKind, rule: KindRule) -> bool:
    """Whether a kind may be proposed here."""
    return kind is not ProposalKind.LOWER or place.settings.decisions.lowering
