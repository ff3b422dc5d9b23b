"""Sheets are read a run of rows at a time, from their first column on, up to a set size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from graph.ingest.column_files import SpreadsheetFile
from graph.ingest.limits import limits
from graph.ingest.reading import FileRejectedError
from graph.ingest.rows import Chunk
from graph.ingest.sheet_extent import SheetExtent


def sheet(path: Path, cells: dict[tuple[int, int], Any]) -> Path:
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("a")
    for (row, column), value in cells.items():
        page.write(row, column, value)
    book.close()
    return path


def chunks(opened: SpreadsheetFile, *columns: str) -> list[Chunk]:
    return [one.chunk for one in opened.read(columns) if one.chunk is not None]


def test_a_sheet_that_begins_in_another_column_keeps_its_columns_and_lines(tmp_path: Path) -> None:
    path = sheet(tmp_path / "s.xlsx", {(0, 1): "h1", (0, 2): "h2", (2, 1): "x", (3, 2): 5.0})
    opened = SpreadsheetFile(path, 0, limits())
    assert opened.header == ("", "h1", "h2")
    (found,) = chunks(opened, "h1", "h2")
    assert found.lines.tolist() == [3, 4]
    assert found.columns["h1"].to_pylist() == ["x", None]
    assert found.columns["h2"].to_pylist() == [None, "5"]


def test_rows_come_in_runs_and_can_be_read_twice(tmp_path: Path) -> None:
    cells: dict[tuple[int, int], Any] = {(0, 0): "h", **{(row, 0): row for row in range(1, 6)}}
    opened = SpreadsheetFile(
        sheet(tmp_path / "s.xlsx", cells), 0, limits().model_copy(update={"batch_rows": 2})
    )
    runs = [one.columns["h"].to_pylist() for one in chunks(opened, "h")]
    assert runs == [["1", "2"], ["3", "4"], ["5"]]
    assert [one.columns["h"].to_pylist() for one in chunks(opened, "h")] == runs


def test_a_sheet_above_the_limit_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = sheet(tmp_path / "s.xlsx", {(0, 0): "h", (3, 0): 1})
    with pytest.raises(FileRejectedError, match="at most 3 rows in a sheet, got 4; save the sheet as CSV"):
        SpreadsheetFile(path, 0, limits().model_copy(update={"spreadsheet_rows": 3}))
    assert SpreadsheetFile(path, 0, limits().model_copy(update={"spreadsheet_rows": 4})).header == ("h",)


def test_one_cell_far_outside_the_table_is_refused_before_it_takes_the_memory(tmp_path: Path) -> None:
    path = sheet(tmp_path / "s.xlsx", {(0, 0): "h", (1, 0): "x", (250_000, 16_383): "y"})
    with pytest.raises(FileRejectedError, match="clear what stands far outside the table"):
        SpreadsheetFile(path, 0, limits())


def test_cells_without_a_value_may_lie_anywhere(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "s.xlsx")
    page = book.add_worksheet("a")
    page.write(0, 0, "h")
    page.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    book.close()
    assert SpreadsheetFile(tmp_path / "s.xlsx", 0, limits()).header == ("h",)


def test_cells_without_a_place_stand_beside_the_one_before_them() -> None:
    extent = SheetExtent()
    row = b'<row><c r="B1"><v>1</v></c><c/>' + b"<c><v>1</v></c>" * 3 + b"</row>"
    extent.measure((b"<sheet><row r='7'/>", row * 3, b"</sheet>"), texts=False)
    assert (extent.rows, extent.columns, extent.box) == (10, 6, 60)


def test_a_workbook_is_never_unpacked_beyond_the_bound(tmp_path: Path) -> None:
    path = sheet(tmp_path / "s.xlsx", {(0, 0): "h", (1, 0): "x" * 30_000})
    with pytest.raises(FileRejectedError, match="unpack to at most 20,000 bytes, got more"):
        SpreadsheetFile(path, 0, limits().model_copy(update={"spreadsheet_bytes": 20_000}))


def test_an_empty_sheet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRejectedError, match="empty sheet"):
        SpreadsheetFile(sheet(tmp_path / "s.xlsx", {}), 0, limits())
