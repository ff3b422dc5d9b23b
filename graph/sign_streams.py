"""Texts behind each other as one stream of codes, and the order of the places where words may begin.

A word is found by binary search over its first codes; what is longer is compared with the
places that are left. Everything is mapped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from graph.arrays import Frame

Codes = npt.NDArray[Any]
Longs = npt.NDArray[np.int64]
START = 64
"""Bit of a letter that begins a syllable; it does not count in comparisons."""
_FEW = 64
_CHUNK = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How the codes of a stream are packed.

    Attributes
    ----------
    name : of its files
    bits : bits of a code that count
    width : codes of a key; bits times width is at most 64
    everywhere : a word may begin at any code, else only at those with ``START``
    """

    name: str
    bits: int
    width: int
    everywhere: bool

    @property
    def mask(self) -> int:
        """Bits of a code that count."""
        return (1 << self.bits) - 1


class SignStream:
    """One stream in a folder.

    Parameters
    ----------
    folder : Path
    shape : Shape
    """

    def __init__(self, folder: Path, shape: Shape) -> None:
        self._shape = shape
        self.codes = Frame.read(folder / f"{shape.name}.arrow").numbers("code")
        self.begin = Frame.read(folder / f"{shape.name}-begin.arrow").numbers("begin")
        self._order = Frame.read(folder / f"{shape.name}-order.arrow").numbers("position")

    def columns(self) -> tuple[Codes, ...]:
        """All mapped columns, the ones that a search begins with first."""
        return self._order, self.codes, self.begin

    def find(self, word: Sequence[int]) -> Longs:
        """Positions at which a word begins, rising."""
        if not len(word):
            return np.zeros(0, np.int64)
        width = self._shape.width
        last = max(len(word) - width, 0) if self._shape.everywhere else 0
        start, low, high = 0, 0, len(self._order)
        # The rarest part of the word leaves the fewest places to look at; few are good enough.
        for place in sorted(range(last + 1), key=lambda one: abs(one - last // 2)):
            begin, end = self._range(word[place : place + width])
            if end - begin < high - low:
                start, low, high = place, begin, end
            if high - low <= _FEW:
                break
        at = self._order[low:high].astype(np.int64) - start
        at = at[at >= 0]
        for place in (*range(start), *range(start + width, len(word))):
            where = np.minimum(at + place, len(self.codes) - 1)
            at = at[self.codes[where] & self._shape.mask == word[place]]
        return np.sort(at)

    def entries(self, at: Longs) -> tuple[Longs, Longs]:
        """Text of each position, rising positions, and the codes before it in the text."""
        entry = np.searchsorted(self.begin, at, side="right").astype(np.int64) - 1
        return entry, at - self.begin[entry]

    def length(self, entries: Longs) -> Longs:
        """Codes of texts."""
        found: Longs = self.begin[entries + 1].astype(np.int64) - self.begin[entries] - 1
        return found

    def text(self, entry: int) -> Codes:
        """Codes of one text."""
        return self.codes[int(self.begin[entry]) : int(self.begin[entry + 1]) - 1]

    def _range(self, word: Sequence[int]) -> tuple[int, int]:
        """Begin and end in the order of the positions at which some codes begin."""
        wanted = 0
        for code in word:
            wanted = wanted << self._shape.bits | code
        shift = self._shape.bits * (self._shape.width - len(word))
        bounds = []
        for least in (wanted, wanted + 1):
            low, high = 0, len(self._order)
            while low < high:
                middle = (low + high) // 2
                if self._key(int(self._order[middle])) >> shift < least:
                    low = middle + 1
                else:
                    high = middle
            bounds.append(low)
        return bounds[0], bounds[1]

    def _key(self, position: int) -> int:
        shape = self._shape
        part: list[int] = self.codes[position : position + shape.width].tolist()
        key = 0
        for code in part:
            if not code:
                break
            key = key << shape.bits | code & shape.mask
        else:
            return key << shape.bits * (shape.width - len(part))
        return key << shape.bits * (shape.width - part.index(0))


def write_stream(folder: Path, shape: Shape, codes: Codes) -> None:
    """Write a stream of texts that each end with 0.

    Parameters
    ----------
    folder : Path
    shape : Shape
    codes : uint8 or uint16
        15,000,000 codes take 5 s.
    """
    Frame({"code": codes}).write(folder / f"{shape.name}.arrow")
    begin = np.concatenate(([0], np.flatnonzero(codes == 0) + 1)).astype(np.int32)
    Frame({"begin": begin}).write(folder / f"{shape.name}-begin.arrow")
    at = np.flatnonzero(codes != 0) if shape.everywhere else np.flatnonzero(codes & START)
    parts = [_keys(codes, at[start : start + _CHUNK], shape) for start in range(0, len(at), _CHUNK)]
    keys = np.concatenate(parts or [np.zeros(0, np.uint64)])
    del parts
    order = np.argsort(keys, kind="stable")
    del keys
    Frame({"position": at[order].astype(np.int32)}).write(folder / f"{shape.name}-order.arrow")


def _keys(codes: Codes, at: Longs, shape: Shape) -> npt.NDArray[np.uint64]:
    key = np.zeros(len(at), np.uint64)
    alive = np.ones(len(at), np.bool_)
    bits, last = np.uint64(shape.bits), len(codes) - 1
    for step in range(shape.width):
        code = codes[np.minimum(at + step, last)]
        alive &= (code != 0) & (at + step <= last)
        key = key << bits | np.where(alive, code & shape.mask, 0).astype(np.uint64)
    return key


def spread(numbers: npt.NDArray[Any], pieces: Sequence[Sequence[int]], dtype: type[np.generic]) -> Codes:
    """Codes of pieces put behind each other, as their numbers say.

    Parameters
    ----------
    numbers : int array
        Index into ``pieces``.
    pieces : sequence of codes
    dtype : type of the codes
    """
    lengths = np.array([len(piece) for piece in pieces], np.int64)
    flat = np.array([code for piece in pieces for code in piece], dtype)
    first = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    return np.concatenate(
        [
            _spread(numbers[start : start + _CHUNK], lengths, first, flat)
            for start in range(0, len(numbers), _CHUNK)
        ]
        or [np.zeros(0, dtype)]
    )


def _spread(numbers: npt.NDArray[Any], lengths: Longs, first: Longs, flat: Codes) -> Codes:
    length = lengths[numbers]
    before = np.cumsum(length) - length
    place = np.repeat(first[numbers] - before, length)
    place += np.arange(len(place))
    found: Codes = flat[place]
    return found
