"""Raw bytes of a text file in blocks of whole lines.

In UTF-8 and GB18030 no byte of a longer character is a line feed, so lines are cut and
counted on raw bytes before anything is decoded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import pyarrow as pa

from graph.ingest.reading import FileRejectedError

UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_LONG_CHARACTER = 0xE0
"""First byte, at least, of a character of three bytes or more in UTF-8."""


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines of a file.

    Parameters
    ----------
    data : bytes
        Lines with their line feeds; empty if ``overlong``.
    first_line : int
        Number of the first line, from 1.
    overlong : bool
        True if the block stands for one line above the limit, left out.
    last : bool
        True at the end of the file; only then may ``data`` end without a line feed.
    end : int
        Position in the file after the block.
    """

    data: bytes
    first_line: int
    overlong: bool
    last: bool
    end: int


def blocks(stream: BinaryIO, block_bytes: int, max_line_bytes: int) -> Iterator[Block]:
    """Blocks of whole lines, in order; memory is bounded by one block and one line.

    Raises
    ------
    FileRejectedError
        If the file begins with the mark of UTF-16.
    """
    line, carry, end, skipping = 1, b"", 0, False
    first = True
    while True:
        read = stream.read(block_bytes)
        end += len(read)
        data = carry + read
        if first:
            if data[:2] in _UTF16_BOMS:
                raise FileRejectedError("wrong_encoding", "expected utf-8 or gb18030, got utf-16")
            data = data.removeprefix(UTF8_BOM)
            first = False
        if skipping:
            cut = data.find(b"\n")
            if cut < 0 and read:
                carry = b""
                continue
            yield Block(b"", line, True, not read, end)
            line, skipping = line + 1, False
            data = data[cut + 1 :] if cut >= 0 else b""
        if not read:
            if data:
                yield Block(data, line, False, True, end)
            return
        cut = data.rfind(b"\n") + 1
        carry = data[cut:]
        if cut:
            yield Block(data[:cut], line, False, False, end)
            line += data.count(b"\n", 0, cut)
        if len(carry) > max_line_bytes:
            skipping, carry = True, b""


def is_utf8(data: bytes) -> bool:
    """Whether bytes are valid UTF-8."""
    bounds = pa.py_buffer(len(data).to_bytes(8, "little").rjust(16, b"\0"))
    try:
        pa.LargeStringArray.from_buffers(1, bounds, pa.py_buffer(data)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def undecodable_lines(data: bytes, encoding: str) -> list[int]:
    """Numbers (from 0) of the lines of a block that are not of an encoding."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return [index for index, line in enumerate(data.split(b"\n")) if not _decodes(line, encoding)]
    return []


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def detect_encoding(
    stream: BinaryIO, encodings: tuple[str, ...], block_bytes: int, max_line_bytes: int
) -> str:
    """Encoding of a file among the allowed ones.

    A file with lines that are no UTF-8 is of the encoding with the fewest bad lines. One
    that is UTF-8 throughout is UTF-8 if it has a character of three bytes or more, as
    every Chinese text has; with shorter ones only it may be a few words of GB18030 that
    happen to be valid UTF-8, and the first allowed encoding counts. The stream is left at
    its start.

    Raises
    ------
    FileRejectedError
        If the text is UTF-8 and that is not allowed: read otherwise it would be garbled without a word.
    """
    chosen, certain = encodings[0], False
    for block in blocks(stream, block_bytes, max_line_bytes):
        if is_utf8(block.data):
            certain = certain or max(block.data, default=0) >= _LONG_CHARACTER
            continue
        certain = False
        chosen = min(encodings, key=lambda name: len(undecodable_lines(block.data, name)))
        break
    stream.seek(0)
    if certain and "utf-8" not in encodings:
        raise FileRejectedError("wrong_encoding", f"expected {' or '.join(encodings)}, got utf-8")
    return "utf-8" if certain else chosen
