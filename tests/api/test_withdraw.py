"""``guanlian withdraw``: a fact that may not count is gone from the month in force, for neighbours too."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app
from graph.arrays import Frame
from graph.domain import FactKind
from graph.store.embedded.store import EmbeddedStore
from scoring.results import Months
from scoring.withdrawals import Withdrawal, status_rows
from tests.ingest_cases import SALT
from tests.published_months import copy_home, make_month
from tests.withdrawn_facts import WHOLE, A, B, C, home_of, never_saw_it, published, without

GIVEN = {
    "--ground": "revoked",
    "--document": "doc 5",
    "--organ": "city bureau",
    "--author": "u1",
    "--approver": "u2",
    "--day": "2026-11-03",
}


def run(home: Path, *facts: str, **changed: str) -> Any:
    """Result of the command."""
    options = GIVEN | {f"--{name.replace('_', '-')}": value for name, value in changed.items()}
    words = [word for pair in options.items() for word in pair]
    return CliRunner().invoke(app, ["--home", str(home), "withdraw", *facts, *words, "--json"])


def withdrawn(home: Path, *facts: str, **changed: str) -> dict[str, Any]:
    """Answer of the command that succeeded."""
    done = run(home, *facts, **changed)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home with October published; never written to."""
    return published(tmp_path_factory.mktemp("october"))


@pytest.fixture(autouse=True)
def _salt_of_the_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command finds the salt that the homes were loaded with."""
    monkeypatch.setenv("GUANLIAN_IDENTITY__SALT", SALT.decode())


@pytest.fixture
def home(october: Path, tmp_path: Path) -> Path:
    """A copy to write to."""
    return copy_home(october, tmp_path / "home")


def assert_equal_months(one: Path, other: Path) -> None:
    """Everything that is computed is equal, enterprise by enterprise."""
    paths = [Months(home).open("2026-10").path for home in (one, other)]
    for name in ("scores", "measures", "lines", "clusters", "members", "pairs"):
        first, second = (Frame.read(path / f"{name}.arrow") for path in paths)
        assert list(first) == list(second)
        for column in first:
            values = [
                frame.numbers(column).tobytes()
                if hasattr(frame[column], "dtype")
                else frame.text(column).to_pylist()
                for frame in (first, second)
            ]
            assert values[0] == values[1], (name, column)


WITHOUT_PART = without("i1")
WITHOUT_PART["records.csv"] = WITHOUT_PART["records.csv"].replace(
    "fine,2026-05-01,2026-05-02,4", "warning,2026-05-01,2026-05-02,1"
)
"""What is left of r1 is its warning, of severity 1."""

CASES = [
    pytest.param("r1", {"ground": "revoked"}, without("r1"), id="XJ art. 10(1) record"),
    pytest.param("t1", {"ground": "declared_wrong", "kind": "tie"}, without("t1"), id="XJ art. 10(3) tie"),
    pytest.param(
        "t2", {"ground": "void_from_start", "kind": "tie"}, without("t2"), id="XJ art. 10(3) branch"
    ),
    pytest.param("r2", {"ground": "objection"}, without("r2"), id="XJ art. 10(4) record"),
    pytest.param("f1", {"ground": "barred", "kind": "filing"}, without("f1"), id="XJ art. 10(5) filing"),
    pytest.param(
        f"{A}#established_on",
        {"ground": "declared_wrong", "kind": "attribute"},
        WHOLE
        | {
            "enterprises.csv": WHOLE["enterprises.csv"].replace(
                f"{A},甲,operating,2020-01-01", f"{A},甲,operating,"
            )
        },
        id="XJ art. 10(3) attribute",
    ),
    pytest.param("t1", {"ground": "barred", "kind": "tie"}, without("t1"), id="XJ art. 10(5) tie"),
    pytest.param("f1", {"ground": "objection", "kind": "filing"}, without("f1"), id="XJ art. 10(4) filing"),
    pytest.param(
        "r1", {"ground": "partly_revoked", "item": "i1"}, WITHOUT_PART, id="XJ art. 10(1) part of a record"
    ),
]


@pytest.mark.parametrize(("fact", "options", "files"), CASES)
def test_xj_art_10_a_withdrawn_fact_leaves_the_month_that_never_saw_it(
    fact: str, options: dict[str, str], files: dict[str, str], home: Path, tmp_path: Path
) -> None:
    answer = withdrawn(home, fact, **options)

    assert answer["revision"] == 2
    assert_equal_months(home, never_saw_it(tmp_path / "other", files, home))


def test_a_repaired_record_counts_no_more_and_is_shown(home: Path) -> None:
    before = Months(home).open("2026-10").enterprise(A).model_score

    answer = withdrawn(home, "r1", ground="credit_repaired")

    after = Months(home).open("2026-10")
    assert answer["way"] == "delta"
    assert (after.enterprise(A).model_score or 0) < (before or 0)
    assert after.receipt(A).repaired_facts == 1


@pytest.mark.parametrize(
    ("fact", "kind", "way"),
    [("r1", "record", "delta"), ("f1", "filing", "delta"), ("t1", "tie", "delta"), ("t2", "tie", "full")],
)
def test_the_answer_says_how_the_revision_was_made(fact: str, kind: str, way: str, home: Path) -> None:
    answer = withdrawn(home, fact, kind=kind, ground="barred")

    assert answer["way"] == way
    assert (answer["why_full"] is None) is (way == "delta")


def test_the_difference_says_who_moved_and_neighbours_are_among_them(home: Path) -> None:
    before = Months(home).open("2026-10")
    old = {firm: before.enterprise(firm).score for firm in (A, B)}

    answer = withdrawn(home, "r1", "r2")

    moved = {one["enterprise_id"]: (one["score_before"], one["score_after"]) for one in answer["moved"]}
    after = Months(home).open("2026-10")
    assert {A, B} <= set(moved)
    assert moved[A] == (old[A], after.enterprise(A).score)
    assert moved[B] == (old[B], after.enterprise(B).score)


def test_older_receipts_of_the_touched_are_void_and_new_ones_are_not(home: Path) -> None:
    withdrawn(home, "r1")

    months = Months(home)
    void = months.open("2026-10", 1).receipt(B).void
    assert [(one.fact_id, one.article, one.document_no, one.revision) for one in void] == [
        ("r1", "XJ art. 10(1)", "doc 5", 2)
    ]
    assert months.open("2026-10", 2).receipt(B).void == ()


def test_receipts_that_the_fact_never_touched_stay(home: Path) -> None:
    withdrawn(home, "f2", kind="filing", ground="barred")

    assert Months(home).open("2026-10", 1).receipt(C).void == ()


def test_receipts_of_an_older_month_that_knew_the_fact_are_void(october: Path, tmp_path: Path) -> None:
    home = published(tmp_path, month="2026-09")
    make_month(home, "2026-10")

    answer = withdrawn(home, "r1")

    assert answer["voided"] == ["2026-09 r001", "2026-10 r001"]
    assert Months(home).open("2026-09").receipt(A).void


def test_the_same_withdrawal_again_changes_nothing(home: Path) -> None:
    first = withdrawn(home, "r1")

    assert withdrawn(home, "r1") == first
    assert [info.revision for info in Months(home).list()] == [1, 2]


@pytest.mark.parametrize(
    ("fact", "options", "told"),
    [
        ("r1", {"approver": "U1"}, "approver who is not the author"),
        ("r1", {"document": ""}, "expected document"),
        ("r1", {"organ": " "}, "expected organ"),
        ("r1", {"ground": "mercy"}, "expected one of revoked"),
        ("r1", {"ground": "changed"}, "expected --replaced-by"),
        ("r1", {"ground": "partly_revoked"}, "expected --item"),
        ("r1", {"ground": "partly_revoked", "item": "i9"}, "counts nowhere"),
        ("r9", {}, "counts nowhere"),
        ("t1", {"kind": "tie", "ground": "changed"}, "expected a record"),
        (f"{A}#nothing", {"kind": "attribute"}, "counts nowhere"),
        ("r1", {"day": "2026-10-31"}, "a --day after 2026-10-31"),
        ("r1", {"effective": "2026-11-04"}, "take effect by 2026-11-03"),
    ],
)
def test_a_wrong_withdrawal_is_refused_and_nothing_written(
    fact: str, options: dict[str, str], told: str, home: Path
) -> None:
    before = EmbeddedStore(home).state()

    refused = run(home, fact, **options)

    assert refused.exit_code == 1
    assert told in refused.output
    assert EmbeddedStore(home).state() == before
    assert [info.revision for info in Months(home).list()] == [1]


def test_the_revision_is_made_again_with_the_same_digest(home: Path) -> None:
    withdrawn(home, "r1")

    done = CliRunner().invoke(app, ["--home", str(home), "verify", "--full"])

    assert done.exit_code == 0, done.output


def test_xj_art_10_4_a_lifted_objection_lets_the_fact_count_again(home: Path, tmp_path: Path) -> None:
    withdrawn(home, "r1", ground="objection")

    answer = withdrawn(
        home, "r1", ground="objection", effective="2026-11-03", ends="2026-11-09", day="2026-11-10"
    )

    assert answer["revision"] == 3
    assert answer["voided"] == []
    assert {A, B} <= {one["enterprise_id"] for one in answer["moved"]}
    assert_equal_months(home, never_saw_it(tmp_path / "other", WHOLE, home))
    assert Months(home).open("2026-10").receipt(A).void == ()


def test_xj_art_10_4_an_objection_in_force_at_the_first_publication_is_lifted_by_a_full_run(
    tmp_path: Path,
) -> None:
    objected = date(2026, 9, 20)
    objection = Withdrawal(
        fact_kind=FactKind.RECORD,
        fact_id="r1",
        item_id=None,
        ground="objection",
        effective_on=objected,
        known_on=objected,
        source_organ="city bureau",
        document_no="doc 5",
        author="u1",
        approver="u2",
    )
    files = WHOLE | {"fact_statuses.csv": status_rows([objection])}
    home = published(tmp_path / "one", files)

    answer = withdrawn(
        home, "r1", ground="objection", effective=str(objected), ends="2026-11-09", day="2026-11-10"
    )

    assert (answer["way"], answer["revision"]) == ("full", 2)
    assert "its fact counts again" in answer["why_full"]
    assert_equal_months(home, never_saw_it(tmp_path / "other", WHOLE, home))


def test_xj_art_10_2_the_replacement_of_a_changed_record_counts(home: Path, tmp_path: Path) -> None:
    withdrawn(home, "r1", ground="changed", replaced_by="r2")

    assert_equal_months(home, never_saw_it(tmp_path / "other", without("r1"), home))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"ends": "2026-11-09", "day": "2026-11-10"}, "expected an end after 2026-11-10"),
        ({"ends": "2026-11-09", "day": "2026-11-10", "effective": "2026-11-02"}, "is not withdrawn by"),
        (
            {"ends": "2026-11-09", "day": "2026-11-10", "effective": "2026-11-03", "ground": "revoked"},
            "expected one that can be lifted",
        ),
    ],
)
def test_a_wrong_lifting_is_refused(options: dict[str, str], told: str, home: Path) -> None:
    withdrawn(home, "r1", ground="objection")

    refused = run(home, "r1", **{"ground": "objection", **options})

    assert refused.exit_code == 1
    assert told in refused.output
    assert len(Months(home).list()) == 2


def test_a_preliminary_month_is_not_revised(tmp_path: Path) -> None:
    home = home_of(tmp_path, WHOLE)
    make_month(home, "2026-10", today=date(2026, 10, 20), preliminary=True)

    refused = run(home, "r1")

    assert refused.exit_code == 1
    assert "is preliminary" in refused.output
    assert len(EmbeddedStore(home).state().batches) == 1
