"""What cleaners share: the state of one file, and work on distinct values only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import large_text
from graph.ingest.rows import Cleaned, Defect, Mask

_FIRST_HASH = np.uint64(0x9E3779B97F4A7C15)


class OccurrenceCounter:
    """How often a row's hash came before, over the chunks of one file.

    Holds 16 bytes a distinct row. Hashes have 64 bits: two different rows share one with
    probability below 1e-6 for three million rows, and then only an ordinal is skipped.
    """

    def __init__(self) -> None:
        self._hashes = np.zeros(0, np.uint64)
        self._counts = np.zeros(0, np.int64)

    def ordinals(self, hashes: np.ndarray[Any, np.dtype[np.uint64]]) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Number of earlier rows with the same hash, for each row in order; then counts them in."""
        found: tuple[Any, Any, Any] = np.unique(hashes, return_inverse=True, return_counts=True)
        unique, inverse, counts = found
        order = np.argsort(inverse, kind="stable")
        starts = np.cumsum(counts) - counts
        within = np.empty(len(hashes), np.int64)
        within[order] = np.arange(len(hashes)) - np.repeat(starts, counts)
        place = np.searchsorted(self._hashes, unique)
        known = np.zeros(len(unique), np.int64)
        inside = place < len(self._hashes)
        same = np.zeros(len(unique), np.bool_)
        same[inside] = self._hashes[place[inside]] == unique[inside]
        known[same] = self._counts[place[same]]
        self._counts[place[same]] += counts[same]
        self._hashes = np.insert(self._hashes, place[~same], unique[~same])
        self._counts = np.insert(self._counts, place[~same], counts[~same])
        ordinals: np.ndarray[Any, np.dtype[np.int64]] = within + known[inverse]
        return ordinals


def row_hashes(columns: Sequence[pa.Array]) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """64-bit hash of each row over equally long columns; null differs from every value."""
    combined = np.full(len(columns[0]), _FIRST_HASH, np.uint64)
    for column in columns:
        texts = column.cast(pa.large_string()).dictionary_encode()
        words = pd.util.hash_array(np.asarray(texts.dictionary.to_pylist(), dtype=object), categorize=False)
        codes = pc.fill_null(texts.indices, -1).to_numpy()
        hashed = np.append(words, np.uint64(1))[codes]
        combined = combined * np.uint64(1099511628211) ^ hashed
        combined ^= combined >> np.uint64(29)
    return combined


@dataclass(frozen=True, slots=True)
class NumberByKey:
    """A lookup: sorted keys and their numbers (NaN unknown)."""

    keys: pa.LargeStringArray
    numbers: np.ndarray[Any, np.dtype[np.float64]]

    def of(self, keys: pa.LargeStringArray) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Number of each key, NaN where there is none."""
        places = pc.fill_null(pc.index_in(keys, value_set=self.keys), -1).to_numpy()
        numbers: np.ndarray[Any, np.dtype[np.float64]] = np.append(self.numbers, np.nan)[places]
        return numbers


@dataclass(frozen=True, slots=True)
class TextByKey:
    """A lookup: distinct keys and their texts (null unknown)."""

    keys: pa.LargeStringArray
    texts: pa.LargeStringArray

    def of(self, keys: pa.LargeStringArray) -> pa.LargeStringArray:
        """Text of each key, null where there is none."""
        return large_text(self.texts.take(pc.index_in(keys, value_set=self.keys)))

    def has(self, keys: pa.LargeStringArray) -> Mask:
        """Whether each key is one of the lookup's."""
        return mask_of(pc.is_in(keys, value_set=self.keys)) & mask_of(pc.is_valid(keys))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContext:
    """State of one file while it is cleaned.

    Parameters
    ----------
    source : str
        Delivering source; node of keys where the mapping names none.
    salt : bytes
        Salt of person ids.
    anchors, lookups : mapping
        As the mapping names them; ``lookups`` are those that give numbers.
    texts : mapping
        Lookups that give texts.
    day : date or None
        Day of the batch: which dated table of codes counts.
    placeholder_days : tuple of date
        Days that a source writes for "unknown".
    counters : dict
        Occurrence counters by (entry, field).
    """

    source: str
    salt: bytes
    anchors: Mapping[str, date]
    lookups: Mapping[str, NumberByKey]
    texts: Mapping[str, TextByKey] = field(default_factory=dict)
    day: date | None = None
    placeholder_days: tuple[date, ...] = ()
    counters: dict[tuple[int, str], OccurrenceCounter] = field(default_factory=dict)

    def counter(self, entry: int, name: str) -> OccurrenceCounter:
        """Occurrence counter of a field of an entry."""
        return self.counters.setdefault((entry, name), OccurrenceCounter())


def on_distinct(
    texts: pa.LargeStringArray, clean: Callable[[pa.LargeStringArray], tuple[pa.Array, Mask]], reason: str
) -> Cleaned:
    """Clean the distinct values of a column and spread the results.

    ``clean`` gives the values and a mask of those it could not take.
    """
    encoded = texts.dictionary_encode()
    values, bad = clean(encoded.dictionary)
    result = values.take(encoded.indices)
    if not bad.any():
        return Cleaned(result)
    codes = pc.fill_null(encoded.indices, -1).to_numpy()
    return Cleaned(result, (Defect(reason=reason, mask=np.append(bad, False)[codes]),))


def by_word(texts: pa.LargeStringArray, words: Mapping[str, Any], kind: pa.DataType, reason: str) -> Cleaned:
    """Value of each word; a word without an entry is null and a defect."""

    def clean(distinct: pa.LargeStringArray) -> tuple[pa.Array, Mask]:
        found = [words.get(word) for word in distinct.to_pylist()]
        return pa.array(found, kind), np.array([value is None for value in found], np.bool_)

    return on_distinct(texts, clean, reason)


def mask_of(values: Any) -> Mask:
    """Boolean Arrow array as a mask; null is False."""
    mask: Mask = pc.fill_null(values, False).to_numpy(zero_copy_only=False)
    return mask
