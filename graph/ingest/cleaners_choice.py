"""Cleaners that choose a word: by pattern, rank, band or condition."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import large_text
from graph.columns import ColumnType
from graph.ingest.cleaners_words import part_columns
from graph.ingest.cleaning import FileContext, mask_of, on_distinct
from graph.ingest.code_specs import Band, ByPattern, Highest, Source, Truth
from graph.ingest.conditions import holds
from graph.ingest.field_specs import First
from graph.ingest.rows import Cleaned, Mask, Rows
from graph.ingest.spec_base import Columns, alternatives

_NUMBER = r"^[+-]?[0-9]+(?:\.[0-9]*)?$"


def texts_of(rows: Rows, columns: Columns) -> pa.LargeStringArray:
    """Texts of a column, or of the first of its alternatives."""
    return rows.text(rows.resolve(alternatives(columns)) or "")


def clean_by_pattern(spec: ByPattern, rows: Rows, context: FileContext) -> Cleaned:
    """Word of the first pattern that fits."""

    def clean(texts: pa.LargeStringArray) -> tuple[pa.Array, Mask]:
        found = pa.nulls(len(texts), pa.large_string())
        for pattern in reversed(spec.patterns):
            fits = pc.fill_null(pc.match_substring_regex(texts, pattern.matches), False)
            found = pc.if_else(fits, pa.scalar(pattern.value, pa.large_string()), found)
        bad = mask_of(pc.is_null(found)) & mask_of(pc.is_valid(texts))
        if spec.otherwise is not None:
            word = pa.scalar(spec.otherwise, pa.large_string())
            return pc.if_else(pa.array(bad), word, found), np.zeros(len(texts), np.bool_)
        return found, bad

    return on_distinct(texts_of(rows, spec.source), clean, "unknown_word")


def clean_highest(spec: Highest, rows: Rows, context: FileContext) -> Cleaned:
    """First word of the order that a text holds; a text without any known word is a defect."""
    separators = re.compile("[" + re.escape(spec.separators) + "]")
    rank = {word: place for place, word in enumerate(spec.order)}

    def clean(texts: pa.LargeStringArray) -> tuple[pa.Array, Mask]:
        found = []
        for text in texts.to_pylist():
            parts = [spec.values.get(part.strip()) for part in separators.split(text or "")]
            known = [part for part in parts if part is not None]
            found.append(min(known, key=rank.__getitem__) if known else None)
        words = pa.array(found, pa.large_string())
        return words, mask_of(pc.is_null(words)) & mask_of(pc.is_valid(texts))

    return on_distinct(texts_of(rows, spec.source), clean, "unknown_word")


def clean_band(spec: Band, rows: Rows, context: FileContext) -> Cleaned:
    """Band of a number; below all bands it is unknown and counted."""
    bounds = sorted((bound, word) for word, bound in spec.bands.items())
    edges = np.array([bound for bound, _ in bounds])
    words = pa.array([word for _, word in bounds], pa.large_string())

    def clean(texts: pa.LargeStringArray) -> tuple[pa.Array, Mask]:
        numeric = mask_of(pc.match_substring_regex(texts, _NUMBER))
        shown = pc.if_else(pa.array(numeric), texts, pa.scalar("0", pa.large_string()))
        place = np.searchsorted(edges, pc.cast(shown, pa.float64()).to_numpy(), side="right") - 1
        good = numeric & (place >= 0)
        found = words.take(pa.array(place, mask=~good))
        return found, ~good & mask_of(pc.is_valid(texts))

    return on_distinct(texts_of(rows, spec.source), clean, "not_a_number")


def clean_truth(spec: Truth, rows: Rows, context: FileContext) -> Cleaned:
    """Whether a condition holds."""
    said: Mask = np.logical_or.reduce([mask_of(pc.is_valid(rows.text(column))) for column in spec.known])
    return Cleaned(pa.array(holds(spec.when, rows), pa.bool_(), mask=~said))


def clean_first(spec: First, rows: Rows, context: FileContext) -> Cleaned:
    """First part that is known."""
    if spec.type is not ColumnType.TEXT:
        return Cleaned(pc.coalesce(*(rows.fields[part.field or ""] for part in spec.parts)))
    return Cleaned(large_text(pc.coalesce(*part_columns(spec.parts, rows))))


def clean_source(spec: Source, rows: Rows, context: FileContext) -> Cleaned:
    """The delivering source for every row."""
    return Cleaned(pa.repeat(pa.scalar(context.source, pa.large_string()), rows.count))
