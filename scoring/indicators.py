"""Every indicator of a pack, measured for every enterprise of a snapshot.

Works table by table, so that at most one filing table is held at a time. Memory at 1M
enterprises and 50 indicators: about 0.9 GB of results beside the widest table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.arrays import Frame
from graph.filings import Filings
from graph.snapshot import Snapshot
from scoring.measures import groups, latest, reports, row_measures, specs, tie_measures
from scoring.measures.groups import GroupTables
from scoring.measures.measured import Measured, certain
from scoring.measures.rows import Rows, as_float, filing_rows, record_rows
from scoring.measures.subjects import Subjects
from scoring.pack_indicators import Indicator
from scoring.pack_model import Pack
from scoring.reference import Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Points of indicators, all that hazards are made of; rows are enterprises by code.

    Attributes
    ----------
    ids : tuple of K indicator ids
    bins : float64, (n, K), column-major, in [0, 1]
        Points of the value; NaN where the value is unknown.
    known : bool, (n, K)
        False with points: a bound, so much is certain and more may exist.
    """

    ids: tuple[str, ...]
    bins: np.ndarray
    known: np.ndarray

    def column(self, indicator_id: str) -> int:
        """Position of an indicator; ValueError if the pack has none of that id."""
        return self.ids.index(indicator_id)

    def points_of(self, rows: np.ndarray, ids: Sequence[str]) -> Points:
        """Points of some enterprises and indicators, in the orders given."""
        bins = np.empty((len(rows), len(ids)), order="F")
        known = np.empty(bins.shape, dtype=bool, order="F")
        for position, name in enumerate(ids):
            column = self.column(name)
            bins[:, position] = self.bins[rows, column]
            known[:, position] = self.known[rows, column]
        return Points(ids=tuple(ids), bins=bins, known=known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicators(Points):
    """Measured indicators, columns in the pack's order.

    Attributes
    ----------
    values : float64, (n, K), column-major
        NaN is unknown, never 0.
    """

    values: np.ndarray

    def of_rows(self, rows: np.ndarray) -> Indicators:
        """Indicators of some enterprises, in the order given."""
        return Indicators(
            ids=self.ids,
            values=np.asfortranarray(self.values[rows]),
            bins=np.asfortranarray(self.bins[rows]),
            known=np.asfortranarray(self.known[rows]),
        )


def measure(snapshot: Snapshot, filings: Filings, pack: Pack, reference: Reference) -> Indicators:
    """Measure every indicator of a pack; those over relations, which are only shown, stay unknown.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    filings : Filings
        Without excluded facts.
    pack : Pack
    reference : Reference
        Its group tables are read; nothing of the month enters them.

    Returns
    -------
    Indicators
    """
    result = empty_indicators(pack, snapshot.enterprises.rows)
    _fill(result, snapshot, filings, pack, reference)
    return result


def measure_points(snapshot: Snapshot, filings: Filings, pack: Pack, reference: Reference) -> Points:
    """Points as ``measure`` gives them, without the values: half the memory."""
    result = empty_points(pack, snapshot.enterprises.rows)
    _fill(result, snapshot, filings, pack, reference)
    return result


def _fill(result: Points, snapshot: Snapshot, filings: Filings, pack: Pack, reference: Reference) -> None:
    subjects = Subjects.of(snapshot, pack.grace_days)
    age = age_years(subjects)
    for position, measured in _by_table(snapshot, filings, pack, reference.tables, subjects):
        store(result, position, pack.indicators[position], measured, age)
    for position, indicator in enumerate(pack.indicators):
        if indicator.relief is not None:
            _relieve(result, position, indicator, snapshot, filings, subjects)


def empty_indicators(pack: Pack, count: int) -> Indicators:
    """Indicators of ``count`` subjects, all unknown."""
    shape = (count, len(pack.indicators))
    return Indicators(
        ids=tuple(indicator.id for indicator in pack.indicators),
        values=np.full(shape, np.nan, order="F"),
        bins=np.full(shape, np.nan, order="F"),
        known=np.zeros(shape, dtype=bool, order="F"),
    )


def empty_points(pack: Pack, count: int) -> Points:
    """Points of ``count`` subjects, all unknown."""
    shape = (count, len(pack.indicators))
    return Points(
        ids=tuple(indicator.id for indicator in pack.indicators),
        bins=np.full(shape, np.nan, order="F"),
        known=np.zeros(shape, dtype=bool, order="F"),
    )


def age_years(subjects: Subjects) -> np.ndarray:
    """Age of each subject in years, NaN unknown."""
    return np.asarray((subjects.as_of - as_float(subjects.established)) / latest.DAYS_A_YEAR)


def store(result: Points, position: int, indicator: Indicator, measured: Measured, age: np.ndarray) -> None:
    """Put one measured indicator and its points into the result."""
    points = indicator.bins.of(measured.values)
    known = measured.known
    if indicator.from_age_years is not None:
        spared = age < indicator.from_age_years
        points = np.where(spared, 0.0, points)
        known = known | spared
    if isinstance(result, Indicators):
        result.values[:, position] = measured.values
    result.bins[:, position] = points
    result.known[:, position] = known


def on_records(spec: specs.RowSpec, rows: Rows, subjects: Subjects) -> Measured:
    """Row measure of any incidence: the one road for enterprises, units and virtual subjects."""
    match spec:
        case specs.Count():
            return row_measures.count(spec, rows, subjects)
        case specs.Flag() | specs.Listed():
            return row_measures.flag(spec, rows, subjects)
        case specs.Sum():
            return row_measures.total(spec, rows, subjects)
        case specs.Distinct():
            return row_measures.distinct(spec, rows, subjects)
        case specs.Repeats():
            return row_measures.repeats(spec, rows, subjects)
        case specs.DaysSince():
            return row_measures.days_since(spec, rows, subjects)
        case specs.DaysInForce():
            return row_measures.days_in_force(spec, rows, subjects)
        case specs.DaysLeft():
            return row_measures.days_left(spec, rows, subjects)
        case specs.MaxLevel():
            return row_measures.max_level(spec, rows, subjects)
        case specs.MaxSeverity():
            return row_measures.max_severity(spec, rows, subjects)
        case specs.Change():
            return row_measures.change(spec, rows, subjects)
        case specs.ZScore():
            return row_measures.z_score(spec, rows, subjects)
    raise TypeError(f"{type(spec).__name__} is not a measure over rows alone")


def _by_table(
    snapshot: Snapshot, filings: Filings, pack: Pack, tables: GroupTables, subjects: Subjects
) -> Iterator[tuple[int, Measured]]:
    for table, positions in positions_by_table(pack.indicators).items():
        if table == specs.RELATIONS:
            continue
        chosen = [pack.indicators[position] for position in positions]
        if table == "enterprises":
            for position, indicator in zip(positions, chosen, strict=True):
                yield position, _of_enterprise(indicator, snapshot.enterprises, subjects)
        elif table == "ties":
            ties = tie_measures.LiveTies.of(snapshot)
            for position, indicator in zip(positions, chosen, strict=True):
                yield position, _of_ties(indicator, snapshot, ties, subjects)
        else:
            if table == "records":
                rows = record_rows(snapshot, pack.relationship.paths.severity_overrides)
            else:
                rows = filing_rows(filings, table, columns_of(chosen), subjects.as_of)
            for position, indicator in zip(positions, chosen, strict=True):
                yield position, _of_rows(indicator, snapshot.enterprises, rows, subjects, tables)


def positions_by_table(indicators: Sequence[Indicator]) -> dict[str, list[int]]:
    """Positions of the indicators on each table, tables in order of first use."""
    found: dict[str, list[int]] = {}
    for position, indicator in enumerate(indicators):
        found.setdefault(_source(indicator), []).append(position)
    return found


def _source(indicator: Indicator) -> str:
    """Table that is read for an indicator; the size class falls back on the last report."""
    return "annual_reports" if isinstance(indicator.measure, specs.SizeClass) else indicator.measure.table


def columns_of(indicators: Sequence[Indicator]) -> tuple[str, ...]:
    """Columns of one filing table that some indicators need."""
    needed: list[str] = []
    for indicator in indicators:
        spec = indicator.measure
        for name in ("column", "numerator", "denominator", "before", "after"):
            value = getattr(spec, name, None)
            if value is not None:
                needed.append(value)
        needed.extend(getattr(spec, "columns", ()))
        needed.extend(getattr(spec, "where", ()))
        needed.extend(getattr(spec, "without", ()))
        if getattr(spec, "kinds", ()) or isinstance(spec, specs.DaysLeft):
            needed.append(specs.KIND_COLUMNS[spec.table])
        if isinstance(spec, specs.DaysLeft):
            needed.append("valid_to")
        if getattr(spec, "in_force", False):
            needed.append("ended_on" if spec.table == "tax" else "valid_to")
        if isinstance(spec, specs.OverlongSubscription):
            needed.append("subscription_due_on")
        if isinstance(spec, specs.SizeClass):
            needed.extend(("staff", "revenue_cents", "assets_cents"))
        if _source(indicator) == "annual_reports":
            needed.append("report_year")
    return tuple(dict.fromkeys(needed))


def _of_enterprise(indicator: Indicator, attributes: Frame, subjects: Subjects) -> Measured:
    spec = indicator.measure
    match spec:
        case specs.Value():
            return latest.value(spec, attributes, None, subjects)
        case specs.Age():
            return latest.age(spec, attributes, subjects)
        case specs.Ratio():
            return latest.ratio(spec, attributes, None, subjects)
        case specs.Category():
            encoded = attributes.text(spec.column).dictionary_encode()
            codes = np.asarray(encoded.indices.fill_null(-1))
            return certain(latest.category(spec, codes, encoded.dictionary.to_pylist(), codes >= 0))
    raise TypeError(f"{type(spec).__name__} is not a measure of attributes")


def _of_ties(
    indicator: Indicator, snapshot: Snapshot, ties: tie_measures.LiveTies, subjects: Subjects
) -> Measured:
    spec = indicator.measure
    match spec:
        case specs.SharedNode():
            return tie_measures.shared_node(spec, ties, subjects)
        case specs.HolderMix():
            state = snapshot.enterprises.numbers("state_investor_body")
            return tie_measures.holder_mix(spec, ties, state, subjects)
        case specs.Burst():
            return tie_measures.burst(spec, ties, subjects)
        case specs.RelatedSamePlace():
            return tie_measures.related_same_place(ties, subjects)
    raise TypeError(f"{type(spec).__name__} is not a measure of ties")


def _of_rows(
    indicator: Indicator, attributes: Frame, rows: Rows, subjects: Subjects, tables: GroupTables
) -> Measured:
    spec = indicator.measure
    match spec:
        case specs.Value():
            return latest.value(spec, attributes, rows, subjects)
        case specs.Ratio():
            return latest.ratio(spec, attributes, rows, subjects)
        case specs.Category():
            return latest.latest_category(spec, rows, subjects)
        case specs.OverlongSubscription():
            return latest.overlong_subscription(spec, rows, subjects)
        case specs.SeriesChange():
            return latest.series_change(spec, rows, subjects)
        case specs.MissingYears():
            return reports.missing_years(spec, rows, subjects)
        case specs.LateYears():
            return reports.late_years(spec, rows, subjects)
        case specs.SizeClass():
            return reports.size_class(spec, attributes, rows, subjects)
        case specs.AllZero():
            return reports.all_zero(spec, attributes, rows, subjects)
        case specs.Streak():
            return reports.streak(spec, rows, subjects)
        case specs.GroupRate():
            return groups.group_rate(spec, tables.rates.get(indicator.id, {}), attributes, subjects)
        case specs.Percentile():
            shares: Mapping[str, groups.PercentileTable] = tables.percentiles.get(indicator.id, {})
            return groups.percentile(spec, shares, attributes, rows, subjects)
        case specs.RowSpec():
            return on_records(spec, rows, subjects)
    raise TypeError(f"{type(spec).__name__} is not a measure over rows")


def _relieve(
    result: Points,
    position: int,
    indicator: Indicator,
    snapshot: Snapshot,
    filings: Filings,
    subjects: Subjects,
) -> None:
    if indicator.relief is None:
        return
    spec = indicator.relief.measure
    rows = None
    if spec.table != "enterprises":
        columns = [spec.numerator, spec.denominator]
        if spec.table == "annual_reports":
            columns.append("report_year")
        rows = filing_rows(filings, spec.table, tuple(columns), subjects.as_of)
    reached = latest.ratio(spec, snapshot.enterprises, rows, subjects).values >= indicator.relief.at_least
    result.bins[reached, position] *= indicator.relief.factor
