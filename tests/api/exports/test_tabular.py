"""Spreadsheets: CSV that Excel opens as it is, XLSX without formulas, the month counted by hand."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook

from api import month_reads
from api.exports.industries import sections
from api.exports.month_book import _by, _grouped, month_xlsx
from api.exports.receipt_rows import path_text, receipt_table
from api.exports.tabular import Column, Table, write_csv, write_xlsx
from api.security.viewer import TERMINAL
from tests.api.exports.conftest import FULL_NAME
from tests.api.exports.test_network_svg import task
from tests.recording_months import FACTOR_WORD

EVIL_ROWS = [('=HYPERLINK("http://a")', "\t=1", -2.5), ("https://b", "+1", 3)]
COLUMNS = (Column(head="名称"), Column(head="文本"), Column(head="数", form="0.00"))


def table(rows: Sequence[Sequence[Any]]) -> Table:
    return Table(name="表", columns=COLUMNS, rows=rows)


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_csv_has_a_byte_order_mark_and_guarded_cells(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", table(EVIL_ROWS), task(tmp_path / "x").stamp, [], False)

    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1:3] == [['\'=HYPERLINK("http://a")', "' =1", "-2.5"], ["https://b", "'+1", "3"]]


def test_every_file_says_purpose_operator_data_date_and_hash_below_its_rows(tmp_path: Path) -> None:
    made = write_csv(tmp_path / "a.csv", table(EVIL_ROWS), task(tmp_path / "x").stamp, [], False)

    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    for told in ("用途,线索核查", "操作人,terminal", "数据截止日,2026-10-28", made.content_sha256):
        assert told in text, told


def test_a_workbook_holds_texts_and_numbers_and_no_formula_or_link(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", [table(EVIL_ROWS)], task(tmp_path / "x").stamp, [], False)

    rows = sheets(tmp_path / "a.xlsx")["表"]
    assert rows[1] == ['=HYPERLINK("http://a")', " =1", -2.5]
    with ZipFile(tmp_path / "a.xlsx") as file:
        content = b"".join(file.read(name) for name in file.namelist() if "sheet" in name)
    assert b"<f>" not in content
    assert b"hyperlink" not in content.lower().replace(b"=hyperlink", b"")


def test_rows_that_fail_leave_no_open_file(tmp_path: Path) -> None:
    def broken() -> Any:
        yield ("a", "b", 1)
        raise RuntimeError("rows")

    with pytest.raises(RuntimeError, match="rows"):
        write_xlsx(tmp_path / "a.xlsx", [table(broken())], task(tmp_path / "x").stamp, [], False)


def test_the_hash_is_of_what_is_told(tmp_path: Path) -> None:
    stamp = task(tmp_path / "x").stamp
    one, same, other = (
        write_csv(tmp_path / f"{number}.csv", table(rows), stamp, [], False).content_sha256
        for number, rows in enumerate((EVIL_ROWS, EVIL_ROWS, EVIL_ROWS[:1]))
    )

    assert one == same
    assert one != other


def test_classes_are_counted_by_group_with_their_change() -> None:
    """Group 0: A A D now, A B D before; group 1: C now, none before; 4 stands for none."""
    groups, now, before = (
        np.array(values, np.int64) for values in ([0, 0, 0, 1], [0, 0, 3, 2], [0, 1, 3, 4])
    )

    first, second = _grouped(["甲", "乙"], groups, now, before)

    assert first == ("甲", 3, 3, 2, 0, 0, 1, 1, -1, 0, 0, pytest.approx(1 / 3), 0, 0, 1)
    assert second == ("乙", 1, 1, 0, 0, 1, 0, None, None, None, None, 0.0, None, None, None)


def test_groups_come_by_name_and_the_unknown_last(tmp_path: Path) -> None:
    stamp = task(tmp_path / "x").stamp
    keys = pa.array(["b", None, "a"], pa.large_string())
    zeros = np.zeros(3, np.int64)

    made = _by("n", "h", keys, zeros, zeros, stamp, str.upper)

    assert [row[0] for row in made.rows] == ["A", "B", "（未知）"]


def test_the_month_counts_only_the_own_area(tmp_path: Path) -> None:
    viewer = replace(TERMINAL, authorities=frozenset({"SA1"}))
    month_xlsx(replace(task(tmp_path / "a.xlsx", viewer=viewer), subject=None))

    found = sheets(tmp_path / "a.xlsx")
    assert found["总体"][1][:7] == ["全部", 1, 1, 0, 0, 1, 0]
    assert [row[0] for row in found["按监管机关"][1:]] == ["SA1"]


def test_authorities_are_named_where_they_are_known(tmp_path: Path) -> None:
    named = replace(task(tmp_path / "a.xlsx"), subject=None, authority_name={"SA1": "甲所"}.get)
    month_xlsx(named)

    heads = [row[0] for row in sheets(tmp_path / "a.xlsx")["按监管机关"][1:]]
    assert heads == ["甲所（SA1）", "SA2", "（未知）"]


@pytest.mark.parametrize(
    ("division", "letter"), [("01", "A"), ("43", "C"), ("44", "D"), ("97", "T"), ("98", None), ("x", None)]
)
def test_a_division_is_of_one_section(division: str, letter: str | None) -> None:
    found = sections().of_division(division)

    assert (None if found is None else found[0]) == letter


def test_a_receipt_names_path_and_masked_person(tmp_path: Path) -> None:
    made = task(tmp_path / "x")
    answer = month_reads.receipt(made.reading, "E1")

    found, notes = receipt_table(answer, made.stamp)
    row = next(iter(found.rows))

    assert row[1] == FACTOR_WORD.zh
    assert row[6] == "张*"
    assert row[11] == "张* →字 60%→ 某路1号"
    assert ("类别", "C") in notes
    assert FULL_NAME not in str(row)
    part = answer.receipt.lines[0].part
    assert part is not None
    ended = part.model_copy(update={"path": (part.path[0].model_copy(update={"ended_decay": 0.5}),)})
    assert "已终止" in path_text(ended, answer.labels, made.stamp)
