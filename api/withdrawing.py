"""Withdrawal of facts: a small batch of statuses, a revision of the month in force, the difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict
from rich.console import RenderableType

from api.deliveries import import_one
from api.output import cell, table
from api.words import Say, heads, line
from graph.arrays import Frame
from graph.errors import JobError, NotFoundError
from graph.ingest.deliveries import Declaration
from scoring.job.delta import revise
from scoring.job.delta_refused import DeltaRefusedError
from scoring.month_filings import filings_of
from scoring.month_folders import MonthFolder, months_of
from scoring.results import Month
from scoring.results_types import VoidReceipt
from scoring.revision_difference import Moved, revision_difference
from scoring.void_receipts import VoidMark, mark_void
from scoring.withdrawals import Withdrawal, status_rows
from scoring.withdrawn_owners import counts, owners

if TYPE_CHECKING:
    from api.workplace import Workplace

SOURCE = "withdrawals"
_MOST_SHOWN = 100


class WithdrawalAnswer(BaseModel):
    """The revision that withdrew facts, and what it changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    month: str
    revision: int
    known_by: date
    statuses: tuple[str, ...]
    way: Literal["delta", "full"]
    why_full: str | None = None
    touched: int
    moved: tuple[Moved, ...]
    voided: tuple[str, ...]


def withdraw(place: Workplace, facts: Sequence[Withdrawal], day: date) -> WithdrawalAnswer:
    """Withdraw facts from the month in force; a run that was cut goes on.

    Parameters
    ----------
    place : Workplace
    facts : sequence of Withdrawal
        Recorded on one day.
    day : date
        Day of knowledge of the revision.

    Raises
    ------
    InputError
        If a hand is missing or both are one, or the ground does not fit the fact.
    NotFoundError
        If no month is published, or a fact counts nowhere in it; nothing is written.
    JobError
        If the month in force is preliminary, or has a revision of that day already; nothing is written.
    """
    for fact in facts:
        fact.check()
    published = months_of(place.home)
    if not published:
        raise NotFoundError("withdraw: no month is published yet: run guanlian score")
    folder = MonthFolder(place.home, published[-1])
    current = folder.current() or 0
    why_full = None
    if _is_done(folder, current, facts):
        before = place.months.open(folder.month, folder.published()[-2])
    else:
        before = place.months.open(folder.month, current)
        check_facts(place, before, facts, day)
        _load(place, facts, day)
        why_full = revise_month(place, before, day)
    after = place.months.open(folder.month)
    lifted = any(fact.ends_on for fact in facts)
    found = revision_difference(before, after)
    touched = tuple(sorted({*found.touched, *_owners(place, after if lifted else before, facts)}))
    return WithdrawalAnswer(
        month=folder.month,
        revision=after.info.revision,
        known_by=after.info.known_by,
        statuses=tuple(fact.status_id for fact in facts),
        way="delta" if "delta" in after.manifest else "full",
        why_full=why_full,
        touched=len(touched),
        moved=found.moved,
        voided=() if lifted else tuple(_void(place, facts, touched, after)),
    )


def _is_done(folder: MonthFolder, current: int, facts: Sequence[Withdrawal]) -> bool:
    """Whether the revision in force says already what is asked: without the facts, or with them again."""
    if len(folder.published()) == 1:
        return False
    asked = {fact.status_id for fact in facts}
    now = _excluded(folder.revision_path(current))
    if any(fact.ends_on for fact in facts):
        return asked.isdisjoint(now) and asked <= _excluded(folder.revision_path(folder.published()[-2]))
    return asked <= now


def _excluded(revision: Path) -> set[str]:
    return set(Frame.read(revision / "excluded.arrow").text("status_id").to_pylist())


def check_facts(place: Workplace, month: Month, facts: Sequence[Withdrawal], day: date) -> None:
    """Refuse what the month in force cannot take on a day; nothing is written.

    Raises
    ------
    JobError
        If the month is preliminary, or known by that day or a later one.
    NotFoundError
        If a fact counts nowhere in it, or is lifted and was not marked.
    """
    info = month.info
    if info.preliminary:
        raise JobError(
            f"month {info.month} is preliminary: a withdrawal revises a month that is over; score it first"
        )
    if day <= info.known_by:
        raise JobError(
            f"month {info.month} r{info.revision:03d} is known by {info.known_by}: withdraw the facts of one "
            f"day together, or say a --day after {info.known_by}"
        )
    for fact in facts:
        if fact.ends_on is not None and fact.status_id not in _excluded(month.path):
            raise NotFoundError(
                f"{fact.fact_kind} {fact.fact_id!r} is not withdrawn by {fact.ground} from "
                f"{fact.effective_on} with document {fact.document_no!r}: expected the day and the "
                "document it was marked with"
            )
    _owners(place, month, [fact for fact in facts if fact.ends_on is None])


def _owners(place: Workplace, month: Month, facts: Sequence[Withdrawal]) -> set[str]:
    filings = filings_of(place.filings, month.manifest).view(month.info.known_by, month.snapshot)
    return {name for fact in facts for name in owners(month.snapshot, filings, fact)}


def _load(place: Workplace, facts: Sequence[Withdrawal], day: date) -> None:
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "fact_statuses.csv"
        path.write_text(status_rows(facts), encoding="utf-8")
        import_one(place, [path], "canonical", Declaration(day=day, source=SOURCE))


def revise_month(place: Workplace, before: Month, day: date) -> str | None:
    """Publish the revision from what changed, else by a full run; why it was a full one."""
    month = before.info.month
    try:
        revise(
            home=place.home,
            store=place.store,
            filings=place.filings,
            month=month,
            known_by=day,
            decisions=place.decisions,
            persons=place.persons,
        )
    except DeltaRefusedError as refused:
        why = refused.message
    else:
        return None
    from api.scoring_run import run_one

    corrections = before.manifest["inputs"]["corrections"]
    run_one(place, month=month, pack=before.pack, known_by=day, corrections=corrections)
    return why


def _void(
    place: Workplace, facts: Sequence[Withdrawal], touched: tuple[str, ...], after: Month
) -> Iterator[str]:
    """Mark receipts of the touched in earlier revisions and in the months that knew a fact."""
    for name in months_of(place.home):
        folder = MonthFolder(place.home, name)
        last = after.info.revision - 1 if name == after.info.month else folder.current() or 0
        snapshot = place.months.open(name, last).snapshot
        known = tuple(_reason(fact, after) for fact in facts if counts(snapshot, fact))
        if known:
            mark_void(folder, VoidMark(last_revision=last, facts=known, enterprises=touched))
            yield f"{name} r{last:03d}"


def _reason(fact: Withdrawal, after: Month) -> VoidReceipt:
    return VoidReceipt(
        fact_kind=fact.fact_kind,
        fact_id=fact.fact_id,
        item_id=fact.item_id,
        ground=fact.ground,
        article=fact.rule.article,
        document_no=fact.document_no,
        known_on=fact.known_on,
        month=after.info.month,
        revision=after.info.revision,
    )


def render(answer: WithdrawalAnswer, say: Say) -> Iterator[RenderableType]:
    """The difference as a table."""
    yield cell(
        line(
            say,
            "withdrawn",
            month=answer.month,
            revision=answer.revision,
            known_by=answer.known_by,
            touched=answer.touched,
        )
    )
    yield cell(line(say, "by_full_run" if answer.way == "full" else "by_delta", why=answer.why_full or "-"))
    yield table(
        line(say, "moved", shown=min(len(answer.moved), _MOST_SHOWN), total=len(answer.moved)),
        heads(say, "=id", "name", "from", "to", "#before_score", "#score"),
        (
            (
                *(one.enterprise_id, one.name or "-", one.class_before or "-", one.class_after or "-"),
                *(_number(one.score_before), _number(one.score_after)),
            )
            for one in answer.moved[:_MOST_SHOWN]
        ),
    )
    yield cell(line(say, "voided", months=", ".join(answer.voided)))


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
