"""Approval of reference tables: two persons before a month uses what one built by hand.

Tables lie in ``reference/<id>/`` and are never rewritten; who proposed and who approved them are small
files beside. Tables that a month or the demonstration builds itself, by the approved pack and nobody's
choice of day, are approved with the pack and have neither file.
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
from scoring.reference import Reference, references

_PROPOSED, _APPROVED = "proposed.json", "approved.json"
_Account = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class ReferenceState(StrEnum):
    """Whether a month may use reference tables."""

    CANDIDATE = "candidate"
    APPROVED = "approved"
    WITH_PACK = "with_pack"


class _Hand(BaseModel):
    """One person and a day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    account: _Account
    on: date


class ReferenceApproval(BaseModel):
    """Who proposed and who approved reference tables.

    Attributes
    ----------
    state : ReferenceState
    author, approver : str, optional
        Declared accounts, two persons.
    approved_on : date, optional
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: ReferenceState
    author: str | None = None
    approver: str | None = None
    approved_on: date | None = None


def approval_of(home: Path, reference_id: str) -> ReferenceApproval:
    """State of reference tables.

    Raises
    ------
    IntegrityError
        If a file beside the tables is damaged.
    """
    folder = home / "reference" / reference_id
    proposed, approved = (_read(folder / name) for name in (_PROPOSED, _APPROVED))
    if proposed is None:
        return ReferenceApproval(state=ReferenceState.WITH_PACK)
    if approved is None:
        return ReferenceApproval(state=ReferenceState.CANDIDATE, author=proposed.account)
    if _same(proposed.account, approved.account):
        raise IntegrityError(f"reference {reference_id}: expected an approver who is not the author")
    return ReferenceApproval(
        state=ReferenceState.APPROVED,
        author=proposed.account,
        approver=approved.account,
        approved_on=approved.on,
    )


def is_candidate(home: Path, reference_id: str) -> bool:
    """Whether reference tables wait for a second person."""
    return approval_of(home, reference_id).state is ReferenceState.CANDIDATE


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
    if reference_id not in references(home):
        raise NotFoundError("reference: no tables have this id; see guanlian reference list")
    Reference.read(home, reference_id)
    hand = _hand(approver, on, "approver")
    found = approval_of(home, reference_id)
    if found.state is not ReferenceState.CANDIDATE:
        how = "with the pack" if found.state is ReferenceState.WITH_PACK else f"on {found.approved_on}"
        raise JobError(f"reference {reference_id}: expected a candidate, got tables approved {how}")
    if _same(found.author or "", hand.account):
        raise JobError(
            f"reference {reference_id}: expected an approver who is not the author, got the same account "
            "for both hands"
        )
    _write(home / "reference" / reference_id / _APPROVED, hand)
    return approval_of(home, reference_id)


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
        partial.write_text(hand.model_dump_json(indent=1) + "\n", encoding="utf-8")
        os.replace(partial, path)
