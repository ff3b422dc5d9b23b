"""The job: an approval becomes one revision, whatever happens to its process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from api import withdrawing
from api.desk.job import MOST_ATTEMPTS
from api.desk.proposal_book import ProposalBook, StepName
from api.desk.starter import LOCK, JobStarter, NoStarter, job_command
from api.routes.base import PREFIX
from graph.errors import StoreBusyError
from graph.locks import held_alone
from scoring.month_folders import MonthFolder
from tests.desk_home import EXCLUSION, OBJECTION, DeskHome, approved, shown
from tests.withdrawn_facts import A

ROOT = Path(__file__).parents[3]


def published(home: DeskHome) -> list[int]:
    """Revisions of October."""
    return MonthFolder(home.home, "2026-10").published()


def test_a_decision_on_a_class_is_published_as_a_revision(desk_home: DeskHome) -> None:
    number = approved(desk_home)

    answer = desk_home.run_job()

    assert answer.done == (number,)
    told = shown(desk_home.analyst("3301"), number)["execution"]
    assert (told["month"], told["revision"]) == ("2026-10", 2)
    (moved,) = [one for one in told["moved"] if one["enterprise_id"] == A]
    assert moved["class_after"] == "D"
    result = desk_home.analyst("3301").get(f"{PREFIX}/enterprises/{A}").json()["enterprise"]
    assert (result["risk_class"], result["decision"]["verified"]) == ("D", True)


def test_the_difference_shows_no_score_of_another_authority(desk_home: DeskHome) -> None:
    number = approved(desk_home, **EXCLUSION)
    desk_home.run_job()

    whole = shown(desk_home.approver(), number)["execution"]
    part = shown(desk_home.approver("3301"), number)["execution"]

    assert part["moved_total"] == whole["moved_total"]
    assert {one["enterprise_id"] for one in whole["moved"]} >= {one["enterprise_id"] for one in part["moved"]}
    firms = {one["enterprise_id"] for one in part["moved"]}
    assert firms
    assert firms.isdisjoint({"91000000000000002R"})


def test_what_is_approved_on_one_day_is_one_revision(desk_home: DeskHome) -> None:
    numbers = [approved(desk_home, **EXCLUSION), approved(desk_home, **OBJECTION), approved(desk_home)]

    answer = desk_home.run_job()

    assert sorted(answer.done) == numbers
    assert published(desk_home) == [1, 2]
    assert {shown(desk_home.approver(), one)["execution"]["revision"] for one in numbers} == {2}


def test_a_second_approval_of_a_day_waits_for_the_next_and_says_so(desk_home: DeskHome) -> None:
    approved(desk_home, **EXCLUSION)
    desk_home.run_job()
    number = approved(desk_home, **OBJECTION)

    waiting = desk_home.run_job()
    due = shown(desk_home.approver(), number)["execution"]["due_on"]
    desk_home.days_later(1)
    done = desk_home.run_job()

    assert (waiting.waiting, waiting.done) == ((number,), ())
    assert due == "2026-11-04"
    assert done.done == (number,)
    assert published(desk_home) == [1, 2, 3]


def test_an_objection_that_is_lifted_counts_again(desk_home: DeskHome) -> None:
    received = approved(desk_home, **OBJECTION)
    desk_home.run_job()
    desk_home.days_later(1)
    (open_one,) = (
        desk_home.analyst("3301").get(f"{PREFIX}/proposals/subjects?kind=objection_lifted").json()["items"]
    )
    fields = {
        "kind": "objection_lifted",
        "subject": open_one["subject"],
        "ground": "rejected",
        "expires_on": None,
    }

    lifted = approved(desk_home, **fields, **open_one["fields"])
    desk_home.run_job()

    before, after = (shown(desk_home.approver(), one)["execution"]["moved"] for one in (received, lifted))
    assert [(one["score_before"], one["score_after"]) for one in after] == [
        (one["score_after"], one["score_before"]) for one in before
    ]


def test_a_fact_that_went_away_fails_alone(desk_home: DeskHome) -> None:
    first = approved(desk_home, **EXCLUSION)
    second = approved(desk_home, **EXCLUSION | {"subject": "r2"})
    book = ProposalBook(desk_home.place)
    withdrawing_fact = book.find(first).draft.model_copy(update={"subject": "r9"})
    with desk_home.place.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER proposals_stay_update")
        text = withdrawing_fact.model_dump_json(exclude_defaults=True)
        connection.exec_driver_sql("UPDATE proposals SET fields = ? WHERE number = ?", (text, first))

    answer = desk_home.run_job()

    assert (answer.failed, answer.done) == ((first,), (second,))
    assert shown(desk_home.approver(), first)["execution"]["code"] == "not_found"


def test_a_job_killed_after_its_facts_were_loaded_goes_on(
    desk_home: DeskHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = approved(desk_home, **EXCLUSION)
    with monkeypatch.context() as cut:
        cut.setattr(withdrawing, "revise_month", _die)
        with pytest.raises(KeyboardInterrupt):
            desk_home.run_job()
    desk_home.days_later(1)

    answer = desk_home.run_job()

    assert answer.done == (number,)
    assert published(desk_home) == [1, 2]
    assert shown(desk_home.approver(), number)["execution"]["attempts"] == 2


def test_a_job_killed_after_it_published_tells_that_revision(
    desk_home: DeskHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = approved(desk_home)
    note = ProposalBook.note

    def die_at_the_end(book: ProposalBook, one: int, name: StepName, *rest: Any, **more: Any) -> None:
        if name is StepName.DONE:
            raise KeyboardInterrupt
        note(book, one, name, *rest, **more)

    with monkeypatch.context() as cut:
        cut.setattr(ProposalBook, "note", die_at_the_end)
        with pytest.raises(KeyboardInterrupt):
            desk_home.run_job()

    desk_home.run_job()

    assert published(desk_home) == [1, 2]
    told = shown(desk_home.approver(), number)
    assert (told["state"], told["execution"]["revision"]) == ("done", 2)
    assert told["execution"]["moved_total"] == 1


def test_a_job_that_ends_again_and_again_fails_and_can_be_asked_for_again(desk_home: DeskHome) -> None:
    number = approved(desk_home)
    for _ in range(MOST_ATTEMPTS):
        ProposalBook(desk_home.place).note(
            number, StepName.STARTED, day="2026-11-03", month="2026-10", revision=1
        )

    failed = desk_home.run_job()
    stranger = desk_home.approver("3302").post(f"{PREFIX}/proposals/{number}/retry")
    again = desk_home.approver("3301").post(f"{PREFIX}/proposals/{number}/retry")
    done = desk_home.run_job()

    assert failed.failed == (number,)
    assert (stranger.status_code, again.json()["state"]) == (403, "approved")
    assert done.done == (number,)


def test_two_jobs_never_run_at_once(desk_home: DeskHome) -> None:
    number = approved(desk_home)

    with held_alone(desk_home.home / LOCK, "busy"):
        answer = desk_home.run_job()

    assert (answer.busy, answer.waiting, answer.done) == (True, (number,), ())


def test_a_busy_store_leaves_the_approval_in_the_queue(
    desk_home: DeskHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = approved(desk_home, **EXCLUSION)
    with monkeypatch.context() as cut:
        cut.setattr("api.desk.carrying_out.withdraw", _busy)
        for _ in range(MOST_ATTEMPTS + 1):
            assert desk_home.run_job().waiting == (number,)

    assert desk_home.run_job().done == (number,)


def test_a_process_killed_in_the_middle_is_followed_by_one_that_ends_its_work(desk_home: DeskHome) -> None:
    number = approved(desk_home)
    process = subprocess.Popen(job_command(desk_home.home), cwd=ROOT, stderr=subprocess.DEVNULL)
    _wait_for_start(desk_home, number)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    desk_home.clock.now = time.time()
    answer = desk_home.run_job()

    assert answer.done == (number,)
    assert shown(desk_home.approver(), number)["state"] == "done"
    assert published(desk_home) == [1, 2]


class Starts(NoStarter):
    """Counts how often the job was started and looked after."""

    def __init__(self) -> None:
        self.started = self.looked = 0

    def start(self) -> None:
        self.started += 1

    def look_after(self) -> None:
        self.looked += 1


def test_an_approval_starts_the_job_and_reading_a_waiting_one_looks_after_it(desk_home: DeskHome) -> None:
    desk_home.desk.starter = starts = Starts()

    number = approved(desk_home)
    shown(desk_home.analyst(), number)

    assert (starts.started, starts.looked) == (1, 1)


def test_the_service_starts_the_job_for_what_waited_when_it_ended(desk_home: DeskHome) -> None:
    desk_home.desk.starter = starts = Starts()
    desk_home.desk.wake()
    before = starts.started
    approved(desk_home)

    desk_home.desk.wake()

    assert (before, starts.started) == (0, 2)


def test_the_starter_leaves_no_dead_process_behind(tmp_path: Path) -> None:
    told = tmp_path / "told"
    starter = JobStarter(
        [sys.executable, "-c", f"open({str(told)!r}, 'a').write('x')"], log=tmp_path / "log", again_s=0
    )

    starter.start()
    starter.wait()
    starter.look_after()
    starter.wait()

    assert told.read_text(encoding="utf-8") == "xx"


def _wait_for_start(home: DeskHome, number: int) -> None:
    while not ProposalBook(home.place).find(number).attempts:
        time.sleep(0.02)


def _die(*_: Any) -> None:
    raise KeyboardInterrupt


def _busy(*_: Any) -> None:
    raise StoreBusyError("another writer")
