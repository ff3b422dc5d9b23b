"""What a proposal is about: found, checked and noted as it was when the proposal was made.

The same checks run again when it is approved: what is gone or changed by then makes it stale.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import yaml

from api.desk.kinds import FACT_KINDS, KindRule, ProposalKind, kind_rules
from api.desk.place import DeskPlace
from api.desk.proposal_book import ProposalBook
from api.desk.proposal_types import ProposalDraft
from api.readers import Reading
from api.security.errors import OutOfScopeError
from api.security.scope import in_scope, visible
from gnn.artefact import read_model
from graph.arrays import Frame
from graph.domain import FactKind, NodeKind, RiskClass
from graph.errors import InputError, NotFoundError
from graph.same_person.verdicts import ordered
from scoring.decisions import DecisionKind
from scoring.reference import Reference, references
from scoring.relation_choice import MODELS
from scoring.results import Month
from scoring.results_marks import SortedTexts
from scoring.withdrawals import Withdrawal, grounds
from scoring.withdrawn_owners import owners

PACKS = "packs"
MOST_OF_A_GROUP = 20_000
"""Enterprises that one decision by industry and region may meet."""
SECOND_HAND = "(approver)"
_ALWAYS = frozenset({"kind", "ground", "note"})
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,95}\.yaml")
_OBJECTION = "objection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a proposal is about.

    Attributes
    ----------
    text : name under which it is listed
    enterprise_ids : enterprises it meets
    seen : what has to be so again when it is approved
    """

    text: str
    enterprise_ids: Sequence[str] = ()
    seen: dict[str, Any] = field(default_factory=dict)


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


def require_all(reading: Reading, enterprise_ids: Sequence[str]) -> None:
    """Refuse where one of the enterprises is outside the viewer's area.

    Raises
    ------
    OutOfScopeError
    """
    inside = visible(reading, enterprise_ids)
    if not all(inside.values()):
        missing = sum(not one for one in inside.values())
        raise OutOfScopeError(
            f"proposal: expected enterprises of your area only, {missing} of {len(inside)} are under another "
            "supervising authority; an account of a higher authority can do it"
        )


def enterprise_id(reading: Reading, identifier: str) -> str:
    """Id of an enterprise of the month, by id or alias.

    Raises
    ------
    NotFoundError
        If the month knows none.
    """
    rows = SortedTexts(reading.month.scores.text("enterprise_id"))
    if rows.find(identifier) is not None:
        return identifier
    known = reading.readers.store.find(identifier, reading.at)
    if known is None or known.kind is not NodeKind.ENTERPRISE or rows.find(known.id) is None:
        raise NotFoundError(
            f"enterprise: expected the id or a code of one that month {reading.info.month} knows, got another"
        )
    return known.id


def group_mask(reading: Reading, industry: str, region: str) -> np.ndarray:
    """Which scored enterprises of the month are in an industry and a region, by the beginnings of codes.

    Returns
    -------
    bool, shape (n,)
        Row = enterprise code.
    """
    month = reading.month
    assert isinstance(month, Month)
    columns = month.snapshot.enterprises
    inside = pc.and_(
        pc.fill_null(pc.starts_with(columns.text("industry"), industry), False),
        pc.fill_null(pc.starts_with(columns.text("region"), region), False),
    )
    found: np.ndarray = np.asarray(inside) & month.scores.numbers("scored").astype(np.bool_)
    return found


def group_ids(reading: Reading, industry: str, region: str) -> list[str]:
    """Enterprises of such a group within the viewer's area.

    Raises
    ------
    InputError
        If there is none, or more than one proposal may name.
    """
    rows = np.flatnonzero(group_mask(reading, industry, region) & in_scope(reading.month, reading.viewer))
    if not 0 < len(rows) <= MOST_OF_A_GROUP:
        raise InputError(
            f"proposal: expected 1 to {MOST_OF_A_GROUP} scored enterprises of your area in that industry and "
            f"region, got {len(rows)}; see /proposals/preview"
        )
    found: list[str] = reading.month.scores.text("enterprise_id").take(rows).to_pylist()
    return found


def _enterprises(place: DeskPlace, reading: Reading, draft: ProposalDraft, author: str) -> Subject:
    if draft.kind is ProposalKind.LOWER and not place.settings.decisions.lowering:
        raise InputError(
            "proposal lower: lowering a class is switched off here; the rules of the region decide"
        )
    check_days(draft, place.today)
    named = [draft.subject is not None, bool(draft.subjects), bool(draft.industry or draft.region)]
    if sum(named) != 1:
        raise InputError(
            f"proposal: expected one of subject, subjects, or industry with region; got {sum(named)} of them"
        )
    if draft.industry or draft.region:
        if not (draft.industry and draft.region):
            raise InputError("proposal: expected industry and region together, got one of them")
        ids = group_ids(reading, draft.industry, draft.region)
        return Subject(text=f"{draft.industry} x {draft.region}", enterprise_ids=ids)
    wanted = draft.subjects or ((draft.subject,) if draft.subject else ())
    ids = list(dict.fromkeys(enterprise_id(reading, one) for one in wanted))
    return Subject(text=ids[0], enterprise_ids=ids)


def check_days(draft: ProposalDraft, today: date) -> None:
    """Refuse a decision that would be over before it is in force, or a class it cannot set.

    Raises
    ------
    InputError
    """
    first = max(draft.effective_on or today, today)
    if draft.expires_on is None or draft.expires_on <= first:
        raise InputError(f"proposal: expected expires_on after {first}, got {draft.expires_on}")
    if draft.kind is ProposalKind.DIRECT:
        return
    barred = RiskClass.A if draft.kind is ProposalKind.RAISE else RiskClass.D
    if draft.risk_class is barred:
        raise InputError(f"proposal {draft.kind.value}: expected another class, got {barred}")


def _revocation(place: DeskPlace, reading: Reading, draft: ProposalDraft, author: str) -> Subject:
    text = draft.subject or ""
    recorded = place.decisions.all()
    found = next((row for row in recorded if text.isdecimal() and row.number == int(text)), None)
    if found is None:
        raise NotFoundError("revocation: expected the number of a decision in the book, got another")
    if found.kind is DecisionKind.REVOCATION or any(row.revokes == found.number for row in recorded):
        raise InputError(f"revocation: expected a decision in force, {text} is revoked already")
    first = draft.effective_on or place.today
    if first < found.effective_on:
        raise InputError(f"revocation: expected effective_on from {found.effective_on} on, got {first}")
    return Subject(text=text, enterprise_ids=(found.enterprise_id,))


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


def _fact(place: DeskPlace, reading: Reading, draft: ProposalDraft, author: str) -> Subject:
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
    view = place.filings.view(month.info.known_by, month.snapshot)
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


def _same_person(place: DeskPlace, reading: Reading, draft: ProposalDraft, author: str) -> Subject:
    one, sign, other = (draft.subject or "").partition("|")
    if not sign:
        raise InputError("same_person: expected both ids with | between, got another text")
    first, second = ordered(one.strip(), other.strip())
    for person in (first, second):
        known = reading.readers.store.find(person, reading.at)
        if known is None or known.kind is not NodeKind.PERSON:
            raise NotFoundError("same_person: expected two persons that the month knows, got another id")
    return Subject(text=f"{first}|{second}")


def pack_file(home: Path, name: str) -> Path:
    """Draft of a pack in the home.

    Raises
    ------
    NotFoundError
        If the name is none of a file in ``packs``.
    """
    path = home / PACKS / name
    if not _FILE.fullmatch(name) or not path.is_file():
        raise NotFoundError(
            f"pack: expected the name of a draft in the folder {PACKS} of the home, got another"
        )
    return path


def _pack(place: DeskPlace, reading: Reading, draft: ProposalDraft, author: str) -> Subject:
    path = pack_file(place.home, draft.subject or "")
    content = draft_content(path)
    told = (content.get("weights") or {}).get("author") if isinstance(content.get("weights"), dict) else None
    if content.get("approval") is not None or told is None:
        raise InputError(
            f"pack {path.name}: expected a draft of weights without an approval, got another file"
        )
    if str(told).strip().casefold() != author.casefold():
        raise InputError(f"pack {path.name}: expected a draft whose author is the account that proposes it")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Subject(text=path.name, seen={"sha256": digest})


def draft_content(path: Path) -> dict[str, Any]:
    """Fields of a draft as they stand in the file; empty if it cannot be read."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return {}
    return found if isinstance(found, dict) else {}


def _reference(place: DeskPlace, reading: Reading, draft: ProposalDraft, author: str) -> Subject:
    if draft.subject not in references(place.home):
        raise NotFoundError("reference: no tables of this home have this id; see /proposals/subjects")
    return Subject(text=draft.subject, seen={"hash": Reference.read(place.home, draft.subject).hash})


def _model(place: DeskPlace, reading: Reading, draft: ProposalDraft, author: str) -> Subject:
    card = read_model(place.home / MODELS, draft.subject or "").card
    if card.approval is not None or card.retirement is not None:
        raise InputError(f"model {card.id}: expected a candidate, got one that was decided already")
    if card.pack.id != draft.pack:
        raise InputError(f"model {card.id}: expected the pack it was trained with, {card.pack.id}")
    if draft.effective_on is None or draft.effective_on < card.created_on:
        raise InputError(f"model {card.id}: expected effective_on from {card.created_on} on")
    return Subject(text=card.id, seen={"hash": card.hash})


Finder = Callable[[DeskPlace, Reading, ProposalDraft, str], Subject]
_FINDERS: dict[ProposalKind, Finder] = {
    ProposalKind.DIRECT: _enterprises,
    ProposalKind.RAISE: _enterprises,
    ProposalKind.LOWER: _enterprises,
    ProposalKind.REVOCATION: _revocation,
    **dict.fromkeys(FACT_KINDS, _fact),
    ProposalKind.SAME_PERSON: _same_person,
    ProposalKind.PACK: _pack,
    ProposalKind.REFERENCE: _reference,
    ProposalKind.MODEL: _model,
}


def switched_on(place: DeskPlace, kind: ProposalKind, rule: KindRule) -> bool:
    """Whether a kind may be proposed here."""
    return kind is not ProposalKind.LOWER or place.settings.decisions.lowering
