"""Readings of Chinese characters as columns: one syllable a character, corrected by two-sign words.

A character has the reading it most often has; where two characters side by side are a word
that reads otherwise (重庆, 银行), the word's. Tones are left out and ü is v, as people type.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Units = npt.NDArray[np.uint16]
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
SILENT = ""
"""Syllable of signs that nobody types: brackets, points, spaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Syllables of the signs of some texts.

    Attributes
    ----------
    syllables : tuple of str
        Distinct readings; 0 is silent.
    of_unit : uint16[units]
        Index into ``syllables`` of each sign.
    """

    syllables: tuple[str, ...]
    of_unit: Units


def read_units(units: Units) -> Readings:
    """Reading of each sign of texts that lie behind each other.

    Parameters
    ----------
    units : uint16
        Folded UTF-16 units, 0 between texts. 15,000,000 take 2 s.
    """
    signs = np.unique(units)
    alone = {int(sign): _alone(chr(int(sign))) for sign in signs}
    words = _words(frozenset(alone))
    syllables = (SILENT, *sorted({*alone.values(), *(s for pair in words.values() for s in pair)} - {SILENT}))
    number = {syllable: place for place, syllable in enumerate(syllables)}
    table = np.zeros(1 << 16, np.uint16)
    for sign, syllable in alone.items():
        table[sign] = number[syllable]
    found = table[units]
    if words and len(units) > 1:
        _correct(found, units, words, number)
    return Readings(syllables=syllables, of_unit=found)


def _correct(found: Units, units: Units, words: dict[int, tuple[str, str]], number: dict[str, int]) -> None:
    """Put the readings of two-sign words in place; of words that overlap the first counts."""
    keys = np.array(sorted(words), np.uint32)
    pairs = np.array([[number[s] for s in words[int(key)]] for key in keys], np.uint16)
    begins = np.zeros(1 << 16, np.bool_)
    begins[keys >> 16] = True
    at = np.flatnonzero(begins[units[:-1]])
    pair = (units[at].astype(np.uint32) << 16) | units[at + 1]
    place = np.minimum(np.searchsorted(keys, pair), len(keys) - 1)
    fits = keys[place] == pair
    at, place = at[fits], place[fits]
    # From the last to the first, so that the first of two that overlap is written last.
    found[at[::-1] + 1] = pairs[place[::-1], 1]
    found[at[::-1]] = pairs[place[::-1], 0]


def _alone(sign: str) -> str:
    """Reading of one sign on its own; letters and digits read as they are."""
    if sign in LETTERS:
        return sign
    return _characters().get(ord(sign), SILENT)


@cache
def _characters() -> dict[int, str]:
    from pypinyin.constants import PINYIN_DICT

    return {code: plain(readings.split(",")[0]) for code, readings in PINYIN_DICT.items() if code < 1 << 16}


def _words(signs: frozenset[int]) -> dict[int, tuple[str, str]]:
    """Words of two of some signs that read otherwise than their signs alone, by packed signs."""
    from pypinyin.constants import PHRASES_DICT

    characters, found = _characters(), {}
    for word, readings in PHRASES_DICT.items():
        if len(word) == 2 and ord(word[0]) in signs and ord(word[1]) in signs:
            first, second = (plain(reading[0]) for reading in readings)
            if (first, second) != (characters.get(ord(word[0])), characters.get(ord(word[1]))):
                found[ord(word[0]) << 16 | ord(word[1])] = (first, second)
    return found


def plain(reading: str) -> str:
    """Reading without tones, in the letters that are typed."""
    typed = reading.replace("ü", "v").replace("ǖ", "v").replace("ǘ", "v").replace("ǚ", "v").replace("ǜ", "v")
    letters = unicodedata.normalize("NFKD", typed.lower())
    return "".join(sign for sign in letters if sign in LETTERS)


def coded(text: str) -> list[int]:
    """Code of each letter or digit of a text, 1 to 36; other signs are left out."""
    return [LETTERS.index(sign) + 1 for sign in text if sign in LETTERS]
