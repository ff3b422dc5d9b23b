"""Fixtures of the scoring tests; see the policy in ``tests/conftest.py``."""

from pathlib import Path

import pytest

from scoring.training.trained import Trained
from tests.published_months import copy_home, make_home, make_month
from tests.trained_province import make_history, trained_in


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home with a small province and its September published; never written to."""
    home = make_home(tmp_path_factory.mktemp("province"), firms=60)
    make_month(home, "2026-09")
    return home


@pytest.fixture(scope="session")
def two_months(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same home with an undisturbed October after it; never written to."""
    home = copy_home(ready, tmp_path_factory.mktemp("two-months") / "home")
    make_month(home, "2026-10")
    return home


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home of a small province with September and October, for withdrawals; never written to."""
    home = make_home(tmp_path_factory.mktemp("delta"), firms=120, seed=8)
    make_month(home, "2026-09")
    make_month(home, "2026-10")
    return home


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home with a province's whole history; never written to."""
    return make_history(tmp_path_factory.mktemp("history"), firms=700)


@pytest.fixture(scope="session")
def trained(history: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Trained]:
    """The same home with a trained candidate; never written to."""
    home = copy_home(history, tmp_path_factory.mktemp("trained") / "home")
    return home, trained_in(home)
