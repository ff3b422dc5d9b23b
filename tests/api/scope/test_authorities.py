"""The dated tree of supervising authorities, its files and its loads."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.security.authorities import Authority, AuthorityTree, checked
from api.security.authority_book import AuthorityBook
from api.security.authority_files import read_authorities
from graph.errors import InputError

ROWS = (
    Authority(code="P", name="省局"),
    Authority(code="C1", name="甲市局", parent="P"),
    Authority(code="C2", name="乙市局", parent="P"),
    Authority(code="D1", name="甲一区局", parent="C1"),
    Authority(code="Z1", name="开发区局", parent="C1", valid_from=date(2026, 3, 1)),
    Authority(
        code="D9", name="旧区局", parent="C2", valid_to=date(2025, 7, 1), succeeded_by="D1", valid_from=None
    ),
)
TODAY = date(2026, 10, 31)


def test_an_authority_sees_itself_and_everything_under_it() -> None:
    tree = AuthorityTree(ROWS, TODAY)

    assert tree.under("C2") == {"C2"}
    assert tree.under("P") == {"P", "C1", "C2", "D1", "Z1", "D9"}


def test_who_took_another_over_sees_what_older_months_wrote_under_it() -> None:
    assert "D9" in AuthorityTree(ROWS, TODAY).under("D1")
    assert "D9" not in AuthorityTree(ROWS, TODAY).under("C2")
    assert "D9" in AuthorityTree(ROWS, date(2025, 1, 1)).under("C2")


def test_an_authority_that_is_not_founded_yet_is_nobody() -> None:
    before = AuthorityTree(ROWS, date(2026, 2, 28))

    assert before.under("C1") == {"C1", "D1", "D9"}
    assert before.name_of("Z1") is None


def test_an_unknown_code_stands_for_itself() -> None:
    assert AuthorityTree(ROWS, TODAY).under("X") == {"X"}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [Authority(code="A", name="a", parent="B"), Authority(code="B", name="b", parent="A")],
            "above itself",
        ),
        ([Authority(code="A", name="a", parent="B")], "parent of A"),
        ([Authority(code="A", name="a"), Authority(code="A", name="b")], "twice in force"),
        ([Authority(code="A", name="")], "a code and a name"),
        ([Authority(code="A", name="a", succeeded_by="A")], "the day it ended"),
        (
            [
                Authority(code="A", name="a", valid_to=date(2025, 1, 1)),
                Authority(code="B", name="b", parent="A"),
            ],
            "not in force on 2025-01-01",
        ),
        (
            [Authority(code="A", name="a", valid_from=date(2025, 1, 1), valid_to=date(2025, 1, 1))],
            "a day after",
        ),
    ],
)
def test_what_is_no_dated_tree_is_refused(rows: list[Authority], said: str) -> None:
    with pytest.raises(InputError, match=said):
        checked(rows)


def test_the_newest_load_is_in_force_and_the_same_again_adds_nothing(state_place: Path | str) -> None:
    book = AuthorityBook(state_place)
    first = book.load(ROWS, "operator")

    assert book.load(ROWS, "operator") == first
    assert book.load(ROWS[:3], "operator").number == first.number + 1
    assert book.tree(TODAY).under("P") == {"P", "C1", "C2"}


def test_a_table_comes_as_csv_in_utf8_or_gbk_and_as_yaml(tmp_path: Path) -> None:
    text = "code,parent,name,valid_to,succeeded_by\nP,,省局,,\nD9,P,旧区局,2025-07-01,D1\nD1,P,甲区局,,\n"
    (tmp_path / "a.csv").write_bytes(text.encode("utf-8-sig"))
    (tmp_path / "b.csv").write_bytes(text.encode("gb18030"))
    (tmp_path / "c.yaml").write_text(
        "authorities:\n- {code: P, name: 省局}\n"
        "- {code: D9, parent: P, name: 旧区局, valid_to: 2025-07-01, succeeded_by: D1}\n"
        "- {code: D1, parent: P, name: 甲区局}\n",
        encoding="utf-8",
    )

    read = [read_authorities(tmp_path / name) for name in ("a.csv", "b.csv", "c.yaml")]

    assert read[0] == read[1] == read[2]
    assert read[0][1].succeeded_by == "D1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,name,colour\nP,x,red\n", "line 1"),
        ("code,name\nP,\n", "line 2: name"),
        ("code,name,valid_from\nP,x,yesterday\n", "line 2: valid_from"),
        ("code,name\n'; DROP TABLE audit,x\n", "line 2: code"),
    ],
)
def test_a_wrong_line_is_named_without_its_value(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match=said) as caught:
        read_authorities(tmp_path / "a.csv")

    assert "DROP" not in str(caught.value)
    assert "yesterday" not in str(caught.value)


def test_the_commands_load_and_list_a_tree_and_leave_their_rows(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("code,parent,name\nP,,省局\nC1,P,甲市局\n", encoding="utf-8")
    home = ["--home", str(tmp_path / "home")]

    done = [
        CliRunner().invoke(app, [*home, *words])
        for words in (
            ["authorities", "load", str(tmp_path / "a.csv")],
            ["authorities", "list"],
            ["audit", "list"],
            ["audit", "verify"],
            ["audit", "archive"],
        )
    ]

    assert [found.exit_code for found in done] == [0] * 5, done
    assert "甲市局" in done[1].output
    assert "authorities.loaded" in done[2].output
    assert "完整" in done[3].output
