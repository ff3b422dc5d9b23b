"""Cleaners of money, numbers, shares and flags; money is exact in int64 cents."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.ingest.cleaning import FileContext, by_word, mask_of, on_distinct
from graph.ingest.field_specs import Plain, ShareFromAmounts
from graph.ingest.rows import Cleaned, Defect, Mask, Rows
from graph.ingest.spec_base import alternatives
from graph.ingest.vocabularies import vocabularies

_DECIMAL = r"^(?P<sign>[+-]?)(?P<whole>[0-9]{1,15})(?:\.(?P<part>[0-9]*))?$"
_EXPONENT = r"^[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,2}$"
_PART_DIGITS = 8
_FLOAT = r"^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
_GROUPING = r"(?:,|，|\s)"
_CHINESE = r"(?P<yuan>[^元圆角分]+)[元圆]?(?:(?P<jiao>[^元圆角分])角)?(?:(?P<fen>[^元圆角分])分)?"
_CHINESE_DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    "两": 2,
    "弍": 2,
}
_CHINESE_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_CHINESE_GROUPS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}


def scaled_integers(texts: pa.LargeStringArray, scale: int) -> tuple[pa.Array, Mask]:
    """Decimal texts times ``scale`` as int64, rounded half away from zero; and a mask of the rest.

    ``scale`` is at most 1e10. Exact up to 15 digits before and 8 after the point; an exponent goes
    through float64.
    """
    plain = pc.replace_substring_regex(texts, _GROUPING, "")
    parts = pc.extract_regex(plain, _DECIMAL)
    decimal = mask_of(pc.is_valid(parts))
    whole = pc.cast(pc.struct_field(parts, "whole"), pa.int64())
    digits = pc.utf8_slice_codeunits(pc.struct_field(parts, "part"), 0, _PART_DIGITS)
    fraction = pc.cast(pc.utf8_rpad(digits, _PART_DIGITS, "0"), pa.int64())
    base = 10**_PART_DIGITS
    wholes = pc.fill_null(whole, 0).to_numpy()
    fractions = pc.fill_null(fraction, 0).to_numpy()
    fits = wholes <= (2**62) // scale
    amount = np.where(fits, wholes, 0) * scale + (2 * fractions * scale + base) // (2 * base)
    negative = mask_of(pc.equal(pc.struct_field(parts, "sign"), "-"))
    amount = np.where(negative, -amount, amount)
    good = decimal & fits
    exponent = mask_of(pc.match_substring_regex(plain, _EXPONENT))
    if exponent.any():
        floats = pc.cast(plain.filter(pa.array(exponent)), pa.float64()).to_numpy() * scale
        small = np.abs(floats) < 2.0**62
        amount[exponent] = np.rint(np.where(small, floats, 0)).astype(np.int64)
        good[exponent] = small
    bad = ~good & mask_of(pc.is_valid(texts))
    return pa.array(amount, pa.int64(), mask=~good), bad


def _from_numbers(raw: pa.Array, scale: int) -> Cleaned:
    """Typed numbers times scale as int64; fractions of a cent are rounded."""
    if pa.types.is_integer(raw.type):
        if scale == 1 and raw.type != pa.uint64():
            return Cleaned(raw.cast(pa.int64()))
        values = pc.fill_null(raw, 0).to_numpy()
        most = (2**62) // scale
        big = (values > most) | (values < -most if values.dtype.kind == "i" else False)
        values = np.where(big, 0, values).astype(np.int64)
        missing = ~mask_of(pc.is_valid(raw))
        scaled = pa.array(values * scale, pa.int64(), mask=missing | big)
        return Cleaned(scaled, (Defect(reason="number_out_of_range", mask=big),) if big.any() else ())
    floats = pc.fill_null(raw.cast(pa.float64()), np.nan).to_numpy() * scale
    usable = np.isfinite(floats) & (np.abs(np.where(np.isfinite(floats), floats, 0)) < 2.0**62)
    bad = ~usable & mask_of(pc.is_valid(raw)) & ~np.isnan(floats)
    values = np.rint(np.where(usable, floats, 0)).astype(np.int64)
    scaled = pa.array(values, pa.int64(), mask=~usable)
    return Cleaned(scaled, (Defect(reason="number_out_of_range", mask=bad),) if bad.any() else ())


_SCALES = {"cents": 1, "cents_from_yuan": 100, "cents_from_10k": 1_000_000, "number": 1}


def clean_integer(spec: Plain, rows: Rows, context: FileContext) -> Cleaned:
    """``cents``, ``cents_from_yuan``, ``cents_from_10k``, ``number``."""
    scale = _SCALES[spec.clean]
    column = rows.resolve(alternatives(spec.source)) or ""
    if rows.has(column) and _is_number(rows.raw(column).type):
        return _from_numbers(rows.raw(column), scale)
    reason = "not_a_number" if spec.clean == "number" else "not_an_amount"
    return on_distinct(rows.text(column), lambda distinct: scaled_integers(distinct, scale), reason)


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def clean_money_text(spec: Plain, rows: Rows, context: FileContext) -> Cleaned:
    """Amounts such as ``1000万人民币`` or ``壹佰万元整``; another currency is unknown and counted."""
    texts = rows.text(rows.resolve(alternatives(spec.source)) or "")
    known = vocabularies()
    foreign_pattern = "|".join(re.escape(word) for word in known.foreign_words)
    foreign = mask_of(pc.match_substring_regex(texts, foreign_pattern, ignore_case=True))
    yuan = pc.if_else(pa.array(~foreign), texts, pa.scalar(None, pa.large_string()))
    cleaned = on_distinct(yuan, _money_texts, "not_an_amount")
    if not foreign.any():
        return cleaned
    return Cleaned(cleaned.values, (*cleaned.defects, Defect(reason="foreign_currency", mask=foreign)))


def _money_texts(texts: pa.LargeStringArray) -> tuple[pa.Array, Mask]:
    known = vocabularies()
    words = "|".join(re.escape(word) for word in sorted(known.yuan_words, key=len, reverse=True))
    bare = pc.replace_substring_regex(pc.utf8_normalize(texts, form="NFKC"), f"(?i)(?:{words}|\\s)", "")
    units = sorted((unit for unit in known.money_units if unit), key=len, reverse=True)
    parts = pc.extract_regex(bare, rf"^(?P<number>[+-]?[0-9,]+(?:\.[0-9]*)?)(?P<unit>{'|'.join(units)})?$")
    numbers, found = pc.struct_field(parts, "number"), pc.struct_field(parts, "unit")
    cents = np.zeros(len(texts), np.int64)
    good = np.zeros(len(texts), np.bool_)
    for unit, yuan in known.money_units.items():
        here = mask_of(pc.equal(found, unit))
        if here.any():
            scaled, bad = scaled_integers(numbers.filter(pa.array(here)), yuan * 100)
            cents[here] = pc.fill_null(scaled, 0).to_numpy()
            good[here] = ~bad
    rest = np.flatnonzero(~good & mask_of(pc.is_valid(bare)))
    for place in rest.tolist():
        amount = chinese_amount(bare[place].as_py())
        if amount is not None:
            cents[place], good[place] = amount, True
    return pa.array(cents, pa.int64(), mask=~good), ~good & mask_of(pc.is_valid(texts))


def chinese_amount(text: str) -> int | None:
    """Cents of an amount in Chinese numerals (``壹佰万元``, ``三千二百元五角``); None if it is none."""
    match = re.fullmatch(_CHINESE, text)
    if match is None:
        return None
    total, group, digit = 0, 0, 0
    for sign in match["yuan"]:
        if sign in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[sign]
        elif sign in _CHINESE_UNITS:
            group += (digit or 1) * _CHINESE_UNITS[sign]
            digit = 0
        elif sign in _CHINESE_GROUPS:
            here = _CHINESE_GROUPS[sign]
            # 万 counts only what stands before it, 亿 all so far: 一亿二千万, 一万亿.
            total = total + (group + digit) * here if here < 10**8 else (total + group + digit) * here
            group = digit = 0
        else:
            return None
    small = [_CHINESE_DIGITS.get(match[name] or "零") for name in ("jiao", "fen")]
    if small[0] is None or small[1] is None:
        return None
    return (total + group + digit) * 100 + small[0] * 10 + small[1]


def clean_share(spec: Plain, rows: Rows, context: FileContext) -> Cleaned:
    """``share_fraction`` and ``share_percent``; a percent sign always divides by 100."""
    divisor = 100.0 if spec.clean == "share_percent" else 1.0
    column = rows.resolve(alternatives(spec.source)) or ""
    if rows.has(column) and _is_number(rows.raw(column).type):
        floats = pc.fill_null(rows.raw(column).cast(pa.float64(), safe=False), np.nan).to_numpy() / divisor
        return Cleaned(pa.array(floats, pa.float64(), mask=np.isnan(floats)))
    return on_distinct(rows.text(column), lambda distinct: _fractions(distinct, divisor), "not_a_share")


def fractions_of(texts: pa.LargeStringArray) -> tuple[pa.Array, Mask]:
    """Numbers of texts, a percent sign divides by 100; and a mask of what is none."""
    return _fractions(texts, 1.0)


def _fractions(texts: pa.LargeStringArray, divisor: float) -> tuple[pa.Array, Mask]:
    percent = mask_of(pc.match_substring_regex(texts, r"[%％]$"))
    bare = pc.replace_substring_regex(texts, r"\s*[%％]$", "")
    numeric = mask_of(pc.match_substring_regex(bare, _FLOAT))
    floats = pc.cast(pc.if_else(pa.array(numeric), bare, pa.scalar(None, pa.large_string())), pa.float64())
    values = pc.fill_null(floats, np.nan).to_numpy() / np.where(percent, 100.0, divisor)
    return pa.array(values, pa.float64(), mask=~numeric), ~numeric & mask_of(pc.is_valid(texts))


def clean_share_from_amounts(spec: ShareFromAmounts, rows: Rows, context: FileContext) -> Cleaned:
    """Amount over capital; nothing, zero or more than the capital gives an unknown share, counted."""
    texts = rows.text(rows.resolve(alternatives(spec.source)) or "")
    fractions, bad = _fractions(texts, 1.0)
    amounts = pc.fill_null(fractions, np.nan).to_numpy()
    capital = context.lookups[spec.lookup].of(rows.text(spec.key))
    known = ~np.isnan(amounts)
    no_capital = known & ~(capital > 0)
    shares = np.divide(amounts, capital, out=np.full(len(amounts), np.nan), where=known & ~no_capital)
    zero = known & (amounts <= 0)
    above = shares > 1.0
    usable = ~np.isnan(shares) & ~zero & ~above
    masks: dict[str, Any] = {
        "not_an_amount": bad,
        "capital_unknown": no_capital,
        "amount_not_positive": zero & ~no_capital,
        "derived_share_above_one": above & ~zero,
    }
    defects = tuple(Defect(reason=reason, mask=mask) for reason, mask in masks.items() if mask.any())
    return Cleaned(pa.array(shares, pa.float64(), mask=~usable), defects)


@cache
def _flag_words() -> dict[str, bool]:
    return vocabularies().flag_words()


def clean_flag(spec: Plain, rows: Rows, context: FileContext) -> Cleaned:
    """True or false by the words of the vocabulary."""
    column = rows.resolve(alternatives(spec.source)) or ""
    if rows.has(column) and pa.types.is_boolean(rows.raw(column).type):
        return Cleaned(rows.raw(column))
    return by_word(pc.utf8_lower(rows.text(column)), _flag_words(), pa.bool_(), "unknown_word")
