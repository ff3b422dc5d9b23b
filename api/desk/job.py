"""The job of the desk: carries out what was approved, in a process of its own.

The queue is the book of proposals. What publishes a revision is carried out together, once a day
of knowledge; each begins with a step that names the day and the revision it starts from, so a job
that was killed goes on where it was. Nothing is ever done twice: facts and packs tell whether
they are done, and a revision that is there already is only told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from api.desk.carrying_out import CarriedOut, carry_out_alone, carry_out_together
from api.desk.kinds import ProposalKind, kind_rules
from api.desk.place import DeskPlace
from api.desk.proposal_book import Proposal, ProposalBook, Step, StepName
from api.desk.starter import LOCK
from api.security.audit import Audit
from graph.errors import GuanlianError, StoreBusyError
from graph.locks import held_alone
from scoring.month_folders import MonthFolder, months_of

if TYPE_CHECKING:
    from api.workplace import Workplace

MOST_ATTEMPTS = 3
_BUSY = "desk: another process carries out proposals: it takes these too"


class JobAnswer(BaseModel):
    """What one run of the job did, by the numbers of proposals."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    done: tuple[int, ...] = ()
    failed: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()
    busy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """Day of knowledge of a batch, and the revision in force when it began."""

    day: date
    month: str
    revision: int


class Job:
    """Carries out approved proposals of a home.

    Parameters
    ----------
    workplace : Workplace
        Its stores do what commands do.
    place : DeskPlace
        State and clock.
    """

    def __init__(self, workplace: Workplace, place: DeskPlace) -> None:
        self._workplace = workplace
        self._place = place
        self._book = ProposalBook(place)
        self._audit = Audit(place.engine, place.home, clock=place.clock)
        self._done: list[int] = []
        self._failed: list[int] = []

    def run(self) -> JobAnswer:
        """Carry out everything that is due; the queue is looked at again after letting go of the lock."""
        while True:
            try:
                with held_alone(self._place.home / LOCK, _BUSY):
                    while self._next():
                        pass
            except StoreBusyError:
                return self._answer(busy=True)
            if not self._due():
                return self._answer(busy=False)

    def _answer(self, *, busy: bool) -> JobAnswer:
        waiting = tuple(one.number for one in self._book.pending())
        return JobAnswer(done=tuple(self._done), failed=tuple(self._failed), waiting=waiting, busy=busy)

    def _due(self) -> list[Proposal]:
        """Proposals to carry out next: one alone, or a batch for one revision."""
        pending = self._book.pending()
        alone = [one for one in pending if not kind_rules()[one.kind].revises]
        if alone:
            return alone[:1]
        begun = [one for one in pending if one.attempts]
        if begun:
            first = begun[0].last(StepName.STARTED)
            return [one for one in begun if _same_start(one.last(StepName.STARTED), first)]
        if not pending or not self._takes_a_revision():
            return []
        lifted = [one for one in pending if one.kind is ProposalKind.OBJECTION_LIFTED]
        # Marks and their end are not withdrawn in one call: what is lifted waits for the next day.
        return [one for one in pending if one not in lifted] or lifted

    def _takes_a_revision(self) -> bool:
        """Whether the month in force is over, and known by a day before today."""
        published = months_of(self._place.home)
        if not published:
            return False
        info = self._workplace.months.open(published[-1]).info
        return not info.preliminary and self._place.today > info.known_by

    def _next(self) -> bool:
        """Carry out what is next; False where nothing is due."""
        batch = self._due()
        if not batch:
            return False
        if any(one.attempts >= MOST_ATTEMPTS for one in batch):
            for one in batch:
                self._fail(
                    one, "interrupted", f"the job ended {MOST_ATTEMPTS} times without a result; see the log"
                )
            return True
        start = self._start_of(batch)
        for one in batch:
            told: dict[str, Any] = {
                "day": start.day.isoformat(),
                "month": start.month,
                "revision": start.revision,
            }
            self._book.note(one.number, StepName.STARTED, **told)
        if not kind_rules()[batch[0].kind].revises:
            self._try(batch, lambda: carry_out_alone(self._workplace, self._place, batch[0]))
            return True
        self._try(
            batch,
            lambda: carry_out_together(
                self._workplace,
                batch,
                day=start.day,
                base=(start.month, start.revision),
                refuse=self._refuse,
            ),
        )
        return True

    def _start_of(self, batch: Sequence[Proposal]) -> _Start:
        published = months_of(self._place.home)
        month = published[-1] if published else ""
        revision = (MonthFolder(self._place.home, month).current() or 0) if month else 0
        begun = batch[0].last(StepName.STARTED) if batch[0].attempts else None
        if begun is not None and begun.details.get("month") == month:
            day = date.fromisoformat(str(begun.details["day"]))
            return _Start(day=day, month=month, revision=int(begun.details["revision"]))
        return _Start(day=self._place.today, month=month, revision=revision)

    def _try(self, batch: Sequence[Proposal], carry_out: Callable[[], CarriedOut]) -> None:
        try:
            done = carry_out()
        except StoreBusyError as error:
            # Another writer, no fault of theirs: the next run begins anew.
            for one in batch:
                self._book.note(one.number, StepName.RETRIED, reason=error.message)
            raise
        except GuanlianError as error:
            for one in batch:
                if one.number not in self._failed:
                    self._fail(one, error.code, error.message)
            return
        for one in batch:
            if one.number not in self._failed:
                self._book.note(one.number, StepName.DONE, **done.details)
                self._record(one, "done")
                self._done.append(one.number)

    def _refuse(self, one: Proposal, error: GuanlianError) -> None:
        self._fail(one, error.code, error.message)

    def _fail(self, one: Proposal, code: str, message: str) -> None:
        self._book.note(one.number, StepName.FAILED, reason=message, code=code)
        self._record(one, code)
        self._failed.append(one.number)

    def _record(self, one: Proposal, result: str) -> None:
        details = {"proposal": str(one.number), "kind": one.kind.value}
        self._audit.record(None, "decision.carried_out", subject=one.subject, result=result, details=details)


def _same_start(one: Step | None, other: Step | None) -> bool:
    return (
        one is not None and other is not None and dict[str, Any](one.details) == dict[str, Any](other.details)
    )
