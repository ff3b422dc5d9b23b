"""Measures against a group: rates and percentiles read from reference tables, never from t.

The tables are built by the same file that reads them, so that both mean the same group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from scoring.measures import specs
from scoring.measures.measured import Measured, certain, counted
from scoring.measures.row_measures import covered, selected
from scoring.measures.rows import Rows
from scoring.measures.subjects import Subjects

ALL = ""
"""Key of the group of all enterprises."""


@dataclass(frozen=True, slots=True)
class PercentileTable:
    """Share of a group with fewer rows than each count that occurs.

    Attributes
    ----------
    counts : float64, rising
    share_below : float64, same length, rising
    """

    counts: np.ndarray
    share_below: np.ndarray

    def share_of(self, values: np.ndarray) -> np.ndarray:
        """Share below each value; 0 for no row at all, 1 above every count that occurred."""
        place = np.searchsorted(self.counts, values, side="left")
        return np.where(values > 0, np.append(self.share_below, 1.0)[place], 0.0)


@dataclass(frozen=True, slots=True)
class GroupTables:
    """Group tables of one reference, by indicator and group key."""

    rates: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    percentiles: Mapping[str, Mapping[str, PercentileTable]] = field(default_factory=dict)


def _keys(column: pa.LargeStringArray, characters: int) -> tuple[np.ndarray, list[str]]:
    encoded = pc.dictionary_encode(pc.utf8_slice_codeunits(column, 0, characters))
    codes = np.asarray(pc.fill_null(encoded.indices, -1), dtype=np.int64)
    return codes, encoded.dictionary.to_pylist()


def percentile_groups(spec: specs.Percentile, attributes: Frame) -> tuple[np.ndarray, list[str]]:
    """Group of each enterprise: industry prefix, and size band if asked for; -1 unknown."""
    codes, keys = _keys(attributes.text("industry"), spec.characters)
    if not spec.by_size:
        return codes, keys
    bands, band_keys = _keys(attributes.text("staff_band"), 32)
    width = len(band_keys)
    names = [f"{key}|{band}" for key in keys for band in band_keys]
    return np.where((codes < 0) | (bands < 0), -1, codes * width + bands), names


def rate_table(
    spec: specs.GroupRate, attributes: Frame, rows: Rows, subjects: Subjects, eligible: np.ndarray
) -> dict[str, float]:
    """Smoothed rate of enterprises with a row, by group, on the scale the measure asks for.

    Parameters
    ----------
    eligible : bool, n
        Enterprises that make up the groups.
    """
    codes, keys = _keys(attributes.text(spec.group), spec.characters)
    hit = np.zeros(subjects.count, dtype=bool)
    hit[rows.subject[selected(spec, rows, subjects)]] = True
    counts = eligible & (codes >= 0) & (hit | covered(spec, subjects))
    size = np.bincount(codes[counts], minlength=len(keys)).astype(np.float64)
    hits = np.bincount(codes[counts & hit], minlength=len(keys)).astype(np.float64)
    if not size.sum():
        return {}
    overall = hits.sum() / size.sum()
    rate = (hits + spec.smoothing * overall) / (size + spec.smoothing)
    if spec.scale == "relative":
        values = rate / overall if overall > 0 else np.ones(len(keys))
    elif spec.scale == "decile":
        order = np.lexsort((np.array(keys), rate))
        middle = np.cumsum(size[order]) - size[order] / 2
        values = np.empty(len(keys))
        values[order] = np.minimum(np.floor(10 * middle / size.sum()) + 1, 10)
    else:
        values = rate
    return {key: float(values[row]) for row, key in sorted(enumerate(keys), key=lambda p: p[1]) if size[row]}


def group_rate(
    spec: specs.GroupRate, table: Mapping[str, float], attributes: Frame, subjects: Subjects
) -> Measured:
    """Rate of the enterprise's group; unknown where the group or its rate is unknown."""
    codes, keys = _keys(attributes.text(spec.group), spec.characters)
    values = np.array([*(table.get(key, np.nan) for key in keys), np.nan])
    return certain(np.asarray(values[codes]))


def percentile_tables(
    spec: specs.Percentile, attributes: Frame, rows: Rows, subjects: Subjects, eligible: np.ndarray
) -> dict[str, PercentileTable]:
    """Tables of every group of at least the minimum, and of all enterprises."""
    codes, keys = percentile_groups(spec, attributes)
    counts, usable = _counts(spec, rows, subjects)
    usable &= eligible
    tables = {ALL: _table(counts[usable])} if usable.any() else {}
    chosen = np.flatnonzero(usable & (codes >= 0))
    order = chosen[np.lexsort((counts[chosen], codes[chosen]))]
    bounds = np.searchsorted(codes[order], np.arange(len(keys) + 1))
    for code, key in sorted(enumerate(keys), key=lambda pair: pair[1]):
        members = order[bounds[code] : bounds[code + 1]]
        if len(members) >= spec.minimum:
            tables[key] = _table(counts[members])
    return tables


def _counts(spec: specs.Percentile, rows: Rows, subjects: Subjects) -> tuple[np.ndarray, np.ndarray]:
    counts = np.bincount(rows.subject[selected(spec, rows, subjects)], minlength=subjects.count)
    return counts.astype(np.float64), covered(spec, subjects) | (counts > 0)


def _table(counts: np.ndarray) -> PercentileTable:
    values, first = np.unique(np.sort(counts), return_index=True)
    return PercentileTable(values, first / len(counts))


def percentile(
    spec: specs.Percentile,
    tables: Mapping[str, PercentileTable],
    attributes: Frame,
    rows: Rows,
    subjects: Subjects,
) -> Measured:
    """Share of the group with fewer rows; without any table a count above 0 is unknown."""
    codes, keys = percentile_groups(spec, attributes)
    counts, _ = _counts(spec, rows, subjects)
    fallback = tables.get(ALL)
    values = np.where(counts > 0, np.nan if fallback is None else fallback.share_of(counts), 0.0)
    busy = np.flatnonzero((counts > 0) & (codes >= 0))
    order = busy[np.argsort(codes[busy], kind="stable")]
    bounds = np.searchsorted(codes[order], np.arange(len(keys) + 1))
    for code, key in enumerate(keys):
        members = order[bounds[code] : bounds[code + 1]]
        if key in tables and len(members):
            values[members] = tables[key].share_of(counts[members])
    return counted(values, counts > 0, covered(spec, subjects))
