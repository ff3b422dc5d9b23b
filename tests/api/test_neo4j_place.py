"""Commands on a home whose facts lie in Neo4j."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from tests.neo4j_process import Neo4jServer, free_port
from tests.neo4j_server import ask, empty

DEMO = ("demo", "--firms", "60", "--months", "1")


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *words])


def answer(home: Path, *words: str) -> dict[str, Any]:
    done = run(home, *words, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home of the demo on files."""
    home = tmp_path_factory.mktemp("place") / "embedded"
    answer(home, *DEMO)
    return home


@pytest.fixture(scope="module")
def monkeypatch_module() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def moved(
    embedded: Path, neo4j_server: Neo4jServer, monkeypatch_module: pytest.MonkeyPatch
) -> tuple[Path, dict[str, Any]]:
    """The same home after the demo was asked for again on an empty Neo4j, and what that said."""
    empty(neo4j_server)
    home = embedded.with_name("moved")
    shutil.copytree(embedded, home)
    for name, value in {
        "GUANLIAN_STORE": "neo4j",
        "GUANLIAN_NEO4J__URI": neo4j_server.uri,
        "GUANLIAN_NEO4J__USER": neo4j_server.user,
        "GUANLIAN_NEO4J__PASSWORD": neo4j_server.password,
        "GUANLIAN_NEO4J__DATABASE": neo4j_server.database,
    }.items():
        monkeypatch_module.setenv(name, value)
    return home, answer(home, *DEMO)


pytestmark = pytest.mark.neo4j


def test_a_demo_that_was_made_on_files_fills_an_empty_database(moved: tuple[Path, dict[str, Any]]) -> None:
    home, said = moved

    state = answer(home, "neo4j", "status")

    assert said["ran"] is True
    assert said["months"] == ["2026-10"]
    assert state["batches"] == 2
    assert state["schema_version"] == state["newest_schema"]


def test_the_month_made_on_files_stands_on_the_database_as_it_is(moved: tuple[Path, dict[str, Any]]) -> None:
    home, _ = moved

    published = answer(home, "months")["items"]
    verified = answer(home, "verify", "--full")

    assert [(month["month"], month["revision"]) for month in published] == [("2026-10", 1)]
    assert [check["good"] for check in verified["checks"]] == [True, True, True, True]


def test_a_demo_that_is_there_does_nothing(moved: tuple[Path, dict[str, Any]]) -> None:
    home, _ = moved

    assert answer(home, *DEMO)["ran"] is False


def test_a_demo_in_a_database_of_another_home_is_refused(
    moved: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    done = run(tmp_path / "other", *DEMO)

    assert done.exit_code == 1
    assert "got one with data of another home" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_database_holds_the_keys_of_the_home_it_was_moved_from(
    moved: tuple[Path, dict[str, Any]],
) -> None:
    home, _ = moved

    compared = answer(home, "neo4j", "verify")

    assert compared["same"] is True
    assert {"Enterprise", "HOLDS", "enterprises", "records"} <= {kind["kind"] for kind in compared["kinds"]}


def test_a_comparison_that_finds_a_difference_names_keys_and_fails(
    moved: tuple[Path, dict[str, Any]], neo4j_server: Neo4jServer
) -> None:
    home, _ = moved
    ask(neo4j_server, "CREATE (:Entity:Enterprise {id: 'by hand', slot: 999999})")

    done = run(home, "--english", "neo4j", "verify")
    ask(neo4j_server, "MATCH (n:Enterprise {id: 'by hand'}) DELETE n")

    assert done.exit_code == 1
    assert "Enterprise: extra by hand|999999" in done.stdout


def test_enterprises_bear_the_class_of_the_published_month(
    moved: tuple[Path, dict[str, Any]], neo4j_server: Neo4jServer
) -> None:
    home, _ = moved

    stamps = answer(home, "neo4j", "publish")
    state = answer(home, "neo4j", "status")
    stamped = ask(
        neo4j_server, "MATCH (n) WHERE n.class IS NOT NULL RETURN labels(n) AS labels, n.score_month AS month"
    )

    assert (stamps["month"], stamps["missing"]) == ("2026-10", 0)
    assert (state["month"], state["revision"], state["stamping"]) == ("2026-10", 1, None)
    assert stamped
    assert {(tuple(sorted(row["labels"])), row["month"]) for row in stamped} == {
        (("Enterprise", "Entity"), "2026-10")
    }


def test_the_schema_is_made_once(moved: tuple[Path, dict[str, Any]]) -> None:
    home, _ = moved

    change = answer(home, "neo4j", "schema")

    assert change["before"] == change["after"]


def test_the_first_load_is_a_command_that_can_be_copied(embedded: Path, tmp_path: Path) -> None:
    written = answer(embedded, "neo4j", "import-files", str(tmp_path / "files"))
    shown = run(embedded, "neo4j", "import-files", str(tmp_path / "files")).stdout

    assert written["command"].startswith("neo4j-admin database import full neo4j")
    assert written["command"] in shown
    assert all(step in shown for step in written["next_steps"])


def test_a_home_without_data_has_no_files_to_write(tmp_path: Path) -> None:
    done = run(tmp_path / "none", "neo4j", "import-files", str(tmp_path / "files"))

    assert done.exit_code == 1
    assert "import the extracts" in done.stderr


def test_the_state_is_said_in_chinese_and_in_english_on_demand(moved: tuple[Path, dict[str, Any]]) -> None:
    home, _ = moved

    chinese, english = run(home, "neo4j", "status").stdout, run(home, "--english", "neo4j", "status").stdout

    assert "存储      v000002" in chinese
    assert "store     v000002" in english
    assert english.isascii()


def test_an_empty_database_has_nothing_to_stamp(
    moved: tuple[Path, dict[str, Any]], neo4j_server: Neo4jServer
) -> None:
    home, _ = moved
    empty(neo4j_server)

    done = run(home, "neo4j", "publish")

    assert done.exit_code == 1
    assert "import a delivery first" in done.stderr


def test_a_server_that_is_away_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANLIAN_NEO4J__URI", f"bolt://127.0.0.1:{free_port()}")
    monkeypatch.setenv("GUANLIAN_NEO4J__PASSWORD", "any")
    monkeypatch.setenv("GUANLIAN_STORE", "neo4j")

    for words in (DEMO, ("neo4j", "status")):
        done = run(tmp_path / "home", *words)

        assert done.exit_code == 1
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert "127.0.0.1" in done.stderr


def test_a_store_without_its_password_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUANLIAN_NEO4J__PASSWORD", raising=False)
    monkeypatch.setenv("GUANLIAN_STORE", "neo4j")

    done = run(tmp_path / "home", *DEMO)

    assert done.exit_code == 1
    assert "GUANLIAN_NEO4J__PASSWORD" in done.stderr
    assert not (tmp_path / "home").exists()
