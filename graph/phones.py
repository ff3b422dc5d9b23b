"""Normaliser of phone numbers and e-mail addresses; placeholder numbers never join."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import large_text
from graph.identity import normalise_codes

PHONE_VERSION = 1
"""Raised with every change of the rules below: contact ids of two versions differ."""

_NULL = pa.scalar(None, pa.large_string())
_EXTENSION = r"(?:转|分机|EXT|X|#)[:.]?([0-9]{1,6})$"
_MOBILE = r"^1[3-9][0-9]{9}$"
_LANDLINE = r"^(0(?:10|2[0-9]|[3-9][0-9]{2}))-?([2-8][0-9]{6,7})(X[0-9]{1,6})?$"
_SERVICE = r"^(?:400|800)[0-9]{7}$"
# One digit eight times at the end, counting up or down, and the number of the textbooks.
_NOBODY = (
    "(?:"
    + "|".join(f"{digit}{{7,}}" for digit in range(10))
    + ")$|^1?[0-9]{0,2}(?:12345678|23456789|87654321|98765432)[0-9]?$|^13800138000$"
)
_EMAIL = r"^[a-z0-9][a-z0-9._%+-]*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$"
_NOBODY_AT = r"^(?:none|null|test|no|wu|abc|aaa|admin|123|1234|12345|123456|0+|1+)@"


def normalise_phones(phones: Any, area_code: str | None = None) -> pa.LargeStringArray:
    """Canonical form of each phone: 11 digits, ``0571-88001234``, or ten digits of 400/800.

    An extension is kept (``0571-88001234X12``): tenants of one switchboard are not one
    party. Null: blank, placeholder, public short numbers, several numbers in one text,
    and a local number without its area code (it would join across cities).

    Parameters
    ----------
    phones : text column, shape (n,)
    area_code : str, optional
        Area code with its 0 that local numbers of this delivery belong to.
    """
    texts = pc.replace_substring_regex(normalise_codes(phones), _EXTENSION, r"X\1")
    texts = pc.replace_substring_regex(texts, r"^(.*[0-9]{7,8})-([0-9]{1,5})$", r"\1X\2")
    texts = pc.replace_substring_regex(texts, r"^(?:TEL|电话|手机|联系电话)[:.]?", "")
    texts = pc.replace_substring_regex(texts, r"[-—–－―‐()./·]+", "")
    texts = pc.replace_substring_regex(texts, r"^(?:\+|00)86", "")
    texts = pc.replace_substring_regex(texts, r"^86(1[3-9][0-9]{9})$", r"\1")
    texts = pc.replace_substring_regex(texts, r"^0(1[3-9][0-9]{9})$", r"\1")
    # After a country code the trunk 0 is left out: (+86) 571 8800 1234.
    landed = pc.match_substring_regex(normalise_codes(phones), r"^(?:\+|00)86")
    trunk = pc.match_substring_regex(texts, r"^(?:10|2[0-9]|[3-9][0-9]{2})[2-8][0-9]{6,7}(?:X[0-9]{1,6})?$")
    texts = pc.if_else(pc.and_(landed, trunk), _joined("0", texts), texts)
    if area_code is not None:
        local = pc.match_substring_regex(texts, r"^[2-8][0-9]{6,7}(?:X[0-9]{1,6})?$")
        texts = pc.if_else(local, _joined(area_code, texts), texts)
    landline = pc.match_substring_regex(texts, _LANDLINE)
    texts = pc.if_else(landline, pc.replace_substring_regex(texts, _LANDLINE, r"\1-\2\3"), texts)
    known = pc.or_(
        landline, pc.or_(pc.match_substring_regex(texts, _MOBILE), pc.match_substring_regex(texts, _SERVICE))
    )
    number = pc.replace_substring_regex(
        pc.replace_substring_regex(texts, "X[0-9]+$", ""), "^0[0-9]{2,3}-", ""
    )
    nobody = pc.match_substring_regex(number, _NOBODY)
    return large_text(pc.if_else(pc.and_(known, pc.invert(nobody)), texts, _NULL))


def normalise_emails(emails: Any) -> pa.LargeStringArray:
    """Lower-case e-mail addresses; null where it is none or a placeholder."""
    texts = pc.utf8_lower(normalise_codes(emails))
    real = pc.and_(
        pc.match_substring_regex(texts, _EMAIL), pc.invert(pc.match_substring_regex(texts, _NOBODY_AT))
    )
    return large_text(pc.if_else(real, texts, _NULL))


def normalise_phone(phone: str | None, area_code: str | None = None) -> str | None:
    """Scalar form of ``normalise_phones``."""
    found = normalise_phones(pa.array([phone], pa.large_string()), area_code)[0].as_py()
    return None if found is None else str(found)


def normalise_email(email: str | None) -> str | None:
    """Scalar form of ``normalise_emails``."""
    found = normalise_emails(pa.array([email], pa.large_string()))[0].as_py()
    return None if found is None else str(found)


def _joined(prefix: str, texts: pa.LargeStringArray) -> pa.LargeStringArray:
    return pc.binary_join_element_wise(
        pa.scalar(prefix, pa.large_string()), texts, pa.scalar("", pa.large_string())
    )
