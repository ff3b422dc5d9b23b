"""Strength of single ties as legs of a path, and whether conduct carries over them.

A leg's strength is confidence * role strength * share curve * ended decay; carry depends
on the event as well and is applied where leg and event meet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.domain import DAY_OPEN, DAY_UNKNOWN, TIE_KINDS, NodeKind, day_number
from graph.path_rules import Carry, PathRules, ShareCurve
from graph.snapshot import Snapshot

Floats = np.ndarray[Any, np.dtype[np.float64]]
Days = np.ndarray[Any, np.dtype[np.int32]]
Rows = np.ndarray[Any, np.dtype[np.int64]]

DAYS_PER_MONTH = 365.25 / 12
"""Mean length of a calendar month in days, for ages in months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegStrengths:
    """Strength of ties, one value a tie row of the snapshot; every part is in [0, 1].

    Attributes
    ----------
    confidence : tie confidence times the match confidence of its persons
    role, share, ended : strength by kind and role, by share, by time since the end
    class_carry : carry of a class over the tie
    """

    confidence: Floats
    role: Floats
    share: Floats
    ended: Floats
    class_carry: Floats

    @property
    def strength(self) -> Floats:
        """Product of the parts without carry."""
        return self.confidence * self.role * self.share * self.ended


def leg_strengths(snapshot: Snapshot, rules: PathRules, rows: Rows | None = None) -> LegStrengths:
    """Strengths of ties on the snapshot's day.

    Parameters
    ----------
    snapshot : Snapshot
    rules : PathRules
    rows : int64[m] or None
        Tie rows; None for all. The value of a row never depends on the others.

    Returns
    -------
    LegStrengths
        Arrays of m values.
    """
    ties = snapshot.ties if rows is None else snapshot.ties.take(rows)
    as_of = day_number(snapshot.as_of)
    kind = ties.numbers("kind").astype(np.int64)
    start, end = ties.numbers("valid_from"), ties.numbers("valid_to")
    return LegStrengths(
        confidence=_confidence(
            snapshot, ties.numbers("confidence"), ties.numbers("src"), ties.numbers("dst")
        ),
        role=_role_strength(kind, ties.text("role"), rules),
        share=_share_strength(kind, ties.numbers("share"), rules),
        ended=ended_decay(start, end, as_of, rules),
        class_carry=class_carry(start, end, snapshot.as_of, rules.carry),
    )


def _confidence(snapshot: Snapshot, confidence: Any, source: Any, target: Any) -> Floats:
    first = snapshot.node_starts[NodeKind.PERSON]
    match = snapshot.persons.numbers("match_confidence")
    product = np.where(np.isnan(confidence), 1.0, confidence.astype(np.float64))
    for end in (source, target):
        person = np.flatnonzero((end >= first) & (end < first + len(match)))
        own = match[end[person] - first]
        product[person] *= np.where(np.isnan(own), 1.0, own)
    return np.clip(product, 0.0, 1.0)


def _role_strength(kind: Rows, role: Any, rules: PathRules) -> Floats:
    words = sorted({word for strength in rules.strengths.values() for word in strength.roles})
    table = np.zeros((len(TIE_KINDS), len(words) + 1))
    for code, tie_kind in enumerate(TIE_KINDS):
        strength = rules.strengths[tie_kind]
        table[code] = [strength.roles.get(word, strength.default) for word in words] + [strength.default]
    known = pc.fill_null(pc.index_in(role, value_set=pa.array(words, pa.large_string())), len(words))
    picked: Floats = table[kind, known.to_numpy(zero_copy_only=False)]
    return picked


def share_strength(share: Floats, curve: ShareCurve) -> Floats:
    """Strength of shares (fractions, NaN unknown) on the curve."""
    at = np.array([point[0] for point in curve.points])
    worth = np.array([point[1] for point in curve.points])
    known = np.interp(np.where(np.isnan(share), 0.0, share), at, worth)
    strength: Floats = np.where(np.isnan(share), curve.unknown, known)
    return strength


def _share_strength(kind: Rows, share: Any, rules: PathRules) -> Floats:
    by_share = np.array([rules.strengths[tie_kind].by_share for tie_kind in TIE_KINDS])
    strength = np.ones(len(kind))
    held = np.flatnonzero(by_share[kind])
    strength[held] = share_strength(share[held].astype(np.float64), rules.share_curve)
    return strength


def ended_decay(start: Days, end: Days, as_of: int, rules: PathRules) -> Floats:
    """Decay of ties by the time since their end; 1 while in force, 0 before their begin.

    ``end`` is the first day no longer in force; a tie whose last day is ``as_of`` is in
    force.
    """
    ended = (end != DAY_OPEN) & (end != DAY_UNKNOWN) & (end <= as_of)
    decay = np.ones(len(end))
    faded = fading(rules.ended.half_life_months, int(rules.ended.zero_after_months * DAYS_PER_MONTH))
    days = as_of - end[ended].astype(np.int64)
    decay[ended] = np.where(days < len(faded), faded[np.minimum(days, len(faded) - 1)], 0.0)
    decay[(start != DAY_UNKNOWN) & (start > as_of)] = 0.0
    return decay


@cache
def fading(half_life_months: float, last_day: int) -> Floats:
    """``2^(-months / half_life_months)`` by days, float64[last_day + 1], read-only.

    Number by number: a vectorised power may round a value by its place in the array, and
    a longer table must not change what a shorter one held.
    """
    months = (day / DAYS_PER_MONTH for day in range(last_day + 1))
    table = np.array([math.pow(2.0, -month / half_life_months) for month in months])
    table.flags.writeable = False
    return table


def class_carry(start: Days, end: Days, as_of: date, carry: Carry) -> Floats:
    """Carry of a class: 1 over ties in force ``class_months`` before the day.

    Unknown start: the pack's number, unless the tie had ended by then.
    """
    then = int(months_before(np.array([day_number(as_of)], np.int32), carry.class_months)[0])
    lasted = (end > then) | (end == DAY_UNKNOWN)
    began = np.where(start == DAY_UNKNOWN, carry.class_unknown, np.where(start <= then, 1.0, 0.0))
    carried: Floats = np.where(lasted, began, 0.0)
    return carried


def event_carry(start: Days, end: Days, conduct_from: Days, conduct_to: Days, unknown: float) -> Floats:
    """Carry of events over ties, elementwise: 1 where tie and conduct overlap.

    Parameters
    ----------
    start, end : int32[m]
        First day in force and first day no longer in force of the tie.
    conduct_from, conduct_to : int32[m]
        First and last day of the conduct; ``DAY_UNKNOWN`` and ``DAY_OPEN`` if unknown.
    unknown : float in [0, 1]
        Carry where an overlap is possible but not known.
    """
    overlap = (start <= conduct_to) & ((end > conduct_from) | (end == DAY_UNKNOWN))
    known = (start != DAY_UNKNOWN) & (conduct_from != DAY_UNKNOWN)
    carried: Floats = np.where(overlap, np.where(known, 1.0, unknown), 0.0)
    return carried


def months_before(days: Days, months: int) -> Days:
    """Same day of the month so many months earlier; the last day where it does not exist."""
    if len(days) == 0:
        return days
    first = int(days.min())
    moved = _calendar_shift(np.arange(first, int(days.max()) + 1), months)
    shifted: Days = moved[days - first]
    return shifted


def _calendar_shift(days: Rows, months: int) -> Days:
    day = days.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    offset = (day - month.astype("datetime64[D]")).astype(np.int64)
    earlier = month - months
    length = ((earlier + 1).astype("datetime64[D]") - earlier.astype("datetime64[D]")).astype(np.int64)
    moved = earlier.astype("datetime64[D]").astype(np.int64) + np.minimum(offset, length - 1)
    shifted: Days = moved.astype(np.int32)
    return shifted
