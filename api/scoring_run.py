"""Runs of the monthly job and of reference tables, for commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict
from rich.console import RenderableType

from api.answers import MonthList
from api.output import cell, table
from api.progress import bars
from api.words import Say, heads, line
from graph.errors import InputError, NotFoundError
from graph.logs import run_context
from scoring.job.reference import make_reference
from scoring.job.run import run_month
from scoring.pack import load_pack
from scoring.pack_model import Pack
from scoring.reference import Reference, references
from scoring.reference_approval import ReferenceApproval, approval_of, approve, refuse

if TYPE_CHECKING:
    from api.workplace import Workplace


class ReferenceView(BaseModel):
    """Reference tables: what they were built from and how much they hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    as_of: date
    pack: str
    pack_hash: str
    input_digest: str
    previous: str | None
    scale: float | None
    scale_note: str
    means: dict[str, float]
    rates: dict[str, int]
    percentiles: dict[str, int]
    approval: ReferenceApproval


class ReferenceList(BaseModel):
    """All reference tables of a home, oldest first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: tuple[ReferenceView, ...]


def run_one(
    place: Workplace,
    *,
    month: str,
    pack: str | Pack,
    known_by: date | None = None,
    preliminary: bool = False,
    corrections: Sequence[str] = (),
) -> MonthList:
    """Score one month with progress bars and give back what is published of it."""
    with run_context(f"score {month}"), bars(month) as tell:
        run_month(
            home=place.home,
            store=place.store,
            filings=place.filings,
            pack=load_pack(pack) if isinstance(pack, str) else pack,
            month=month,
            known_by=known_by,
            preliminary=preliminary,
            corrections=corrections,
            decisions=place.decisions,
            persons=place.persons,
            salt_id=place.loaded_salt,
            lay_out=True,
            progress=tell,
        )
        tell("index names", 0, 1)
        opened = place.months.open(month)
        _ = opened.views.names, opened.lookups, opened.peer_levels
        tell("index names", 1, 1)
    return MonthList(items=(place.months.open(month).info,))


def build_reference(
    place: Workplace, pack: str, as_of: date, proposed: tuple[str, date] | None = None
) -> ReferenceView:
    """Build and record the reference tables of a day; proposed by somebody, they wait for a second person."""
    if proposed is not None and not proposed[0].strip():
        raise InputError("reference build: expected the account that proposes the tables; say --author")
    with run_context(f"reference {as_of}"), bars() as tell:
        made = make_reference(
            *(place.home, place.store, place.filings, load_pack(pack), as_of),
            proposed=proposed,
            progress=tell,
        )
    return view(place, made)


def approve_reference(place: Workplace, reference_id: str, approver: str, on: date) -> ReferenceView:
    """Let the months use proposed tables; the audit has a row of it."""
    approve(place.home, reference_id, approver, on)
    _record(place, "reference.approved", reference_id, approver)
    return read_reference(place, reference_id)


def refuse_reference(
    place: Workplace, reference_id: str, approver: str, on: date, reason: str
) -> ReferenceView:
    """Keep the months from ever using proposed tables; the audit has a row of it."""
    refuse(place.home, reference_id, approver, on, reason)
    _record(place, "reference.refused", reference_id, approver)
    return read_reference(place, reference_id)


def _record(place: Workplace, event: str, reference_id: str, declared: str) -> None:
    """One row of the audit: the account is that of the terminal, who it is said for is declared."""
    from api.security.viewer import TERMINAL

    place.audit.record(TERMINAL, event, subject=reference_id, details={"declared": declared.strip()})


def list_references(place: Workplace) -> ReferenceList:
    """All reference tables of the home."""
    return ReferenceList(
        items=tuple(view(place, Reference.read(place.home, name)) for name in references(place.home))
    )


def read_reference(place: Workplace, reference_id: str) -> ReferenceView:
    """One set of reference tables.

    Raises
    ------
    NotFoundError
        If the home has none of that id.
    """
    if reference_id not in references(place.home):
        raise NotFoundError("reference: no tables have this id; see guanlian reference list")
    return view(place, Reference.read(place.home, reference_id))


def view(place: Workplace, found: Reference) -> ReferenceView:
    """What is shown of reference tables."""
    return ReferenceView(
        id=found.id,
        as_of=found.as_of,
        pack=found.pack_id,
        pack_hash=found.pack_hash,
        input_digest=found.input_digest,
        previous=found.previous,
        scale=found.scale,
        scale_note=found.scale_note,
        means=dict(found.means),
        rates={name: len(groups) for name, groups in found.tables.rates.items()},
        percentiles={name: len(groups) for name, groups in found.tables.percentiles.items()},
        approval=approval_of(place.home, found.id),
    )


def render_list(answer: ReferenceList, say: Say) -> Iterator[RenderableType]:
    """Reference tables of a home."""
    yield table(
        line(say, "references"),
        heads(say, "=id", "as_of", "pack", "#scale", "note", "previous", "state", "author", "decided_by"),
        (
            (
                *(found.id, found.as_of, found.pack),
                "-" if found.scale is None else f"{found.scale:.6g}",
                *(found.scale_note, found.previous or "-", line(say, found.approval.state)),
                *(found.approval.author or "-", found.approval.approver or found.approval.refused_by or "-"),
            )
            for found in answer.items
        ),
    )


def render_one(answer: ReferenceView, say: Say) -> Iterator[RenderableType]:
    """One set of reference tables."""
    yield from render_list(ReferenceList(items=(answer,)), say)
    if answer.approval.reason is not None:
        yield cell(line(say, "refused_because", reason=answer.approval.reason))
    yield table(
        line(say, "means"),
        heads(say, "indicator", "#mean"),
        ((name, f"{value:.6f}") for name, value in sorted(answer.means.items())),
    )
    yield table(line(say, "rates"), heads(say, "table", "#groups"), sorted(answer.rates.items()))
    yield table(line(say, "percentiles"), heads(say, "table", "#groups"), sorted(answer.percentiles.items()))
