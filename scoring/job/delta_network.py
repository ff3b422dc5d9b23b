"""The relation network after a withdrawal: events, naming and classes of what changed.

Paths are those of the ties left (``delta_paths``). The units that a change reaches are found
by walking the stored paths backwards, from the party to the units at their other end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gnn.coparty import Reclassed, reclass
from gnn.network import CHUNK_UNITS, RelationNetwork
from gnn.signals import Events, Naming, find_naming, severities
from graph.metapaths import FamilyPaths
from graph.snapshot_part import Part, part_of
from graph.units import Units, build_units
from scoring.indicators import Indicators
from scoring.job.delta_facts import FactsLeft
from scoring.job.delta_places import marked, members_of
from scoring.job.delta_refused import DeltaRefusedError
from scoring.pack_model import Pack
from scoring.reference import Reference
from scoring.standalone import StandaloneClasses

Array = np.ndarray[Any, Any]
Longs = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


def left_naming(network: RelationNetwork, facts: FactsLeft) -> Naming:
    """N(i) after the withdrawal: that of the changed decisions found again."""
    naming = network.naming
    count = naming.records
    ours = np.zeros(count, np.bool_)
    ours[facts.decided] = True
    fresh = find_naming(facts.remains, network.units, network.nodes)

    def joined(old: Longs, new: Longs) -> Longs:
        unit, number = np.divmod(new, fresh.records)
        kept = np.asarray(old)[~ours[old % count]]
        return np.sort(np.concatenate((kept, unit * count + facts.left[number])))

    named, party = joined(naming.named, fresh.named), joined(naming.party, fresh.party)
    shares, shared = np.zeros_like(naming.shares), np.zeros_like(naming.shared)
    shares[named // count] = True
    shared[party // count] = True
    return Naming(records=count, named=named, party=party, shares=shares, shared=shared)


def left_events(network: RelationNetwork, facts: FactsLeft) -> Events:
    """Events after the withdrawal: records that are gone leave, others may weigh less."""
    events = network.events
    worth = np.full(facts.snapshot.records.rows, -1, np.int8)
    found = severities(facts.remains.records, facts.remains.items, network.rules.severity_overrides)
    worth[facts.left] = found
    touched = np.zeros(len(worth), np.bool_)
    touched[facts.changed] = True
    severity = np.where(touched[events.record], worth[events.record], events.severity).astype(np.int8)
    keep = severity > 0
    before = np.append(0, np.cumsum(keep))
    return Events(
        start=before[events.start].astype(np.int64),
        severity=severity[keep],
        **{
            name: np.asarray(getattr(events, name))[keep]
            for name in ("record", "age_days", "conduct_from", "conduct_to")
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Legal persons whose own factors or class must be seen again, as a small snapshot.

    Attributes
    ----------
    part : Part
    units : Units of the part
    whole_unit : int64[units of the part] unit of the whole
    again : int64 units of the whole whose records or filings changed
    seeing : int64 units that see a class or a path otherwise, rising
    """

    part: Part
    units: Units
    whole_unit: Longs
    again: Longs
    seeing: Longs

    @classmethod
    def of(cls, network: RelationNetwork, naming: Naming, facts: FactsLeft, linked: Longs) -> Surroundings:
        """Units of changed facts or ``linked`` otherwise, and whoever shares a record with one of them."""
        units = network.units
        nodes = np.concatenate((facts.named, facts.owners))
        again = units.contract(nodes)
        again = np.unique(again[again < units.count])
        seeing = np.union1d(_named_with(network.naming, naming, again), linked).astype(np.int64)
        others = _parties_with(naming, seeing, units.count)
        wanted = np.unique(np.concatenate((again, seeing, others)))
        part = part_of(facts.snapshot, members_of(units, wanted, facts.snapshot.nodes))
        small = build_units(part.snapshot)
        whole = units.unit[part.enterprises[small.head]].astype(np.int64)
        if small.count != len(wanted) or (np.sort(whole) != wanted).any():
            raise DeltaRefusedError("legal persons of a part differ from those of the whole")
        return cls(part=part, units=small, whole_unit=whole, again=again, seeing=seeing)


def _named_with(old: Naming, new: Naming, units: Longs) -> Longs:
    """Units that a record names together with one of some units, these included."""
    found = [units]
    for naming in (old, new):
        codes, record = np.divmod(np.asarray(naming.party), naming.records)
        theirs = np.unique(record[np.isin(codes, units)])
        unit, record = np.divmod(np.asarray(naming.named), naming.records)
        found.append(unit[np.isin(record, theirs)])
    return np.unique(np.concatenate(found))


def _parties_with(naming: Naming, units: Longs, count: int) -> Longs:
    """Units that are parties of records of N(i) of some units."""
    _, records = naming.of_units(units)
    codes, record = np.divmod(np.asarray(naming.party), naming.records)
    found = codes[np.isin(record, np.unique(records))]
    return np.unique(found[found < count])


class _Classes:
    """Classes of the whole, those of some units computed in a small snapshot."""

    def __init__(self, classes: Array, around: Surroundings, source: StandaloneClasses, records: int) -> None:
        self._classes, self._source = classes, source
        self._small = np.full(len(classes), -1, np.int32)
        self._small[around.whole_unit] = np.arange(len(around.whole_unit), dtype=np.int32)
        self._row = np.full(records, around.part.snapshot.records.rows, np.int32)
        self._row[around.part.records] = np.arange(len(around.part.records), dtype=np.int32)

    def units(self) -> Array:
        """Class of each unit of the whole."""
        return self._classes

    def without(self, units: Array, indptr: Array, records: Array) -> Array:
        """Classes without some records; see ``ClassSource``."""
        small = self._small[units]
        if (small < 0).any():
            raise DeltaRefusedError("a party of a shared record lies outside the surroundings")
        return self._source.without(small, indptr, self._row[records])


def left_network(
    network: RelationNetwork,
    facts: FactsLeft,
    naming: Naming,
    around: Surroundings,
    own: Indicators,
    pack: Pack,
    reference: Reference,
) -> tuple[RelationNetwork, Longs]:
    """Network after the withdrawal, and the units whose raw hazard may be another one, rising.

    Parameters
    ----------
    network : RelationNetwork as published, with the paths over the ties left
    facts : FactsLeft
    naming : Naming of ``left_naming``
    around : Surroundings
    own : Indicators of the enterprises of the part
    pack : Pack
    reference : Reference

    Raises
    ------
    DeltaRefusedError
        If an enterprise gives off what it did not before: stored paths to it may lack.
    """
    source = StandaloneClasses(around.part.snapshot, around.units, own, pack, reference)
    small = np.searchsorted(np.sort(around.whole_unit), around.again)
    again = np.argsort(around.whole_unit)[small]
    classes = np.array(network.classes)
    classes[around.again] = source.units()[again]
    events = left_events(network, facts)
    gave_off = np.diff(network.events.start)[: network.units.count] > 0
    risen = (classes > 0) & (np.asarray(network.classes) <= 0) & ~gave_off
    if risen.any():
        raise DeltaRefusedError("the class of an enterprise got worse: paths to it may lack")
    seeing = around.seeing
    shares = np.zeros_like(naming.shares)
    shares[seeing] = naming.shares[seeing]
    fresh = reclass(
        network.families.values(),
        replace(naming, shares=shares),
        _Classes(classes, around, source, naming.records),
        units=network.units.count,
        nodes=network.nodes,
        rows=CHUNK_UNITS,
    )
    reclassed = _joined(network.reclassed, fresh, marked(seeing, network.units.count))
    changed = replace(
        network, snapshot=facts.snapshot, events=events, naming=naming, classes=classes, reclassed=reclassed
    )
    emitters = np.concatenate((network.units.contract(facts.named), around.again))
    reached = np.concatenate((around.again, seeing, reached_by(network, emitters)))
    return changed, np.unique(reached)


def _joined(old: Reclassed, fresh: Reclassed, seeing: Mask) -> Reclassed:
    """Old pairs of the units that see nothing new, and the fresh ones."""
    keep = ~seeing[np.asarray(old.pair) // max(old.count, 1)]
    pair = np.concatenate((np.asarray(old.pair)[keep], fresh.pair))
    risk = np.concatenate((np.asarray(old.risk_class)[keep], fresh.risk_class))
    order = np.argsort(pair, kind="stable")
    return Reclassed(count=old.count, pair=pair[order], risk_class=risk[order])


def reached_by(network: RelationNetwork, emitters: Longs) -> Longs:
    """Units with a stored path to one of some contracted codes, rising."""
    found = [_reached(paths, emitters, network.nodes) for paths in network.families.values()]
    return np.unique(np.concatenate([np.zeros(0, np.int64), *found]))


def _reached(paths: FamilyPaths, emitters: Longs, nodes: int) -> Longs:
    """Units with a stored path to one of some codes."""
    wanted = marked(emitters, nodes)
    touch = np.flatnonzero(wanted[paths.touch_party])
    direct = int(paths.direct_start[-1])
    straight = touch[touch < direct]
    units = np.searchsorted(paths.direct_start, straight, side="right") - 1
    hubs = np.zeros(max(len(paths.far_start) - 1, 0), np.bool_)
    hubs[np.searchsorted(paths.far_start, touch[touch >= direct], side="right") - 1] = True
    near = np.flatnonzero(hubs[paths.near_hub]) if len(hubs) else np.zeros(0, np.int64)
    through = np.searchsorted(paths.near_start, near, side="right") - 1
    return np.concatenate((units, through)).astype(np.int64)
