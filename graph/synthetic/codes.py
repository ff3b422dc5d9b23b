"""Codes and ids of the province as fixed-width text, built without a loop over rows.

Credit codes follow GB 32100-2015, organisation codes GB 11714, registration numbers
GS15-2006; every region starts with 00, which no real code does.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

Bytes: TypeAlias = np.ndarray[Any, np.dtype[np.uint8]]
Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]

_USCC_ALPHABET = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", dtype=np.uint8)
_USCC_WEIGHTS = np.array([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28], dtype=np.int32)
_ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int32)
_HEX_PAIRS = np.frombuffer(b"".join(b"%02x" % value for value in range(256)), dtype=np.uint8).reshape(256, 2)


def fixed_text(cells: Bytes) -> pa.StringArray:
    """Arrow text of a byte matrix, one string a row.

    Parameters
    ----------
    cells : uint8 array, shape (rows, width)
        ASCII bytes.
    """
    rows, width = cells.shape
    offsets = np.arange(rows + 1, dtype=np.int32) * np.int32(width)
    data = np.ascontiguousarray(cells)
    return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(data))


def digits(values: Int, width: int) -> Bytes:
    """ASCII decimal digits of non-negative numbers, zero padded, shape (rows, width)."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return ((values.astype(np.int64)[:, None] // powers) % 10 + ord("0")).astype(np.uint8)


def _mixed(values: np.ndarray[Any, np.dtype[np.uint64]]) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """Splitmix64 finaliser: a bijection of 64-bit numbers, so distinct inputs stay distinct."""
    mixed = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def hex_cells(stream: int, counters: Int, seed: int) -> Bytes:
    """24 hexadecimal characters of each (stream, counter), distinct for distinct pairs.

    Parameters
    ----------
    stream : int
        Kind of id, 0 to 65535.
    counters : integer array, shape (rows,)
        0 to 2**48 - 1.
    seed : int
        Seed of the province; other seeds give other ids.

    Returns
    -------
    uint8 array, shape (rows, 24)
    """
    golden = np.uint64(0x9E3779B97F4A7C15)
    key = _mixed(np.array([seed], dtype=np.uint64) + golden)[0]
    inputs = (np.uint64(stream) << np.uint64(48)) | counters.astype(np.uint64)
    first = _mixed(inputs ^ key)
    second = _mixed(first + golden)
    high = np.ascontiguousarray(first.astype(">u8")).view(np.uint8).reshape(-1, 8)
    low = np.ascontiguousarray(second.astype(">u8")).view(np.uint8).reshape(-1, 8)[:, :4]
    cells: Bytes = _HEX_PAIRS[np.concatenate([high, low], axis=1)].reshape(len(counters), 24)
    return cells


def hex_ids(stream: int, counters: Int, seed: int, prefix: str = "") -> pa.StringArray:
    """Ids of facts, persons, places and contacts: prefix and 24 hexadecimal characters."""
    cells = hex_cells(stream, counters, seed)
    if prefix:
        head = np.broadcast_to(np.frombuffer(prefix.encode(), dtype=np.uint8), (len(cells), len(prefix)))
        cells = np.concatenate([head, cells], axis=1)
    return fixed_text(cells)


def _organisation_values(serials: Int) -> Int:
    """Digit values of the body MA and six characters to base 31, shape (rows, 8)."""
    powers = 31 ** np.arange(5, -1, -1, dtype=np.int64)
    # 31 is prime, so an odd factor that is no multiple of it permutes the serials.
    scattered = (serials.astype(np.int64) * 400_000_007 + 12_345_678) % 31**6
    tail = (scattered[:, None] // powers) % 31
    head = np.broadcast_to(np.array([_place_in_alphabet("M"), _place_in_alphabet("A")]), (len(tail), 2))
    return np.concatenate([head, tail], axis=1).astype(np.int32)


def _place_in_alphabet(letter: str) -> int:
    return int(np.flatnonzero(ord(letter) == _USCC_ALPHABET)[0])


def credit_code_cells(department: Int, regions: Int, serials: Int) -> Bytes:
    """Unified social credit codes with valid check characters (GB 32100-2015, GB 11714).

    Parameters
    ----------
    department : integer array, shape (rows,)
        Second character: 1 enterprise, 2 individual business, 3 cooperative.
    regions : integer array, shape (rows,)
        Six-digit region as a number.
    serials : integer array, shape (rows,)
        Distinct below 31**6.

    Returns
    -------
    uint8 array, shape (rows, 18)
    """
    body = _organisation_values(serials)
    characters = _USCC_ALPHABET[body]
    # GB 11714 numbers letters A-Z 10-35, unlike the alphabet of GB 32100 that skips five.
    ordinals = np.where(characters >= ord("A"), characters.astype(np.int32) - ord("A") + 10, body)
    remainder = 11 - (ordinals * _ORGANISATION_WEIGHTS).sum(axis=1) % 11
    organisation = np.where(remainder == 10, ord("X"), np.where(remainder == 11, ord("0"), remainder + 48))
    first = np.full((len(body), 1), ord("9"), dtype=np.uint8)
    second = (department.astype(np.int32)[:, None] + ord("0")).astype(np.uint8)
    cells = np.concatenate(
        [first, second, digits(regions, 6), characters, organisation.astype(np.uint8)[:, None]], axis=1
    )
    values = np.searchsorted(_USCC_ALPHABET, cells).astype(np.int32)
    check = (31 - (values * _USCC_WEIGHTS).sum(axis=1) % 31) % 31
    return np.concatenate([cells, _USCC_ALPHABET[check][:, None]], axis=1)


def with_wrong_check(cells: Bytes) -> Bytes:
    """The same codes with another, hence invalid, check character."""
    wrong = cells.copy()
    value = np.searchsorted(_USCC_ALPHABET, cells[:, -1])
    wrong[:, -1] = _USCC_ALPHABET[(value + 1) % 31]
    return wrong


def registration_number_cells(regions: Int, sequence: Int) -> Bytes:
    """15-digit registration numbers: region, sequence, check digit (ISO 7064 MOD 11,10).

    Parameters
    ----------
    regions, sequence : integer array, shape (rows,)
        Six-digit region and eight-digit sequence as numbers.

    Returns
    -------
    uint8 array, shape (rows, 15)
    """
    cells = np.concatenate([digits(regions, 6), digits(sequence, 8)], axis=1)
    product = np.full(len(cells), 10, dtype=np.int32)
    for position in range(14):
        total = (cells[:, position].astype(np.int32) - 48 + product) % 10
        product = 2 * np.where(total == 0, 10, total) % 11
    check = (11 - product) % 10
    return np.concatenate([cells, (check + 48).astype(np.uint8)[:, None]], axis=1)
