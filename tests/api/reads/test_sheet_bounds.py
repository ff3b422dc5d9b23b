"""Workbooks somebody uploads: small files that would take the memory of the machine are refused."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from api.lookup_files import XLSX, read_texts
from api.sheet_bounds import within_bounds
from graph.errors import InputError

NAME = "明远食品有限公司"


def book(*cells: tuple[int, int, str]) -> bytes:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as made:
        page = made.add_worksheet()
        for row, column, text in cells:
            page.write_string(row, column, text)
    return body.getvalue()


def changed(body: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The workbook with other bytes in one entry."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as archive, zipfile.ZipFile(made, "w") as packed:
        for entry in archive.infolist():
            content = archive.read(entry)
            packed.writestr(entry, content.replace(old, new) if entry.filename == name else content)
    return made.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_a_list_is_read_as_before() -> None:
    assert read_texts(book((0, 0, "企业名称"), (1, 0, NAME), (499, 3, "x")), XLSX) == (NAME,)


@pytest.mark.parametrize("corner", [(1_048_575, 16_383), (3_000, 16_383), (1_000_000, 2)])
def test_cells_in_far_corners_are_refused(corner: tuple[int, int]) -> None:
    body = book((0, 0, NAME), (*corner, "x"))

    assert len(body) < 10_000
    with pytest.raises(InputError, match="within 1000000 cells"):
        read_texts(body, XLSX)


def test_rows_and_cells_without_a_place_count_too() -> None:
    rows, cells = b"<row/>" * 4_000, b"<row>" + b"<c><v>1</v></c>" * 4_000 + b"</row>"
    body = changed(book((0, 0, NAME)), SHEET, b"</sheetData>", rows + cells + b"</sheetData>")

    with pytest.raises(InputError, match="within 1000000 cells"):
        read_texts(body, XLSX)


def test_one_long_text_in_many_cells_is_refused() -> None:
    body = book(*((row, 0, "明" * 30_000) for row in range(3_000)))

    with pytest.raises(InputError, match="within 1000000 cells"):
        read_texts(body, XLSX)


def test_a_sheet_in_another_prefix_is_measured() -> None:
    body = book((0, 0, NAME), (1_048_575, 16_383, "x"))
    for old, new in ((b"<row", b"<y:row"), (b"</row", b"</y:row"), (b"<c ", b"<y:c "), (b"</c>", b"</y:c>")):
        body = changed(body, SHEET, old, new)
    body = changed(body, SHEET, b"<worksheet ", b'<worksheet xmlns:y="urn:y" ')

    with pytest.raises(InputError, match="within 1000000 cells"):
        read_texts(body, XLSX)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<worksheet", b'<!DOCTYPE x [<!ENTITY e "1">]><worksheet'),
        (b"</worksheet>", b""),
    ],
    ids=["entities", "torn"],
)
def test_a_sheet_that_readers_take_differently_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(InputError, match="expected an XLSX file"):
        read_texts(changed(book((0, 0, NAME)), SHEET, old, new), XLSX)


def test_what_is_no_entry_of_a_workbook_is_not_passed_on() -> None:
    made = io.BytesIO(book((0, 0, NAME)))
    with zipfile.ZipFile(made, "a") as packed:
        packed.writestr("content.xml", b"<x/>")
        packed.writestr("xl/workbook.bin", b"x")

    with zipfile.ZipFile(io.BytesIO(within_bounds(b"in front" + made.getvalue()))) as kept:
        names = kept.namelist()

    assert SHEET in names
    assert not {"content.xml", "xl/workbook.bin"} & set(names)
