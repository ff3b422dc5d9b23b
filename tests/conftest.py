"""Fixture policy: build the smallest data that has what the test needs, in the test itself.

Shared fixtures are for things that are dear to build (a generated province, a published
month, a running Neo4j) and are then session-wide; all but the database are read-only. No
clock, no network, no unseeded randomness; a test that needs the shared data beside the
checkout, or a Neo4j, skips with one loud line. GUANLIAN_REQUIRE_NEO4J=1 makes a missing
Neo4j a failure.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from graph.settings import variable_names
from tests.neo4j_jars import NoServerError
from tests.neo4j_process import Neo4jProcess, Neo4jServer
from tests.neo4j_server import REQUIRED, empty, server_for_tests

if TYPE_CHECKING:
    from graph.store.neo4j.database import Database

settings.register_profile(
    "deterministic",
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("deterministic")

pytest_plugins = ("tests.state_places",)

_MISSING = "NO NEO4J, its tests are skipped"
_NEO4J = {"neo4j_server", "neo4j_emptied", "neo4j_database", "neo4j_own"}


def pytest_configure() -> None:
    """Tests say their settings themselves: those of the shell could name a real store."""
    for name in variable_names():
        os.environ.pop(name, None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that asks for a server, and say which tests one worker does one after the other.

    Tests of a file share what is dear to build, those of Neo4j empty one database: that long group
    comes first, so that no worker ends alone with it. Stories in the browser come last: the
    browser's loop stays in its worker, and no other test can run one of its own beside it.
    """
    for item in items:
        neo4j = bool(_NEO4J & set(getattr(item, "fixturenames", ())))
        if neo4j:
            item.add_marker(pytest.mark.neo4j)
        alone = neo4j and not _in_browser(item)
        item.add_marker(pytest.mark.xdist_group("neo4j" if alone else item.nodeid.split("::", 1)[0]))
    items.sort(key=lambda item: 2 if _in_browser(item) else int(item.get_closest_marker("neo4j") is None))


def _in_browser(item: pytest.Item) -> bool:
    return item.nodeid.startswith("tests/e2e/")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say one place for all tests that miss a server: pytest counts them in one line then."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple) and _MISSING in report.longrepr[2]:
        report.longrepr = (__file__, _missing.__code__.co_firstlineno, report.longrepr[2])
    return report


def _missing(error: NoServerError) -> None:
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(f"{REQUIRED}=1, but {_MISSING}: {error}", pytrace=False)
    pytest.skip(f"{_MISSING}: {error}")


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    """The server of this run; whoever asks for it alone gets the data of the test before."""
    try:
        with server_for_tests(tmp_path_factory.mktemp("neo4j")) as server:
            yield server
    except NoServerError as error:
        _missing(error)


@pytest.fixture
def neo4j_emptied(neo4j_server: Neo4jServer) -> Neo4jServer:
    """The server with an empty database; constraints and indexes of earlier tests stay."""
    empty(neo4j_server)
    return neo4j_server


@pytest.fixture
def neo4j_database(neo4j_emptied: Neo4jServer) -> Iterator[Database]:
    """Our access to the emptied database."""
    from graph.store.neo4j.database import Database, Neo4jPlace

    server = neo4j_emptied
    database = Database(
        Neo4jPlace(uri=server.uri, user=server.user, password=server.password, database=server.database)
    )
    try:
        yield database
    finally:
        database.close()


@pytest.fixture(scope="session")
def _own_process(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Neo4jProcess]:
    process = Neo4jProcess(tmp_path_factory.mktemp("neo4j-own"))
    try:
        process.start()
    except NoServerError as error:
        # Where no server can be had at all, say that, and say it once.
        request.getfixturevalue("neo4j_server")
        _missing(error)
    yield process
    # Its data is thrown away: nothing to close in good order.
    process.kill()


@pytest.fixture
def neo4j_own(_own_process: Neo4jProcess) -> Neo4jProcess:
    """A second server, running and empty, that the test may kill and start again."""
    if not _own_process.running:
        _own_process.start()
    empty(_own_process.server)
    return _own_process
