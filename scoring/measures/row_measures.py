"""Measures over rows: the same functions serve enterprises, units and virtual subjects.

A row measure sees only the incidence (subject, row), so a class can be recomputed without
some records by handing in a smaller incidence.
"""

from __future__ import annotations

import numpy as np

from graph.domain import DAY_UNKNOWN
from scoring.measures import specs
from scoring.measures.days import months_before
from scoring.measures.measured import Measured, certain, counted, last_rows, segment_max
from scoring.measures.measured import distinct as distinct_keys
from scoring.measures.rows import Rows
from scoring.measures.subjects import Subjects


def selected(spec: specs.RowSpec, rows: Rows, subjects: Subjects) -> np.ndarray:
    """Positions of the rows a measure looks at, in subject order."""
    keep = np.ones(len(rows.subject), dtype=bool)
    if spec.kinds:
        keep &= rows.one_of(specs.KIND_COLUMNS[spec.table], spec.kinds)
    for column, allowed in spec.where.items():
        keep &= rows.one_of(column, allowed)
    for column, refused in spec.without.items():
        keep &= ~rows.one_of(column, refused)
    if spec.window_months is not None:
        keep &= rows.day > months_before(subjects.as_of, spec.window_months)
    if spec.in_force:
        keep &= rows.in_force(subjects.as_of)
    return np.flatnonzero(keep)


def covered(spec: specs.RowSpec, subjects: Subjects) -> np.ndarray:
    """Whether an absence of rows is known to be an absence. Bool, n."""
    months = spec.coverage_months or spec.window_months
    start = DAY_UNKNOWN if months is None else months_before(subjects.as_of, months) + 1
    return subjects.covered(spec.table, spec.kinds, start)


def count(spec: specs.Count, rows: Rows, subjects: Subjects) -> Measured:
    """Number of selected rows."""
    chosen = selected(spec, rows, subjects)
    values = np.bincount(rows.subject[chosen], minlength=subjects.count).astype(np.float64)
    return counted(values, values > 0, covered(spec, subjects))


def flag(spec: specs.Flag | specs.Listed, rows: Rows, subjects: Subjects) -> Measured:
    """1 if a row is selected."""
    chosen = selected(spec, rows, subjects)
    present = np.zeros(subjects.count, dtype=bool)
    present[rows.subject[chosen]] = True
    return counted(present.astype(np.float64), present, covered(spec, subjects), None)


def total(spec: specs.Sum, rows: Rows, subjects: Subjects) -> Measured:
    """Sum of a column; an unknown amount makes it a bound."""
    chosen = selected(spec, rows, subjects)
    amounts = rows.numbers(spec.column)[chosen]
    numbered = ~np.isnan(amounts)
    subject = rows.subject[chosen]
    values = np.bincount(subject, np.where(numbered, amounts, 0.0), minlength=subjects.count)
    present = np.bincount(subject[numbered], minlength=subjects.count) > 0
    exact = np.bincount(subject[~numbered], minlength=subjects.count) == 0
    is_covered = covered(spec, subjects)
    return Measured(np.where(present | (is_covered & exact), values, np.nan), is_covered & exact)


def distinct(spec: specs.Distinct, rows: Rows, subjects: Subjects) -> Measured:
    """Number of distinct known words."""
    chosen = selected(spec, rows, subjects)
    _, subject, _ = _groups(spec.column, rows, chosen)
    values = np.bincount(subject, minlength=subjects.count).astype(np.float64)
    return counted(values, values > 0, covered(spec, subjects))


def repeats(spec: specs.Repeats, rows: Rows, subjects: Subjects) -> Measured:
    """Most rows of one word, less one."""
    chosen = selected(spec, rows, subjects)
    present = np.bincount(rows.subject[chosen], minlength=subjects.count) > 0
    _, subject, counts = _groups(spec.column, rows, chosen)
    values = segment_max(subject, counts - 1.0, subjects.count, 0.0)
    return counted(values, present, covered(spec, subjects))


def _groups(column: str, rows: Rows, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distinct (subject, word) of the chosen rows: word codes, subjects (sorted), counts."""
    codes, words = rows.words(column)
    codes = codes[chosen]
    subject = rows.subject[chosen].astype(np.int64)
    known = codes >= 0
    width = max(len(words), 1)
    keys, counts = distinct_keys(subject[known] * width + codes[known])
    return keys % width, keys // width, counts


def days_since(spec: specs.DaysSince, rows: Rows, subjects: Subjects) -> Measured:
    """Days from the latest selected row to t; the length of the window without one."""
    chosen = selected(spec, rows, subjects)
    window = float(subjects.as_of - months_before(subjects.as_of, spec.window_months))
    latest = segment_max(rows.subject[chosen], rows.day[chosen].astype(np.float64), subjects.count, np.nan)
    present = ~np.isnan(latest)
    values = np.where(present, subjects.as_of - latest, window)
    return counted(values, present, covered(spec, subjects))


def days_in_force(spec: specs.DaysInForce, rows: Rows, subjects: Subjects) -> Measured:
    """Days the oldest selected row has lasted, its first day counted."""
    chosen = selected(spec, rows, subjects)
    lasted = (subjects.as_of - rows.day[chosen].astype(np.int64) + 1).astype(np.float64)
    values = segment_max(rows.subject[chosen], lasted, subjects.count, 0.0)
    present = np.bincount(rows.subject[chosen], minlength=subjects.count) > 0
    return counted(values, present, covered(spec, subjects))


def days_left(spec: specs.DaysLeft, rows: Rows, subjects: Subjects) -> Measured:
    """Days until the first kind runs out; a later row of a kind renews it."""
    chosen = selected(spec, rows, subjects)
    codes, words = rows.words(specs.KIND_COLUMNS[spec.table])
    until = rows.numbers("valid_to")[chosen]
    until = np.where(np.isnan(until), np.inf, until)
    key = rows.subject[chosen].astype(np.int64) * (len(words) + 1) + codes[chosen] + 1
    order = np.lexsort((until, key))
    last = order[last_rows(key[order])]
    left = np.minimum(until[last] - subjects.as_of, float(spec.at_most))
    values = -segment_max(rows.subject[chosen][last], -left, subjects.count, -float(spec.at_most))
    present = np.bincount(rows.subject[chosen], minlength=subjects.count) > 0
    return counted(values, present, covered(spec, subjects))


def max_level(spec: specs.MaxLevel, rows: Rows, subjects: Subjects) -> Measured:
    """Highest level of a word."""
    chosen = selected(spec, rows, subjects)
    codes, words = rows.words(spec.column)
    table = np.array([*(spec.levels.get(word, spec.other_level) for word in words), spec.other_level])
    values = segment_max(rows.subject[chosen], table[codes[chosen]], subjects.count, 0.0)
    present = np.bincount(rows.subject[chosen], minlength=subjects.count) > 0
    return counted(values, present, covered(spec, subjects))


def max_severity(spec: specs.MaxSeverity, rows: Rows, subjects: Subjects) -> Measured:
    """Highest severity 0-5."""
    chosen = selected(spec, rows, subjects)
    severity = rows.days("severity")[chosen].astype(np.float64)
    values = segment_max(rows.subject[chosen], severity, subjects.count, 0.0)
    present = np.bincount(rows.subject[chosen], minlength=subjects.count) > 0
    return counted(values, present, covered(spec, subjects))


def change(spec: specs.Change, rows: Rows, subjects: Subjects) -> Measured:
    """Largest relative change inside one row."""
    chosen = selected(spec, rows, subjects)
    before, after = rows.numbers(spec.before)[chosen], rows.numbers(spec.after)[chosen]
    up = spec.towards == "rise"
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = (after / before - 1.0) if up else (1.0 - after / before)
    usable = ~np.isnan(before) & ~np.isnan(after) & (before > 0)
    enough = usable & (after >= spec.after_at_least_cents) & (moved > 0)
    subject = rows.subject[chosen]
    values = segment_max(subject[enough], moved[enough], subjects.count, 0.0)
    present = np.bincount(subject[usable], minlength=subjects.count) > 0
    exact = np.bincount(subject[~usable], minlength=subjects.count) == 0
    is_covered = covered(spec, subjects)
    return Measured(np.where(present | (is_covered & exact), values, np.nan), is_covered & exact)


def z_score(spec: specs.ZScore, rows: Rows, subjects: Subjects) -> Measured:
    """Rows of the last month against the months before it; unknown unless all is covered."""
    chosen = selected(spec, rows, subjects)
    bounds = np.array([months_before(subjects.as_of, k) for k in range(spec.window_months, 0, -1)])
    month = np.searchsorted(bounds, rows.day[chosen], side="left") - 1
    width = spec.window_months
    cells = rows.subject[chosen].astype(np.int64) * width + month
    busy, place = np.unique(rows.subject[chosen], return_inverse=True)
    counts = np.bincount(place * width + cells % width, minlength=len(busy) * width).reshape(-1, width)
    before = counts[:, :-1].astype(np.float64)
    deviation = np.maximum(before.std(axis=1, ddof=1), spec.deviation_at_least) if len(busy) else np.zeros(0)
    values = np.zeros(subjects.count)
    values[busy] = (counts[:, -1] - before.mean(axis=1)) / deviation if len(busy) else 0.0
    return certain(np.where(covered(spec, subjects), values, np.nan))
