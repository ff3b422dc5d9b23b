"""Texts of an uploaded list: CSV in GBK or UTF-8, plain text, or XLSX.

The body is the file itself, not a form. It is read up to its bound and never written.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import anyio.to_thread
from fastapi import Request

from api.sheet_bounds import within_bounds
from graph.errors import InputError

MOST_BYTES = 1_048_576
MOST_TEXTS = 500
MAX_TEXT = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KINDS = ("text/csv", "text/plain", XLSX)
_HEADS = (
    "统一社会信用代码",
    "信用代码",
    "uscc",
    "credit_code",
    "注册号",
    "企业名称",
    "公司名称",
    "名称",
    "name",
)
"""Heads of the columns that name an enterprise, the surest first."""

FILE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in _KINDS},
    }
}


async def texts_of(request: Request) -> tuple[str, ...]:
    """Texts of the body of a request.

    Raises
    ------
    InputError
        If it is too long, of another kind, damaged, or holds too many texts.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in _KINDS:
        raise InputError(f"body: expected content-type {', '.join(_KINDS)}, got another one")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise InputError(f"body: expected at most {MOST_BYTES} bytes, got more; send the list in parts")
    return await anyio.to_thread.run_sync(read_texts, bytes(body), kind)


def read_texts(body: bytes, kind: str) -> tuple[str, ...]:
    """Texts of a file, in its order; empty ones are left out.

    Parameters
    ----------
    body : bytes
    kind : str
        text/csv, text/plain or that of XLSX.

    Raises
    ------
    InputError
        If the file is damaged, or holds none or too many texts.
    """
    if kind == XLSX:
        rows: Sequence[Sequence[str]] = _sheet(body)
    elif kind == "text/csv":
        rows = _delimited(_decoded(body))
    else:
        rows = [[line] for line in _decoded(body).splitlines()]
    found = _column(rows)
    if not found:
        raise InputError("body: expected at least one name or code, got none")
    if len(found) > MOST_TEXTS:
        raise InputError(f"body: expected at most {MOST_TEXTS} texts, got {len(found)}; send them in parts")
    if any(len(text) > MAX_TEXT for text in found):
        raise InputError(f"body: expected texts of at most {MAX_TEXT} signs, got a longer one")
    return tuple(found)


def _decoded(body: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("body: expected UTF-8 or GBK text, got neither")


def _delimited(text: str) -> list[list[str]]:
    if "\0" in text:
        raise InputError("body: expected text, got binary data; say the right content-type")
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputError("body: expected a CSV file, got one that breaks off in a cell") from error


def _sheet(body: bytes) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(within_bounds(body))).get_sheet_by_index(0)
        return [[_cell(value) for value in row] for row in sheet.to_python()]
    except (CalamineError, ValueError, IndexError) as error:
        raise InputError("body: expected an XLSX file, got one that cannot be read") from error


def _cell(value: object) -> str:
    """Text of a cell; a number that Excel made of a code is a whole number again."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _column(rows: Sequence[Sequence[str]]) -> list[str]:
    """Texts of the column that names an enterprise: by its head, else the first."""
    rows = [row for row in rows if any(text.strip() for text in row)]
    if not rows:
        return []
    heads = [text.strip().lower() for text in rows[0]]
    chosen = next((heads.index(head) for head in _HEADS if head in heads), None)
    body, place = (rows, 0) if chosen is None else (rows[1:], chosen)
    texts = (row[place].strip() for row in body if place < len(row))
    return [text for text in texts if text]
