"""Measures over related enterprises and persons: shown beside the score, never in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.domain import DAY_UNKNOWN, RiskClass, TieKind
from graph.snapshot import Snapshot
from graph.units import Units
from scoring.measures import specs
from scoring.measures.days import months_before
from scoring.measures.measured import Measured, counted, distinct
from scoring.measures.related import Related, related_units
from scoring.measures.rows import Rows, records_of, responsible_incidence
from scoring.measures.subjects import Subjects
from scoring.measures.tie_measures import LiveTies

Bools = np.ndarray[Any, np.dtype[np.bool_]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
_CLASSES = tuple(RiskClass)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """What the measures over relations read of one snapshot.

    Attributes
    ----------
    snapshot : Snapshot without excluded facts
    units : Units
    ties : LiveTies
    records : Rows with node codes (enterprises and persons) as subjects
    subjects : Subjects
    """

    snapshot: Snapshot
    units: Units
    ties: LiveTies
    records: Rows
    subjects: Subjects

    @classmethod
    def of(cls, snapshot: Snapshot, units: Units, subjects: Subjects) -> Relations:
        """Relations of a snapshot."""
        node, record = responsible_incidence(snapshot)
        return cls(
            snapshot=snapshot,
            units=units,
            ties=LiveTies.of(snapshot),
            records=records_of(snapshot, node, record),
            subjects=subjects,
        )

    def listed(self, kinds: tuple[str, ...]) -> Bools:
        """Whether a record of some kinds is in force for each node, bool[nodes]."""
        found = np.zeros(self.snapshot.nodes, dtype=bool)
        keep = self.records.one_of("kind", kinds) & self.records.in_force(self.subjects.as_of)
        found[self.records.subject[keep]] = True
        return found

    def in_state(self, states: Sequence[str]) -> Bools:
        """Whether each enterprise is in one of some registration states, bool[n]."""
        wanted = pa.array(list(states), pa.large_string())
        return np.asarray(pc.is_in(self.snapshot.enterprises.text("status"), value_set=wanted))

    def known(self, ties: tuple[TieKind, ...], kinds: tuple[str, ...]) -> Bools:
        """Whether deliveries cover the ties and records that a measure is about, bool[n]."""
        covered = self.subjects.covered("ties", tuple(tie.value for tie in ties), DAY_UNKNOWN)
        if kinds:
            covered = covered & self.subjects.covered("records", kinds, DAY_UNKNOWN)
        return covered

    def graph(self, spec: specs.GraphSpec) -> Related:
        """Legal persons joined as a measure says."""
        return related_units(self.ties, self.units, spec.ties, spec.most)


def listed_persons(spec: specs.ListedPersons, relations: Relations) -> Measured:
    """Natural persons of the enterprise on one of the lists."""
    node, firm = relations.ties.pairs(spec.ties, "source")
    hit = relations.listed(spec.kinds)[node] & (node >= relations.ties.enterprises)
    values = np.bincount(firm[hit], minlength=relations.subjects.count).astype(np.float64)
    return counted(values, values > 0, relations.known(spec.ties, spec.kinds))


def adverse_enterprises(spec: specs.AdverseEnterprises, relations: Relations) -> Measured:
    """Most other revoked or listed legal persons of one person of the enterprise."""
    units, ties = relations.units, relations.ties
    adverse = np.zeros(units.count, dtype=bool)
    adverse[units.unit[_adverse(spec, relations)]] = True
    node, firm = ties.pairs(spec.reaches, "source")
    keys, _ = distinct(node * max(units.count, 1) + units.unit[firm])
    hub, unit = np.divmod(keys, max(units.count, 1))
    total = np.bincount(hub[adverse[unit]], minlength=ties.nodes)
    node, firm = ties.pairs(spec.mine, "source")
    person = node >= ties.enterprises
    node, firm = node[person], firm[person]
    best = np.zeros(relations.subjects.count)
    np.maximum.at(best, firm, total[node] - adverse[units.unit[firm]].astype(np.float64))
    return counted(best, best > 0, relations.known((*spec.mine, *spec.reaches), spec.kinds))


def _adverse(spec: specs.AdverseEnterprises, relations: Relations) -> Bools:
    """Enterprises revoked in the window (or on an unknown day) or listed in it."""
    start = months_before(relations.subjects.as_of, spec.window_months)
    enterprises, records = relations.snapshot.enterprises, relations.records
    found = relations.in_state([state.value for state in spec.states])
    if "revoked_on" in enterprises:
        day = enterprises.numbers("revoked_on")
        found &= (day == DAY_UNKNOWN) | (day > start)
    mine = records.subject < enterprises.rows
    keep = mine & records.one_of("kind", spec.kinds)
    keep &= (records.day > start) | records.in_force(relations.subjects.as_of)
    found[records.subject[keep]] = True
    return found


def class_share(spec: specs.ClassShare, relations: Relations, classes: np.ndarray[Any, Any]) -> Measured:
    """Share of the legal persons one step away in some standalone classes.

    Parameters
    ----------
    classes : int8[units]
        Standalone class of each legal person, -1 none.
    """
    graph = relations.graph(spec)
    wanted = np.isin(classes, [_CLASSES.index(name) for name in spec.classes])
    part = graph.sum_of_neighbours(wanted.astype(np.float64))
    whole = graph.sum_of_neighbours((classes >= 0).astype(np.float64))
    share = np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0)[relations.units.unit]
    return counted(share, share > 0, relations.known(spec.ties, ()))


def decayed_sums(wanted: Sequence[specs.DecayedSum], relations: Relations) -> list[Measured]:
    """Several sums over one graph, walked once; all must ask for the same ties and hops."""
    first = wanted[0]
    weights = np.stack([_weights(spec, relations) for spec in wanted], axis=1)
    values = relations.graph(first).decayed(weights, first.hops)[relations.units.unit]
    return [
        counted(values[:, column], values[:, column] > 0, relations.known(spec.ties, tuple(spec.records)))
        for column, spec in enumerate(wanted)
    ]


def _weights(spec: specs.DecayedSum, relations: Relations) -> Floats:
    """What each legal person gives off, float64[units]."""
    units, records = relations.units, relations.records
    values = np.zeros(units.count)
    into = np.add if spec.each == "record" else np.maximum
    in_force = records.in_force(relations.subjects.as_of)
    unit = units.contract(records.subject)
    for kind, weight in sorted(spec.records.items()):
        keep = records.one_of("kind", (kind,)) & in_force & (unit < units.count)
        into.at(values, unit[keep], weight)
    for state, weight in sorted(spec.states.items()):
        there = units.unit[units.head][relations.in_state([state.value])[units.head]]
        into.at(values, there, weight)
    return values
