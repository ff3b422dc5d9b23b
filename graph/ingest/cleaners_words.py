"""Cleaners of texts and words."""

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
from graph.ingest.cleaning import FileContext, by_word, on_distinct
from graph.ingest.field_specs import ByValue, Concat, Constant, Part, Plain, Split
from graph.ingest.rows import Cleaned, Defect, Mask, Rows
from graph.ingest.spec_base import alternatives
from graph.ingest.vocabularies import vocabularies


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
