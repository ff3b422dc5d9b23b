"""Text of data on its way into files that programs run, parse or show.

A name is data: it must never be a formula in a spreadsheet, markup in SVG, GraphML or PDF, or a
sign that hides or turns what stands beside it.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"^[\s\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠|%]")
_DIGITS = re.compile(r"^(?:0\d+|\d{16,})$")
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_LONE = re.compile(r"[\ud800-\udfff]")
_SPACE = re.compile(r"[\t\r\n\u2028\u2029]+")
_BEYOND = re.compile(r"[^\u0000-\uffff]")
GETA = "\u3013"
"""Stands for a sign that a font lacks, as in Chinese print."""


def plain(text: str) -> str:
    """One line of text without control, turning or hidden signs."""
    return _LONE.sub(GETA, _HIDDEN.sub("", _SPACE.sub(" ", text)))


def csv_cell(value: object) -> str:
    """Cell of a table that a spreadsheet opens.

    A text that a spreadsheet would run (beginning with = + - @, full width too, whatever blanks
    stand before) or spoil (digits only: with a leading zero, or more than it can hold) begins with
    an apostrophe. Numbers are numbers.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return repr(value)
    text = plain(str(value))
    # A tab or line end before the sign is gone by now; it was a way around this guard.
    return f"'{text}" if _FORMULA.match(text) or _DIGITS.match(text) else text


def xml_text(text: str) -> str:
    """Text between tags or in a double-quoted attribute."""
    clean = plain(text)
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        clean = clean.replace(sign, name)
    return clean


def pdf_text(text: str) -> str:
    """Text for the built-in Chinese font of PDF, which knows the basic plane only."""
    return _BEYOND.sub(GETA, plain(text))


def text_width(text: str) -> float:
    """Width of a text in units of its font size: 1 a Chinese sign, 0.56 any other."""
    return sum(1.0 if ord(sign) > 0x2E7F else 0.56 for sign in text)


def shortened(text: str, most: float) -> str:
    """Text of at most this width, in units of its font size; an ellipsis says that some is missing."""
    if text_width(text) <= most:
        return text
    kept = ""
    for sign in text:
        if text_width(kept + sign) > most - 1:
            break
        kept += sign
    return kept + "…"
