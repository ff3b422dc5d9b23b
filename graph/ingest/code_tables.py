"""Tables of codes that change with time: exchange rates, regions, editions of industries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph.packaged import packaged

YUAN = "CNY"
"""ISO word of the currency that amounts are kept in."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Currency(_Part):
    """Codes and words of one currency, and what a unit was worth in yuan from a day on."""

    zh: str
    en: str
    words: tuple[str, ...]
    in_texts: tuple[str, ...] = ()
    rates: dict[date, float] = Field(default_factory=dict)


class Currencies(_Part):
    """All currencies by ISO word; ``order`` numbers them."""

    since: date
    source: str
    currencies: dict[str, Currency]

    @property
    def order(self) -> tuple[str, ...]:
        """ISO words by number."""
        return tuple(self.currencies)

    def by_word(self) -> dict[str, int]:
        """Number of each code and word, in lower case."""
        return {
            word.casefold(): number
            for number, (iso, entry) in enumerate(self.currencies.items())
            for word in (iso, *entry.words, *entry.in_texts)
        }

    def text_patterns(self) -> list[tuple[int, str]]:
        """Number and pattern of the words that stand beside amounts; longer words go first."""
        words = [
            (word, number)
            for number, (iso, entry) in enumerate(self.currencies.items())
            for word in (iso, *entry.in_texts)
        ]
        return [(number, re.escape(word)) for word, number in sorted(words, key=lambda item: -len(item[0]))]

    def rates_on(self, iso: str, days: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Yuan a unit on each day (datetime64[D]); NaN before the first rate and without a day."""
        rates = sorted(self.currencies[iso].rates.items())
        starts = np.array([day for day, _ in rates], "datetime64[D]")
        place = np.searchsorted(starts, days, side="right") - 1
        place = np.where(np.isnat(days), -1, place)
        found: np.ndarray[Any, np.dtype[np.float64]] = np.array([*(rate for _, rate in rates), np.nan])[place]
        return found


class RegionChange(_Part):
    """One code of GB/T 2260 that another one follows from a day on."""

    old: str = Field(pattern="^[0-9]{6}$")
    new: str = Field(pattern="^[0-9]{6}$")
    from_: date = Field(alias="from")
    what: str


class _RegionChanges(_Part):
    since: date
    source: str
    changes: tuple[RegionChange, ...]

    @model_validator(mode="after")
    def _once(self) -> _RegionChanges:
        old = [change.old for change in self.changes]
        if len(set(old)) != len(old):
            raise ValueError("changes: expected every old code once")
        return self


class IndustryEditions(_Part):
    """Divisions of each section of GB/T 4754 by edition, and codes that only the older edition has."""

    since: date
    source: str
    sections: dict[int, dict[str, tuple[int, int]]]
    only_2011: tuple[str, ...]

    def edition_of(self, letter: str, code: str) -> int | None:
        """Edition that a code is of, the newest that fits; None if section and code differ in all."""
        if code[:4] in self.only_2011:
            return 2011
        division = int(code[:2])
        for edition in sorted(self.sections, reverse=True):
            sections = self.sections[edition]
            if letter not in sections:
                fits = any(low <= division <= high for low, high in sections.values())
            else:
                fits = sections[letter][0] <= division <= sections[letter][1]
            if fits:
                return edition
        return None


@cache
def currencies() -> Currencies:
    """Currencies and their rates, as shipped."""
    return packaged(Currencies, "graph.ingest", "currencies.yaml")


@cache
def industry_editions() -> IndustryEditions:
    """Editions of GB/T 4754, as shipped."""
    return packaged(IndustryEditions, "graph.ingest", "industry_editions.yaml")


@cache
def _changes() -> _RegionChanges:
    return packaged(_RegionChanges, "graph.ingest", "region_changes.yaml")


@cache
def region_changes(day: date | None) -> Mapping[str, str]:
    """Code in force on a day for each older code; the newest without a day."""
    step = {change.old: change.new for change in _changes().changes if day is None or change.from_ <= day}
    found: dict[str, str] = {}
    for old in step:
        new = old
        for _ in step:
            if new not in step:
                break
            new = step[new]
        found[old] = new
    return found
