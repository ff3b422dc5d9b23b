"""Where the lines of a block begin and end, and which of them are simple.

Everything is counted on whole arrays of bytes; nothing here looks at one line at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.ingest.rows import Mask

Offsets = np.ndarray[Any, np.dtype[np.int64]]

_LF, _CR, _QUOTE = 10, 13, 34


@dataclass(frozen=True, slots=True)
class LineIndex:
    """Lines of one block of UTF-8 bytes.

    Parameters
    ----------
    starts, ends : int64, shape (m,)
        Byte bounds of each line; ``ends`` is after the line feed.
    blank : bool, shape (m,)
    plain : bool, shape (m,)
        No quote, no NUL, no lone carriage return.
    tidy : bool, shape (m,)
        Every quote opens or closes a whole field of this line; no NUL, no lone CR.
    nul : bool, shape (m,)
    fields : int64, shape (m,)
        Number of fields, right for plain and tidy lines.
    """

    starts: Offsets
    ends: Offsets
    blank: Mask
    plain: Mask
    tidy: Mask
    nul: Mask
    fields: Offsets


def index_lines(data: bytes, delimiter: str) -> LineIndex:
    """Index of all lines of a block (the last may lack its line feed)."""
    raw = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(raw == _LF).astype(np.int64) + 1
    if len(raw) and (not len(ends) or ends[-1] != len(raw)):
        ends = np.append(ends, len(raw))
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1]]) if len(ends) else ends
    delimiters = np.flatnonzero(raw == ord(delimiter))
    quotes = np.flatnonzero(raw == _QUOTE)
    nuls = _has(np.flatnonzero(raw == 0), starts, ends)
    returns = np.flatnonzero(raw == _CR)
    following = raw[np.minimum(returns + 1, len(raw) - 1)] if len(returns) else raw[:0]
    at_end = returns + 1 == len(raw)
    lone = _has(returns[(following != _LF) & ~at_end], starts, ends)
    sound = ~nuls & ~lone
    quoted = _has(quotes, starts, ends)
    tidy = np.zeros(len(starts), dtype=np.bool_)
    if len(quotes):
        tidy = quoted & sound & _tidy(raw, quotes, starts, ends, delimiter)
        first = np.searchsorted(quotes, starts)
        before = np.searchsorted(quotes, delimiters)
        line = np.searchsorted(ends, delimiters, side="right")
        inside = ((before - first[line]) & 1).astype(np.bool_) & tidy[line]
        delimiters = delimiters[~inside]
    fields = np.searchsorted(delimiters, ends) - np.searchsorted(delimiters, starts) + 1
    width = ends - starts
    tail = raw[ends - 1] == _LF if len(ends) else np.zeros(0, np.bool_)
    width = width - tail
    carriage = (width > 0) & (raw[np.maximum(starts + width - 1, 0)] == _CR) if len(ends) else tail
    return LineIndex(starts, ends, width - carriage == 0, ~quoted & sound, tidy, nuls, fields)


def _has(positions: Any, starts: Offsets, ends: Offsets) -> Mask:
    counts: Mask = np.searchsorted(positions, ends) > np.searchsorted(positions, starts)
    return counts


def _tidy(raw: Any, quotes: Any, starts: Offsets, ends: Offsets, delimiter: str) -> Mask:
    """Lines whose odd quotes follow a delimiter or the line's start and whose even ones precede its like."""
    line = np.searchsorted(ends, quotes, side="right")
    first = np.searchsorted(quotes, starts)
    number = np.arange(len(quotes)) - first[line]
    opening = (number & 1) == 0
    at_start = quotes == starts[line]
    before_delimiter = raw[np.maximum(quotes - 1, 0)] == ord(delimiter)
    after = raw[np.minimum(quotes + 1, len(raw) - 1)]
    at_end = quotes + 1 == len(raw)
    closes = at_end | (after == ord(delimiter)) | (after == _LF) | (after == _CR)
    bad = np.where(opening, ~(at_start | before_delimiter), ~closes)
    counts = np.searchsorted(quotes, ends) - first
    broken = np.bincount(line[bad], minlength=len(starts)) > 0
    tidy: Mask = ((counts & 1) == 0) & ~broken
    return tidy


def bytes_of(data: bytes, index: LineIndex, lines: Mask) -> bytes:
    """Bytes of the lines of a mask, in order."""
    if lines.all():
        return data
    keep = np.repeat(lines, index.ends - index.starts)
    return np.frombuffer(data, dtype=np.uint8)[keep].tobytes()
