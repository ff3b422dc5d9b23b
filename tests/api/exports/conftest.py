"""The application over recorded months whose names are attacks; files are made when a test says so."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI

from api.app import create_app
from api.exports.desk import ExportDesk
from api.exports.workers import ExportWorkers
from graph.domain import NodeKind, TieKind
from graph.settings import ExportSettings, Settings
from tests.recording_months import Names, RecordingMonths
from tests.recording_store import RecordingStore, node, tie
from tests.signed_in import Clock, security_for_tests

EVIL = "</text><script>alert(1)</script>&amp;<a href='javascript:1'>"
FULL_NAME = "张三丰"


@dataclass(frozen=True)
class Exporting:
    """The application, its desk and its clock."""

    app: FastAPI
    desk: ExportDesk
    clock: Clock
    home: Path

    def make_all(self) -> int:
        """Make all that waits; how many there were."""
        made = 0
        while self.desk.make_next():
            made += 1
        return made


def recorded_store() -> RecordingStore:
    """Three firms of which one is named like an attack, one person whose mask was forgotten, one place."""
    return RecordingStore(
        nodes=[
            node("E1", label=f"=甲厂{EVIL}"),
            node("E2", label="乙店"),
            node("E3", label="丙行"),
            node("P:1", NodeKind.PERSON, FULL_NAME),
            node("A:1", NodeKind.PLACE, "某路1号"),
        ],
        ties=[
            tie("t1", "P:1", "E1"),
            tie("t2", "E1", "E2"),
            tie("t3", "E1", "A:1", TieKind.REGISTERED_AT),
        ],
        aliases={"USCC1": "E1"},
    )


@pytest.fixture(scope="module")
def exporting(tmp_path_factory: pytest.TempPathFactory) -> Exporting:
    """One application for a file of tests: building its schema is dear."""
    home = tmp_path_factory.mktemp("home")
    clock = Clock()
    security = security_for_tests(home, clock=clock)
    settings = Settings(home=home, exports=ExportSettings(threads=0, waiting=3, kept=4, days=2))
    app = create_app(settings, RecordingMonths(), recorded_store(), Names(), security)
    workers = app.state.exports
    assert isinstance(workers, ExportWorkers)
    return Exporting(app=app, desk=workers.desk, clock=clock, home=home)
