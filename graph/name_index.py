"""Index of names: any part of a name or former name, its pinyin or its initials, by binary search.

Names lie behind each other in three streams: their signs as UTF-16 units, their pinyin, their
initials. The order of all signs at which a word may begin is stored for each. All arrays are
mapped: 1,000,000 names of 15 signs take 0.27 GB on disk and no private memory.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Column, Frame, large_text
from graph.pinyin import SILENT, coded, read_units
from graph.sign_streams import START, Longs, Shape, SignStream, spread, write_stream

VERSION = 1
SIGNS = Shape(name="signs", bits=16, width=4, everywhere=True)
PINYIN = Shape(name="pinyin", bits=6, width=10, everywhere=False)
INITIALS = Shape(name="initials", bits=6, width=10, everywhere=True)
_SEPARATOR = "|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a word was found; one an occurrence.

    Attributes
    ----------
    entry : int64
        Index into ``NameIndex.row`` and ``former``.
    offset : int64
        Codes before it in its text: signs, letters of pinyin, or initials.
    whole : bool
        The word is the whole text.
    """

    entry: Longs
    offset: Longs
    whole: npt.NDArray[np.bool_]


class NameIndex:
    """Index in a folder written by ``build``.

    Parameters
    ----------
    folder : Path

    Attributes
    ----------
    row : int32, one a name or former name
        Enterprise code.
    former : bool
        Whether it is a former name.
    """

    def __init__(self, folder: Path) -> None:
        entries = Frame.read(folder / "entries.arrow")
        self.row, self.former = entries.numbers("row"), entries.numbers("former")
        self._signs, self._pinyin, self._initials = (
            SignStream(folder, shape) for shape in (SIGNS, PINYIN, INITIALS)
        )
        self._formers = len(self.former) - int(np.count_nonzero(self.former))
        self._silent = frozenset(Frame.read(folder / "silent.arrow").numbers("unit").tolist())

    def columns(self) -> Iterator[Column]:
        """All mapped columns."""
        yield from (self.row, self.former)
        for stream in (self._signs, self._pinyin, self._initials):
            yield from stream.columns()

    def signs(self, text: str) -> Places:
        """Every place of a text in a name, in folded form; none for an empty text."""
        return _places(self._signs, folded_units(text).tolist())

    def pinyin(self, text: str) -> Places:
        """Every place where pinyin goes on so; the last syllable may be begun only."""
        return _places(self._pinyin, typed_letters(text))

    def initials(self, text: str) -> Places:
        """Every place where the initials of the signs are so."""
        return _places(self._initials, typed_letters(text))

    def former_place(self, entry: int) -> int:
        """Place of a former name among those of its enterprise."""
        same = np.searchsorted(self.row[self._formers :], self.row[entry])
        return entry - self._formers - int(same)

    def span_of_pinyin(self, entry: int, offset: int, letters: int) -> tuple[int, int]:
        """Begin and end in the signs of a name of some letters of its pinyin, in UTF-16 units."""
        starts = (self._pinyin.text(entry) & START) != 0
        first = int(np.count_nonzero(starts[:offset]))
        last = int(np.count_nonzero(starts[: offset + letters]))
        return self.span_of_initials(entry, first, last - first)

    def span_of_initials(self, entry: int, offset: int, count: int) -> tuple[int, int]:
        """Begin and end in the signs of a name of some of its initials, in UTF-16 units."""
        units = self._signs.text(entry).tolist()
        spoken = [place for place, unit in enumerate(units) if unit not in self._silent]
        return spoken[offset], spoken[offset + count - 1] + 1


def _places(stream: SignStream, word: Sequence[int]) -> Places:
    entry, offset = stream.entries(stream.find(word))
    return Places(entry=entry, offset=offset, whole=(offset == 0) & (stream.length(entry) == len(word)))


def typed_letters(text: str) -> list[int]:
    """Codes of the letters and digits of a typed text; blanks and apostrophes between syllables go."""
    return coded(unicodedata.normalize("NFKC", text).lower().replace("ü", "v"))


def folded_units(text: str) -> npt.NDArray[np.uint16]:
    """UTF-16 units of a text in the form in which names are compared; as many units as the text has."""
    clean = text.replace("\0", " ").strip()
    return _fold()[np.frombuffer(clean.encode("utf-16-le", "surrogatepass"), np.uint16)]


@cache
def _fold() -> npt.NDArray[np.uint16]:
    """Folded unit of each unit: compatibility form and lower case where that is one unit."""
    table = np.arange(1 << 16, dtype=np.uint16)
    for code in range(1, 1 << 16):
        if not 0xD800 <= code < 0xE000:
            form = unicodedata.normalize("NFKC", chr(code)).lower()
            if len(form) == 1 and ord(form) < 1 << 16:
                table[code] = ord(form)
    return table


def names_digest(enterprises: Frame) -> str:
    """What an index of the names of enterprises is known by: hash of ids, names and former names."""
    digest = hashlib.sha256(f"names {VERSION}|".encode())
    columns = {name: enterprises[name] for name in ("enterprise_id", "name", "former_names")}
    Frame(columns).update_digest(digest, "")
    return digest.hexdigest()[:24]


def build(enterprises: Frame, folder: Path) -> None:
    """Write the index of the names of enterprises into an empty folder.

    Parameters
    ----------
    enterprises : Frame
        Text name, former_names (separated by |); row = enterprise code. 1,000,000 names: see
        ADR 38 for time and memory; both rise with the number of signs.
    folder : Path
    """
    texts, row, former = _entries(enterprises)
    unit = _units(texts)
    readings = read_units(unit)
    Frame({"row": row.astype(np.int32), "former": former}).write(folder / "entries.arrow")
    pieces = [
        [code | START if not place else code for place, code in enumerate(coded(one))]
        for one in readings.syllables
    ]
    # The end of a text is a piece of its own in every stream.
    numbers = np.where(unit == 0, len(pieces), readings.of_unit)
    silent = np.unique(unit[readings.of_unit == readings.syllables.index(SILENT)])
    Frame({"unit": silent[silent != 0]}).write(folder / "silent.arrow")
    write_stream(folder, SIGNS, unit)
    write_stream(folder, PINYIN, spread(numbers, [*pieces, [0]], np.uint8))
    firsts = [[code & ~START for code in piece[:1]] for piece in pieces]
    write_stream(folder, INITIALS, spread(numbers, [*firsts, [0]], np.uint8))


def _entries(enterprises: Frame) -> tuple[pa.LargeStringArray, npt.NDArray[Any], npt.NDArray[Any]]:
    """Names of all enterprises, then all former names; the row of each and whether it is former."""
    names = pc.fill_null(enterprises.text("name"), "")
    before = enterprises.text("former_names")
    rows = np.flatnonzero(np.asarray(pc.is_valid(before)))
    split = pc.split_pattern(before.take(pa.array(rows)), _SEPARATOR)
    owner = rows[np.asarray(pc.list_parent_indices(split))] if len(rows) else rows
    former = large_text(pc.list_flatten(split)) if len(rows) else large_text([])
    return (
        pa.concat_arrays([large_text(names), former]),
        np.concatenate((np.arange(enterprises.rows), owner)),
        np.concatenate((np.zeros(enterprises.rows, np.bool_), np.ones(len(owner), np.bool_))),
    )


def _units(texts: pa.LargeStringArray) -> npt.NDArray[np.uint16]:
    """Folded units of all texts, each followed by 0."""
    end, nothing = (pa.scalar(one, pa.large_string()) for one in ("\0", ""))
    clean = pc.replace_substring(texts, pattern="\0", replacement=" ")
    ended = large_text(pc.binary_join_element_wise(clean, end, nothing))
    if not len(ended):
        return np.zeros(0, np.uint16)
    _, offsets, data = ended.buffers()
    bounds = np.frombuffer(offsets, np.int64, len(ended) + 1, ended.offset * 8)
    whole = memoryview(data)[bounds[0] : bounds[-1]].tobytes().decode()
    return _fold()[np.frombuffer(whole.encode("utf-16-le"), np.uint16)]
