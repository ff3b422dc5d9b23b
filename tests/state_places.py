"""Fixtures of the state: each test that asks for a place runs on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.postgres_server import NoPostgresError, own_database, postgres_for_tests


@pytest.fixture(scope="session")
def postgres() -> Iterator[sa.URL]:
    """A PostgreSQL server of this run."""
    try:
        with postgres_for_tests() as url:
            yield url
    except NoPostgresError as error:
        pytest.skip(f"NO POSTGRESQL, its tests do not run: {error}")


@pytest.fixture
def postgres_database(postgres: sa.URL) -> Iterator[str]:
    """URL of an empty database on it."""
    with own_database(postgres, "guanlian_test") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def state_place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a state may be opened: a home folder, then an empty PostgreSQL database."""
    if request.param == "sqlite":
        return tmp_path / "home"
    url: str = request.getfixturevalue("postgres_database")
    return url
