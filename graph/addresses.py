"""Normaliser of Chinese addresses: two spellings of one place become one text.

Rules only join spellings, they never guess: an address that names nothing below a region
is null, because it would join everybody in that region.
"""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import large_text
from graph.identity import normalise_codes

ADDRESS_VERSION = 1
"""Raised with every change of the rules below: place ids of two versions differ."""

_NUMERALS = "零〇一二三四五六七八九两十百千"
_UNIT = "号楼|号|幢|栋|座|单元|楼|层|室|房|弄|组|期|区块|门"
_NUMBERED = re.compile(f"([{_NUMERALS}]+)(?={_UNIT})")
_AUTONOMOUS = "(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)自治区|(?:香港|澳门)特别行政区"
_PROVINCE = r"^(?:中国)?(?:\p{Han}{2,6}?省|" + _AUTONOMOUS + ")"
_CITY = r"^\p{Han}{2,7}?(?:市|自治州|地区|盟)"
_COUNTY = r"^\p{Han}{1,6}?(?:区|县|旗|市)"
_ONLY_REGIONS = r"^(?:\p{Han}{1,8}?(?:省|自治区|特别行政区|自治州|地区|盟|市|区|县|旗|镇|乡|街道))*$"

# (pattern, replacement) in this order; each shortens the text or moves it to the canonical word.
_RULES: tuple[tuple[str, str], ...] = (
    (r"號", "号"),
    (r"[棟栋]", "幢"),
    (r"樓", "楼"),
    (r"層", "层"),
    (r"\([^()0-9A-Z]*\)$", ""),  # closing remarks such as 集群注册 or 自主申报
    (r"[()\[\]{}<>,.;:、。·'\"“”‘’《》【】/_|*!?~]+", ""),
    (r"[—–－‐―~]+", "-"),
    (r"之([0-9]+号)", r"-\1"),
    (r"^-+|-+$", ""),
    (r"-{2,}", "-"),
    (r"(?:NO|№)([0-9]+)号?", r"\1号"),
    (r"([0-9A-Z]+)(?:号楼|#楼?|号幢)", r"\1幢"),
    (r"([0-9A-Z]+)座", r"\1幢"),
    (r"([0-9]+)(?:F|楼)", r"\1层"),
    (r"([0-9A-Z]+)(?:号房间?|号室|房间?)", r"\1室"),
    (r"((?:幢|层|单元)-?[0-9A-Z]*[0-9])$", r"\1室"),
    (r"(幢|层|单元|号)-", r"\1"),
    (r"(号[0-9]{3,4})$", r"\1室"),
    (r"室室", "室"),
)
_MAX_PASSES = 12
_ANY_NUMBERED = f"[{_NUMERALS}](?:{_UNIT})"


def normalise_addresses(addresses: Any, regions: Any = None) -> pa.LargeStringArray:
    """Canonical text of each address; null where there is no place to join on.

    Parameters
    ----------
    addresses : text column, shape (n,)
        As delivered.
    regions : text column, shape (n,), optional
        GB/T 2260 codes of six digits. Where one is given, province, city and county words
        are taken from the text and the code is put before it, so that an address with and
        one without its city are one; elsewhere only the province is taken.

    Returns
    -------
    pa.LargeStringArray, shape (n,)
    """
    given = normalise_codes(addresses)
    distinct = pc.unique(given)
    texts = large_text(_to_fixed_point(large_text(distinct)).take(pc.index_in(given, value_set=distinct)))
    nowhere = pc.fill_null(pc.match_substring_regex(texts, _ONLY_REGIONS), True)
    texts = large_text(pc.if_else(nowhere, pa.scalar(None, pa.large_string()), texts))
    plain = _without_prefixes(texts, (_PROVINCE,))
    if regions is None:
        return plain
    codes = large_text(regions)
    known_region = pc.fill_null(pc.match_substring_regex(codes, "^[0-9]{6}$"), False)
    street = _without_prefixes(plain, (_CITY, _COUNTY))
    coded = pc.binary_join_element_wise(pc.fill_null(codes, ""), street, pa.scalar("-", pa.large_string()))
    return large_text(pc.if_else(known_region, coded, plain))


def normalise_address(address: str | None, region: str | None = None) -> str | None:
    """Scalar form of ``normalise_addresses``."""
    column = pa.array([address], pa.large_string())
    found = normalise_addresses(column, pa.array([region], pa.large_string()))[0].as_py()
    return None if found is None else str(found)


def _to_fixed_point(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    """Apply all rules until nothing changes, so that the normaliser is idempotent."""
    for _ in range(_MAX_PASSES):
        after = _arabic_numbers(texts)
        for pattern, replacement in _RULES:
            after = pc.replace_substring_regex(after, pattern, replacement)
        after = normalise_codes(after)
        if after.equals(texts):
            break
        texts = after
    return texts


def _without_prefixes(texts: pa.LargeStringArray, patterns: tuple[str, ...]) -> pa.LargeStringArray:
    """Texts without the region words at their start; a text never becomes empty."""
    for pattern in patterns:
        shorter = pc.replace_substring_regex(texts, pattern, "", max_replacements=1)
        texts = large_text(pc.if_else(pc.equal(pc.binary_length(shorter), 0), texts, shorter))
    return texts


def _arabic_numbers(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    """Chinese numerals before a unit word as digits (八一路二十三号 -> 八一路23号).

    Only distinct texts that hold one are rewritten in Python, a few in a hundred.
    """
    numbered = pc.fill_null(pc.match_substring_regex(texts, _ANY_NUMBERED), False)
    if not pc.any(numbered).as_py():
        return texts
    rewritten = [
        _NUMBERED.sub(lambda found: _number_of(found.group(1)), text)
        for text in texts.filter(numbered).to_pylist()
    ]
    return large_text(pc.replace_with_mask(texts, numbered, pa.array(rewritten, pa.large_string())))


def _number_of(numeral: str) -> str:
    """Digits of a Chinese numeral below 10,000; a run of plain digits is read digit by digit."""
    plain = {"零": 0, "〇": 0, "两": 2} | {sign: value for value, sign in enumerate("零一二三四五六七八九")}
    tens = {"十": 10, "百": 100, "千": 1000}
    if not any(sign in tens for sign in numeral):
        return "".join(str(plain[sign]) for sign in numeral)
    total, current = 0, 0
    for sign in numeral:
        if sign in plain:
            current = plain[sign]
        else:
            total += (current or 1) * tens[sign]
            current = 0
    return str(total + current)
