"""Ids of facts, enterprises, persons, places and contacts, and what may never become one.

An id once issued never changes, so everything here is a pure function of its arguments.
Blank and placeholder identifiers are null: they join nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import large_text
from graph.check_digits import (
    citizen_id_of_18,
    citizen_id_valid_mask,
    organisation_code_valid_mask,
    registration_no_valid_mask,
    text_of_matrix,
    uscc_valid_mask,
)
from graph.domain import ContactId, EnterpriseId, PersonId, PlaceId
from graph.errors import InputError

__all__ = [
    "RegistrationNumber",
    "alias_candidate",
    "citizen_id_valid_mask",
    "contact_id",
    "contact_ids",
    "fact_id",
    "fact_ids",
    "internal_id",
    "is_placeholder",
    "named_person_id",
    "normalise_code",
    "normalise_codes",
    "normalise_uscc",
    "organisation_code_valid_mask",
    "person_id",
    "person_ids",
    "place_id",
    "place_ids",
    "placeholder_mask",
    "registration_no_form",
    "registration_no_valid_mask",
    "salt_id",
    "source_person_id",
    "uscc_valid_mask",
    "valid_citizen_id",
    "valid_organisation_code",
    "valid_registration_no",
    "valid_uscc",
]

_SEPARATOR = "\x1f"
_ID_BYTES = 12
_SALT_ID_BYTES = 6
_HASH_ROWS = 500_000
_HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
# Controls, all kinds of spaces, zero-width characters and the byte order mark.
_INVISIBLE = r"[\p{Z}\p{C}\s]+"
_PLACEHOLDERS = (
    *("NULL", "NONE", "NAN", "NIL", "NA", "N/A", "#N/A", "UNKNOWN", "(NULL)", "<NA>", r"\N"),
    *(
        "无",
        "暂无",
        "没有",
        "不详",
        "未知",
        "未填",
        "未填写",
        "未公示",
        "不公示",
        "保密",
        "空",
        "未提供",
        "其他",
    ),
)
# A run of one sign, zeros of any length, or eight and more of one character.
_PLACEHOLDER_PATTERN = (
    r"^(?:0+|[\p{P}\p{S}]+|" + "|".join(f"{c}{{8,}}" for c in "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") + ")$"
)


class RegistrationNumber(StrEnum):
    """Form of a registration number (注册号)."""

    CURRENT = "current"  # 15 digits with a right check digit
    OLD = "old"  # 13 digits from before 2007: no check, a warning
    INVALID = "invalid"


def fact_id(*parts: str | None) -> str:
    """24 hex characters of sha256 over the parts; None and "" are the same part."""
    joined = _SEPARATOR.join(part or "" for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[: 2 * _ID_BYTES]


def fact_ids(*columns: Any) -> pa.LargeStringArray:
    """``fact_id`` of each row of equally long text columns; a plain text counts for every row.

    Parameters
    ----------
    *columns : Arrow array of text, shape (n,), or str
        At least one array.

    Returns
    -------
    pa.LargeStringArray, shape (n,)
    """
    return _hashed(_joined(columns), b"", None)


def _joined(columns: Iterable[Any]) -> pa.LargeStringArray:
    filled = [
        pa.scalar(column, pa.large_string())
        if isinstance(column, str)
        else pc.fill_null(large_text(column), "")
        for column in columns
    ]
    separator = pa.scalar(_SEPARATOR, pa.large_string())
    return large_text(pc.binary_join_element_wise(*filled, separator))


def _hashed(texts: pa.LargeStringArray, prefix: bytes, salt: bytes | None) -> pa.LargeStringArray:
    """Prefix and 24 hex characters of each text's hash; null stays null.

    The hash itself is called once a row: Arrow and numpy have none. About 1 us a row.
    """
    chunks = []
    for start in range(0, len(texts), _HASH_ROWS):
        chunk = texts.slice(start, _HASH_ROWS).cast(pa.large_binary())
        known = pc.is_valid(chunk)
        values = chunk.drop_null().to_pylist()
        if salt is None:
            digests = b"".join([hashlib.sha256(value).digest() for value in values])
        else:
            digests = b"".join([hmac.digest(salt, value, "sha256") for value in values])
        raw = np.frombuffer(digests, np.uint8).reshape(-1, 32)[:, :_ID_BYTES]
        width = len(prefix) + 2 * _ID_BYTES
        matrix = np.empty((len(values), width), np.uint8)
        matrix[:, : len(prefix)] = np.frombuffer(prefix, np.uint8)
        matrix[:, len(prefix) :: 2] = _HEX[raw >> 4]
        matrix[:, len(prefix) + 1 :: 2] = _HEX[raw & 15]
        hashed = text_of_matrix(matrix)
        if len(values) < len(chunk):
            places = np.cumsum(known.to_numpy(zero_copy_only=False)) - 1
            hashed = hashed.take(pa.array(places, mask=~known.to_numpy(zero_copy_only=False)))
        chunks.append(hashed)
    return pa.concat_arrays(chunks) if chunks else pa.array([], pa.large_string())


def normalise_codes(codes: Any) -> pa.LargeStringArray:
    """Canonical form of identifiers: half width, no spaces, upper case; placeholders are null."""
    texts = pc.utf8_normalize(large_text(codes), form="NFKC")
    texts = pc.utf8_upper(pc.replace_substring_regex(texts, _INVISIBLE, ""))
    texts = large_text(texts)
    blank = pc.or_kleene(
        pc.match_substring_regex(texts, _PLACEHOLDER_PATTERN),
        pc.or_(pc.equal(texts, ""), pc.is_in(texts, value_set=pa.array(_PLACEHOLDERS, pa.large_string()))),
    )
    return large_text(pc.if_else(blank, pa.scalar(None, pa.large_string()), texts))


def placeholder_mask(codes: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Mask of null, blank and placeholder identifiers, which never join."""
    mask: np.ndarray[Any, np.dtype[np.bool_]] = pc.is_null(normalise_codes(codes)).to_numpy(
        zero_copy_only=False
    )
    return mask


def normalise_code(text: str | None) -> str | None:
    """Scalar form of ``normalise_codes``: None for a blank or placeholder."""
    normalised = normalise_codes(pa.array([text], pa.large_string()))[0].as_py()
    return None if normalised is None else str(normalised)


def is_placeholder(text: str | None) -> bool:
    """Whether an identifier is blank or stands for "none" ('', '-', '无', '0', 'null', 18 zeros ...)."""
    return normalise_code(text) is None


def normalise_uscc(text: str | None) -> str | None:
    """Canonical form of a credit code; None for a blank or placeholder, the check is not looked at."""
    return normalise_code(text)


def _passes(mask: Any, text: str | None) -> bool:
    code = normalise_code(text)
    return code is not None and bool(mask(pa.array([code], pa.large_string()))[0])


def valid_uscc(text: str | None) -> bool:
    """Whether a text is, normalised, a valid unified social credit code (GB 32100)."""
    return _passes(uscc_valid_mask, text)


def valid_organisation_code(text: str | None) -> bool:
    """Whether a text is a valid organisation code (GB 11714), with or without its hyphen."""
    return _passes(organisation_code_valid_mask, None if text is None else text.replace("-", ""))


def valid_registration_no(text: str | None) -> bool:
    """Whether a text is a valid registration number of 15 digits (ISO 7064 MOD 11,10)."""
    return _passes(registration_no_valid_mask, text)


def registration_no_form(text: str | None) -> RegistrationNumber:
    """Form of a registration number; 13 digits are old and only a warning."""
    if valid_registration_no(text):
        return RegistrationNumber.CURRENT
    code = normalise_code(text) or ""
    old = len(code) == 13 and code.isascii() and code.isdigit()
    return RegistrationNumber.OLD if old else RegistrationNumber.INVALID


def valid_citizen_id(text: str | None) -> bool:
    """Whether a text is a valid citizen id (GB 11643), of 18 characters or 15 old digits."""
    return _passes(citizen_id_valid_mask, text)


def internal_id(node: str, key: str) -> EnterpriseId:
    """Enterprise id ``R:<node>:<key>`` of a source's own key, where no credit code is known."""
    return EnterpriseId(f"R:{node}:{key}")


def source_person_id(source: str, key: str) -> PersonId:
    """Person id ``P:<source>:<key>`` of a source's own person key."""
    return PersonId(f"P:{source}:{key}")


def alias_candidate(scheme: str, value: str, node: str | None = None) -> str:
    """Text an identifier is looked up by: a bare credit code, ``R:<node>:<key>``, else scheme:value."""
    if scheme == "uscc":
        return value
    return f"R:{node or ''}:{value}" if scheme == "internal" else f"{scheme}:{value}"


def _checked_salt(salt: bytes) -> bytes:
    if not salt:
        raise InputError("salt of person ids: expected bytes, got none; set identity.salt")
    return salt


def salt_id(salt: bytes) -> str:
    """Name of a salt that may be shown: 12 hex characters of a hash, from which it cannot be found.

    Raises
    ------
    InputError
        If the salt is empty.
    """
    return hashlib.sha256(b"guanlian salt\x1f" + _checked_salt(salt)).hexdigest()[: 2 * _SALT_ID_BYTES]


def person_id(certificate: str | None, salt: bytes) -> PersonId | None:
    """Person id ``P:<24 hex>`` of a certificate number; None for a placeholder.

    An old 15-digit citizen id gives the id of its 18-character form.

    Raises
    ------
    InputError
        If the salt is empty.
    """
    hashed = person_ids(pa.array([certificate], pa.large_string()), salt)[0].as_py()
    return None if hashed is None else PersonId(hashed)


def person_ids(certificates: Any, salt: bytes) -> pa.LargeStringArray:
    """``person_id`` of each certificate of a text column; placeholders are null."""
    codes = normalise_codes(certificates)
    old = pc.fill_null(pc.equal(pc.binary_length(codes), 15), False)
    if pc.any(old).as_py():
        valid = citizen_id_valid_mask(codes) & old.to_numpy(zero_copy_only=False)
        longer = [citizen_id_of_18(code) for code in codes.filter(pa.array(valid)).to_pylist()]
        codes = large_text(pc.replace_with_mask(codes, pa.array(valid), pa.array(longer, pa.large_string())))
    return _hashed(codes, b"P:", _checked_salt(salt))


def named_person_id(enterprise_id: str, name: str, salt: bytes) -> PersonId:
    """Person id of a name inside one enterprise; the same name elsewhere is another person."""
    value = _SEPARATOR.join(("name", enterprise_id, "".join(unicodedata.normalize("NFKC", name).split())))
    digest = hmac.digest(_checked_salt(salt), value.encode(), "sha256")
    return PersonId("P:" + digest.hex()[: 2 * _ID_BYTES])


def place_id(normalised: str) -> PlaceId:
    """Place id ``A:<24 hex>`` of a normalised address."""
    return PlaceId("A:" + fact_id(normalised))


def place_ids(normalised: Any) -> pa.LargeStringArray:
    """``place_id`` of each normalised address; null stays null."""
    return _hashed(large_text(normalised), b"A:", None)


def contact_id(kind: str, normalised: str) -> ContactId:
    """Contact id ``C:<24 hex>`` of a kind (phone, email, agent) and a normalised value."""
    return ContactId("C:" + fact_id(kind, normalised))


def contact_ids(kind: str, normalised: Any) -> pa.LargeStringArray:
    """``contact_id`` of each normalised value of one kind; null stays null."""
    values = large_text(normalised)
    prefixed = pc.binary_join_element_wise(
        pa.scalar(kind, pa.large_string()), values, pa.scalar(_SEPARATOR, pa.large_string())
    )
    return _hashed(large_text(prefixed), b"C:", None)
