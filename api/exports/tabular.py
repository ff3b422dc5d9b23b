"""Tables as files for spreadsheets: CSV that Excel opens as it is, XLSX in constant memory.

Cells are guarded the same way in both: a text never becomes a formula.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from api.exports.safe_text import csv_cell, plain
from api.exports.stamp import ContentHash, Made, Stamp
from graph.disk import disk_full_as_error

Cell: TypeAlias = "str | int | float | date | None"
Row: TypeAlias = "Sequence[Cell]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Head and form of a column; ``width`` in signs, ``form`` a number format of Excel."""

    head: str
    width: int = 14
    form: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One sheet: name, columns, rows that are gone through once."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Row]


def write_csv(
    path: Path, table: Table, stamp: Stamp, notes: Sequence[tuple[str, str]], truncated: bool
) -> Made:
    """UTF-8 with a byte order mark, CRLF; the facts of the stamp stand under the rows."""
    content = ContentHash()
    count = 0
    with (
        disk_full_as_error("the export", path.parent),
        path.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        out = csv.writer(file, lineterminator="\r\n")
        out.writerow([csv_cell(column.head) for column in table.columns])
        for row in table.rows:
            content.add(row)
            out.writerow([csv_cell(cell) for cell in row])
            count += 1
        sha256 = content.hexdigest()
        out.writerow([])
        for name, value in (*notes, *stamp.facts(sha256)):
            out.writerow([csv_cell(name), csv_cell(value)])
    return Made(rows=count, truncated=truncated, content_sha256=sha256)


def write_xlsx(
    path: Path, tables: Sequence[Table], stamp: Stamp, notes: Sequence[tuple[str, str]], truncated: bool
) -> Made:
    """One sheet a table and one of the facts of the stamp; rows go to disk as they come."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    content = ContentHash()
    count = 0
    # In constant memory, with texts kept as texts: none becomes a formula, a link or a number.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    with disk_full_as_error("the export", path.parent):
        book = xlsxwriter.Workbook(str(path), options)
        try:
            book.set_properties(
                {"title": "Guanlian", "author": plain(stamp.operator), "created": stamp.zip_time}
            )
            for table in tables:
                count += _sheet(book, table, stamp, content)
            sha256 = content.hexdigest()
            said = Table(
                name=stamp.word("说明", "about"),
                columns=(Column(head=stamp.word("项目", "item"), width=24), Column(head="", width=90)),
                rows=(*notes, *stamp.facts(sha256)),
            )
            _sheet(book, said, stamp, ContentHash())
        finally:
            # Rows lie in files of their own until then: they are let go of whatever happened.
            try:
                book.close()
            except FileCreateError as error:
                cause = error.args[0] if error.args else None
                raise (cause if isinstance(cause, OSError) else OSError(str(error))) from error
    return Made(rows=count, truncated=truncated, content_sha256=sha256)


def _sheet(book: Any, table: Table, stamp: Stamp, content: ContentHash) -> int:
    sheet = book.add_worksheet(table.name[:31])
    bold = book.add_format({"bold": True, "bg_color": "#e8ecf1", "border": 1, "text_wrap": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    forms = [book.add_format({"num_format": one.form}) if one.form else None for one in table.columns]
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width)
    for number, column in enumerate(table.columns):
        sheet.write_string(0, number, column.head, bold)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L{_print(stamp.data)}&C{_print(stamp.watermark)}&R&P / &N")
    line = 0
    for line, row in enumerate(table.rows, start=1):
        content.add(row)
        for number, cell in enumerate(row):
            if cell is None:
                continue
            if isinstance(cell, str):
                sheet.write_string(line, number, plain(cell)[:32_000])
            elif isinstance(cell, date):
                sheet.write_datetime(line, number, cell, day)
            else:
                sheet.write_number(line, number, cell, forms[number])
    if line:
        sheet.autofilter(0, 0, line, len(table.columns) - 1)
    return line


def _print(text: str) -> str:
    """Text for a printed foot, where an ampersand begins a command."""
    return plain(text).replace("&", "&&")[:80]


def chunks(total: int, size: int = 10_000) -> Iterator[tuple[int, int]]:
    """Begin and end of slices of at most ``size``."""
    for start in range(0, total, size):
        yield start, min(start + size, total)
