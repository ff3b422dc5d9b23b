"""Check characters of Chinese registration codes, scalar and over whole columns.

All functions take text already normalised by ``graph.identity.normalise_code``.

References
----------
GB 32100-2015 (unified social credit code), GB 11714 (organisation code), GS 15-2006 with
ISO 7064 MOD 11,10 (registration number), GB 11643 (citizen identity number).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Matrix = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Characters of a credit code by value 0-30 (no I, O, S, V, Z)."""
USCC_WEIGHTS: Matrix = np.array([pow(3, place, 31) for place in range(17)], dtype=np.int64)
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS: Matrix = np.array([3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
CITIZEN_WEIGHTS: Matrix = np.array([pow(2, 17 - place, 11) for place in range(17)], dtype=np.int64)
CITIZEN_CHECKS = "10X98765432"
DIGITS = "0123456789"


def _values_by_byte(alphabet: str) -> Matrix:
    table = np.full(256, -1, dtype=np.int64)
    for value, character in enumerate(alphabet):
        table[ord(character)] = value
    return table


_USCC = _values_by_byte(USCC_ALPHABET)
_ORGANISATION = _values_by_byte(ORGANISATION_ALPHABET)
_DIGIT = _values_by_byte(DIGITS)
_CITIZEN_CHECK_BYTES = np.frombuffer(CITIZEN_CHECKS.encode(), np.uint8)
_USCC_BYTES = np.frombuffer(USCC_ALPHABET.encode(), np.uint8)


def code_matrix(codes: pa.LargeStringArray, width: int) -> tuple[Mask, np.ndarray[Any, np.dtype[np.uint8]]]:
    """Bytes of the codes that have exactly ``width`` bytes.

    Returns
    -------
    mask : bool, shape (n,)
        True where the code is known and ``width`` bytes long.
    matrix : uint8, shape (mask.sum(), width)
    """
    long_enough = pc.fill_null(pc.equal(pc.binary_length(codes), width), False)
    mask = np.asarray(long_enough.to_numpy(zero_copy_only=False), dtype=np.bool_)
    picked = pa.concat_arrays([codes.filter(long_enough)])
    data = picked.buffers()[2] if len(picked) else None
    if data is None:
        return mask, np.empty((0, width), dtype=np.uint8)
    start = int(np.frombuffer(picked.buffers()[1], dtype=np.int64)[picked.offset])
    size = len(picked) * width
    return mask, np.frombuffer(data, dtype=np.uint8)[start : start + size].reshape(-1, width)


def _scatter(mask: Mask, passed: Mask) -> Mask:
    out = np.zeros(len(mask), dtype=np.bool_)
    out[np.flatnonzero(mask)] = passed
    return out


def uscc_check_bytes(bodies: np.ndarray[Any, np.dtype[np.uint8]]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Check characters (uint8, shape (n,)) of credit code bodies (uint8, shape (n, 17))."""
    sums = _USCC[bodies] @ USCC_WEIGHTS
    checks: np.ndarray[Any, np.dtype[np.uint8]] = _USCC_BYTES[(31 - sums % 31) % 31]
    return checks


def text_of_matrix(matrix: np.ndarray[Any, np.dtype[np.uint8]]) -> pa.LargeStringArray:
    """Text column of ASCII bytes (uint8, shape (n, width)), one text a row."""
    rows, width = matrix.shape
    offsets = np.arange(rows + 1, dtype=np.int64) * width
    data = np.ascontiguousarray(matrix)
    return pa.LargeStringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(data))


def uscc_valid_mask(codes: pa.LargeStringArray) -> Mask:
    """Mask of valid unified social credit codes: 18 characters, digits 3-8 a region, check character.

    Eighteen zeros satisfy the formula and are still no code.
    """
    mask, matrix = code_matrix(codes, 18)
    values = _USCC[matrix]
    known = (values >= 0).all(axis=1) & (_DIGIT[matrix[:, 2:8]] >= 0).all(axis=1) & values.any(axis=1)
    passed = uscc_check_bytes(matrix[:, :17]) == matrix[:, 17]
    return _scatter(mask, known & passed)


def organisation_code_valid_mask(codes: pa.LargeStringArray) -> Mask:
    """Mask of valid organisation codes of 9 characters (8 and a check of 0-9 or X, no hyphen)."""
    mask, matrix = code_matrix(codes, 9)
    values = _ORGANISATION[matrix[:, :8]]
    remainder = 11 - (values @ ORGANISATION_WEIGHTS) % 11
    expected = np.where(remainder == 10, ord("X"), ord("0") + remainder % 11)
    return _scatter(mask, (values >= 0).all(axis=1) & values.any(axis=1) & (expected == matrix[:, 8]))


def registration_no_valid_mask(codes: pa.LargeStringArray) -> Mask:
    """Mask of valid registration numbers of 15 digits (ISO 7064 MOD 11,10)."""
    mask, matrix = code_matrix(codes, 15)
    values = _DIGIT[matrix]
    product = np.full(len(matrix), 10, dtype=np.int64)
    for place in range(14):
        total = (values[:, place] + product) % 10
        product = 2 * np.where(total == 0, 10, total) % 11
    expected = (11 - product) % 10
    return _scatter(mask, (values >= 0).all(axis=1) & values.any(axis=1) & (expected == values[:, 14]))


def citizen_id_valid_mask(codes: pa.LargeStringArray) -> Mask:
    """Mask of valid citizen ids: 18 characters with check and a calendar birthday, or 15 old digits."""
    mask, matrix = code_matrix(codes, 18)
    values = _DIGIT[matrix[:, :17]]
    checks = _CITIZEN_CHECK_BYTES[(values @ CITIZEN_WEIGHTS) % 11] == matrix[:, 17]
    sane = (values >= 0).all(axis=1) & values[:, :6].any(axis=1) & _is_birthday(values[:, 6:14])
    old_mask, old_matrix = code_matrix(codes, 15)
    old = _DIGIT[old_matrix]
    century = np.broadcast_to(np.array([1, 9], dtype=np.int64), (len(old), 2))
    old_sane = (old >= 0).all(axis=1) & old[:, :6].any(axis=1)
    old_sane &= _is_birthday(np.concatenate([century, old[:, 6:12]], axis=1))
    return _scatter(mask, checks & sane) | _scatter(old_mask, old_sane)


def _is_birthday(digits: Matrix) -> Mask:
    """Whether eight digits yyyymmdd are a day of the calendar from 1800 to 2199."""
    year = digits[:, :4] @ np.array([1000, 100, 10, 1])
    month = digits[:, 4:6] @ np.array([10, 1])
    day = digits[:, 6:8] @ np.array([10, 1])
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    lengths = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    in_year = (month >= 1) & (month <= 12)
    last = lengths[np.where(in_year, month, 0)] + (leap & (month == 2))
    passed: Mask = in_year & (day >= 1) & (day <= last) & (year >= 1800) & (year < 2200)
    return passed


def citizen_id_of_18(code: str) -> str:
    """The 18-character form of a citizen id: an old 15-digit one gets its century and check."""
    if len(code) != 15 or not code.isdigit():
        return code
    body = code[:6] + "19" + code[6:]
    total = sum(int(digit) * int(weight) for digit, weight in zip(body, CITIZEN_WEIGHTS, strict=True))
    return body + CITIZEN_CHECKS[total % 11]
