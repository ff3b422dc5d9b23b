"""Measures on attributes and on the latest filing: one number, one row."""

from __future__ import annotations

import numpy as np

from graph.arrays import Frame
from graph.domain import DAY_UNKNOWN
from scoring.measures import specs
from scoring.measures.days import months_before
from scoring.measures.measured import Measured, certain, last_rows, spread
from scoring.measures.rows import Rows, as_float
from scoring.measures.subjects import Subjects

DAYS_A_YEAR = 365.25


def latest_positions(
    rows: Rows, subjects: Subjects, window_months: int | None, kinds: tuple[str, ...] = ()
) -> np.ndarray:
    """Position of each subject's latest row; yearly reports by the year reported on."""
    keep = np.ones(len(rows.subject), dtype=bool)
    if window_months is not None:
        keep &= rows.day > months_before(subjects.as_of, window_months)
    if kinds:
        keep &= rows.one_of(specs.KIND_COLUMNS[rows.table], kinds)
    chosen = np.flatnonzero(keep)
    if rows.table == "annual_reports":
        year = rows.numbers("report_year")[chosen]
        chosen = chosen[np.lexsort((chosen, year, rows.subject[chosen]))]
    return np.asarray(chosen[last_rows(rows.subject[chosen])])


def value(spec: specs.Value, attributes: Frame, rows: Rows | None, subjects: Subjects) -> Measured:
    """Number of an attribute or of the latest filing."""
    return certain(_column(spec.column, spec.window_months, spec.kinds, attributes, rows, subjects))


def ratio(spec: specs.Ratio, attributes: Frame, rows: Rows | None, subjects: Subjects) -> Measured:
    """Quotient of two numbers of one row."""
    above = _column(spec.numerator, spec.window_months, (), attributes, rows, subjects)
    below = _column(spec.denominator, spec.window_months, (), attributes, rows, subjects)
    usable = ~np.isnan(above) & (below > 0)
    return certain(np.divide(above, below, out=np.full(len(above), np.nan), where=usable))


def _column(
    column: str,
    window_months: int | None,
    kinds: tuple[str, ...],
    attributes: Frame,
    rows: Rows | None,
    subjects: Subjects,
) -> np.ndarray:
    if rows is None:
        if column not in attributes:
            return np.full(subjects.count, np.nan)
        return as_float(attributes.numbers(column))
    last = latest_positions(rows, subjects, window_months, kinds)
    return spread(subjects.count, rows.subject[last], rows.numbers(column)[last])


def age(spec: specs.Age, attributes: Frame, subjects: Subjects) -> Measured:
    """Years since a day; a day after t counts as 0 years."""
    days = subjects.as_of - as_float(attributes.numbers(spec.column))
    return certain(np.maximum(days, 0.0) / DAYS_A_YEAR)


def category(spec: specs.Category, codes: np.ndarray, words: list[str], present: np.ndarray) -> np.ndarray:
    """Level of each word: exact, or of the longest prefix listed; NaN if not listed."""
    levels = [_level(spec, word) for word in words]
    found = np.array([*levels, np.nan])[codes]
    return np.where(present, found, np.nan)


def _level(spec: specs.Category, word: str) -> float:
    if not spec.match_prefix:
        return spec.levels.get(word, np.nan)
    for length in range(len(word), 0, -1):
        if word[:length] in spec.levels:
            return spec.levels[word[:length]]
    return np.nan


def latest_category(spec: specs.Category, rows: Rows, subjects: Subjects) -> Measured:
    """Level of the word in the latest filing of the window."""
    last = latest_positions(rows, subjects, spec.window_months, spec.kinds)
    codes, words = rows.words(spec.column)
    levels = category(spec, codes[last], words, np.ones(len(last), dtype=bool))
    values = spread(subjects.count, rows.subject[last], levels)
    if spec.none_level is not None:
        start = DAY_UNKNOWN
        if spec.window_months is not None:
            start = months_before(subjects.as_of, spec.window_months) + 1
        none = np.ones(subjects.count, dtype=bool)
        none[rows.subject[last]] = False
        none &= subjects.covered(rows.table, spec.kinds, start)
        values = np.where(none, spec.none_level, values)
    return certain(values)


def overlong_subscription(spec: specs.OverlongSubscription, rows: Rows, subjects: Subjects) -> Measured:
    """Years from establishment to the latest subscription day, less the statutory term."""
    last = latest_positions(rows, subjects, None)
    due = spread(subjects.count, rows.subject[last], rows.numbers("subscription_due_on")[last])
    years = (due - as_float(subjects.established)) / DAYS_A_YEAR
    return certain(np.maximum(years - spec.term_years, 0.0))


def series_change(spec: specs.SeriesChange, rows: Rows, subjects: Subjects) -> Measured:
    """Fall from the first to the last known number of the window."""
    numbers = rows.numbers(spec.column)
    keep = ~np.isnan(numbers) & (rows.day > months_before(subjects.as_of, spec.window_months))
    chosen = np.flatnonzero(keep)
    last = last_rows(rows.subject[chosen])
    first = np.append(0, last[:-1] + 1) if len(last) else last
    before, after = numbers[chosen[first]], numbers[chosen[last]]
    usable = (first != last) & (before > 0)
    fall = np.divide(before - after, before, out=np.full(len(before), np.nan), where=usable)
    return certain(spread(subjects.count, rows.subject[chosen[last]], np.maximum(fall, 0.0)))
