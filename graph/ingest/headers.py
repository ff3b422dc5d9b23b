"""Header words that differ between deliveries of one table: read under the word the mapping uses."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from graph.ingest.reading import Reading
from graph.ingest.rows import Chunk


class _File(Protocol):
    header: tuple[str, ...]
    encoding: str
    delimiter: str
    likely_delimiter: str

    def read(self, columns: Sequence[str]) -> Iterator[Reading]: ...


def named_header(header: Sequence[str], variants: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Header in the words of a mapping; what it does not know stays as it is.

    Parameters
    ----------
    header : sequence of str
    variants : mapping of column to its other words
        Compared without capitals, full width and spaces around. A file that has several
        words of one column keeps the first of them for it; the mapping's own word goes
        before the others.
    """
    places = {_folded(word): place for place, word in reversed(list(enumerate(header)))}
    named = list(header)
    for column, words in variants.items():
        found = next((places[_folded(word)] for word in (column, *words) if _folded(word) in places), None)
        if found is not None and column not in named:
            named[found] = column
    return tuple(named)


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip().casefold()


class RenamedFile:
    """An opened file under the words of a mapping.

    Parameters
    ----------
    opened : opened file
    header : tuple of str
        As ``named_header`` gives it.
    """

    def __init__(self, opened: _File, header: tuple[str, ...]) -> None:
        self._opened = opened
        self._delivered = dict(zip(header, opened.header, strict=True))
        self.header = header
        self.encoding = opened.encoding
        self.delimiter = opened.delimiter
        self.likely_delimiter = opened.likely_delimiter

    def read(self, columns: Sequence[str]) -> Iterator[Reading]:
        """Readings with the given columns, by the mapping's words."""
        word_of = {self._delivered[column]: column for column in columns}
        for reading in self._opened.read(list(word_of)):
            if reading.chunk is None:
                yield reading
            else:
                renamed = {word_of[word]: column for word, column in reading.chunk.columns.items()}
                yield replace(reading, chunk=Chunk(renamed, reading.chunk.lines))
