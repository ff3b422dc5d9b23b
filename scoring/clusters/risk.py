"""Adverse records of a cluster against what its members would have anyway.

The expectation comes from frozen rates by industry and size, never from the month being
scored. The interval of observed / expected is the exact one of a Poisson count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.special import gammaincinv

from graph import catalogue
from graph.arrays import Frame
from graph.domain import DAY_UNKNOWN, PartyRole, day_number
from graph.legs import DAYS_PER_MONTH
from graph.snapshot import Snapshot
from scoring.clusters.rules import RiskRules
from scoring.measures.days import months_before

Floats = npt.NDArray[np.float64]
_UNKNOWN = ""
_JOINED = "/"
_NO_GROUP = _UNKNOWN + _JOINED + _UNKNOWN
_WHOLE = "*"
"""Group of the whole province."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """Adverse records that each enterprise would have in the window anyway.

    Attributes
    ----------
    records : float64[n]
        NaN where the reference knows no adverse record at all: nothing can be expected then.
    by_whole : bool[n]
        The rate is the whole province's, as industry and size are unknown, the group is too
        small or has no record.
    """

    records: Floats
    by_whole: npt.NDArray[np.bool_]


def adverse_pairs(
    snapshot: Snapshot, rules: RiskRules
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Record and responsible enterprise of every adverse record of the window.

    Returns
    -------
    records, enterprises : int64[pairs]
        Rows of records and codes of enterprises, sorted, each pair once.
    """
    records, parties = snapshot.records, snapshot.parties
    counted = _adverse(snapshot)
    decided = records.numbers("decided_on")
    until = day_number(snapshot.as_of)
    counted &= (decided > months_before(until, rules.window_months)) & (decided <= until)
    responsible = pc.equal(parties.text("role"), pa.scalar(PartyRole.RESPONSIBLE.value, pa.large_string()))
    keep = np.asarray(responsible.fill_null(False)) & (parties.numbers("party") < snapshot.enterprises.rows)
    rows, who = parties.numbers("record")[keep], parties.numbers("party")[keep]
    mine = counted[rows]
    n = max(snapshot.enterprises.rows, 1)
    key = np.unique(rows[mine].astype(np.int64) * n + who[mine])
    return key // n, key % n


def group_keys(snapshot: Snapshot) -> pa.LargeStringArray:
    """Group of each enterprise for the expectation: industry section or division, and size."""
    industry = snapshot.enterprises.text("industry").fill_null(_UNKNOWN)
    letter = pc.match_substring_regex(industry, "^[A-Za-z]")
    section = pc.if_else(
        letter,
        pc.utf8_upper(pc.utf8_slice_codeunits(industry, 0, 1)),
        pc.utf8_slice_codeunits(industry, 0, 2),
    )
    band = snapshot.enterprises.text("staff_band").fill_null(_UNKNOWN)
    joined = pc.binary_join_element_wise(section, band, pa.scalar(_JOINED, pa.large_string()))
    return joined.cast(pa.large_string())


def exposure_months(snapshot: Snapshot, rules: RiskRules) -> Floats:
    """Months of the window in which each enterprise existed; the whole window if unknown."""
    began = snapshot.enterprises.numbers("established_on").astype(np.float64)
    began[snapshot.enterprises.numbers("established_on") == DAY_UNKNOWN] = -np.inf
    months = (day_number(snapshot.as_of) - began) / DAYS_PER_MONTH
    return np.clip(months, 0.0, float(rules.window_months))


def build_rates(snapshot: Snapshot, rules: RiskRules) -> Frame:
    """Adverse records for each month of existence, by group; a part of the reference tables.

    A group without a rate of its own is left out: its industry and size are unknown, it is
    smaller than ``group_minimum``, or it has no record, where one would be infinitely many.

    Returns
    -------
    Frame
        text group, ``*`` (the whole province) first, then sorted; int64 enterprises, records;
        float64 exposure_months, rate.
    """
    keys = group_keys(snapshot)
    names = pc.unique(keys).to_pylist()
    names = sorted(name for name in names if name is not None)
    position = np.asarray(pc.index_in(keys, value_set=pa.array(names, pa.large_string()))).astype(np.int64)
    _, who = adverse_pairs(snapshot, rules)
    exposure = exposure_months(snapshot, rules)
    enterprises = np.bincount(position, minlength=len(names))
    records = np.bincount(position[who], minlength=len(names))
    months = np.bincount(position, weights=exposure, minlength=len(names)).astype(np.float64)
    own = (enterprises >= rules.group_minimum) & (records > 0) & (months > 0)
    own &= np.array([name != _NO_GROUP for name in names], dtype=np.bool_)
    kept = np.flatnonzero(own)
    return Frame(
        {
            "group": pa.array([_WHOLE, *(names[at] for at in kept)], pa.large_string()),
            "enterprises": np.concatenate([[len(exposure)], enterprises[kept]]).astype(np.int64),
            "records": np.concatenate([[len(who)], records[kept]]).astype(np.int64),
            "exposure_months": np.concatenate([[float(exposure.sum())], months[kept]]),
            "rate": np.concatenate(
                [
                    _rate(np.array([len(who)]), np.array([exposure.sum()])),
                    _rate(records[kept], months[kept]),
                ]
            ),
        }
    )


def expected_records(snapshot: Snapshot, rates: Frame, rules: RiskRules) -> Expectation:
    """Records each enterprise would have in the window, at its group's rate or at that of all.

    Parameters
    ----------
    snapshot : Snapshot
    rates : Frame
        Groups and their rates; ``*`` is among them.
    rules : RiskRules
    """
    whole = pc.index(rates.text("group"), pa.scalar(_WHOLE, pa.large_string())).as_py()
    found = pc.index_in(group_keys(snapshot), value_set=rates.text("group"))
    position = np.asarray(pc.fill_null(found, whole)).astype(np.int64)
    rate = np.where(rates.numbers("rate") > 0, rates.numbers("rate"), np.nan)
    return Expectation(records=rate[position] * exposure_months(snapshot, rules), by_whole=position == whole)


def ratio_interval(
    observed: npt.ArrayLike, expected: npt.ArrayLike, confidence: float
) -> tuple[Floats, Floats]:
    """Exact interval of observed / expected of a Poisson count; NaN where nothing is expected.

    References
    ----------
    Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28:437-442.
    """
    count = np.asarray(observed, dtype=np.float64)
    expected = np.asarray(expected, dtype=np.float64)
    tail = (1.0 - confidence) / 2.0
    low = np.where(count > 0, gammaincinv(np.maximum(count, 1.0), tail), 0.0)
    high = gammaincinv(count + 1.0, 1.0 - tail)
    with np.errstate(divide="ignore", invalid="ignore"):
        some = expected > 0
        return np.where(some, low / expected, np.nan), np.where(some, high / expected, np.nan)


def _adverse(snapshot: Snapshot) -> npt.NDArray[np.bool_]:
    kinds = catalogue.records()
    adverse = sorted(name for name, entry in kinds.kinds.items() if entry.adverse)
    harmless = sorted(name for name, entry in kinds.outcomes.items() if not entry.adverse)
    by_kind = pc.is_in(snapshot.records.text("kind"), value_set=pa.array(adverse, pa.large_string()))
    by_outcome = pc.is_in(snapshot.records.text("outcome"), value_set=pa.array(harmless, pa.large_string()))
    return np.asarray(by_kind, dtype=np.bool_) & ~np.asarray(by_outcome, dtype=np.bool_)


def _rate(records: npt.NDArray[np.int64], months: Floats) -> Floats:
    return np.divide(records, months, out=np.zeros(len(months)), where=months > 0)
