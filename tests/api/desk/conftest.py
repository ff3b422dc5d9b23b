"""One published month for all tests of the desk; each test writes to a copy of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI

from api.workplace import Workplace
from tests.desk_home import FILES, DeskHome, decided, proposed
from tests.ingest_cases import SALT
from tests.published_months import copy_home
from tests.signed_in import app_of
from tests.withdrawn_facts import published


@pytest.fixture(scope="session")
def october(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home with October published; never written to."""
    return published(tmp_path_factory.mktemp("october"), FILES)


@pytest.fixture(autouse=True)
def _salt_of_the_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of withdrawals find the salt that the homes were loaded with."""
    monkeypatch.setenv("GUANLIAN_IDENTITY__SALT", SALT.decode())


@pytest.fixture(scope="session")
def desk_app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application whose state each test replaces by its own."""
    return app_of(Workplace(tmp_path_factory.mktemp("nothing")))


@pytest.fixture(scope="session")
def revised(october: Path, desk_app: FastAPI, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home with a second revision, in which A is D by an approved decision; never written to."""
    home = DeskHome(desk_app, Workplace(copy_home(october, tmp_path_factory.mktemp("revised") / "home")))
    decided(home.approver(), proposed(home.analyst())["number"])
    assert home.run_job().done
    return home.home


@pytest.fixture
def revised_home(revised: Path, desk_app: FastAPI, tmp_path: Path) -> DeskHome:
    """Service over a copy of that home."""
    return DeskHome(desk_app, Workplace(copy_home(revised, tmp_path / "home")))


@pytest.fixture
def desk_home(october: Path, desk_app: FastAPI, tmp_path: Path) -> DeskHome:
    """Service over a copy of the home."""
    return DeskHome(desk_app, Workplace(copy_home(october, tmp_path / "home")))
