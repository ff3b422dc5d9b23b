"""What travels: events of responsible parties, and which unit each record names.

An event is a record of a travelling kind seen from one responsible party. N(i), the
records naming unit i, is what must never come back to i.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph import catalogue
from graph.arrays import Frame
from graph.domain import DAY_OPEN, DAY_UNKNOWN, PartyRole, day_number
from graph.legs import months_before
from graph.metapaths import spread, starts_of
from graph.path_rules import PathRules
from graph.snapshot import Snapshot
from graph.units import Units

Array = np.ndarray[Any, Any]
Longs = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """Events by emitting party (unit or person outside every unit), in record order.

    Attributes
    ----------
    start : int64[nodes + 1]
        Events of each contracted code.
    record : int32[e] row of the snapshot's records
    severity : int8[e] 1..5
    age_days : int32[e] days from the decision to the snapshot's day, at least 0
    conduct_from, conduct_to : int32[e] window of the conduct, both days included;
        ``DAY_UNKNOWN`` and ``DAY_OPEN`` where nothing is known
    """

    start: Longs
    record: Array
    severity: Array
    age_days: Array
    conduct_from: Array
    conduct_to: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """Which records name which unit, and who is a party.

    Attributes
    ----------
    records : int
        Number of records; a pair is stored as ``code * records + record``.
    named : int64[m], rising
        Pairs (unit, record of N(i)) where the record has a party outside the unit; the
        rest of N(i) can reach nobody.
    party : int64[q], rising
        Pairs (contracted party in any role, record) where the record names another unit.
    shares : bool[units]
        True for the units in ``named``.
    shared : bool[nodes]
        True for the codes in ``party``.
    """

    records: int
    named: Longs
    party: Longs
    shares: Array
    shared: Array

    def of_units(self, units: Longs) -> tuple[Longs, Longs]:
        """Stored part of N(i) of several units: position in ``units`` and record row, in order."""
        starts = np.searchsorted(self.named, np.stack((units, units + 1)) * self.records)
        length = starts[1] - starts[0]
        at = np.repeat(np.arange(len(units)), length)
        offset = np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length, length)
        return at, self.named[np.repeat(starts[0], length) + offset] % max(self.records, 1)

    def names(self, units: Longs, records: Longs) -> Array:
        """True where the record, seen from a party outside the unit, names the unit."""
        return contains(self.named, units * self.records + records)


def rising_unique(keys: Longs) -> Longs:
    """Distinct keys, rising; faster than ``np.unique`` on millions of them."""
    keys = np.sort(keys)
    return keys[np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))] if len(keys) else keys


def contains(rising: Longs, keys: Longs) -> Array:
    """True where a key occurs in a rising array."""
    if len(rising) == 0:
        return np.zeros(len(keys), bool)
    at = np.minimum(np.searchsorted(rising, keys), len(rising) - 1)
    found: Array = rising[at] == keys
    return found


def severities(records: Frame, items: Frame, overrides: Mapping[str, int]) -> Array:
    """Severity of each record, int8 0..5.

    The row's own number; else the gravest of its measure and its items; else the pack's
    or the catalogue's number of the kind; 0 for a kind the catalogue lacks.
    """
    known = catalogue.records()
    own = records.numbers("severity").astype(np.int64)
    by_kind = _by_word(
        records.text("kind"), {k: overrides.get(k, entry.severity) for k, entry in known.kinds.items()}, 0
    )
    worth = {word: entry.severity for word, entry in known.measures.items()}
    gravest = _by_word(records.text("measure"), worth, -1)
    item_severity = items.numbers("severity").astype(np.int64)
    of_item = np.where(item_severity >= 0, item_severity, _by_word(items.text("item_kind"), worth, -1))
    np.maximum.at(gravest, items.numbers("record").astype(np.int64), of_item)
    severity: Array = np.where(own >= 0, own, np.where(gravest >= 0, gravest, by_kind)).astype(np.int8)
    return severity


def _by_word(words: pa.LargeStringArray, table: Mapping[str, int], missing: int) -> Longs:
    keys = sorted(table)
    found = pc.fill_null(pc.index_in(words, value_set=pa.array(keys, pa.large_string())), len(keys))
    numbers = np.array([*(table[key] for key in keys), missing], np.int64)
    picked: Longs = numbers[found.to_numpy(zero_copy_only=False)]
    return picked


def travelling(snapshot: Snapshot) -> Array:
    """True where a record is a signal: its kind travels, its outcome is adverse, it was published."""
    records, known = snapshot.records, catalogue.records()
    signal = _by_word(records.text("kind"), {k: int(e.signal) for k, e in known.kinds.items()}, 0)
    adverse = _by_word(records.text("outcome"), {k: int(e.adverse) for k, e in known.outcomes.items()}, 1)
    as_of = day_number(snapshot.as_of)
    published = records.numbers("published_on")
    shown: Array = (published <= as_of) | (published == DAY_UNKNOWN)
    travels: Array = shown & (signal == 1) & (adverse == 1)
    return travels


def find_events(snapshot: Snapshot, units: Units, nodes: int, rules: PathRules) -> Events:
    """Events of all responsible parties on the snapshot's day.

    Age counts from decided_on, else published_on, else the day it became known; what was
    decided after the day is no event yet.
    """
    records, parties = snapshot.records, snapshot.parties
    as_of = day_number(snapshot.as_of)
    dated = _first_known(records, ("decided_on", "published_on", "entered_on"))
    severity = severities(records, snapshot.items, rules.severity_overrides)
    counts = travelling(snapshot) & (severity > 0) & (dated <= as_of)
    record = parties.numbers("record").astype(np.int64)
    responsible = pc.fill_null(pc.equal(parties.text("role"), PartyRole.RESPONSIBLE.value), False)
    rows = np.flatnonzero(responsible.to_numpy(zero_copy_only=False) & counts[record])
    party = units.contract(parties.numbers("party")[rows])
    keys = rising_unique(party * max(records.rows, 1) + record[rows])
    emitter, record = keys // max(records.rows, 1), keys % max(records.rows, 1)
    conduct_from, conduct_to = conduct_windows(records, rules.carry.conduct_months)
    return Events(
        start=starts_of(emitter, nodes),
        record=record.astype(np.int32),
        severity=severity[record],
        age_days=(as_of - dated[record]).astype(np.int32),
        conduct_from=conduct_from[record],
        conduct_to=conduct_to[record],
    )


def _first_known(records: Frame, columns: tuple[str, ...]) -> Longs:
    day = np.full(records.rows, DAY_UNKNOWN, np.int64)
    for column in columns:
        day = np.where(day == DAY_UNKNOWN, records.numbers(column), day)
    return day


def conduct_windows(records: Frame, months: int) -> tuple[Array, Array]:
    """First and last day of the conduct of each record.

    A missing last day is the decision; a missing first day is so many months before the
    last day. Both sentinels where no day at all is known.
    """
    begin, end = records.numbers("conduct_from"), records.numbers("conduct_to")
    last = np.where(end == DAY_UNKNOWN, records.numbers("decided_on"), end)
    first = begin.copy()
    open_start = np.flatnonzero((begin == DAY_UNKNOWN) & (last != DAY_UNKNOWN))
    first[open_start] = months_before(last[open_start], months)
    last = np.where(last == DAY_UNKNOWN, DAY_OPEN, np.maximum(last, first))
    return first.astype(np.int32), last.astype(np.int32)


def find_naming(snapshot: Snapshot, units: Units, nodes: int) -> Naming:
    """Which records name which unit.

    N(i) holds the records with a party in the unit, and all records of a decision of
    which a joint record has a party in it.
    """
    count = max(snapshot.records.rows, 1)
    party = units.contract(snapshot.parties.numbers("party"))
    pairs = rising_unique(party * count + snapshot.parties.numbers("record"))
    code, record = pairs // count, pairs % count
    own = pairs[code < units.count]
    named = rising_unique(np.concatenate((own, _through_decisions(snapshot, own, count))))
    unit, of_record = named // count, named % count
    parties_of, named_by = np.bincount(record, minlength=count), np.bincount(of_record, minlength=count)
    has_other_party = parties_of[of_record] - contains(pairs, named) > 0
    names_other_unit = named_by[record] - contains(named, pairs) > 0
    shares = np.zeros(units.count, bool)
    shares[unit[has_other_party]] = True
    shared = np.zeros(nodes, bool)
    shared[code[names_other_unit]] = True
    return Naming(
        records=count,
        named=named[has_other_party],
        party=pairs[names_other_unit],
        shares=shares,
        shared=shared,
    )


def _through_decisions(snapshot: Snapshot, own: Longs, count: int) -> Longs:
    """Pairs (unit, record) of decisions with several records of which a joint one names the unit."""
    known = catalogue.records().kinds
    joint = _by_word(
        snapshot.records.text("kind"), {k: int(e.conduct == "joint") for k, e in known.items()}, 1
    )
    encoded = pc.fill_null(pc.dictionary_encode(snapshot.records.text("decision_id")).indices, -1)
    decision = encoded.to_numpy(zero_copy_only=False).astype(np.int64)
    decided = np.flatnonzero(decision >= 0)
    if len(decided) == 0:
        return np.zeros(0, np.int64)
    by_decision = decided[np.argsort(decision[decided], kind="stable")]
    starts = np.searchsorted(decision[by_decision], np.arange(decision.max() + 2))
    record = own % count
    through = own[(joint[record] == 1) & (decision[record] >= 0)]
    wide = np.diff(starts)[decision[through % count]] > 1
    through = through[wide]
    at, entry = spread(starts, decision[through % count])
    expanded: Longs = (through[at] // count) * count + by_decision[entry]
    return expanded
