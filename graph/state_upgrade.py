"""Migrations of the row-wise state, done by Alembic."""

from __future__ import annotations

from contextlib import nullcontext
from importlib.resources import as_file, files
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from graph.errors import StoreError
from graph.locks import waited_for

_POSTGRES_LOCK = 0x6775616E


def upgrade(engine: sa.Engine, lock: Path | None) -> None:
    """Do all migrations that the state lacks; of several processes one does them.

    Parameters
    ----------
    engine : Engine
    lock : Path or None
        File that processes of a home wait for; PostgreSQL has a lock of its own.

    Raises
    ------
    StoreError
        If the state was written by a newer version of the program.
    """
    with as_file(files("graph").joinpath("migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        newest = ScriptDirectory.from_config(config).get_current_head()
        # Of two starting processes one migrates; the other waits and finds it done.
        alone = nullcontext() if lock is None else waited_for(lock)
        with alone, engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_POSTGRES_LOCK)))
            if MigrationContext.configure(connection).get_current_revision() == newest:
                return
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise StoreError(
                    f"state database: expected a revision up to {newest}, got a newer one; "
                    "open it with the program that wrote it"
                ) from error
