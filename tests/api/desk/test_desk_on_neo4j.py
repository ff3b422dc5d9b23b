"""The desk, a dossier and a what-if over facts in Neo4j: what they say over files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from typer.testing import CliRunner

from api.cli import app
from api.routes.base import PREFIX
from api.workplace import Workplace
from scoring.results import Months
from tests.desk_home import EXCLUSION, FILES, DeskHome, approved, shown
from tests.home_imports import import_home
from tests.ingest_cases import SALT, deliver
from tests.neo4j_process import Neo4jServer
from tests.pdf_texts import page_texts
from tests.published_months import copy_home
from tests.withdrawn_facts import DELIVERED, A, B

pytestmark = pytest.mark.neo4j


@pytest.fixture
def moved(
    october: Path, neo4j_emptied: Neo4jServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Workplace]:
    """A copy of the home whose facts lie in Neo4j."""
    server = neo4j_emptied
    home = copy_home(october, tmp_path / "home")
    shutil.rmtree(home / "graph")
    for name, value in (
        ("STORE", "neo4j"),
        ("NEO4J__URI", server.uri),
        ("NEO4J__USER", server.user),
        ("NEO4J__PASSWORD", server.password),
        ("NEO4J__DATABASE", server.database),
    ):
        monkeypatch.setenv(f"GUANLIAN_{name}", value)
    place = Workplace(home)
    import_home(home, deliver(tmp_path / "delivery", dict(FILES)), DELIVERED, store=place.store, salt=SALT)
    yield place
    place.close()


def run(home: Path, *words: str) -> str:
    done = CliRunner().invoke(app, ["--home", str(home), *words])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_what_the_desk_approved_is_published_over_neo4j(moved: Workplace, desk_app: FastAPI) -> None:
    desk = DeskHome(desk_app, moved)
    numbers = [approved(desk, **EXCLUSION), approved(desk)]

    answer = desk.run_job()

    assert (sorted(answer.done), answer.failed) == (numbers, ())
    told = shown(desk.analyst("3301"), numbers[1])["execution"]
    assert (told["month"], told["revision"]) == ("2026-10", 2)
    result = desk.analyst("3301").get(f"{PREFIX}/enterprises/{A}").json()["enterprise"]
    assert (result["risk_class"], result["decision"]["verified"]) == ("D", True)
    assert "r1" not in Months(moved.home).open("2026-10").snapshot.records.text("record_id").to_pylist()


def test_a_dossier_and_a_what_if_over_neo4j_are_those_over_files(
    moved: Workplace, october: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, pages = [], []
    for name, home in (("neo4j", moved.home), ("embedded", october)):
        monkeypatch.setenv("GUANLIAN_STORE", name)
        supposed: dict[str, Any] = json.loads(run(home, "whatif", B, "--without-record", "r1", "--json"))
        said.append(supposed)
        target = tmp_path / f"{name}.pdf"
        run(
            copy_home(home, tmp_path / f"of-{name}"),
            "export",
            "dossier_pdf",
            A,
            "--purpose",
            "clue",
            "--out",
            str(target),
        )
        pages.append([line for page in page_texts(target) for line in page.splitlines()])

    assert said[0] == said[1]
    assert said[0]["before"] != said[0]["after"]
    assert len(pages[0]) == len(pages[1])
