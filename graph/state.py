"""Engine of the row-wise state (``state.db``), brought to the newest revision on opening.

SQLite in WAL mode by default, PostgreSQL by URL. Only the standard ``sqlite3`` may open the
file: a second SQLite library in one process loses commits.
"""

from __future__ import annotations

import os
import re
import sqlite3
from importlib.resources import files
from pathlib import Path
from typing import Any
from weakref import finalize

import sqlalchemy as sa

from graph.disk import disk_full, disk_full_as_error, has_room
from graph.errors import InputError, StoreError

STATE_FILE = "state.db"
_BUSY_TIMEOUT_MS = 30_000
_POSTGRES_DISK_FULL = "53100"
_VERSION = re.compile(r"v[0-9]{4}_\w+\.py")
_MAYBE_FULL = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})


def open_state(place: Path | str) -> sa.Engine:
    """Engine of the state in a home folder or at a URL, with all migrations done.

    Parameters
    ----------
    place : Path of the home folder, or a SQLAlchemy URL

    Raises
    ------
    StoreError
        If the state was written by a newer version of the program, or cannot be opened.
    DiskFullError
        If it cannot be made for want of space.
    """
    if isinstance(place, str) and "://" in place:
        engine = _engine_of(place)
        lock = None
    else:
        home = Path(place)
        path = home / STATE_FILE
        with disk_full_as_error("the state database", home):
            home.mkdir(parents=True, exist_ok=True)
            # Names of persons lie here: nobody but the owner reads it, its WAL inherits the mode.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)), hide_parameters=True)
        lock = home / "state.lock"
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    try:
        if not _is_newest(engine):
            # The library of migrations takes a third of a second: only who needs it pays for it.
            from graph.state_upgrade import upgrade

            upgrade(engine, lock)
    except sa.exc.DBAPIError as error:
        raise refusal(engine, error, "the state database cannot be opened or upgraded") from error
    return engine


def settle(engine: sa.Engine) -> None:
    """Bring what is committed to the disk: of SQLite's log a power cut may take the last part back."""
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").close()
    finally:
        connection.close()


def refusal(engine: sa.Engine, error: sa.exc.DBAPIError, what: str) -> StoreError | InputError:
    """What the database refused, as an error of ours.

    ``DiskFullError`` where space is what it lacks, ``InputError`` where a value is none that it keeps.

    Parameters
    ----------
    engine : Engine
    error : DBAPIError
        Its own text is used, never its parameters.
    what : str
        What cannot be done.
    """
    if isinstance(error, sa.exc.DataError):
        # Such as a text with a NUL or a number beyond the column: it came from outside.
        return InputError(f"{what}: expected texts and numbers that the state can hold, got another value")
    if getattr(error.orig, "sqlstate", None) == _POSTGRES_DISK_FULL:
        return disk_full("the state database", "its server's data folder")
    code = getattr(error.orig, "sqlite_errorcode", None)
    place = engine.url.database
    if code is not None and place:
        path, kind = Path(place), code & 0xFF
        sizes = [one.stat().st_size for one in (path, path.with_name(path.name + "-wal")) if one.exists()]
        full = kind in _MAYBE_FULL and not has_room(path.parent, max(sizes, default=0))
        if kind == sqlite3.SQLITE_FULL or full:
            return disk_full("the state database", path.parent.name)
    return StoreError(f"{what}: {' '.join(str(error.orig).split())}; see that it is there and not in use")


def _engine_of(url: str) -> sa.Engine:
    try:
        address = sa.make_url(url)
        if address.drivername in ("postgresql", "postgres"):
            address = address.set(drivername="postgresql+psycopg")
        engine = sa.create_engine(address, hide_parameters=True, pool_pre_ping=True)
    except (sa.exc.ArgumentError, ValueError):
        raise StoreError(
            "state database: expected a URL such as postgresql://user:password@host/database, "
            "got one that cannot be read"
        ) from None
    except ModuleNotFoundError as error:
        raise StoreError(
            f"state database: expected the driver {error.name}, got none; "
            "install it: pip install 'guanlian[postgres]'"
        ) from error
    # Connections in its pool are closed when nobody holds the engine any more.
    finalize(engine, engine.pool.dispose)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transactions leave out table changes; a killed migration would stay half done.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={_BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def newest_revision() -> str:
    """Newest revision that this program knows, by the name of its file (``v0009_holders_hand.py``)."""
    names = [entry.name for entry in files("graph").joinpath("migrations/versions").iterdir()]
    return max(name for name in names if _VERSION.match(name))[1:5]


def _is_newest(engine: sa.Engine) -> bool:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return False
        found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars().all()
    return found == [newest_revision()]
