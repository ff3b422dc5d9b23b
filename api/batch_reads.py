"""Imported batches for commands: listed from the store and the reports of imports, and undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict
from rich.console import RenderableType

from api.deliveries import Imports
from api.output import table
from api.words import Say, heads, line
from graph.batches import undo_batch
from graph.errors import InputError, NotFoundError
from graph.ingest.report import ImportReport
from graph.store.protocol import Undo, UndoneBatch

if TYPE_CHECKING:
    from api.workplace import Workplace


class UndoRow(BaseModel):
    """That a batch was undone; author and approver are declared, not verified."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    day: date
    reason: str
    author: str
    approver: str
    before: str


class BatchRow(BaseModel):
    """One batch: what its report says of it, and its undo if it no longer counts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    batch: str
    day: date | None
    source: str
    mapping: str
    added: int
    closed: int
    accepted: str
    undone: UndoRow | None = None


class Batches(BaseModel):
    """Batches in the order of loading, then those that were undone, in that order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: tuple[BatchRow, ...]


def listed(place: Workplace) -> Batches:
    """Every batch of the store."""
    state = place.store.state()
    rows = [_row(place.home, batch) for batch in state.batches]
    return Batches(items=(*rows, *(_undone(place.home, one) for one in state.undone)))


def shown(place: Workplace, name: str) -> Imports:
    """Report of one batch.

    Raises
    ------
    NotFoundError
        If the home has no report of it.
    """
    batch = full_name(place, name)
    report = _report(place.home, batch)
    if report is None:
        raise NotFoundError(f"batches: expected imports/{batch}/report.json, got none in this home")
    return Imports(batches=(report,))


def full_name(place: Workplace, name: str) -> str:
    """The one batch whose name begins so.

    Raises
    ------
    NotFoundError
        If there is none.
    InputError
        If there are several.
    """
    state = place.store.state()
    known = sorted({*state.batches, *(one.undo.batch for one in state.undone)})
    found = [batch for batch in known if batch.startswith(name)]
    if name in known:
        return name
    if not found:
        raise NotFoundError(
            f"batches: expected a batch of the store, got {name!r}: see guanlian batches list"
        )
    if len(found) > 1:
        raise InputError(f"batches: expected one batch, got {len(found)} that begin with {name!r}")
    return found[0]


def undone(place: Workplace, asked: Undo) -> Batches:
    """Undo a batch and show it."""
    done = undo_batch(place.home, place.store, place.filings, asked)
    return Batches(items=(_undone(place.home, done),))


def render(answer: Batches, say: Say) -> Iterator[RenderableType]:
    """Table of batches."""
    yield table(
        line(say, "batches", count=len(answer.items)),
        heads(
            say,
            *("=batch", "=day", "source", "#added", "#closed", "accepted"),
            *("=undone_on", "reason", "author", "approver"),
        ),
        (
            (
                *(one.batch, one.day, one.source, f"{one.added:,}", f"{one.closed:,}", one.accepted),
                *(
                    ("", "", "", "")
                    if one.undone is None
                    else (one.undone.day, one.undone.reason, one.undone.author, one.undone.approver)
                ),
            )
            for one in answer.items
        ),
    )


def _undone(home: Path, one: UndoneBatch) -> BatchRow:
    undo = UndoRow(
        day=one.undo.day,
        reason=one.undo.reason,
        author=one.undo.author,
        approver=one.undo.approver,
        before=one.before,
    )
    return _row(home, one.undo.batch).model_copy(
        update={"undone": undo, "day": one.day, "source": one.source}
    )


def _row(home: Path, batch: str) -> BatchRow:
    report = _report(home, batch)
    if report is None:
        return BatchRow(batch=batch, day=None, source="", mapping="", added=0, closed=0, accepted="")
    return BatchRow(
        batch=batch,
        day=report.day,
        source=report.source,
        mapping=report.mapping,
        added=sum(report.load.added.values()),
        closed=sum(report.load.closed.values()),
        accepted="" if report.accepted is None else f"{report.accepted.day} {report.accepted.reason}",
    )


def _report(home: Path, batch: str) -> ImportReport | None:
    path = home / "imports" / batch / "report.json"
    if not path.exists():
        return None
    return ImportReport.model_validate_json(path.read_text(encoding="utf-8"))
