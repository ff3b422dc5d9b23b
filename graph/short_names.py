"""Short names of enterprises: without the region in front and the legal form at the end.

A graph of one city reads its city on every label otherwise. The words are data
(``short_names.yaml``).
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache

from pydantic import BaseModel, ConfigDict, Field

from graph.packaged import packaged

_KEPT = 16_384
"""Names kept with their short forms: a page asks for the same few hundred again."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    meaning: str = Field(min_length=1)
    source: str = Field(min_length=1)


class Words(_Part):
    """A list of words."""

    words: tuple[str, ...] = Field(min_length=1)


class Regions(Words):
    """Names of regions and the common nouns that may follow them."""

    endings: tuple[str, ...] = Field(min_length=1)


class Districts(_Part):
    """Common nouns that end the name of a district, and signs after which they do not."""

    endings: tuple[str, ...] = Field(min_length=1)
    not_after: tuple[str, ...]


class Shortest(_Part):
    """Signs that stay at least."""

    signs: int = Field(ge=1)


class ShortNameWords(BaseModel):
    """What a short name leaves out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date
    provinces: Regions
    cities: Regions
    districts: Districts
    not_followed_by: Words
    legal_forms: Words
    branch_words: Words
    shortest: Shortest


@cache
def short_name_words() -> ShortNameWords:
    """Words as shipped."""
    return packaged(ShortNameWords, "graph", "short_names.yaml")


@lru_cache(maxsize=_KEPT)
def short_name(name: str) -> str:
    """Name without region and legal form; never shorter than the shortest allowed, else as it is.

    Parameters
    ----------
    name : str
        Registered name.
    """
    patterns, least = _patterns(), short_name_words().shortest.signs
    short = name.strip()
    in_region = False
    for region in (patterns.any_province, patterns.province, patterns.any_city, patterns.city):
        found = region.match(short)
        if found is not None and len(short) - found.end() >= least:
            short, in_region = short[found.end() :], True
    if in_region:
        found = patterns.district.match(short)
        if found is not None and len(short) - found.end() >= least:
            short = short[found.end() :]
    for form in (patterns.before_branch, patterns.form):
        without = form.sub("", short)
        if len(without) >= least:
            short = without
    # A region may be the whole of the name: 杭州有限公司 stays as it was registered.
    return short if len(short) >= least and not patterns.form.fullmatch(short) else name.strip()


class _Patterns(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True, frozen=True)

    any_province: re.Pattern[str]
    province: re.Pattern[str]
    city: re.Pattern[str]
    any_city: re.Pattern[str]
    district: re.Pattern[str]
    form: re.Pattern[str]
    before_branch: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words = short_name_words()
    no_city = f"(?![{''.join(words.not_followed_by.words)}])"
    forms = _any_of(*words.legal_forms.words, *(_half_width(form) for form in words.legal_forms.words))
    branches = _any_of(*words.branch_words.words)
    not_after = "".join(words.districts.not_after)
    districts = _any_of(*words.districts.endings)
    # 北京市朝阳区 is a district: 朝阳 is no city there.
    no_district = f"(?!{districts})"
    return _Patterns(
        any_province=re.compile(r"^[\u4e00-\u9fff]{2,3}?省"),
        province=re.compile(_region(words.provinces, no_city)),
        city=re.compile(_region(words.cities, no_city) + no_district),
        # A city nobody listed: two or three signs and the word for city.
        any_city=re.compile(rf"^[\u4e00-\u9fff]{{2,3}}?市{no_city}"),
        district=re.compile(rf"^[\u4e00-\u9fff]{{1,4}}?(?<![{not_after}]){districts}"),
        form=re.compile(f"(?:{forms})+$"),
        before_branch=re.compile(f"{forms}(?=.{{0,20}}{branches}$)"),
    )


def _region(regions: Regions, no_city: str) -> str:
    return f"^{_any_of(*regions.words)}(?:{_any_of(*regions.endings)}{no_city})?"


def _any_of(*words: str) -> str:
    """The longest of the words that fits."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, ordered))})"


def _half_width(text: str) -> str:
    return text.replace("（", "(").replace("）", ")")
