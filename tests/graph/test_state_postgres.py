"""What only a state on PostgreSQL has: its URL, its driver, its lock, its words for a full disk."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from graph.errors import DiskFullError, StoreError
from graph.state import open_state, refusal

_OPEN = "import sys; from graph.state import open_state; open_state(sys.argv[1]).dispose()"


def test_the_url_may_leave_the_driver_out(postgres_database: str) -> None:
    plain = postgres_database.replace("postgresql+psycopg", "postgresql")

    engine = open_state(plain)

    assert {"alembic_version", "person_names", "audit"} <= set(sa.inspect(engine).get_table_names())
    engine.dispose()


def test_processes_that_start_at_once_migrate_once(postgres_database: str) -> None:
    root = Path(__file__).parents[2]
    started = [subprocess.Popen([sys.executable, "-c", _OPEN, postgres_database], cwd=root) for _ in range(3)]

    assert [process.wait() for process in started] == [0, 0, 0]


def test_a_server_that_is_away_is_told_without_the_password() -> None:
    with pytest.raises(StoreError, match="state database") as caught:
        open_state("postgresql://someone:geheim@127.0.0.1:1/nothing")

    assert "geheim" not in str(caught.value)


def test_a_missing_driver_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(StoreError, match=r"guanlian\[postgres\]"):
        open_state("postgresql://someone@127.0.0.1:1/nothing")


def test_a_url_that_cannot_be_read_is_told_without_it() -> None:
    with pytest.raises(StoreError, match="expected a URL such as") as caught:
        open_state("postgresql://someone:geheim@host:port/nothing")

    assert "geheim" not in str(caught.value)


def test_a_full_disk_of_the_server_is_a_full_disk() -> None:
    class FullError(Exception):
        sqlstate = "53100"

    engine = sa.create_engine("sqlite://")

    assert isinstance(refusal(engine, sa.exc.DBAPIError("", None, FullError()), "put"), DiskFullError)
