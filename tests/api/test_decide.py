"""``guanlian decide``: the book of decisions, and what a month and its readers say of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.routes.base import PREFIX
from api.workplace import Workplace
from scoring.results import Months
from tests.signed_in import app_of, signed_in
from tests.withdrawn_facts import WHOLE, A, B, home_of, published

GIVEN = {
    "--kind": "direct_d",
    "--ground": "minutes 7",
    "--author": "u1",
    "--approver": "u2",
    "--expires": "2027-10-01",
    "--day": "2026-10-05",
}


def run(home: Path, *words: str) -> Any:
    """Result of a command."""
    return CliRunner().invoke(app, ["--home", str(home), *words])


def add(home: Path, enterprise: str = A, **changed: str) -> Any:
    """Result of ``decide add``."""
    options = GIVEN | {f"--{name}": value for name, value in changed.items()}
    return run(home, "decide", "add", enterprise, *[word for pair in options.items() for word in pair])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Home with a delivery and no month."""
    return home_of(tmp_path, WHOLE)


def listed(home: Path, *words: str) -> list[dict[str, Any]]:
    """Rows of ``decide list``."""
    found: list[dict[str, Any]] = json.loads(run(home, "decide", "list", "--json", *words).stdout)["items"]
    return found


def test_an_added_decision_is_listed_with_both_hands_unverified(home: Path) -> None:
    done = add(home)

    assert done.exit_code == 0, done.output
    rows = [(row["enterprise_id"], row["author"], row["approver"], row["verified"]) for row in listed(home)]
    assert rows == [(A, "u1", "u2", False)]


def test_a_revoked_decision_is_in_the_book_and_no_more_in_force(home: Path) -> None:
    add(home)

    done = run(
        *(home, "decide", "revoke", "1", "--ground", "g", "--author", "u1", "--approver", "u2"),
        *("--day", "2026-10-20"),
    )

    assert done.exit_code == 0, done.output
    assert [row["kind"] for row in listed(home)] == ["direct_d", "revocation"]
    assert [len(listed(home, "--day", day)) for day in ("2026-10-19", "2026-10-20")] == [1, 0]


@pytest.mark.parametrize(
    ("enterprise", "changed", "told"),
    [
        (A, {"approver": "u1"}, "approver who is not the author"),
        (A, {"ground": ""}, "expected ground, got none"),
        (A, {"expires": "2026-10-05"}, "expected an expiry after 2026-10-05"),
        (A, {"expires": "soon"}, "expected YYYY-MM-DD"),
        ("nobody", {}, "is not known on 2026-10-05"),
        (A, {"kind": "lower", "class": "B"}, "switched off"),
    ],
)
def test_a_wrong_decision_ends_in_one_line(
    enterprise: str, changed: dict[str, str], told: str, home: Path
) -> None:
    refused = add(home, enterprise, **changed)

    assert refused.exit_code == 1
    assert told in refused.output
    assert listed(home) == []


def test_an_industry_in_a_region_is_previewed_before_it_is_decided(tmp_path: Path) -> None:
    files = WHOLE["enterprises.csv"].splitlines()
    coded = [files[0] + ",industry,region", files[1] + ",F513,650102", files[2] + ",F513,650102"]
    home = published(tmp_path, WHOLE | {"enterprises.csv": "\n".join([*coded, files[3] + ",F513,310000"])})
    group = ("--industry", "F51", "--region", "6501")
    words = [word for pair in GIVEN.items() for word in pair]

    seen = json.loads(run(home, "decide", "add", *group, *words, "--preview", "--json").stdout)
    before = listed(home)
    done = run(home, "decide", "add", *group, *words)

    assert (seen["month"], seen["enterprises"], sum(seen["classes"].values())) == ("2026-10", 2, 2)
    assert before == []
    assert done.exit_code == 0, done.output
    assert [row["enterprise_id"] for row in listed(home)] == [A, B]


@pytest.mark.parametrize(
    ("group", "told"),
    [
        (["--industry", "F51"], "--industry and --region together"),
        (["--industry", "Z9", "--region", "65"], "nobody scored"),
        ([], "expected an enterprise"),
    ],
)
def test_a_group_without_anybody_is_refused(group: list[str], told: str, tmp_path: Path) -> None:
    home = published(tmp_path)

    refused = run(home, "decide", "add", *group, *[word for pair in GIVEN.items() for word in pair])

    assert refused.exit_code == 1
    assert told in refused.output


def test_show_receipt_and_http_say_which_decision_by_which_ground(home: Path) -> None:
    add(home)
    add(home, B, kind="raise", **{"class": "C"})

    scored = run(home, "score", "--month", "2026-10")

    assert scored.exit_code == 0, scored.output
    shown, receipt = run(home, "show", A).stdout, run(home, "receipt", B).stdout
    assert "minutes 7" in shown
    assert "未经核验" in shown
    assert "minutes 7" in receipt
    place = Workplace(home)
    client = signed_in(app_of(place))
    answer = client.get(f"{PREFIX}/enterprises/{A}").json()["enterprise"]
    assert answer["decision"]["ground"] == "minutes 7"
    assert (answer["risk_class"], answer["direct_rule"]) == ("D", "D4")
    assert answer["model_class"] != "D"


def test_a_month_with_decisions_is_made_again_with_the_same_digest(home: Path) -> None:
    add(home)
    run(home, "score", "--month", "2026-10")

    done = run(home, "verify", "--full")

    assert done.exit_code == 0, done.output
    assert Months(home).open("2026-10").info.digest[:12] in done.output
