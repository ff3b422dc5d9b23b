"""Masked forms of personal values; everything shown by default goes through here.

A mask has a fixed length after what it keeps, so that it does not tell how long a name is.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import large_text

_HIDDEN = "*"


def mask_name(name: str | None) -> str:
    """First character of a person's name and one star (张三 -> 张*); a star where unknown."""
    text = (name or "").strip()
    return _HIDDEN if len(text) < 2 else text[0] + _HIDDEN


def mask_citizen_id(code: str | None) -> str:
    """Region and last four of a citizen id (330203********0023); first sign of another certificate."""
    text = (code or "").strip()
    if len(text) == 18:
        return text[:6] + _HIDDEN * 8 + text[-4:]
    if len(text) == 15:
        return text[:6] + _HIDDEN * 6 + text[-3:]
    return text[:1] + _HIDDEN * 6 if text else _HIDDEN


def mask_phone(phone: str | None) -> str:
    """First three and last four digits of a phone (138****8666), area code kept (0571-****1234)."""
    masked = mask_phones(pa.array([phone], pa.large_string()))[0].as_py()
    return str(masked)


def mask_phones(phones: Any) -> pa.LargeStringArray:
    """``mask_phone`` of each normalised phone of a text column; ``****`` for any other text."""
    texts = pc.fill_null(large_text(phones), "")
    known = pc.match_substring_regex(texts, r"^(?:[0-9]{10,11}|0[0-9]{2,3}-[0-9]{7,8}(?:X[0-9]+)?)$")
    masked = pc.replace_substring_regex(texts, r"^([0-9]{3})[0-9]{3,4}([0-9]{4})$", r"\1****\2")
    masked = pc.replace_substring_regex(
        masked, r"^(0[0-9]{2,3}-)[0-9]{3,4}([0-9]{4})(?:X[0-9]+)?$", r"\1****\2"
    )
    return large_text(pc.if_else(known, masked, pa.scalar(_HIDDEN * 4, pa.large_string())))


def mask_emails(emails: Any) -> pa.LargeStringArray:
    """First character and domain of each e-mail address; ``****`` for any other text."""
    texts = pc.fill_null(large_text(emails), "")
    known = pc.match_substring_regex(texts, r"^[^@]+@[^@]+$")
    masked = pc.replace_substring_regex(texts, r"^([^@])[^@]*@", r"\1***@")
    return large_text(pc.if_else(known, masked, pa.scalar(_HIDDEN * 4, pa.large_string())))
