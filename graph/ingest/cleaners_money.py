"""Cleaners of amounts in any currency and of shares in two units."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.ingest.cleaners_choice import texts_of
from graph.ingest.cleaners_days import days_of_texts
from graph.ingest.cleaners_numbers import chinese_amount, fractions_of, scaled_integers
from graph.ingest.cleaning import FileContext, mask_of
from graph.ingest.code_specs import Money, ShareMixed
from graph.ingest.code_tables import YUAN, Currencies, currencies
from graph.ingest.rows import Cleaned, Defect, Mask, Rows
from graph.ingest.vocabularies import vocabularies

Int = np.ndarray[Any, np.dtype[np.int64]]
_AGREES = 3.0
"""A share agrees with an amount within this factor: both readings of a share lie 100 apart."""


def clean_money(spec: Money, rows: Rows, context: FileContext) -> Cleaned:
    """Cents of yuan; an amount, currency or rate that is not known is counted by its own reason."""
    table = currencies()
    encoded = texts_of(rows, spec.source).dictionary_encode()
    amounts, good, spoken = _amounts(encoded.dictionary, spec.unit, table)
    codes = pc.fill_null(encoded.indices, -1).to_numpy()
    known = codes >= 0
    cents = np.append(amounts, 0)[codes]
    readable = np.append(good, False)[codes]
    currency = np.append(spoken, -1)[codes]
    column, strange = _currency_column(spec, rows, table)
    currency = np.where(currency < 0, column, currency)
    strange &= np.append(spoken, -1)[codes] < 0
    foreign = known & readable & ~strange & (currency != table.order.index(YUAN))
    defects = {"not_an_amount": known & ~readable, "unknown_currency": known & readable & strange}
    usable = readable & ~strange
    if foreign.any():
        rates = _rates(spec, rows, context, table, currency, foreign)
        without = foreign & np.isnan(rates)
        defects["no_exchange_rate"] = without
        usable &= ~without
        converted = np.rint(cents[foreign] * np.nan_to_num(rates[foreign]))
        cents = cents.copy()
        cents[foreign] = converted.astype(np.int64)
    found = tuple(Defect(reason=reason, mask=mask) for reason, mask in defects.items() if mask.any())
    return Cleaned(pa.array(cents, pa.int64(), mask=~usable), found)


def _currency_column(spec: Money, rows: Rows, table: Currencies) -> tuple[Int, Mask]:
    """Currency of each row by its column (the yuan where it says nothing), and a mask of unknown words."""
    if spec.only is not None:
        return np.full(rows.count, table.order.index(spec.only)), np.zeros(rows.count, np.bool_)
    if spec.currency is None:
        return np.full(rows.count, table.order.index(YUAN)), np.zeros(rows.count, np.bool_)
    encoded = texts_of(rows, spec.currency).dictionary_encode()
    words = table.by_word()
    found = [words.get(word.casefold(), -1) for word in encoded.dictionary.to_pylist()]
    codes = pc.fill_null(encoded.indices, -1).to_numpy()
    of_row = np.array([*found, table.order.index(YUAN)], np.int64)[codes]
    return of_row, of_row < 0


def _rates(
    spec: Money, rows: Rows, context: FileContext, table: Currencies, currency: Int, wanted: Mask
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Yuan a unit on each wanted row's day, NaN where no rate is known."""
    rates = np.full(rows.count, np.nan)
    day = np.full(rows.count, np.datetime64("NaT"), "datetime64[D]")
    if context.day is not None:
        day[:] = np.datetime64(context.day)
    if spec.as_of is not None:
        own = days_of_texts(texts_of(rows, spec.as_of)).to_numpy(zero_copy_only=False).astype("datetime64[D]")
        day = np.where(np.isnat(own), day, own)
    for code in np.unique(currency[wanted]).tolist():
        here = wanted & (currency == code)
        rates[here] = table.rates_on(table.order[code], day[here])
    return rates


def _amounts(texts: pa.LargeStringArray, unit: int, table: Currencies) -> tuple[Int, Mask, Int]:
    """Hundredths of the currency, whether an amount was read, and the currency that the text names (-1)."""
    known = vocabularies()
    bare = pc.utf8_normalize(texts, form="NFKC")
    spoken = np.full(len(texts), -1, np.int64)
    for code, pattern in table.text_patterns():
        here = mask_of(pc.match_substring_regex(bare, pattern, ignore_case=True)) & (spoken < 0)
        spoken[here] = code
    said = "|".join(pattern for _, pattern in table.text_patterns())
    silent = "|".join(re.escape(word) for word in ("整", "正", "(", ")"))
    bare = pc.replace_substring_regex(bare, f"(?i)(?:{said}|{silent}|\\s)", "")
    units = sorted((word for word in known.money_units if word), key=len, reverse=True)
    parts = pc.extract_regex(bare, rf"^(?P<number>[+-]?[0-9,]+(?:\.[0-9]*)?)(?P<unit>{'|'.join(units)})?$")
    numbers, found = pc.struct_field(parts, "number"), pc.struct_field(parts, "unit")
    cents, good = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.bool_)
    for word, yuan in known.money_units.items():
        here = mask_of(pc.equal(found, word))
        if here.any():
            scaled, bad = scaled_integers(numbers.filter(pa.array(here)), (yuan if word else unit) * 100)
            cents[here], good[here] = pc.fill_null(scaled, 0).to_numpy(), ~bad
    for place in np.flatnonzero(~good & mask_of(pc.is_valid(bare))).tolist():
        amount = chinese_amount(bare[place].as_py())
        if amount is not None:
            cents[place], good[place] = amount, True
    return cents, good, spoken


def clean_share_mixed(spec: ShareMixed, rows: Rows, context: FileContext) -> Cleaned:
    """Fraction of a share whose unit differs from row to row."""
    texts = texts_of(rows, spec.source)
    fractions, bad = fractions_of(texts)
    value = pc.fill_null(fractions, np.nan).to_numpy()
    signed = mask_of(pc.match_substring_regex(texts, r"[%％]$"))
    amounts, _ = fractions_of(texts_of(rows, spec.amount))
    capital = context.lookups[spec.lookup].of(rows.text(spec.key))
    amount = pc.fill_null(amounts, np.nan).to_numpy()
    ratio = np.divide(amount, capital, out=np.full(len(value), np.nan), where=capital > 0)
    open_unit = ~signed & (value > 0) & (value <= 1)
    as_fraction = open_unit & _agrees(value, ratio)
    as_percent = open_unit & _agrees(value / 100, ratio)
    silent = open_unit & ~(ratio > 0)
    against = open_unit & ~as_fraction & ~as_percent & ~silent
    percent = as_percent | (~signed & (value > 1))
    shares = np.where(percent, value / 100, value)
    unknown = np.isnan(value) | silent | against
    masks = {"not_a_share": bad, "share_unit_unknown": silent, "share_contradicts_amount": against}
    defects = tuple(Defect(reason=reason, mask=mask) for reason, mask in masks.items() if mask.any())
    return Cleaned(pa.array(shares, pa.float64(), mask=unknown), defects)


def _agrees(share: Any, ratio: Any) -> Mask:
    near: Mask = (ratio >= share / _AGREES) & (ratio <= share * _AGREES)
    return near
