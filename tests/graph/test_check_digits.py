"""Codes are built here by the published formulas, in a region that does not exist."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.check_digits import (
    DIGITS,
    USCC_ALPHABET,
    citizen_id_of_18,
    citizen_id_valid_mask,
    organisation_code_valid_mask,
    registration_no_valid_mask,
    uscc_valid_mask,
)
from graph.identity import (
    RegistrationNumber,
    registration_no_form,
    valid_citizen_id,
    valid_organisation_code,
    valid_registration_no,
    valid_uscc,
)

REGION = "000000"


def uscc_of(body: str) -> str:
    total = sum(USCC_ALPHABET.index(sign) * 3**place for place, sign in enumerate(body))
    return body + USCC_ALPHABET[(31 - total % 31) % 31]


def registration_of(body: str) -> str:
    product = 10
    for sign in body:
        total = (int(sign) + product) % 10 or 10
        product = total * 2 % 11
    return body + str((11 - product) % 10)


def organisation_of(body: str) -> str:
    values = [int(sign, 36) for sign in body]
    check = (
        11 - sum(value * weight for value, weight in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    )
    return body + {10: "X", 11: "0"}.get(check, str(check))


def citizen_of(body: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(s) * w for s, w in zip(body, weights, strict=True)) % 11]


subjects = st.text(USCC_ALPHABET, min_size=9, max_size=9)
usccs = subjects.map(lambda subject: uscc_of("91" + REGION + subject))
registrations = st.text(DIGITS, min_size=8, max_size=8).map(lambda body: registration_of("990000" + body))
organisations = st.text(DIGITS, min_size=7, max_size=7).map(lambda body: organisation_of("1" + body))
citizens = st.integers(0, 999).map(lambda order: citizen_of(f"99000019900101{order:03d}"))


def changed(code: str, place: int, sign: str) -> str:
    return code[:place] + sign + code[place + 1 :]


@given(usccs, st.integers(0, 17), st.sampled_from(USCC_ALPHABET))
def test_uscc_check_finds_every_single_wrong_character(code: str, place: int, sign: str) -> None:
    assert valid_uscc(code)
    assert valid_uscc(changed(code, place, sign)) == (code[place] == sign)


@given(registrations, st.integers(0, 14), st.sampled_from(DIGITS))
def test_registration_check_finds_every_single_wrong_digit(code: str, place: int, sign: str) -> None:
    assert valid_registration_no(code)
    assert registration_no_form(code) is RegistrationNumber.CURRENT
    assert valid_registration_no(changed(code, place, sign)) == (code[place] == sign)


@given(organisations, st.integers(0, 7), st.sampled_from(DIGITS))
def test_organisation_check_finds_every_single_wrong_digit(code: str, place: int, sign: str) -> None:
    assert valid_organisation_code(code)
    assert valid_organisation_code(code[:8] + "-" + code[8])
    assert valid_organisation_code(changed(code, place, sign)) == (code[place] == sign)


@given(citizens, st.integers(0, 17), st.sampled_from(DIGITS + "X"))
def test_citizen_check_finds_every_single_wrong_character(code: str, place: int, sign: str) -> None:
    assert valid_citizen_id(code)
    assert valid_citizen_id(changed(code, place, sign)) == (code[place] == sign)


@given(st.lists(usccs | st.text(max_size=18) | st.none(), max_size=6))
def test_mask_of_a_column_equals_each_row_alone(codes: list[str | None]) -> None:
    codes = [None if code is None else code.replace("\ud800", "") for code in codes]
    column = pa.array(codes, pa.large_string())

    mask = uscc_valid_mask(column)

    single = [bool(uscc_valid_mask(pa.array([code], pa.large_string()))[0]) for code in codes]
    assert mask.tolist() == single


def test_eighteen_zeros_pass_the_formula_and_are_no_code() -> None:
    assert uscc_of("0" * 17) == "0" * 18
    assert not valid_uscc("0" * 18)


@pytest.mark.parametrize("sign", "IOSVZ")
def test_uscc_has_no_letters_that_look_like_digits(sign: str) -> None:
    code = uscc_of("91" + REGION + "MA0000002")

    assert not valid_uscc(changed(code, 10, sign))


def test_citizen_check_x_may_be_lower_case() -> None:
    code = next(c for c in (citizen_of(f"99000019900101{n:03d}") for n in range(99)) if c.endswith("X"))

    assert valid_citizen_id(code)
    assert valid_citizen_id(code.lower())


@pytest.mark.parametrize(
    ("birthday", "real"),
    [("19900229", False), ("20000229", True), ("19001301", False), ("19000100", False), ("17991231", False)],
)
def test_birthday_of_a_citizen_id_is_a_calendar_day(birthday: str, real: bool) -> None:
    assert valid_citizen_id(citizen_of("990000" + birthday + "001")) == real


def test_old_citizen_id_of_15_digits_is_read_as_19xx() -> None:
    assert valid_citizen_id("990000900101001")
    assert not valid_citizen_id("990000901301001")
    assert citizen_id_of_18("990000900101001") == citizen_of("99000019900101001")


def test_masks_see_slices_as_they_are() -> None:
    code = uscc_of("91" + REGION + "MA0000002")
    column = pa.array([None, "x", code, code], pa.large_string()).slice(1)

    assert uscc_valid_mask(column).tolist() == [False, True, True]
    for mask in (organisation_code_valid_mask, registration_no_valid_mask, citizen_id_valid_mask):
        np.testing.assert_array_equal(mask(column), [False, False, False])


def test_empty_columns_have_empty_masks() -> None:
    empty = pa.array([], pa.large_string())

    for mask in (
        uscc_valid_mask,
        organisation_code_valid_mask,
        registration_no_valid_mask,
        citizen_id_valid_mask,
    ):
        assert mask(empty).tolist() == []
