"""The harness that gives tests a Neo4j keeps off data that is not theirs, and leaves no process."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.neo4j_jars import NoServerError
from tests.neo4j_process import Neo4jContainer, Neo4jProcess, Neo4jServer
from tests.neo4j_server import MARK, ask, claim, empty, server_for_tests

BOUND = Path(__file__).parents[1] / "bound_process.py"


class Refused(Neo4jProcess):
    def start(self) -> Neo4jServer:
        raise NoServerError("java is missing")


def test_without_a_server_every_way_says_why(tmp_path: Path) -> None:
    with (
        pytest.raises(NoServerError, match="java is missing; java is missing; or set NEO4J_URI"),
        server_for_tests(tmp_path, environment={}, ways=(Refused, Refused)),
    ):
        pass


def test_a_container_is_reached_from_this_machine_only_and_its_password_is_on_no_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = tmp_path / "docker"
    engine.write_text("#!/bin/sh\nexit 0\n")
    engine.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    container = Neo4jContainer(tmp_path / "home")
    words = container.command()

    assert f"127.0.0.1:{container.port}:7687" in words
    assert re.fullmatch(r"neo4j:5\.26\.\d+-community", words[-1])
    assert container.server.password not in " ".join(words)


def test_a_given_server_with_data_of_others_is_refused(neo4j_emptied: Neo4jServer) -> None:
    ask(neo4j_emptied, f"DROP INDEX {MARK} IF EXISTS")
    ask(neo4j_emptied, "CREATE (:Store {name: 'guanlian'})")

    with pytest.raises(ValueError, match="data that no test wrote"):
        claim(neo4j_emptied)

    empty(neo4j_emptied)
    claim(neo4j_emptied)


def test_a_claimed_server_may_be_emptied_again(neo4j_emptied: Neo4jServer) -> None:
    claim(neo4j_emptied)
    ask(neo4j_emptied, "CREATE (:Left {by: 'a run that was killed'})")

    claim(neo4j_emptied)
    empty(neo4j_emptied)

    assert ask(neo4j_emptied, "MATCH (n) RETURN n") == []


def test_emptying_with_the_schema_leaves_only_the_mark(neo4j_emptied: Neo4jServer) -> None:
    claim(neo4j_emptied)
    ask(neo4j_emptied, "CREATE CONSTRAINT some IF NOT EXISTS FOR (n:Some) REQUIRE n.id IS UNIQUE")

    empty(neo4j_emptied, schema=True)

    rows = ask(neo4j_emptied, "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name")
    assert rows == [{"name": MARK}]


def test_a_killed_server_starts_again_with_its_data(neo4j_own: Neo4jProcess) -> None:
    ask(neo4j_own.server, "CREATE (:Kept {id: 1})")

    neo4j_own.kill()
    server = neo4j_own.start()

    assert ask(server, "MATCH (n:Kept) RETURN n.id AS id") == [{"id": 1}]


def test_a_bound_process_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import os, subprocess, sys, time\n"
            "sleep = [sys.executable, '-c', 'import time; time.sleep(600)']\n"
            f"command = [sys.executable, {str(BOUND)!r}, '9', str(os.getpid()), *sleep]\n"
            "child = subprocess.Popen(command)\n"
            f"open({str(told)!r}, 'w').write(str(child.pid) + '.')\n"
            "time.sleep(600)\n",
        ]
    )
    child = int(_first(lambda: told.exists() and told.read_text().endswith(".") and told.read_text())[:-1])
    _first(lambda: "import time" in _command(child) and "bound_process" not in _command(child))

    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()

    assert _first(lambda: not _command(child))


def _command(pid: int) -> str:
    """Command line of a living process, else nothing."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _first(look: Callable[[], Any]) -> Any:
    """First answer that is true, within ten seconds."""
    for _ in range(200):
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError("nothing happened within ten seconds")
