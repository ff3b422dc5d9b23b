"""Measures on yearly reports: duties not done, late reports, empty reports, losses, size."""

from __future__ import annotations

from datetime import date

import numpy as np

from graph.arrays import Frame
from graph.domain import DAY_UNKNOWN, day_number
from scoring.measures import specs
from scoring.measures.days import due_years, months_before
from scoring.measures.latest import category, latest_positions
from scoring.measures.measured import Measured, certain, spread
from scoring.measures.rows import Rows, as_float
from scoring.measures.subjects import Subjects


def missing_years(spec: specs.MissingYears, rows: Rows, subjects: Subjects) -> Measured:
    """Due years without a report; absent rows count only where the filing year is covered."""
    years = due_years(subjects.as_of, spec.years, spec.due_month, spec.due_day)
    reported = rows.numbers("report_year")
    missing = np.zeros(subjects.count)
    known = subjects.established != DAY_UNKNOWN
    some = np.zeros(subjects.count, dtype=bool)
    for year, _ in years:
        filed = np.zeros(subjects.count, dtype=bool)
        filed[rows.subject[reported == year]] = True
        duty = subjects.established < day_number(date(year + 1, 1, 1))
        duty &= subjects.established != DAY_UNKNOWN
        covered = subjects.covered("annual_reports", (), day_number(date(year + 1, 1, 1)))
        missing += duty & ~filed & covered
        some |= duty & ~filed & covered
        known = known & (covered | filed | ~duty)
    return Measured(np.where(known | some, missing, np.nan), known)


def late_years(spec: specs.LateYears, rows: Rows, subjects: Subjects) -> Measured:
    """Due years whose first report came after the due day."""
    years = due_years(subjects.as_of, spec.years, spec.due_month, spec.due_day)
    reported = rows.numbers("report_year")
    late = np.zeros(subjects.count)
    known = subjects.established != DAY_UNKNOWN
    some = np.zeros(subjects.count, dtype=bool)
    for year, due in years:
        of_year = reported == year
        filed = np.zeros(subjects.count, dtype=bool)
        filed[rows.subject[of_year]] = True
        in_time = np.zeros(subjects.count, dtype=bool)
        in_time[rows.subject[of_year & (rows.day <= due)]] = True
        duty = subjects.established < day_number(date(year + 1, 1, 1))
        covered = subjects.covered("annual_reports", (), day_number(date(year + 1, 1, 1)))
        late += filed & ~in_time
        some |= filed & ~in_time
        known = known & (covered | in_time | ~duty)
    return Measured(np.where(known | some, late, np.nan), known)


def all_zero(spec: specs.AllZero, attributes: Frame, rows: Rows, subjects: Subjects) -> Measured:
    """1 if every column of the last report is 0, 2 if the capital is large as well."""
    last = latest_positions(rows, subjects, spec.window_months)
    numbers = np.stack([rows.numbers(column)[last] for column in spec.columns])
    zero = (numbers == 0).all(axis=0).astype(np.float64)
    other = ((numbers != 0) & ~np.isnan(numbers)).any(axis=0)
    state = np.where(np.isnan(numbers).any(axis=0) & ~other, np.nan, zero)
    values = spread(subjects.count, rows.subject[last], state)
    capital = as_float(attributes.numbers("registered_capital_cents"))
    values = np.where((values == 1.0) & (capital >= spec.capital_at_least_cents), 2.0, values)
    return Measured(values, ~np.isnan(values) & ~((values == 1.0) & np.isnan(capital)))


def streak(spec: specs.Streak, rows: Rows, subjects: Subjects) -> Measured:
    """Latest consecutive report years whose number is below 0.

    A year without a report or without the number ends the run; if it is the latest report
    that lacks the number, the run is unknown.
    """
    numbers, years = rows.numbers(spec.column), rows.numbers("report_year")
    newest = np.full(subjects.count, -1.0)
    np.maximum.at(newest, rows.subject, years)
    run = np.zeros(subjects.count)
    open_run = newest > 0
    unknown = newest < 0
    for back in range(spec.years):
        of_year = np.flatnonzero(years == newest[rows.subject] - back)
        year_value = spread(subjects.count, rows.subject[of_year], numbers[of_year])
        if back == 0:
            unknown = unknown | np.isnan(year_value)
        open_run = open_run & (year_value < 0)
        run += open_run
    stale = newest < _oldest_current(subjects.as_of, spec.years)
    return certain(np.where(unknown | stale, np.nan, run))


def _oldest_current(as_of: int, years: int) -> int:
    first = date.fromordinal(date(1970, 1, 1).toordinal() + months_before(as_of, 12 * years))
    return first.year


def size_class(spec: specs.SizeClass, attributes: Frame, rows: Rows, subjects: Subjects) -> Measured:
    """Size class by the delivered band, else by staff, revenue or assets of the last report."""
    bands = attributes.text("staff_band")
    encoded = bands.dictionary_encode()
    codes = np.asarray(encoded.indices.fill_null(-1))
    as_category = specs.Category.model_validate(
        {"is": "category", "table": "enterprises", "column": "staff_band", "levels": spec.bands}
    )
    values = category(as_category, codes, encoded.dictionary.to_pylist(), codes >= 0)
    last = latest_positions(rows, subjects, None)
    for column, edges in (
        ("staff", spec.staff_edges),
        ("revenue_cents", spec.revenue_cents_edges),
        ("assets_cents", spec.assets_cents_edges),
    ):
        number = spread(subjects.count, rows.subject[last], rows.numbers(column)[last])
        level = np.searchsorted(np.array(edges), number, side="right").astype(np.float64)
        values = np.where(np.isnan(values) & ~np.isnan(number), level, values)
    return certain(values)
