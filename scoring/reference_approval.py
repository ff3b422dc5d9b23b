"""Approval of reference tables: two persons before a month uses what one built by hand.

Tables lie in ``reference/<id>/`` and are never rewritten; who proposed them and who approved or refused
them are small files beside: of approval and refusal there is one, for good. Tables that a month or the
demonstration builds itself, by the approved pack and nobody's choice of day, are approved with the pack
and have neither file.
"""

from __future__ import annotations

import os
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from graph.disk import disk_full_as_error
from graph.errors import InputError, IntegrityError, JobError, NotFoundError
from graph.locks import held_alone
from scoring.reference import Reference, references

_PROPOSED, _APPROVED, _REFUSED = "proposed.json", "approved.json", "refused.json"
_VERDICT = ".verdict.lock"
_Account = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class ReferenceState(StrEnum):
    """Whether a month may use reference tables."""

    CANDIDATE = "candidate"
    APPROVED = "approved"
    REFUSED = "refused"
    WITH_PACK = "with_pack"


class _Hand(BaseModel):
    """One person and a day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    account: _Account
    on: date
    reason: str | None = None


class ReferenceApproval(BaseModel):
    """Who proposed and who approved or refused reference tables.

    Attributes
    ----------
    state : ReferenceState
    author, approver, refused_by : str, optional
        Declared accounts; approver and who refused are not the author.
    approved_on, refused_on : date, optional
    reason : str, optional
        Why they were refused.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: ReferenceState
    author: str | None = None
    approver: str | None = None
    approved_on: date | None = None
    refused_by: str | None = None
    refused_on: date | None = None
    reason: str | None = None


def approval_of(home: Path, reference_id: str) -> ReferenceApproval:
    """State of reference tables.

    Raises
    ------
    IntegrityError
        If a file beside the tables is damaged.
    """
    folder = home / "reference" / reference_id
    proposed, approved, refused = (_read(folder / name) for name in (_PROPOSED, _APPROVED, _REFUSED))
    if proposed is None:
        return ReferenceApproval(state=ReferenceState.WITH_PACK)
    verdict = approved or refused
    if verdict is None:
        return ReferenceApproval(state=ReferenceState.CANDIDATE, author=proposed.account)
    if _same(proposed.account, verdict.account):
        raise IntegrityError(f"reference {reference_id}: expected an approver who is not the author")
    if approved is not None and refused is not None:
        raise IntegrityError(f"reference {reference_id}: expected one verdict, got approval and refusal")
    if approved is None:
        return ReferenceApproval(
            state=ReferenceState.REFUSED,
            author=proposed.account,
            refused_by=verdict.account,
            refused_on=verdict.on,
            reason=verdict.reason,
        )
    return ReferenceApproval(
        state=ReferenceState.APPROVED,
        author=proposed.account,
        approver=approved.account,
        approved_on=approved.on,
    )


def is_candidate(home: Path, reference_id: str) -> bool:
    """Whether reference tables wait for a second person."""
    return approval_of(home, reference_id).state is ReferenceState.CANDIDATE


def is_refused(home: Path, reference_id: str) -> bool:
    """Whether a second person refused reference tables."""
    return approval_of(home, reference_id).state is ReferenceState.REFUSED


def propose(home: Path, built: Reference, author: str, on: date) -> None:
    """Note who proposes tables, before they are written; what is recorded already stays as it is."""
    if built.id not in references(home):
        _write(home / "reference" / built.id / _PROPOSED, _hand(author, on, "author"))


def approve(home: Path, reference_id: str, approver: str, on: date) -> ReferenceApproval:
    """Let the months use proposed tables.

    Raises
    ------
    NotFoundError
        If the home has none of that id.
    IntegrityError
        If the tables are damaged.
    InputError
        If no approver is named.
    JobError
        If the approver is the author, or the tables are approved already.
    """
    return _decide(home, reference_id, _APPROVED, _hand(approver, on, "approver"))


def refuse(home: Path, reference_id: str, approver: str, on: date, reason: str) -> ReferenceApproval:
    """Keep the months from ever using proposed tables; the same ones built again stay refused.

    Raises
    ------
    NotFoundError
        If the home has none of that id.
    IntegrityError
        If the tables are damaged.
    InputError
        If no approver or no reason is named.
    JobError
        If who refuses is the author, or the tables have a verdict already.
    """
    if not reason.strip():
        raise InputError("reference: expected the reason of the refusal, got none; say --reason")
    hand = _hand(approver, on, "approver").model_copy(update={"reason": reason.strip()})
    return _decide(home, reference_id, _REFUSED, hand)


def _decide(home: Path, reference_id: str, verdict: str, hand: _Hand) -> ReferenceApproval:
    """Note the verdict of a second person; of two at once one is told that there is one."""
    if reference_id not in references(home):
        raise NotFoundError("reference: no tables have this id; see guanlian reference list")
    folder = home / "reference" / reference_id
    with held_alone(folder / _VERDICT, f"reference {reference_id}: somebody else decides on it; ask again"):
        Reference.read(home, reference_id)
        found = approval_of(home, reference_id)
        if found.state is not ReferenceState.CANDIDATE:
            raise JobError(f"reference {reference_id}: expected a candidate, got tables {_told(found)}")
        if _same(found.author or "", hand.account):
            raise JobError(
                f"reference {reference_id}: expected an approver who is not the author, got the same account "
                "for both hands"
            )
        _write(folder / verdict, hand)
        return approval_of(home, reference_id)


def _told(found: ReferenceApproval) -> str:
    if found.state is ReferenceState.WITH_PACK:
        return "approved with the pack"
    if found.state is ReferenceState.REFUSED:
        return f"refused on {found.refused_on}"
    return f"approved on {found.approved_on}"


def _hand(account: str, on: date, name: str) -> _Hand:
    if not account.strip():
        raise InputError(f"reference: expected {name}, got none; say --{name}")
    return _Hand(account=account, on=on)


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _read(path: Path) -> _Hand | None:
    try:
        return _Hand.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise IntegrityError(f"reference {path.parent.name}: {path.name} is damaged; restore it") from error


def _write(path: Path, hand: _Hand) -> None:
    with disk_full_as_error("the approval of reference tables", path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_text(hand.model_dump_json(indent=1, exclude_none=True) + "\n", encoding="utf-8")
        os.replace(partial, path)
