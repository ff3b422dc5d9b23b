"""The audit as answers and tables on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict
from rich.console import RenderableType

from api.output import cell, table
from api.security.audit_archive import ArchiveAnswer
from api.security.audit_check import AuditReport
from api.security.audit_reads import AuditPage
from api.security_words import heads, line
from api.words import Say


class AuditChecked(BaseModel):
    """What a check of the chain and of the archives in the home found."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    chain: AuditReport
    archives_elsewhere: tuple[str, ...]


def render_checked(answer: AuditChecked, say: Say) -> Iterator[RenderableType]:
    """Whether the audit is whole, in a sentence."""
    found = answer.chain
    if found.whole:
        yield cell(line(say, "whole", rows=found.rows, last=found.last, hash=found.hash))
    elif found.why is not None:
        yield cell(line(say, "broken", broken=found.broken, why=say(found.why)))
    if found.set_back:
        yield cell(line(say, "set_back", rows=", ".join(str(number) for number in found.set_back)))
    if answer.archives_elsewhere:
        yield cell(line(say, "elsewhere", files=", ".join(answer.archives_elsewhere)))


def render_page(answer: AuditPage, say: Say) -> Iterator[RenderableType]:
    """Rows, newest first."""
    yield table(
        line(say, "audit"),
        heads(say, "#number", "=at", "account", "event", "=subject", "result"),
        [(row.number, row.at, row.account, row.event, row.subject, row.result) for row in answer.items],
    )


def render_archive(answer: ArchiveAnswer, say: Say) -> Iterator[RenderableType]:
    """What was archived and removed."""
    made = answer.archive
    if made is None:
        yield cell(line(say, "nothing"))
    rows = [] if made is None else [(made.first_number, made.last_number, made.file, answer.removed)]
    yield table(line(say, "archived"), heads(say, "#first", "#last", "=file", "#removed"), rows)
