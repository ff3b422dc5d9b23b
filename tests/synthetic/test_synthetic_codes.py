"""Codes are valid, distinct, and lie in a region that does not exist."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from graph.check_digits import organisation_code_valid_mask, registration_no_valid_mask, uscc_valid_mask
from graph.synthetic.codes import (
    credit_code_cells,
    digits,
    fixed_text,
    hex_ids,
    registration_number_cells,
    with_wrong_check,
)


def large(cells: np.ndarray) -> pa.LargeStringArray:
    return fixed_text(cells).cast(pa.large_string())


@given(st.lists(st.integers(0, 31**6 - 1), min_size=1, max_size=50, unique=True), st.integers(1, 3))
def test_every_credit_code_passes_both_checks_and_stays_in_the_fictitious_region(
    serials: list[int], department: int
) -> None:
    count = len(serials)
    regions = np.full(count, 101)
    codes = large(credit_code_cells(np.full(count, department), regions, np.array(serials)))

    assert uscc_valid_mask(codes).all()
    assert organisation_code_valid_mask(
        pa.array([code[8:17] for code in codes.to_pylist()], pa.large_string())
    ).all()
    assert len(set(codes.to_pylist())) == count
    assert {code[2:8] for code in codes.to_pylist()} == {"000101"}


@given(st.lists(st.integers(0, 31**6 - 1), min_size=1, max_size=50))
def test_a_wrong_check_character_is_never_valid(serials: list[int]) -> None:
    cells = credit_code_cells(np.ones(len(serials)), np.full(len(serials), 602), np.array(serials))

    assert not uscc_valid_mask(large(with_wrong_check(cells))).any()


@given(st.lists(st.integers(0, 99_999_999), min_size=1, max_size=50))
def test_every_registration_number_passes_its_check(sequence: list[int]) -> None:
    cells = registration_number_cells(np.full(len(sequence), 305), np.array(sequence))

    assert registration_no_valid_mask(large(cells)).all()
    assert all(text.startswith("000305") for text in large(cells).to_pylist())


def test_a_code_by_hand() -> None:
    # Body 91000101MA..: GB 32100 weights 3^(i-1) mod 31 over the 17 characters, check = 31 - sum mod 31.
    code = large(credit_code_cells(np.array([1]), np.array([101]), np.array([0]))).to_pylist()[0]
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(letter) * 3**place for place, letter in enumerate(code[:17]))

    assert code[:10] == "91000101MA"
    assert code[17] == alphabet[(31 - total % 31) % 31]


def test_ids_differ_between_counters_streams_and_seeds() -> None:
    counters = np.arange(5000)
    ids = [hex_ids(stream, counters, seed).to_pylist() for stream in (4, 5) for seed in (1, 2)]

    assert len({text for part in ids for text in part}) == 4 * len(counters)
    assert all(len(text) == 24 and set(text) <= set("0123456789abcdef") for text in ids[0])
    assert hex_ids(4, counters, 1).to_pylist() == ids[0]


def test_digits_are_zero_padded() -> None:
    assert fixed_text(digits(np.array([0, 7, 123]), 3)).to_pylist() == ["000", "007", "123"]
