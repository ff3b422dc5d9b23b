"""Which enterprises a text means: ranked rows of a month, and where each fits.

Order: an exact code or number, the whole name, the whole former name, a part of the name, the
begin of a credit code, a part of a former name, pinyin, initials; among equals the earlier in
the name, the living, the smaller id.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph.budget import check
from graph.name_index import NameIndex, Places, folded_units, typed_letters

Longs = npt.NDArray[np.int64]
LEAST_TYPED = 2
"""Letters of pinyin or initials, at least."""
LEAST_CODE = 4
"""Signs of the begin of a credit code, at least."""
_TYPED = re.compile(r"[A-Za-zÜü0-9 '’·-]*[A-Za-zÜü][A-Za-zÜü0-9 '’·-]*")
_CODE = re.compile(r"[0-9A-Z:]{4,64}")
_FARTHEST = 255


class Fit(IntEnum):
    """How an enterprise fits, the best first; the order is the order of results."""

    EXACT_CODE = 0
    WHOLE_NAME = 1
    WHOLE_FORMER = 2
    NAME = 3
    CODE = 4
    FORMER = 5
    PINYIN = 6
    INITIALS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Enterprises that fit, the best first.

    Attributes
    ----------
    row : int64, enterprise code
    fit : int8, of ``Fit``
    entry, offset : int64, place in the index of names; -1 for codes
    """

    row: Longs
    fit: npt.NDArray[np.int8]
    entry: Longs
    offset: Longs


class NameSearch:
    """Search in one month.

    Parameters
    ----------
    names : NameIndex
    ids : pa.LargeStringArray
        Enterprise ids in the order of their bytes; row = enterprise code.
    living : bool array
        Whether each enterprise is in business.
    """

    def __init__(self, names: NameIndex, ids: pa.LargeStringArray, living: npt.NDArray[np.bool_]) -> None:
        self.names = names
        self._ids, self._living = ids, living

    def ranked(self, text: str, exact: int | None = None) -> Ranked:
        """Every enterprise that fits, once, by its best fit.

        Parameters
        ----------
        text : str
        exact : int, optional
            Row that a code or number stands for.
        """
        check()
        parts = [self._exact(exact), *self._named(text), self._coded(text), *self._typed(text)]
        parts.sort(key=lambda part: part.fit)
        # Best fit first: who is listed by it is not listed again.
        seen = np.zeros(len(self._living), np.bool_)
        kept = []
        for part in parts:
            new = part.take(_first_of_each(part.row, seen))
            seen[new.row] = True
            kept.append(new.take(self._order(new)))
        return Ranked(
            row=np.concatenate([part.row for part in kept]),
            fit=np.concatenate([np.full(len(part.row), part.fit, np.int8) for part in kept]),
            entry=np.concatenate([part.entry for part in kept]),
            offset=np.concatenate([part.offset for part in kept]),
        )

    def _order(self, part: _Part) -> npt.NDArray[np.intp]:
        """Order inside one fit: earlier in the name, the living, the smaller id; linear, by counting."""
        value = (np.minimum(part.offset, _FARTHEST) << 1) | ~self._living[part.row]
        # Rows rise within a part, and sixteen bits are sorted by counting.
        return np.argsort(value.astype(np.uint16), kind="stable")

    def whole(self, text: str) -> tuple[Longs, Longs]:
        """Rows whose name, and rows whose former name, is the text; each rising."""
        found = self.names.signs(text)
        entry = found.entry[found.whole]
        former = self.names.former[entry]
        row = self.names.row[entry].astype(np.int64)
        return np.unique(row[~former]), np.unique(row[former])

    def living(self, rows: Longs) -> Longs:
        """Those of some rows that are in business."""
        found: Longs = rows[self._living[rows]]
        return found

    def row_of_code(self, code: str) -> int | None:
        """Row of an enterprise id."""
        low = bisect_left(range(len(self._ids)), code.encode(), key=self._id)
        return low if low < len(self._ids) and self._id(low) == code.encode() else None

    def _id(self, row: int) -> bytes:
        return str(self._ids[row].as_py()).encode()

    def _exact(self, row: int | None) -> _Part:
        return _without_place([] if row is None else [row], Fit.EXACT_CODE)

    def _coded(self, text: str) -> _Part:
        """Enterprises whose id begins with a code."""
        code = clean_code(text)
        if code is None:
            return _without_place([], Fit.CODE)
        begin = code.encode()
        low = bisect_left(range(len(self._ids)), begin, key=self._id)
        high = bisect_left(range(len(self._ids)), begin + b"\xff", key=self._id)
        return _without_place(np.arange(low, high), Fit.CODE)

    def _named(self, text: str) -> list[_Part]:
        found = self.names.signs(text)
        former = self.names.former[found.entry]
        return [
            self._part(found, former & found.whole, Fit.WHOLE_FORMER),
            self._part(found, ~former & found.whole, Fit.WHOLE_NAME),
            self._part(found, ~former & ~found.whole, Fit.NAME),
            self._part(found, former & ~found.whole, Fit.FORMER),
        ]

    def _typed(self, text: str) -> list[_Part]:
        if _TYPED.fullmatch(unicodedata.normalize("NFKC", text)) is None:
            return []
        if len(typed_letters(text)) < LEAST_TYPED:
            return []
        spelled, begun = self.names.pinyin(text), self.names.initials(text)
        return [
            self._part(spelled, np.ones(len(spelled.entry), np.bool_), Fit.PINYIN),
            self._part(begun, np.ones(len(begun.entry), np.bool_), Fit.INITIALS),
        ]

    def _part(self, found: Places, chosen: npt.NDArray[np.bool_], fit: Fit) -> _Part:
        entry = found.entry[chosen]
        row = self.names.row[entry].astype(np.int64)
        return _Part(row=row, fit=fit, entry=entry, offset=found.offset[chosen])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What fits in one way: rows, places; one an occurrence, in the order of the texts."""

    row: Longs
    fit: Fit
    entry: Longs
    offset: Longs

    def take(self, places: npt.NDArray[Any]) -> _Part:
        """Some of the occurrences."""
        return _Part(row=self.row[places], fit=self.fit, entry=self.entry[places], offset=self.offset[places])


def _without_place(rows: Any, fit: Fit) -> _Part:
    row = np.asarray(rows, dtype=np.int64)
    return _Part(row=row, fit=fit, entry=np.full(len(row), -1, np.int64), offset=np.zeros(len(row), np.int64))


def _first_of_each(row: Longs, seen: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The first occurrence of each enterprise not seen; those of one enterprise lie together."""
    first = np.append(True, row[1:] != row[:-1])[: len(row)]
    return np.asarray(first & ~seen[row])


def clean_code(text: str) -> str | None:
    """Text as a code: half width, upper case, without blanks and hyphens; None if it is none."""
    code = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    return code if _CODE.fullmatch(code) and any(sign.isdigit() for sign in code) else None


def signs_of(text: str) -> int:
    """UTF-16 units of a text as it is searched."""
    return len(folded_units(text))
