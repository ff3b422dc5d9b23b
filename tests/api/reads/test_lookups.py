"""Lists of names and codes: pasted, or uploaded as a file of any form."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter

from api.lookup_files import MOST_BYTES, XLSX
from api.routes.base import PREFIX
from tests.http_client import Client


def test_a_list_tells_found_ambiguous_and_unmatched(client: Client, firms: list[dict[str, Any]]) -> None:
    texts = [firms[0]["id"], firms[1]["name"], "没有这家企业有限公司", " " + firms[2]["id"].lower() + " "]

    answer = client.post(f"{PREFIX}/lookups", json={"texts": texts}).json()

    assert [row["state"] for row in answer["rows"]][0::2] == ["found", "unmatched"]
    assert answer["rows"][3]["enterprise"]["id"] == firms[2]["id"]
    assert answer["found"] + answer["ambiguous"] + answer["unmatched"] == answer["total"] == 4
    assert answer["rows"][0]["risk_class"] == answer["rows"][0]["enterprise"]["risk_class"]
    assert answer["rows"][0]["text"] == texts[0]


def sheet(rows: list[list[str]]) -> bytes:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return body.getvalue()


@pytest.mark.parametrize("form", ["csv-utf8", "csv-gbk", "tab", "txt", "xlsx"])
def test_files_of_every_form_are_read_alike(client: Client, firms: list[dict[str, Any]], form: str) -> None:
    rows = [["序号", "企业名称"], *([str(number), firms[number]["name"]] for number in range(3))]
    text = "\r\n".join(("\t" if form == "tab" else ",").join(row) for row in rows)
    body, kind = {
        "csv-utf8": (b"\xef\xbb\xbf" + text.encode(), "text/csv"),
        "csv-gbk": (text.encode("gb18030"), "text/csv; charset=gbk"),
        "tab": (text.encode(), "text/csv"),
        "txt": ("\n".join(row[1] for row in rows[1:]).encode(), "text/plain"),
        "xlsx": (sheet(rows), XLSX),
    }[form]

    answer = client.post(f"{PREFIX}/lookups/file", content=body, headers={"content-type": kind})

    assert answer.status_code == 200, answer.text
    assert [row["text"] for row in answer.json()["rows"]] == [firms[number]["name"] for number in range(3)]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "text/csv"),
        (b"\xff\xfe\x00", "text/plain"),
        (b"PK\x03\x04broken", XLSX),
        (b"no sheet", XLSX),
        (b"a\x00b", "text/csv"),
        ("\n".join("甲" for _ in range(501)).encode(), "text/plain"),
        (("甲" * 201).encode(), "text/plain"),
        (b"x", "application/json"),
        (b"x", "multipart/form-data"),
        (b"a\n" * (MOST_BYTES // 2 + 1), "text/plain"),
        (b'"open\n' * 3, "text/csv"),
    ],
)
def test_files_that_are_none_are_refused(client: Client, body: bytes, kind: str) -> None:
    answer = client.post(f"{PREFIX}/lookups/file", content=body, headers={"content-type": kind})

    assert answer.status_code in (413, 422), answer.text
    assert answer.json()["code"] in ("input_invalid", "body_too_large")


@pytest.mark.parametrize("texts", [[], ["x"] * 501, ["x" * 201], ["x", 5], "x", None])
def test_lists_out_of_bounds_are_refused(client: Client, texts: Any) -> None:
    answer = client.post(f"{PREFIX}/lookups", json={"texts": texts})

    assert (answer.status_code, answer.json()["code"]) == (422, "input_invalid")
