import stat
from importlib.resources import files
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from graph.errors import StoreError
from graph.state import newest_revision, open_state


def test_opening_an_empty_home_makes_the_newest_state(tmp_path: Path) -> None:
    engine = open_state(tmp_path / "home")

    assert {"alembic_version", "person_names", "audit"} <= set(sa.inspect(engine).get_table_names())
    assert stat.S_IMODE((tmp_path / "home" / "state.db").stat().st_mode) == 0o600


def test_the_state_is_in_wal_mode(tmp_path: Path) -> None:
    with open_state(tmp_path).connect() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()

    assert mode == "wal"


def test_opening_twice_keeps_what_was_written(state_place: Path | str) -> None:
    with open_state(state_place).begin() as connection:
        connection.exec_driver_sql("INSERT INTO person_names VALUES ('P:1', 's', 'n', '2026-01-01')")

    with open_state(state_place).connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM person_names").scalar_one() == 1


def test_a_url_opens_the_same_state(tmp_path: Path) -> None:
    engine = open_state(f"sqlite:///{tmp_path / 'state.db'}")

    assert "person_names" in sa.inspect(engine).get_table_names()


def migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("graph").joinpath("migrations")))
    config.set_main_option("path_separator", "os")
    return config


def test_a_state_of_an_older_program_is_migrated(state_place: Path | str) -> None:
    config, older = migrations(), open_state(state_place)
    with older.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0008")
    assert "claim_until" not in {one["name"] for one in sa.inspect(older).get_columns("api_keys")}
    older.dispose()

    engine = open_state(state_place)

    assert "claim_until" in {one["name"] for one in sa.inspect(engine).get_columns("api_keys")}


def test_a_state_of_a_newer_program_is_refused(state_place: Path | str) -> None:
    with open_state(state_place).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StoreError, match="newer"):
        open_state(state_place)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_bytes(b"not a database, but long enough to be looked at" * 20)

    with pytest.raises(StoreError, match="state database"):
        open_state(tmp_path)


def test_a_failed_migration_leaves_nothing_half_done(state_place: Path | str) -> None:
    engine = open_state(state_place)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE half (x integer)")
        connection.rollback()

    assert "half" not in sa.inspect(engine).get_table_names()


def test_the_newest_revision_is_the_head_of_the_migrations() -> None:
    """Who opens a state that has it does not load the library of migrations."""
    assert ScriptDirectory.from_config(migrations()).get_current_head() == newest_revision()
