"""``guanlian queries``: lists, shows what can be pasted, runs reads only, hides persons."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner, Result

from api import statement_reads
from api.cli import app
from cypher.catalogue import load
from cypher.scan import scan
from graph.errors import InputError
from graph.store.neo4j.database import Database
from tests.neo4j_process import Neo4jServer
from tests.neo4j_server import ask
from tests.store.neo4j.small_graph import SmallGraph

DAY = ("-p", "as_of=2026-10-31")


class Masks:
    """Names as the vault masks them."""

    def masked(self, person_ids: Sequence[str], /) -> Mapping[str, str]:
        return dict.fromkeys(person_ids, "张*")


@pytest.fixture
def place(neo4j_emptied: Neo4jServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Settings that name a server with one chain: P:1 holds E2 holds E1."""
    graph = SmallGraph().entity("E2", name="乙").tie("HOLDS", "E2", "E1", "T1", share=0.5)
    graph.tie("HOLDS", "P:1", "E2", "T2", share=0.5).write(neo4j_emptied)
    for name in ("uri", "user", "password", "database"):
        monkeypatch.setenv(f"GUANLIAN_NEO4J__{name.upper()}", getattr(neo4j_emptied, name))
    return tmp_path


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), "queries", *words])


def test_the_list_names_every_statement(tmp_path: Path) -> None:
    done = run(tmp_path, "list", "--json")

    assert [item["name"] for item in json.loads(done.stdout)["items"]] == list(load())


def test_the_list_of_a_mode(tmp_path: Path) -> None:
    done = run(tmp_path, "list", "--mode", "read")

    assert "read.owners" in done.stdout
    assert "schema." not in done.stdout


@pytest.mark.parametrize("name", list(load()))
def test_every_statement_can_be_shown_whole(name: str) -> None:
    assert statement_reads.text_of(statement_reads.shown(name)).endswith(f"\n{load()[name].text};")


def test_a_shown_statement_has_a_line_for_each_parameter(tmp_path: Path) -> None:
    done = run(tmp_path, "show", "read.owners", "-p", "enterprise_id=' OR 1=1 //", *DAY)

    assert [line for line in done.stdout.splitlines() if line.startswith(":param")] == [
        ':param enterprise_id => "\' OR 1=1 //"',
        ":param as_of => 20261031",
        ":param known_by => 20261031",
        ":param max_rows => 25",
    ]


def test_a_shown_question_is_one_statement_that_the_server_understands(
    place: Path, neo4j_emptied: Neo4jServer
) -> None:
    shown = run(place, "show", "read.owners", "-p", "enterprise_id=E1").stdout
    lines = [line for line in shown.splitlines() if not line.startswith(":param")]
    set_there = {"enterprise_id": "E1", "as_of": 20261031, "known_by": 20261031, "max_rows": 25}

    assert scan("\n".join(lines)).ends == 1
    assert len(ask(neo4j_emptied, "\n".join(lines).removesuffix(";"), **set_there)) == 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["show", "read.nothing"], "guanlian queries list"),
        (["list", "--mode", "all"], "expected one of read, write, schema"),
        (["show", "read.owners", "-p", "owner=1"], "expected name=value with one of enterprise_id"),
        (["show", "read.owners", "-p", "as_of=today"], "as_of: expected a day"),
        (["run", "maintenance.end_hold", "-p", 'mark="a"'], "mode read, got one of mode write"),
        (["run", "read.owners"], "enterprise_id, as_of, known_by missing"),
    ],
)
def test_a_wrong_call_is_one_line_and_ends_with_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], expected: str
) -> None:
    monkeypatch.setenv("GUANLIAN_NEO4J__PASSWORD", "unused")

    done = run(tmp_path, *words)

    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert expected in done.stderr


def test_a_read_is_run_as_of_a_day(place: Path) -> None:
    done = run(place, "run", "read.owners", "-p", "enterprise_id=E1", *DAY, "--json")

    answer = json.loads(done.stdout)
    assert answer["columns"] == list(load()["read.owners"].returns)
    assert [row[0] for row in answer["rows"]] == ["E2", "P:1"]
    assert (answer["shown"], answer["truncated"]) == (2, False)


def test_a_read_is_shown_as_a_table(place: Path) -> None:
    done = run(place, "run", "read.owners", "-p", "enterprise_id=E1", *DAY)

    assert "read.owners (2 rows)" in done.stdout
    assert "乙" in done.stdout


def test_a_limit_of_rows_is_told(place: Path) -> None:
    done = run(place, "run", "read.owners", "-p", "enterprise_id=E1", *DAY, "--limit", "1", "--json")

    answer = json.loads(done.stdout)
    assert (answer["shown"], answer["truncated"]) == (1, True)


def test_a_read_makes_no_home(place: Path) -> None:
    home = place / "none"

    assert run(home, "run", "read.owners", "-p", "enterprise_id=E1", *DAY).exit_code == 0
    assert not home.exists()


def test_a_person_has_a_masked_name_and_no_other(place: Path, neo4j_database: Database) -> None:
    given = ["enterprise_id=E1", "as_of=2026-10-31"]

    answer = statement_reads.run(neo4j_database, Masks(), "read.owners", given, limit=9, timeout_s=None)

    assert answer.labels == {"P:1": "张*"}


def test_a_run_is_logged_without_what_may_be_personal(place: Path, neo4j_database: Database) -> None:
    with capture_logs() as events:
        for name, given in (("read.owners", "enterprise_id=E1"), ("read.holdings", "holder_id=P:1")):
            statement_reads.run(
                neo4j_database, None, name, [given, "as_of=2026-10-31"], limit=9, timeout_s=None
            )

    logged = [(event["event"], event["query"], event["rows"], event["outcome"]) for event in events]
    assert logged == [("query.run", "read.owners", 2, "done"), ("query.run", "read.holdings", 2, "done")]
    assert [next(iter(event["params"].values())) for event in events] == ["E1", "[withheld]"]


def test_a_refused_run_asks_no_server(neo4j_database: Database) -> None:
    with capture_logs() as events, pytest.raises(InputError):
        statement_reads.run(neo4j_database, None, "maintenance.end_hold", [], limit=9, timeout_s=None)

    assert events == []
