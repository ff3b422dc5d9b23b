"""Threads that make exports: one process at a time, taken up again after a kill, ended in good order."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from api.exports.desk import ExportDesk
from api.exports.folder import ExportFolder
from api.exports.names import ExportKind, ExportState
from api.exports.opening import open_exports
from api.exports.register import Order
from api.exports.shapes import ExportRequest
from api.exports.workers import ExportWorkers
from api.readers import Readers
from api.security.audit import Audit
from api.security.viewer import TERMINAL
from graph.errors import StoreError
from graph.locks import held_alone
from graph.settings import ExportSettings
from graph.state import open_state
from tests.api.exports.conftest import recorded_store
from tests.recording_months import Names, RecordingMonths
from tests.signed_in import NOW, Clock

REQUEST = ExportRequest(kind=ExportKind.RECEIPT_CSV, subject="E1", purpose="clue")


def workers_of(home: Path, threads: int = 1) -> ExportWorkers:
    readers = Readers(months=RecordingMonths(), store=recorded_store(), vault=Names())
    engine = open_state(home)
    return open_exports(
        ExportSettings(threads=threads),
        engine=engine,
        home=home,
        audit=Audit(engine, home),
        readers=lambda: readers,
        clock=Clock(NOW),
    )


def wait_for(desk: ExportDesk, identifier: str, state: ExportState) -> bool:
    """Whether an export comes into a state; how long that takes is not judged."""
    for _ in range(3_000):
        if desk.find(TERMINAL, identifier).state is state:
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize("threads", [1, 3])
def test_what_is_told_is_made(tmp_path: Path, threads: int) -> None:
    workers = workers_of(tmp_path, threads)
    asked = [workers.desk.ask(TERMINAL, REQUEST) for _ in range(4)]

    workers.tell()
    done = [wait_for(workers.desk, one.id, ExportState.DONE) for one in asked]
    workers.stop()

    assert done == [True] * 4


def test_what_a_killed_process_was_at_is_made_by_the_next_one(tmp_path: Path) -> None:
    killed = workers_of(tmp_path)
    asked = killed.desk.ask(TERMINAL, REQUEST)
    order = killed.desk.register.claim()
    assert order is not None
    killed.desk.folder.begin(order.id).write_bytes(b"half")

    following = workers_of(tmp_path)
    following.start()
    done = wait_for(following.desk, asked.id, ExportState.DONE)
    following.stop()

    assert done
    assert following.desk.fetch(TERMINAL, asked.id).path.read_bytes() != b"half"


def test_a_process_without_the_lock_makes_nothing(tmp_path: Path) -> None:
    workers = workers_of(tmp_path)
    asked = workers.desk.ask(TERMINAL, REQUEST)

    with held_alone(ExportFolder(tmp_path).lock, "held by the test"):
        workers.tell()
        workers.stop()

    assert workers.desk.find(TERMINAL, asked.id).state is ExportState.PENDING


def test_a_register_that_refuses_for_a_while_ends_no_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers = workers_of(tmp_path)
    claim = workers.desk.register.claim
    refused: list[bool] = []

    def refuses_once() -> Order | None:
        if not refused:
            refused.append(True)
            raise StoreError("database is locked")
        return claim()

    monkeypatch.setattr(workers.desk.register, "claim", refuses_once)
    workers.start()
    asked = workers.desk.ask(TERMINAL, REQUEST)
    workers.tell()
    done = wait_for(workers.desk, asked.id, ExportState.DONE)
    workers.stop()

    assert refused
    assert done


def test_without_threads_nothing_runs_here(tmp_path: Path) -> None:
    workers = workers_of(tmp_path, threads=0)
    asked = workers.desk.ask(TERMINAL, REQUEST)

    workers.tell()
    workers.stop()

    assert workers.desk.find(TERMINAL, asked.id).state is ExportState.PENDING


def test_the_same_request_at_the_same_time_makes_the_same_bytes(tmp_path: Path) -> None:
    desk = workers_of(tmp_path, threads=0).desk
    kinds = (
        *(ExportKind.DOSSIER_PDF, ExportKind.GRAPH_SVG, ExportKind.EGO_GRAPHML, ExportKind.RECEIPT_CSV),
        ExportKind.ENTERPRISES_XLSX,
    )
    for kind in kinds:
        subject = None if kind is ExportKind.ENTERPRISES_XLSX else "E1"
        pair = [
            desk.ask(TERMINAL, ExportRequest(kind=kind, subject=subject, purpose="clue")) for _ in range(2)
        ]
        while desk.make_next():
            pass

        first, second = (desk.find(TERMINAL, one.id).file for one in pair)

        assert first is not None, kind
        assert first == second, kind
