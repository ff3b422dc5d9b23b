"""Texts of a PDF made by reportlab, page by page, without a PDF library."""

from __future__ import annotations

import base64
import re
import zlib
from pathlib import Path

_STREAM = re.compile(rb"/Filter \[ /ASCII85Decode /FlateDecode \].*?stream\r?\n(.*?)endstream", re.DOTALL)
_SHOWN = re.compile(rb"\(((?:\\.|[^\\()])*)\)\s*(?:Tj|')", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def page_streams(path: Path) -> list[bytes]:
    """Drawing operators of every page."""
    found = (
        base64.a85decode(part.strip(), adobe=False)
        if not part.strip().endswith(b"~>")
        else base64.a85decode(b"<~" + part.strip(), adobe=True)
        for part in _STREAM.findall(path.read_bytes())
    )
    return [zlib.decompress(part) for part in found]


def page_texts(path: Path) -> list[str]:
    """Text of every page in the order of drawing; one line a piece of text."""
    return ["\n".join(_text(piece) for piece in _SHOWN.findall(stream)) for stream in page_streams(path)]


def _text(raw: bytes) -> str:
    plain = _ESCAPE.sub(_unescaped, raw)
    # The Chinese font takes two bytes a sign; the letter of a class is of a Latin one.
    if len(plain) % 2 == 0 and len(plain) > 1:
        return plain.decode("utf-16-be", errors="replace")
    return plain.decode("latin-1")


def _unescaped(found: re.Match[bytes]) -> bytes:
    sign = found.group(1)
    return bytes([int(sign, 8)]) if sign.isdigit() else _NAMED.get(sign, sign)
