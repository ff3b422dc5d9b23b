"""``guanlian persons``: what a search proposes, what people decide, and what a month says of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app
from tests.joined_home import NAME, ONE, OTHER, A, B, home_with_two_ids

DAY = "2026-10-31"
SAID = ("--reason", "identity card seen", "--author", "reviewer", "--day", DAY)


def run(home: Path, *words: str) -> Any:
    """Result of ``guanlian persons``."""
    return CliRunner().invoke(app, ["--home", str(home), "persons", *words])


def told(home: Path, *words: str) -> Any:
    """Its JSON."""
    done = run(home, *words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home in which a search was made."""
    made = home_with_two_ids(tmp_path_factory.mktemp("persons"))
    told(made, "propose", "--day", DAY)
    return made


def test_a_search_proposes_the_pair_and_a_second_one_adds_nothing(home: Path) -> None:
    again = told(home, "propose", "--day", DAY)

    assert (again["proposed"], again["added"], again["unchanged"], again["shared_names"]) == (1, 0, 1, 1)


def test_names_of_persons_are_nowhere_but_masked(home: Path) -> None:
    for words in (("list",), ("show", ONE, OTHER, "--day", DAY), ("propose", "--day", DAY)):
        for form in ((), ("--json",)):
            said = run(home, *words, *form).stdout
            assert NAME not in said
            assert NAME[:2] not in said
    assert told(home, "list")["items"][0]["name_a"] == "欧*"


def test_evidence_is_shown_as_a_path_that_can_be_read(home: Path) -> None:
    said = run(home, "show", ONE, OTHER, "--day", DAY).stdout

    assert f"所在企业有股权或分支关系：欧*（{ONE}） — 甲（{A}） — 乙（{B}） — 欧*（{OTHER}）" in "".join(
        said.split("\n")
    )


def test_a_pair_nobody_proposed_is_told(home: Path) -> None:
    done = run(home, "show", ONE, "P:9", "--day", DAY)

    assert done.exit_code == 1
    assert "guanlian persons list" in done.stderr


def test_a_review_of_a_person_the_store_does_not_know_is_refused(home: Path) -> None:
    done = run(home, "review", ONE, "P:9", "--verdict", "same", *SAID)

    assert done.exit_code == 1
    assert "P:9 is not known on 2026-10-31" in done.stderr
    assert told(home, "history")["items"] == []


def test_a_review_moves_the_pair_from_the_open_list_and_can_be_taken_back(tmp_path: Path) -> None:
    home = home_with_two_ids(tmp_path)
    told(home, "propose", "--day", DAY)

    told(home, "review", OTHER, ONE, "--verdict", "same", *SAID)
    after = [told(home, "list", "--day", DAY, "--state", state)["total"] for state in ("open", "same")]
    told(home, "review", ONE, OTHER, "--verdict", "unsure", *SAID)
    back = [told(home, "list", "--day", DAY, "--state", state)["total"] for state in ("same", "unsure")]

    assert (after, back) == ([0, 1], [0, 1])
    rows = told(home, "history", OTHER)["items"]
    assert [(row["number"], row["verdict"], row["verified"]) for row in rows] == [
        (1, "same", False),
        (2, "unsure", False),
    ]


def test_a_review_without_a_reason_is_refused(home: Path) -> None:
    done = run(home, "review", ONE, OTHER, "--verdict", "same", "--author", "u", "--day", DAY)

    assert done.exit_code == 1
    assert "expected reason" in done.stderr
