"""Cleaners of days: every spelling that extracts use, and moments as the day they were in China."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.ingest.cleaning import FileContext, mask_of, on_distinct
from graph.ingest.field_specs import DateMinusMonths, Plain
from graph.ingest.rows import Cleaned, Defect, Mask, Rows
from graph.ingest.spec_base import alternatives

_NULL = pa.scalar(None, pa.large_string())
_DATE = r"^(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})$"
_MOMENT = (
    r"[T ](?P<hour>[01][0-9]|2[0-4]):(?P<minute>[0-5][0-9])(?::(?P<second>[0-6][0-9])(?:\.[0-9]+)?)?"
    r" ?(?:Z|(?P<sign>[+-])(?P<off_hour>[01][0-9])(?::?(?P<off_minute>[0-5][0-9]))?)$"
)
"""A time of day with its offset from UTC, as JSON, databases and engines for large data write days."""
_EPOCH_MS = r"^-?[0-9]{12,13}$"
_DAY_MS = 86_400_000


def clean_date(spec: Plain, rows: Rows, context: FileContext) -> Cleaned:
    """Day of ``2020-01-31``, ``20200131``, ``2020/1/31``, ``2020年1月31日``, a time after it, or epoch ms.

    A moment (epoch ms, a time with its offset, a column of moments) is the day it was in China then, summer
    times of 1986 to 1991 included: systems write a day as the moment of its midnight.
    """
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
        if pa.types.is_timestamp(raw.type) and raw.type.tz is not None:
            stamps = pc.cast(raw, pa.timestamp("ms", "UTC"), safe=False).cast(pa.int64())
            known = mask_of(pc.is_valid(stamps))
            return Cleaned(_day_array(_days_in_china(pc.fill_null(stamps, 0).to_numpy()), known))
        if pa.types.is_date(raw.type) or pa.types.is_timestamp(raw.type):
            return Cleaned(pc.cast(raw, pa.date32(), safe=False))
    return None


def days_of_texts(texts: pa.LargeStringArray) -> pa.Array:
    """date32 of each text in one of the known forms; null where it is none."""
    return on_distinct(texts, _dates, "not_a_date").values


def _dates(texts: pa.LargeStringArray) -> tuple[pa.Array, Mask]:
    bare = pc.utf8_normalize(texts, form="NFKC")
    moments = pc.extract_regex(bare, _MOMENT)
    bare = pc.replace_substring_regex(bare, r"[ T日][0-9:.+Z -]*$", "")
    bare = pc.replace_substring_regex(bare, r"^([0-9]{4})([0-9]{2})([0-9]{2})$", r"\1-\2-\3")
    bare = pc.replace_substring_regex(bare, r"[/.年月]", "-")
    parts = pc.extract_regex(bare, _DATE)
    shaped = mask_of(pc.is_valid(parts))
    year, month, day = (_numbers(parts, name, 1) for name in ("year", "month", "day"))
    good = shaped & (month >= 1) & (month <= 12) & (day >= 1) & (year >= 1)
    months = np.where(good, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    first = months.astype("datetime64[D]").astype(np.int64)
    after = (months + 1).astype("datetime64[D]").astype(np.int64)
    good &= day <= after - first
    numbers = first + day - 1
    zoned = good & mask_of(pc.is_valid(moments))
    if zoned.any():
        numbers[zoned] = _days_in_china(numbers[zoned] * _DAY_MS + _milliseconds(moments.filter(zoned)))
    epoch = mask_of(pc.match_substring_regex(texts, _EPOCH_MS))
    if epoch.any():
        stamps = pc.cast(texts.filter(pa.array(epoch)), pa.int64()).to_numpy()
        numbers[epoch] = _days_in_china(stamps)
        good |= epoch
    return _day_array(numbers, good), ~good & mask_of(pc.is_valid(texts))


def _milliseconds(moments: pa.StructArray) -> NDArray[np.int64]:
    """Time of day less its offset: ms since midnight of the written day in UTC, below 0 on the day before."""
    hour, minute, second = (_numbers(moments, name, 0) for name in ("hour", "minute", "second"))
    ahead = _numbers(moments, "off_hour", 0) * 60 + _numbers(moments, "off_minute", 0)
    west = mask_of(pc.equal(pc.struct_field(moments, "sign"), "-"))
    return np.asarray(((hour * 60 + minute - np.where(west, -ahead, ahead)) * 60 + second) * 1000)


def _numbers(parts: pa.StructArray, name: str, unknown: int) -> NDArray[np.int64]:
    texts = pc.struct_field(parts, name)
    texts = pc.if_else(pc.equal(texts, ""), None, texts)
    return np.asarray(pc.fill_null(pc.cast(texts, pa.int64()), unknown).to_numpy(zero_copy_only=False))


def _days_in_china(stamps: NDArray[np.int64]) -> NDArray[np.int64]:
    """Days since 1970 in China of moments in ms since 1970 in UTC."""
    moments = pd.DatetimeIndex(stamps.astype("datetime64[ms]")).tz_localize("UTC").tz_convert("Asia/Shanghai")
    return np.asarray(moments.tz_localize(None).to_numpy().astype("datetime64[D]").astype(np.int64))


def _day_array(numbers: NDArray[np.int64], known: Mask) -> pa.Array:
    return pa.array(numbers.astype(np.int32), pa.int32(), mask=~known).cast(pa.date32())


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
