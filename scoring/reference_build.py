"""Building reference tables from one snapshot: the ``reference`` command's work."""

from __future__ import annotations

import numpy as np

from graph.filings import Filings
from graph.snapshot import Snapshot
from scoring.classes import in_scope
from scoring.indicators import Indicators, columns_of, measure
from scoring.measured_before import MeasuredBefore
from scoring.measures import specs
from scoring.measures.groups import GroupTables, PercentileTable, percentile_tables, rate_table
from scoring.measures.rows import filing_rows, record_rows
from scoring.measures.subjects import Subjects
from scoring.pack_model import Pack
from scoring.reference import Reference


def build_reference(
    snapshot: Snapshot,
    filings: Filings,
    pack: Pack,
    *,
    input_digest: str,
    previous: Reference | None = None,
) -> Reference:
    """Reference tables of the scored enterprises of one day; the scale is set afterwards.

    Parameters
    ----------
    snapshot, filings
        Without excluded facts.
    pack : Pack
    input_digest : str
        Digest of the snapshot and filings before exclusion, for the record.
    previous : Reference, optional
        Its means and groups stand in for what this day knows of nobody.

    Returns
    -------
    Reference
    """
    return measured_reference(snapshot, filings, pack, input_digest=input_digest, previous=previous)[0]


def measured_reference(
    snapshot: Snapshot,
    filings: Filings,
    pack: Pack,
    *,
    input_digest: str,
    previous: Reference | None = None,
    before: MeasuredBefore | None = None,
) -> tuple[Reference, Indicators]:
    """Reference tables as ``build_reference`` makes them, and the indicators measured by them.

    What was measured ``before`` of the same facts is taken over.
    """
    scored = in_scope(snapshot, pack).scored
    tables = _group_tables(snapshot, filings, pack, scored, previous)
    draft = Reference(
        as_of=snapshot.as_of, pack_id=pack.id, pack_hash=pack.hash, input_digest=input_digest, tables=tables
    )
    again = measure if before is None else before.measure
    indicators = again(snapshot, filings, pack, draft)
    means = mean_points(indicators, scored)
    used_previous = False
    if previous is not None:
        missing = {key: value for key, value in previous.means.items() if key not in means}
        used_previous = bool(missing)
        known_ids = {indicator.id for indicator in pack.indicators}
        means.update({key: value for key, value in missing.items() if key in known_ids})
    built = Reference(
        as_of=snapshot.as_of,
        pack_id=pack.id,
        pack_hash=pack.hash,
        input_digest=input_digest,
        previous=previous.id if previous is not None and used_previous else None,
        means=means,
        tables=tables,
    )
    return built, indicators


def mean_points(indicators: Indicators, scored: np.ndarray) -> dict[str, float]:
    """Mean points of the known values of scored enterprises; no entry where none is known."""
    means: dict[str, float] = {}
    for position, indicator_id in enumerate(indicators.ids):
        usable = scored & indicators.known[:, position]
        if usable.any():
            means[indicator_id] = float(indicators.bins[usable, position].mean())
    return means


def _group_tables(
    snapshot: Snapshot, filings: Filings, pack: Pack, scored: np.ndarray, previous: Reference | None
) -> GroupTables:
    subjects = Subjects.of(snapshot, pack.grace_days)
    records = record_rows(snapshot)
    rates: dict[str, dict[str, float]] = {}
    percentiles: dict[str, dict[str, PercentileTable]] = {}
    for indicator in pack.indicators:
        spec = indicator.measure
        if isinstance(spec, specs.GroupRate):
            rates[indicator.id] = rate_table(spec, snapshot.enterprises, records, subjects, scored)
            if previous is not None and not rates[indicator.id]:
                rates[indicator.id] = dict(previous.tables.rates.get(indicator.id, {}))
        elif isinstance(spec, specs.Percentile):
            rows = filing_rows(filings, spec.table, columns_of([indicator]), subjects.as_of)
            percentiles[indicator.id] = percentile_tables(spec, snapshot.enterprises, rows, subjects, scored)
            if previous is not None and not percentiles[indicator.id]:
                percentiles[indicator.id] = dict(previous.tables.percentiles.get(indicator.id, {}))
    return GroupTables(rates=rates, percentiles=percentiles)
