"""A PostgreSQL for tests: one that TEST_POSTGRES_URL names, else Debian's binaries on a loopback port.

Every test gets a database of its own, so a given server needs a user that may create some.
The server ends when its parent does, also when that is killed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

GIVEN = "TEST_POSTGRES_URL"
_DEBIAN = Path("/usr/lib/postgresql")
_USER = "postgres"
_PASSWORD = "guanlian-tests"
_START_S = 60


class NoPostgresError(Exception):
    """No way to a server works; the text says why."""


@contextmanager
def postgres_for_tests(environment: Mapping[str, str] = os.environ) -> Iterator[sa.URL]:
    """Give the address of a server whose user may create databases; end it afterwards.

    Raises
    ------
    NoPostgresError
        If none is given and none can be started.
    """
    if environment.get(GIVEN):
        yield sa.make_url(environment[GIVEN]).set(drivername="postgresql+psycopg")
        return
    found = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found or shutil.which("setpriv") is None:
        raise NoPostgresError(f"expected {GIVEN}, or Debian's package postgresql, got neither")
    # The server's user has to come through to it: not below pytest's folders.
    folder = Path(tempfile.mkdtemp(prefix="guanlian-postgres-"))
    try:
        with _running(found[-1].parent, folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(binaries: Path, folder: Path) -> Iterator[sa.URL]:
    other = _other_user(folder)
    (folder / "password").write_text(_PASSWORD, encoding="utf-8")
    words = ["--auth=scram-sha-256", "--pwfile", str(folder / "password"), "--username", _USER]
    # Names must come out alike under an order that is not the one of their bytes.
    words += ["--encoding=UTF8", "--locale-provider=icu", "--icu-locale=und", "--locale=C.UTF-8"]
    made = subprocess.run(
        [*other, str(binaries / "initdb"), "-D", str(folder / "data"), "--no-sync", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    if made.returncode:
        raise NoPostgresError(f"initdb: {made.stderr.strip().splitlines()[-1:]}")
    port = _free_port()
    options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
    server = subprocess.Popen(
        [*other, str(binaries / "postgres"), "-D", str(folder / "data"), "-p", str(port)]
        + [word for name, value in options.items() for word in ("-c", f"{name}={value}")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
    )
    url = sa.URL.create("postgresql+psycopg", _USER, _PASSWORD, "127.0.0.1", port, "postgres")
    try:
        _wait(server, url)
        yield url
    finally:
        server.terminate()
        server.wait()


def _other_user(folder: Path) -> list[str]:
    """Words before a command of the server: not as root, and gone with its parent."""
    words = ["setpriv", "--pdeathsig", "QUIT"]
    if os.getuid():
        return words
    try:
        user = pwd.getpwnam(_USER)
    except KeyError as error:
        raise NoPostgresError(f"expected a user {_USER} to run the server, got none") from error
    os.chown(folder, user.pw_uid, user.pw_gid)
    return [*words, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(server: subprocess.Popen[bytes], url: sa.URL) -> None:
    engine = sa.create_engine(url)
    until = time.monotonic() + _START_S
    try:
        while True:
            try:
                engine.connect().close()
            except sa.exc.OperationalError as error:
                if server.poll() is not None or time.monotonic() > until:
                    raise NoPostgresError("the server did not answer") from error
                time.sleep(0.1)
            else:
                return
    finally:
        engine.dispose()


@contextmanager
def own_database(server: sa.URL, name: str) -> Iterator[str]:
    """URL of an empty database that is dropped afterwards."""
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        engine.dispose()
