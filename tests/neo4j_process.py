"""A real Neo4j Community as a process of ours: jars from Maven or an image, one home, one port.

The process ends when its parent does, also when that is killed.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from tests.neo4j_jars import VERSION, NoServerError, jars

IMAGE = f"neo4j:{VERSION}-community"
USER, FIRST_PASSWORD = "neo4j", "neo4j"
_START_S, _STOP_S = 180, 60
_LOGS = ("logs/neo4j.log", "console.log")
QUICK_START = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Options of a server that lives for minutes: 9 s of processor time until it answers instead of 16."""
_OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Neo4jServer:
    """Where a server answers and who may come in."""

    uri: str
    user: str
    password: str = field(repr=False)
    database: str = "neo4j"


def free_port() -> int:
    """Port of 127.0.0.1 on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Neo4jProcess:
    """One server; ``start`` again after ``kill`` or ``stop`` opens the same home on the same port.

    Parameters
    ----------
    home : Path
        Folder of the server: configuration, data, logs and the password (mode 0600).
    port : int, optional
        Bolt port on 127.0.0.1; a free one if not given.
    heap, pages : str
        Memory of the heap and of the page cache.
    options : sequence of str
        More options of the virtual machine.
    last_signal : int
        What the server gets when the process that started it is gone.
    """

    def __init__(
        self,
        home: Path,
        *,
        port: int | None = None,
        heap: str = "1g",
        pages: str = "256m",
        options: Sequence[str] = QUICK_START,
        last_signal: int = signal.SIGKILL,
    ) -> None:
        self.home = home
        self.port = port or free_port()
        self._heap, self._pages, self._options, self._last_signal = heap, pages, options, last_signal
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def server(self) -> Neo4jServer:
        """Address and password; the password is drawn when first asked for and stays in the home."""
        path = self.home / "password"
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(18))
        return Neo4jServer(uri=f"bolt://127.0.0.1:{self.port}", user=USER, password=path.read_text())

    def start(self) -> Neo4jServer:
        """Start and wait until the database answers.

        Raises
        ------
        NoServerError
            If Java or Maven is missing, the port is taken, or the server ends or stays silent.
        """
        command = self.command()
        if _listening(self.port):
            raise NoServerError(f"port {self.port} of 127.0.0.1 is taken by another program")
        self._configure()
        with (self.home / "console.log").open("ab") as console:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    str(Path(__file__).with_name("bound_process.py")),
                    str(int(self._last_signal)),
                    str(os.getpid()),
                    *command,
                ],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                env=self._environment(),
                start_new_session=True,
            )
        try:
            self._wait()
        except BaseException:
            self.kill()
            raise
        return self.server

    def stop(self) -> None:
        """Ask the server to end (SIGTERM) and wait for it."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the server at once (SIGKILL), as a power cut would."""
        self._end(signal.SIGKILL)

    def _end(self, number: int) -> None:
        if self._process is None:
            return
        self._process.send_signal(number)
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def command(self) -> list[str]:
        """Command line of the server."""
        opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
        return [
            "java",
            "-cp",
            f"{jars()}/*",
            f"-Xmx{self._heap}",
            *self._options,
            *opens,
            "org.neo4j.server.CommunityEntryPoint",
            f"--home-dir={self.home}",
            f"--config-dir={self.home / 'conf'}",
        ]

    def _environment(self) -> dict[str, str]:
        return dict(os.environ)

    def _configure(self) -> None:
        conf = self.home / "conf"
        conf.mkdir(parents=True, exist_ok=True)
        (conf / "neo4j.conf").write_text(
            f"server.bolt.listen_address=127.0.0.1:{self.port}\n"
            "server.default_listen_address=127.0.0.1\n"
            "server.http.enabled=false\n"
            "dbms.usage_report.enabled=false\n"
            f"server.memory.heap.max_size={self._heap}\n"
            f"server.memory.pagecache.size={self._pages}\n",
            encoding="utf-8",
        )

    def _wait(self) -> None:
        """Wait until the server lets us in; on a new home change its first password to ours."""
        until = time.monotonic() + _START_S
        while time.monotonic() < until:
            if not self.running:
                raise NoServerError(f"the server ended at its start: {self._last_words()}")
            if _listening(self.port) and self._let_in():
                return
            time.sleep(0.2)
        raise NoServerError(f"no answer within {_START_S} s: {self._last_words()}")

    def _let_in(self) -> bool:
        server = self.server
        try:
            _ask(server.uri, server.password, "neo4j", "RETURN 1")
        except AuthError:
            change = "ALTER CURRENT USER SET PASSWORD FROM $old TO $new"
            _ask(server.uri, FIRST_PASSWORD, "system", change, old=FIRST_PASSWORD, new=server.password)
            return False
        except (DriverError, Neo4jError):
            return False
        return True

    def _last_words(self) -> str:
        logs = [path for name in _LOGS if (path := self.home / name).exists()]
        lines = [line for path in logs for line in path.read_text(errors="replace").splitlines()]
        return " | ".join(line for line in lines[-3:]) or "it said nothing"


class Neo4jContainer(Neo4jProcess):
    """The same server out of its official image; ends with the client that runs it."""

    def __init__(self, home: Path) -> None:
        # The client hands SIGTERM on to the container; a SIGKILL would leave that behind.
        super().__init__(home, last_signal=signal.SIGTERM)

    def command(self) -> list[str]:
        """Command line of the client, which stays as long as the server."""
        tool = shutil.which("docker")
        if tool is None:
            raise NoServerError("docker is missing")
        if subprocess.run([tool, "info"], capture_output=True, check=False).returncode:
            raise NoServerError("no Docker engine answers")
        settings = ("NEO4J_AUTH", "NEO4J_server_memory_heap_max__size")
        named = [part for name in settings for part in ("--env", name)]
        return [tool, "run", "--rm", "--publish", f"127.0.0.1:{self.port}:7687", *named, IMAGE]

    def _environment(self) -> dict[str, str]:
        # Through the environment: a command line is visible to every user of the machine.
        return {
            **os.environ,
            "NEO4J_AUTH": f"{USER}/{self.server.password}",
            "NEO4J_server_memory_heap_max__size": self._heap,
        }


def _listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _ask(uri: str, password: str, database: str, statement: str, **params: str) -> None:
    with (
        GraphDatabase.driver(uri, auth=(USER, password)) as driver,
        driver.session(database=database) as session,
    ):
        session.run(statement, **params).consume()  # type: ignore[arg-type]
