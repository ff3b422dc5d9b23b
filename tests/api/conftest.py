"""The application over a few recorded nodes and months; the demo province over real files."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog
from fastapi import FastAPI
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app
from api.readers import Readers
from api.routes.base import PREFIX
from api.security.audit_check import verify
from api.workplace import Workplace
from graph.domain import NodeKind, TieKind
from graph.settings import LimitSettings, Settings
from tests.http_client import Client
from tests.recording_months import Names, RecordingMonths
from tests.recording_store import RecordingStore, node, tie
from tests.signed_in import app_of, security_for_tests, signed_in


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A command sends the logs of the process to its own stderr; the next test gets them back."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


FULL_NAME = "张三丰"


@dataclass(frozen=True)
class Recorded:
    """The application and what it was given."""

    client: Client
    months: RecordingMonths
    store: RecordingStore


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """One application for all tests: building its schema is dear, what it reads is replaced.

    When the last test is done its audit has to be whole.
    """
    limits = LimitSettings(page_rows=50, ego_cap=40, paths=5)
    nothing = RecordingStore([], [], {})
    security = security_for_tests(tmp_path_factory.mktemp("state"))
    made = create_app(Settings(limits=limits), RecordingMonths(), nothing, Names(), security)
    yield made
    assert verify(made.state.audit).whole


@pytest.fixture
def recorded(application: FastAPI) -> Recorded:
    """Three firms, one person whose label a store forgot to mask, one place; USCC1 is E1."""
    store = RecordingStore(
        nodes=[
            node("E1", label="甲厂"),
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
    months = RecordingMonths()
    application.state.readers = Readers(months=months, store=store, vault=Names())
    return Recorded(client=signed_in(application), months=months, store=store)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo of 150 firms and two months; read only."""
    folder = tmp_path_factory.mktemp("demo") / "home"
    done = CliRunner().invoke(app, ["--home", str(folder), "demo", "--firms", "150", "--months", "2"])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="session")
def client(home: Path) -> Iterator[Client]:
    """The application on that home, signed in for the whole area; in the end its audit is whole."""
    made = app_of(Workplace(home))
    yield signed_in(made)
    assert verify(made.state.audit).whole


@pytest.fixture(scope="session")
def firm(client: Client) -> str:
    """An enterprise with a scored relationship and a person on a path of its receipt."""
    for cluster in client.get(f"{PREFIX}/clusters?limit=50").json()["items"]:
        members = client.get(f"{PREFIX}/clusters/{cluster['cluster_id']}/members?limit=50").json()["items"]
        for member in members:
            receipt = client.get(f"{PREFIX}/enterprises/{member['enterprise_id']}/receipt")
            if any(label for node, label in receipt.json()["labels"].items() if node.startswith("P:")):
                return str(member["enterprise_id"])
    raise AssertionError("the province has no receipt with a person")
