"""Enterprises that a proposal is about: found in the month, within the area, decided on by the book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow.compute as pc

from api.desk.about import Subject
from api.desk.kinds import ProposalKind
from api.desk.place import DeskPlace
from api.desk.proposal_types import ProposalDraft
from api.readers import Reading
from api.security.errors import OutOfScopeError
from api.security.scope import in_scope, visible
from graph.domain import NodeKind, RiskClass
from graph.errors import InputError, NotFoundError
from scoring.decisions import DecisionKind
from scoring.results import Month

MOST_OF_A_GROUP = 20_000
"""Enterprises that one decision by industry and region may meet."""


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
    scores = reading.month.scores
    if scores.place("enterprise_id", identifier) is not None:
        return identifier
    known = reading.readers.store.find(identifier, reading.at)
    is_one = known is not None and known.kind is NodeKind.ENTERPRISE
    if known is None or not is_one or scores.place("enterprise_id", known.id) is None:
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


def enterprises(place: DeskPlace, reading: Reading, draft: ProposalDraft, author: str) -> Subject:
    """Enterprises of a decision on a class: one, a list, or an industry in a region.

    Raises
    ------
    InputError, NotFoundError
        If there is no such thing, or the kind cannot be said of it.
    """
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


def revocation(place: DeskPlace, reading: Reading, draft: ProposalDraft, author: str) -> Subject:
    """The enterprise of a decision that is in force.

    Raises
    ------
    InputError, NotFoundError
        If there is no such thing, or the kind cannot be said of it.
    """
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
