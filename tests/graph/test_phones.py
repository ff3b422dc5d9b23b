import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.phones import normalise_email, normalise_phone, normalise_phones


@pytest.mark.parametrize(
    "spelling",
    [
        "13912345670",
        "139-1234-5670",
        "+86 139 1234 5670",
        "0086-13912345670",
        "86 13912345670",
        "１３９１２３４５６７０",
        "013912345670",
        "手机:13912345670",
    ],
)
def test_spellings_of_one_mobile_are_one_number(spelling: str) -> None:
    assert normalise_phone(spelling) == "13912345670"


@pytest.mark.parametrize(
    "spelling", ["0571-88001236", "(0571)88001236", "0571 8800 1236", "+86-571-88001236"]
)
def test_spellings_of_one_landline_are_one_number(spelling: str) -> None:
    assert normalise_phone(spelling) == "0571-88001236"


@pytest.mark.parametrize(
    "spelling", ["0571-88001236转12", "0571-88001236-12", "0571-88001236 ext.12", "0571-88001236#12"]
)
def test_an_extension_is_a_line_of_its_own(spelling: str) -> None:
    assert normalise_phone(spelling) == "0571-88001236X12"


def test_a_local_number_needs_its_area_code() -> None:
    assert normalise_phone("88001236") is None
    assert normalise_phone("88001236", "0571") == "0571-88001236"


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "-",
        "无",
        "0",
        "00000000000",
        "13800138000",
        "13888888888",
        "13800000000",
        "12345678901",
        "12315",
        "95588",
        "110",
        "0571-12345678",
        "0571-88888888",
        "13912345670/13912345671",
        "1391234567",
        "abc",
    ],
)
def test_placeholder_and_unusable_numbers_never_join(text: str | None) -> None:
    assert normalise_phone(text) is None


@given(st.text("+-()0123456789转X 　１８６电话.", max_size=18))
def test_phone_normaliser_is_idempotent(text: str) -> None:
    once = normalise_phone(text)

    assert once is None or normalise_phone(once) == once


def test_a_column_equals_each_number_alone() -> None:
    some = ["139-1234-5670", None, "无", "400-123-4560"]

    assert normalise_phones(pa.array(some, pa.large_string())).to_pylist() == [
        normalise_phone(text) for text in some
    ]


def test_an_email_is_lower_case_and_no_placeholder() -> None:
    assert normalise_email(" Office@Example.ORG ") == "office@example.org"
    assert normalise_email("none@example.org") is None
    assert normalise_email("no address") is None
