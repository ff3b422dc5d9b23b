"""Cleaners of texts and dates."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import large_text
from graph.domain import day_number
from graph.identity import normalise_codes
from graph.ingest.cleaning import FileContext, by_word, mask_of, on_distinct
from graph.ingest.field_specs import ByValue, Concat, Constant, DateMinusMonths, Part, Plain, Split
from graph.ingest.rows import Cleaned, Defect, Mask, Rows
from graph.ingest.spec_base import alternatives
from graph.ingest.vocabularies import vocabularies

_NULL = pa.scalar(None, pa.large_string())
_DATE = r"^(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})$"
_EPOCH_MS = r"^-?[0-9]{12,13}$"
_CHINA_MS = 8 * 3_600_000
_DAY_MS = 86_400_000


def clean_text(spec: Plain, rows: Rows, context: FileContext) -> Cleaned:
    """Trimmed text; blanks and null words are unknown."""
    return Cleaned(rows.text(rows.resolve(alternatives(spec.source)) or ""))


def clean_region(spec: Plain, rows: Rows, context: FileContext) -> Cleaned:
    """Region code without spaces and in half width, or the delivered word."""
    codes = normalise_codes(rows.text(rows.resolve(alternatives(spec.source)) or ""))
    return Cleaned(codes)


@cache
def _status_words() -> dict[str, str]:
    return vocabularies().status_words()


def clean_status(spec: Plain, rows: Rows, context: FileContext) -> Cleaned:
    """Registration state of a code, letter or word; another word is unknown and counted."""
    texts = pc.utf8_lower(rows.text(rows.resolve(alternatives(spec.source)) or ""))
    return by_word(texts, _status_words(), pa.large_string(), "unknown_word")


def clean_date(spec: Plain, rows: Rows, context: FileContext) -> Cleaned:
    """Day of ``2020-01-31``, ``20200131``, ``2020/1/31``, ``2020年1月31日``, a time after it, or epoch ms."""
    column = rows.resolve(alternatives(spec.source)) or ""
    found = _typed_days(rows, column) or on_distinct(rows.text(column), _dates, "not_a_date")
    if not context.placeholder_days:
        return found
    stands = mask_of(pc.is_in(found.values, value_set=pa.array(context.placeholder_days, pa.date32())))
    if not stands.any():
        return found
    days = pc.if_else(pa.array(stands), pa.scalar(None, pa.date32()), found.values)
    return Cleaned(days, (*found.defects, Defect(reason="placeholder_day", mask=stands)))


def _typed_days(rows: Rows, column: str) -> Cleaned | None:
    if rows.has(column):
        raw = rows.raw(column)
        if pa.types.is_date32(raw.type):
            return Cleaned(raw)
        if pa.types.is_date(raw.type) or pa.types.is_timestamp(raw.type):
            return Cleaned(pc.cast(raw, pa.date32(), safe=False))
    return None


def days_of_texts(texts: pa.LargeStringArray) -> pa.Array:
    """date32 of each text in one of the known forms; null where it is none."""
    return on_distinct(texts, _dates, "not_a_date").values


def _dates(texts: pa.LargeStringArray) -> tuple[pa.Array, Mask]:
    bare = pc.utf8_normalize(texts, form="NFKC")
    bare = pc.replace_substring_regex(bare, r"[ T日][0-9:.+Z ]*$", "")
    bare = pc.replace_substring_regex(bare, r"^([0-9]{4})([0-9]{2})([0-9]{2})$", r"\1-\2-\3")
    bare = pc.replace_substring_regex(bare, r"[/.年月]", "-")
    parts = pc.extract_regex(bare, _DATE)
    shaped = mask_of(pc.is_valid(parts))
    year, month, day = (
        pc.fill_null(pc.cast(pc.struct_field(parts, name), pa.int64()), 1).to_numpy()
        for name in ("year", "month", "day")
    )
    good = shaped & (month >= 1) & (month <= 12) & (day >= 1) & (year >= 1)
    months = np.where(good, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    first = months.astype("datetime64[D]").astype(np.int64)
    after = (months + 1).astype("datetime64[D]").astype(np.int64)
    good &= day <= after - first
    numbers = first + day - 1
    epoch = mask_of(pc.match_substring_regex(texts, _EPOCH_MS))
    if epoch.any():
        stamps = pc.cast(texts.filter(pa.array(epoch)), pa.int64()).to_numpy()
        numbers[epoch] = (stamps + _CHINA_MS) // _DAY_MS
        good |= epoch
    days = pa.array(numbers.astype(np.int32), pa.int32(), mask=~good)
    return days.cast(pa.date32()), ~good & mask_of(pc.is_valid(texts))


def clean_date_minus_months(spec: DateMinusMonths, rows: Rows, context: FileContext) -> Cleaned:
    """Anchor minus whole months; where the month is shorter, its last day."""
    anchor = context.anchors[spec.anchor]
    last = np.datetime64(f"{anchor:%Y-%m}", "M")

    def clean(texts: pa.LargeStringArray) -> tuple[pa.Array, Mask]:
        whole = mask_of(pc.match_substring_regex(texts, r"^[0-9]{1,5}(?:\.0*)?$"))
        counts = pc.fill_null(pc.cast(pc.if_else(pa.array(whole), texts, _NULL), pa.float64()), 0)
        months = last - counts.to_numpy().astype("timedelta64[M]")
        length = ((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64)
        days = months.astype("datetime64[D]").astype(np.int64) + np.minimum(anchor.day, length) - 1
        values = pa.array(days.astype(np.int32), pa.int32(), mask=~whole).cast(pa.date32())
        return values, ~whole & mask_of(pc.is_valid(texts))

    return on_distinct(
        rows.text(rows.resolve(alternatives(spec.source)) or ""), clean, "not_a_number_of_months"
    )


def clean_split(spec: Split, rows: Rows, context: FileContext) -> Cleaned:
    """One part of a text, from 0, or all non-empty parts joined by ``|``."""
    pattern = re.compile("[" + re.escape(spec.on) + "]")

    def clean(texts: pa.LargeStringArray) -> tuple[pa.Array, Mask]:
        parts = [
            [part.strip() for part in pattern.split(text or "") if part.strip()] for text in texts.to_pylist()
        ]
        take = spec.take
        if take == "all":
            found = ["|".join(part) or None for part in parts]
        else:
            found = [part[take] if -len(part) <= take < len(part) else None for part in parts]
        return pa.array(found, pa.large_string()), np.zeros(len(found), np.bool_)

    return on_distinct(rows.text(rows.resolve(alternatives(spec.source)) or ""), clean, "")


def clean_by_value(spec: ByValue, rows: Rows, context: FileContext) -> Cleaned:
    """Word by word; what has no entry is unknown and counted, kept, or rejects its row."""
    texts = rows.text(rows.resolve(alternatives(spec.source)) or "")
    mapped = by_word(texts, spec.values, pa.large_string(), "unknown_word")
    if spec.otherwise == "keep":
        return Cleaned(pc.coalesce(mapped.values, texts))
    if spec.otherwise == "reject":
        defects = tuple(Defect(reason=d.reason, mask=d.mask, whole_row=True) for d in mapped.defects)
        return Cleaned(mapped.values, defects)
    return mapped


def clean_constant(spec: Constant, rows: Rows, context: FileContext) -> Cleaned:
    """One value for every row."""
    value: Any = spec.value
    kind = pa.large_string() if isinstance(value, str) else None
    if hasattr(value, "isoformat"):
        number = pa.array(np.full(rows.count, day_number(value), np.int32))
        return Cleaned(number.cast(pa.date32()))
    return Cleaned(pa.repeat(pa.scalar(value, kind), rows.count))


def clean_concat(spec: Concat, rows: Rows, context: FileContext) -> Cleaned:
    """Parts joined; unknown if one of them is."""
    return Cleaned(
        large_text(
            pc.binary_join_element_wise(
                *part_columns(spec.parts, rows),
                pa.scalar(spec.between, pa.large_string()),
                null_handling="emit_null",
            )
        )
    )


def part_columns(parts: tuple[Part, ...], rows: Rows) -> list[pa.LargeStringArray]:
    """Text column of each part."""
    columns = []
    for part in parts:
        if part.column is not None:
            columns.append(rows.text(part.column))
        elif part.field is not None:
            columns.append(large_text(rows.fields[part.field]))
        else:
            columns.append(pa.repeat(pa.scalar(part.text, pa.large_string()), rows.count))
    return columns
