"""What is known of a legal person itself on a panel day, as non-negative columns.

The joint own part of the fit: without it strengths of relations would take over what the
enterprise's own state explains, and the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from graph.domain import CENTS_UNKNOWN, DAY_UNKNOWN, OWN_FACTORS, TIE_KINDS, TieKind, day_number
from graph.filings import Filings
from graph.legs import fading
from graph.snapshot import Snapshot
from graph.units import Units
from scoring.indicators import Points
from scoring.measures.rows import as_float, filing_rows, record_rows
from scoring.pack_model import Pack
from scoring.training.panel_columns import ColumnBuilder, Columns
from scoring.training.panel_expected import expected_rates
from scoring.training.panel_hubs import busiest_nodes
from scoring.training.panel_named import named_otherwise
from scoring.training.panel_shapes import founded_in_a_row, rings, sides
from scoring.training.plan import TrainingPlan

Array = np.ndarray[Any, Any]

_DAYS_A_YEAR = 365.25
_YUAN_CENTS = 100
_HISTORY_HALF_LIVES = (6.0, 24.0)
_AGE_YEARS = (0.0, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0)
_CAPITAL_YUAN = (0.0, 1e5, 5e5, 1e6, 5e6, 1e7, 5e7, 1e8)
_DEGREES = (1.0, 3.0, 6.0, 11.0, 21.0, 51.0)
_MET = (2.0, 3.0, 6.0, 11.0, 21.0, 51.0, 201.0)
_ROW = (2.0, 4.0, 8.0, 16.0)
_RING = (2.0, 4.0, 8.0)
_INSPECTIONS = (1.0, 2.0, 4.0, 8.0)
_COUNTS = (1.0, 2.0, 4.0)
_CREDIBILITY_YEARS = (0.5, 2.0, 8.0)
_LIKES_YEARS = (1.0, 3.0, 5.0, 10.0)
INSPECTION_YEARS = 2
"""Years back in which inspections count as exposure: who is looked at more is found more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnView:
    """What the own columns are made from, on one day.

    Attributes
    ----------
    snapshot : Snapshot without excluded facts
    filings : Filings without excluded facts
    units : Units
    indicators : Points of the enterprises
    rows : int64[r] units of the panel
    """

    snapshot: Snapshot
    filings: Filings
    units: Units
    indicators: Points
    rows: Array


def own_columns(view: OwnView, pack: Pack, plan: TrainingPlan) -> Columns:
    """Own columns of the units of a panel.

    Returns
    -------
    Columns
        Points in [0, 1] of the pack's own indicators and 0/1 where unknown; own adverse
        records fading, counted and by year, and the same of records that name it otherwise; buckets
        of age, capital, staff, degree, units met at the busiest person, shareholder and premises,
        units founded in a row with it there, rings and sides of debts and holdings, inspections;
        records expected of its likes and of itself.
    """
    built = ColumnBuilder(len(view.rows))
    head = view.units.head[view.rows].astype(np.int64)
    for factor in OWN_FACTORS:
        for position in pack.of_factor(factor):
            name, points = view.indicators.ids[position], view.indicators.bins[head, position]
            built.add(f"own|{name}", np.nan_to_num(points))
            built.add(f"unknown|{name}", ~view.indicators.known[head, position])
    _add_history(built, view, plan)
    enterprises = view.snapshot.enterprises
    age = _years(enterprises.numbers("established_on")[head], day_number(view.snapshot.as_of))
    built.add_buckets("age_years", age, _AGE_YEARS)
    capital = enterprises.numbers("registered_capital_cents")[head]
    yuan = np.where(capital == CENTS_UNKNOWN, np.nan, capital / _YUAN_CENTS)
    built.add_buckets("capital_yuan", yuan, _CAPITAL_YUAN)
    for band in ("micro", "small", "medium", "large"):
        built.add(f"staff|{band}", np.asarray(_is(enterprises.text("staff_band"), band))[head])
    built.add_buckets("degree", degrees(view.snapshot, view.units)[view.rows].astype(float), _DEGREES)
    for name, most in busiest_nodes(view.snapshot, view.units).items():
        built.add_buckets(f"busiest_{name}", most[view.rows].astype(float), _MET)
    for name, together in founded_in_a_row(view.snapshot, view.units).items():
        built.add_buckets(f"founded_with_{name}", together[view.rows].astype(float), _ROW)
    for name, size in rings(view.snapshot, view.units).items():
        built.add_buckets(f"ring_{name}", size[view.rows].astype(float), _RING)
    for name, others in sides(view.snapshot, view.units).items():
        built.add_buckets(name, others[view.rows].astype(float), _COUNTS)
    built.add_buckets("inspections", inspections(view)[head].astype(float), _INSPECTIONS)
    return built.build()


def _is(column: Any, word: str) -> Any:
    return pc.fill_null(pc.equal(column, word), False)


def _years(established: Array, as_of: int) -> Array:
    return np.where(established == DAY_UNKNOWN, np.nan, (as_of - as_float(established)) / _DAYS_A_YEAR)


def _add_history(built: ColumnBuilder, view: OwnView, plan: TrainingPlan) -> None:
    """Own adverse records: fading sums and counts, by label and for the rest."""
    rows, count = record_rows(view.snapshot), view.units.count
    unit = view.units.unit[rows.subject].astype(np.int64)
    age = day_number(view.snapshot.as_of) - rows.day.astype(np.int64)
    named: tuple[str, ...] = ()
    groups: dict[str, Array] = {}
    for name, entry in plan.labels.items():
        groups[name] = rows.one_of("kind", entry.kinds)
        named += entry.kinds
    groups["other"] = ~rows.one_of("kind", named)
    # Records that name it without being its own adverse ones: exposure, under a name of their own.
    named_by = named_otherwise(view.snapshot, view.units)
    groups = {name: np.append(mine, np.zeros(len(named_by.unit), np.bool_)) for name, mine in groups.items()}
    groups["named"] = np.append(np.zeros(len(unit), np.bool_), np.ones(len(named_by.unit), np.bool_))
    unit, age = np.append(unit, named_by.unit), np.append(age, named_by.age_days)
    oldest = int(age.max(initial=0))
    _add_rates(built, view, unit, groups, oldest)
    for name, mine in groups.items():
        chosen = np.flatnonzero(mine)
        for half_life in _HISTORY_HALF_LIVES:
            weight = fading(half_life, oldest)[age[chosen]]
            faded = np.bincount(unit[chosen], weights=weight, minlength=count)
            built.add(f"history|{name}|{half_life:g}", faded[view.rows])
        counted = np.bincount(unit[chosen], minlength=count)[view.rows].astype(float)
        built.add_buckets(f"history|{name}", counted, _COUNTS)


def _add_rates(
    built: ColumnBuilder, view: OwnView, unit: Array, groups: dict[str, Array], oldest: int
) -> None:
    """Own adverse records for each year in which they could be seen, pulled towards the mean.

    With a rate that differs between enterprises as a gamma variable, what is expected of one
    with n records in T years is linear in n / (T + k) and k / (T + k), k years being the weight
    of the mean; each k of a grid is a column.

    References
    ----------
    H. Buehlmann and A. Gisler, A Course in Credibility Theory (2005), section 2.4.
    """
    head = view.units.head[view.rows].astype(np.int64)
    born = view.snapshot.enterprises.numbers("established_on")[head]
    lived = _years(born, day_number(view.snapshot.as_of))
    seen = np.maximum(np.fmin(np.nan_to_num(lived, nan=np.inf), max(oldest, 1) / _DAYS_A_YEAR), 0.0)
    everything = np.ones(len(unit), np.bool_)
    counted = {
        name: np.bincount(unit[mine], minlength=view.units.count)[view.rows].astype(float)
        for name, mine in {"all": ~groups["named"], "any": everything, **groups}.items()
    }
    for years in _CREDIBILITY_YEARS:
        built.add(f"credibility|{years:g}", years / (seen + years))
        for name, count in counted.items():
            built.add(f"rate|{name}|{years:g}", count / (seen + years))
    rates = expected_rates(counted["any"], seen, _likes(view, lived))
    built.add("expected|likes", rates.likes)
    built.add("expected|own", rates.own)
    built.add("expected|both", rates.likes * rates.own)


def _likes(view: OwnView, lived: Array) -> list[Array]:
    """Industry, district, size and age of the units of a panel, each as groups from 0."""
    enterprises, head = view.snapshot.enterprises, view.units.head[view.rows].astype(np.int64)
    found = [np.searchsorted(np.array(_LIKES_YEARS), np.nan_to_num(lived, nan=_LIKES_YEARS[1]))]
    for name, letters in (("industry", 4), ("region", 6), ("staff_band", None)):
        word = pc.utf8_slice_codeunits(enterprises.text(name), 0, letters)
        codes = pc.fill_null(pc.dictionary_encode(pc.fill_null(word, "")).indices, 0)
        found.append(np.asarray(codes).astype(np.int64)[head])
    return found


def degrees(snapshot: Snapshot, units: Units) -> Array:
    """Ties in force of each unit but those to its branches, int64[units]."""
    ties, as_of = snapshot.ties, day_number(snapshot.as_of)
    start, end = ties.numbers("valid_from"), ties.numbers("valid_to")
    live = (start <= as_of) & ((end > as_of) | (end == DAY_UNKNOWN))
    live &= ties.numbers("kind") != TIE_KINDS.index(TieKind.BRANCH_OF)
    ends = np.concatenate([ties.numbers("src")[live], ties.numbers("dst")[live]])
    codes = units.contract(ends)
    return np.bincount(codes[codes < units.count], minlength=units.count)


def inspections(view: OwnView) -> Array:
    """Inspections of each enterprise in the years before the day, int64[n]."""
    as_of = day_number(view.snapshot.as_of)
    found = filing_rows(view.filings, "inspections", (), as_of)
    recent = found.day > as_of - round(INSPECTION_YEARS * _DAYS_A_YEAR)
    return np.bincount(found.subject[recent], minlength=view.snapshot.enterprises.rows)
