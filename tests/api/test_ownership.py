"""Ownership over HTTP and on the command line, on recorded months and on a demo province."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.ownership_tables import chain_of, shown
from api.routes.base import PREFIX
from graph.domain import TIE_KINDS, NodeKind, TieKind
from scoring.results import Months
from scoring.results_types_ownership import Controller, OwnershipSide, OwnershipTie, ShareRange
from tests.http_client import Client

PATH = f"{PREFIX}/enterprises/E1/ownership"


def test_the_answer_has_the_shares_of_the_worked_case_and_masked_persons(recorded: Any) -> None:
    found = recorded.client.get(PATH).json()

    [person] = [one for one in found["ownership"]["holders"] if one["id"] == "P:1"]
    assert person["shares"]["look_through"]["low"] == pytest.approx(0.784091, abs=1e-6)
    assert found["labels"]["P:1"] == "张*"
    assert found["ownership"]["cycles"] == [["E1", "E2"]]


def test_depth_cap_and_day_reach_the_month(recorded: Any) -> None:
    recorded.client.get(f"{PATH}?depth=2&cap=7&as_of=2026-09-30")

    [asked] = recorded.months.opened[-1].asked
    assert (asked[0], asked[1][0], str(asked[1][1]), *asked[1][2:]) == ("ownership", "E1", "2026-09-30", 2, 7)


@pytest.mark.parametrize("query", ["depth=0", "depth=21", "cap=41", "as_of=yesterday"])
def test_what_is_out_of_bounds_is_a_problem(recorded: Any, query: str) -> None:
    answer = recorded.client.get(f"{PATH}?{query}")

    assert (answer.status_code, answer.json()["code"]) == (422, "input_invalid")


def test_an_alias_is_answered_and_an_unknown_id_is_not_found(recorded: Any) -> None:
    by_alias = recorded.client.get(f"{PREFIX}/enterprises/USCC1/ownership")
    unknown = recorded.client.get(f"{PREFIX}/enterprises/nobody/ownership")

    assert by_alias.json()["ownership"]["enterprise_id"] == "E1"
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")


def held(home: Path) -> str:
    """An enterprise that somebody holds."""
    snapshot = Months(home).open().snapshot
    ties = snapshot.ties
    holds = ties.numbers("kind") == TIE_KINDS.index(TieKind.HOLDS)
    enterprise = int(ties.numbers("dst")[holds][0])
    return snapshot.id_of(int(snapshot.enterprises.numbers("legal_person")[enterprise]))


def test_http_and_command_line_say_the_same(home: Path, client: Client) -> None:
    firm = held(home)
    told = CliRunner().invoke(app, ["--home", str(home), "ownership", firm, "--json"])

    assert told.exit_code == 0, told.output
    assert json.loads(told.output) == client.get(f"{PREFIX}/enterprises/{firm}/ownership").json()


def test_tables_say_who_controls_and_by_which_law(home: Path) -> None:
    told = CliRunner().invoke(app, ["--home", str(home), "--english", "ownership", held(home)])

    assert told.exit_code == 0, told.output
    assert "holders, direct and indirect" in told.output
    assert "公司法 第二百六十五条" in told.output


def test_a_chain_of_control_is_told_by_holders_and_registered_shares() -> None:
    share = ShareRange(low=0.6, high=0.6)
    tie = OwnershipTie(
        tie_id="t1",
        owner_id="P:1",
        owned_id="B",
        share=0.6,
        counted=share,
        valid_from=None,
        valid_to=None,
        in_cycle=False,
    )
    side = OwnershipSide(nodes=(), ties=(tie,), total=1, shown=1, truncated=False)
    controller = Controller(id="P:1", kind=NodeKind.PERSON, ultimate=True, votes=share, chain=("t1", "cut"))

    told = chain_of(controller, side, {"P:1": "张*"}, "甲公司")

    assert told == "张* 60.00% → cut → 甲公司"


def test_a_day_after_the_month_is_refused_in_one_line(home: Path) -> None:
    told = CliRunner().invoke(app, ["--home", str(home), "ownership", held(home), "--as-of", "2099-01-01"])

    assert told.exit_code == 1
    assert "as_of: expected a day up to the month's" in told.output


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(0.5, 0.5, "50.00%"), (0.1, 0.45, "10.00% - 45.00%"), (1.0, None, "≥ 100.00%")],
)
def test_a_share_is_said_in_percent_or_as_a_range(low: float, high: float | None, text: str) -> None:
    assert shown(ShareRange(low=low, high=high)) == text
