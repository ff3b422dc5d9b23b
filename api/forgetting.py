"""Deleting the name of one person on request (个人信息保护法 art. 47), with a row of the audit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field
from rich.console import RenderableType

from api.output import cell
from api.security.audit_rows import one_line
from api.security.viewer import TERMINAL
from graph.errors import InputError, NotFoundError

if TYPE_CHECKING:
    from api.workplace import Workplace

LEAST_REASON = 5


class ForgottenAnswer(BaseModel):
    """What was deleted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    person_id: str
    names: int = Field(ge=1, description="Rows of the vault deleted")


def forget(place: Workplace, person_id: str, reason: str) -> ForgottenAnswer:
    """Delete the names of one person; the audit has its row first.

    Raises
    ------
    InputError
        If the reason is shorter than 5 signs.
    NotFoundError
        If the vault has no name of this person.
    """
    text = one_line(reason)
    if len(text) < LEAST_REASON:
        raise InputError(f"reason: expected at least {LEAST_REASON} signs, got fewer; say --reason")
    if place.vault.revealed(person_id) is None:
        raise NotFoundError("the vault has no name of a person with this id; ids begin with P:")
    kept = {"reason_sha256": hashlib.sha256(text.encode()).hexdigest()}
    place.audit.record(TERMINAL, "person.forgotten", subject=person_id, details=kept)
    return ForgottenAnswer(person_id=person_id, names=place.vault.forget(person_id))


def render(answer: ForgottenAnswer) -> Iterator[RenderableType]:
    """How many names went."""
    yield cell(f"{answer.person_id}: {answer.names} name(s) deleted")
