"""Text of data is never run, parsed or hidden by what opens a file."""

import csv
import io
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exports.safe_text import csv_cell, pdf_text, plain, shortened, text_width, xml_text

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    "\u200b=1",
    "\ufeff=1",
    "|calc",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_begins_with_an_apostrophe(text: str) -> None:
    assert csv_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["甲厂", "91000101MA24YGB462", "a=b", "云市监罚〔2026〕647号"])
def test_an_ordinary_text_stays_as_it_is(text: str) -> None:
    assert csv_cell(text) == text


@pytest.mark.parametrize("text", ["000101", "916590010000000000"])
def test_digits_that_a_spreadsheet_would_spoil_stay_text(text: str) -> None:
    assert csv_cell(text) == f"'{text}"


@pytest.mark.parametrize(("value", "cell"), [(None, ""), (-3.5, "-3.5"), (0, "0"), (True, "1")])
def test_numbers_stay_numbers_and_unknown_is_empty(value: object, cell: str) -> None:
    assert csv_cell(value) == cell


@given(st.text(max_size=30))
def test_no_text_at_all_begins_as_a_formula_or_breaks_its_line(text: str) -> None:
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerow([csv_cell(text), "end"])

    rows = list(csv.reader(io.StringIO(file.getvalue(), newline="")))

    assert len(rows) == 1
    assert rows[0][1] == "end"
    assert rows[0][0].lstrip()[:1] not in {"=", "+", "-", "@", "\t", "\r"}


@given(st.text(max_size=40))
def test_any_text_is_one_text_in_xml(text: str) -> None:
    element = fromstring(f'<t a="{xml_text(text)}">{xml_text(text)}</t>')

    assert (element.text or "") == plain(text)
    assert element.get("a") == plain(text)
    assert len(element) == 0


def test_signs_that_hide_or_turn_text_are_dropped() -> None:
    assert plain("甲\u202e厂\u200b\x00 乙\n丙") == "甲厂 乙 丙"


def test_a_sign_beyond_the_font_is_marked_and_not_garbled() -> None:
    assert pdf_text("𠮷野") == "〓野"


def test_a_shortened_text_fits_and_says_that_some_is_missing() -> None:
    assert shortened("甲乙丙丁", 4) == "甲乙丙丁"
    assert shortened("甲乙丙丁戊", 4) == "甲乙丙…"
    assert text_width("甲a") == pytest.approx(1.56)
