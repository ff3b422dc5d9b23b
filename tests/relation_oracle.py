"""Brute-force oracle of the relationship factor, straight from its formula.

Works on a `World` by ids, with loops and dictionaries only; it shares no code with the
product but the models that hold the pack's numbers. Slow on purpose.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np

from gnn.coefficients import Coefficients
from graph.domain import DAY_OPEN, DAY_UNKNOWN, TIE_KINDS, TieKind, day_number
from graph.path_rules import Family, PathRules, Pattern
from graph.units import Units
from tests.control_oracle import Control, ControlTie
from tests.relation_graphs import Record, Tie, World, day

MONTH = 365.25 / 12
OPERATED = ("454", "95")
JOINT = {"penalty", "enforcement", "suit"}
GOOD_OUTCOMES = {"won", "settled", "pending"}


@dataclass(frozen=True)
class OraclePath:
    party: str
    ties: tuple[Tie | ControlTie, ...]  # the tie next to the unit first
    factor: float


def severity_class(severities: list[int]) -> int:
    """Class of the tests: by the gravest record, one worse if there are three or more."""
    worst = max(severities, default=0)
    base = 3 if worst >= 5 else 2 if worst == 4 else 1 if worst == 3 else 0
    return min(3, base + (len(severities) >= 3))


class Oracle:
    """Everything the formula needs of one world, by brute force."""

    def __init__(
        self,
        world: World,
        rules: PathRules,
        coefficients: Coefficients,
        none_class: frozenset[str] = frozenset(),
    ) -> None:
        self.world, self.rules, self.coefficients = world, rules, coefficients
        self.none_class = none_class
        self.t = day_number(world.as_of)
        self.firms = {firm.id: firm for firm in world.firms}
        self.persons = {person.id: person for person in world.persons}
        self.unit_of = self._units()
        self.units = sorted({self.unit_of[firm] for firm in self.firms})
        self.control: Control | None = None
        self.ties = sorted(world.ties, key=lambda t: (TIE_KINDS.index(t.kind), *self._order(t)))

    def _order(self, tie: Tie) -> tuple[Any, ...]:
        def rank(node: str) -> tuple[int, bytes]:
            kind = (
                0
                if node in self.firms
                else 1
                if node in self.persons
                else 2
                if node in self.world.places
                else 3
            )
            return kind, node.encode()

        return rank(tie.source), rank(tie.target), tie.id

    def _units(self) -> dict[str, str]:
        group = {node: {node} for node in [*self.firms, *self.persons]}

        def unite(one: str, other: str) -> None:
            merged = group[one] | group[other]
            for node in merged:
                group[node] = merged

        for firm in self.world.firms:
            unite(firm.id, firm.head or firm.id)
        self.operators: set[str] = set()
        for firm in self.world.firms:
            if not (firm.entity_type or "").startswith(OPERATED):
                continue
            operating = [
                tie
                for tie in self.world.ties
                if tie.kind is TieKind.LEGAL_REPRESENTATIVE_OF
                and tie.target == firm.id
                and tie.source in self.persons
                and (tie.start == DAY_UNKNOWN or tie.start <= self.t)
                and tie.end > self.t
            ]
            if operating:
                last = max(operating, key=lambda t: (t.start, t.entered, t.id))
                unite(last.source, firm.id)
                self.operators.add(last.source)
        unit_of: dict[str, str] = {}
        for node, members in group.items():
            firms = [m for m in members if m in self.firms]
            if not firms:
                unit_of[node] = node
                continue
            heads = [m for m in firms if self.firms[m].head in (None, m)] or firms
            unit_of[node] = min(heads, key=str.encode)
        for node in (*self.world.places, *self.world.contacts):
            unit_of[node] = node
        return unit_of

    # ---- legs -------------------------------------------------------------------------
    def confidence(self, tie: Tie) -> float:
        confidence = float(np.float32(tie.confidence))
        for node in (tie.source, tie.target):
            if node in self.persons and not np.isnan(self.persons[node].match):
                confidence *= self.persons[node].match
        return confidence

    def leg(self, tie: Tie | ControlTie) -> float:
        if isinstance(tie, ControlTie):
            return tie.strength
        strength = self.rules.strengths[tie.kind]
        confidence = self.confidence(tie)
        role = strength.roles.get(tie.role, strength.default) if tie.role else strength.default
        share = 1.0
        if strength.by_share:
            share = self._curve(tie.share)
        ended = 1.0
        if tie.start != DAY_UNKNOWN and tie.start > self.t:
            ended = 0.0
        elif tie.end <= self.t:
            months = (self.t - tie.end) / MONTH
            zero = months > self.rules.ended.zero_after_months
            ended = 0.0 if zero else 2 ** (-months / self.rules.ended.half_life_months)
        return confidence * role * share * ended

    def _curve(self, share: float) -> float:
        if np.isnan(share):
            return self.rules.share_curve.unknown
        share = float(np.float32(share))
        points = self.rules.share_curve.points
        for (low, weak), (high, strong) in pairwise(points):
            if low <= share <= high:
                return weak + (strong - weak) * (share - low) / (high - low)
        raise AssertionError(share)

    # ---- hubs -------------------------------------------------------------------------
    def factor(self, hub: str, tie: Tie, counted: list[tuple[str, str, Tie]]) -> float:
        """Bucket of the degree the leg made; counted are (hub, unit, tie) of the family."""

        def there(other: Tie) -> bool:
            return (other.entered, other.id) < (tie.entered, tie.id) and other.left > tie.entered

        units = {unit for at, unit, other in counted if at == hub and (other is tie or there(other))}
        return self.bucket(len(units), tie.entered)

    def bucket(self, degree: int, entered: int) -> float:
        """Factor of a degree made on a day, grown by the calendar where the rules say so."""
        hubs, months = self.rules.hubs, max(self.t - entered, 0) / MONTH
        if hubs.growth is None:
            return next(b.factor for b in hubs.buckets if b.up_to is None or degree <= b.up_to)
        expected: float = 1 + (degree - 1) / 2.0 ** (-months / hubs.growth.doubling_months)
        ends = [(float(b.up_to), b.factor) for b in hubs.buckets if b.up_to is not None]
        for (low, more), (high, less) in pairwise([(1.0, ends[0][1]), *ends]):
            if expected <= high:
                return more + (less - more) * (expected - low) / (high - low)
        return hubs.buckets[-1].factor

    # ---- paths ------------------------------------------------------------------------
    def paths(self, unit: str, family: Family) -> list[OraclePath]:
        u = self.unit_of
        ties = [t for t in self.ties if t.kind in family.ties and u[t.source] != u[t.target]]
        found: list[OraclePath] = []
        person_legs = [
            (person, firm, t)
            for t in ties
            for person, firm in ((t.source, t.target), (t.target, t.source))
            if person in self.persons and firm in self.firms
        ]
        person_counted = [(person, u[firm], t) for person, firm, t in person_legs]
        firm_ties = [t for t in ties if t.source in self.firms and t.target in self.firms]
        for pattern in family.patterns:
            if pattern is Pattern.PERSON_END:
                found += [
                    OraclePath(person, (t,), 1.0)
                    for person, firm, t in person_legs
                    if u[firm] == unit and person not in self.operators
                ]
            elif pattern is Pattern.OPERATOR_END:
                for person, firm, t in person_legs:
                    if person in self.operators:
                        factor = self.factor(person, t, person_counted)
                        if u[firm] == unit:
                            found.append(OraclePath(u[person], (t,), factor))
                        if u[person] == unit:
                            found.append(OraclePath(u[firm], (t,), factor))
            elif pattern is Pattern.ALONG:
                found += [OraclePath(u[t.source], (t,), 1.0) for t in firm_ties if u[t.target] == unit]
            elif pattern is Pattern.AGAINST:
                found += [OraclePath(u[t.target], (t,), 1.0) for t in firm_ties if u[t.source] == unit]
            elif pattern is Pattern.SHARED_PERSON:
                spokes = [(person, u[firm], t) for person, firm, t in person_legs]
                found += self._through(unit, spokes, person_counted)
            elif pattern is Pattern.SHARED_SOURCE:
                spokes = [(u[t.source], u[t.target], t) for t in firm_ties]
                counted = list(spokes)
                if family.degree == "both_sides":
                    counted += [(u[t.target], u[t.source], t) for t in firm_ties]
                bodies = {u[f] for f in self.state_bodies() if f in u}
                found += self._through(unit, [s for s in spokes if s[0] not in bodies], counted)
            elif pattern is Pattern.SAME_CONTROLLER:
                found += self._same_controller(unit)
            elif pattern is Pattern.SHARED_TARGET:
                spokes = [(u[t.target], u[t.source], t) for t in ties if t.source in self.firms]
                mass = {u[e] for e in self.rules.mass_addresses.on(self.world.as_of) if e in u}
                found += self._through(unit, [s for s in spokes if s[0] not in mass], spokes)
        return found

    def _same_controller(self, unit: str) -> list[OraclePath]:
        control = self._control_of()
        found = []
        for controller in control.controllers(unit):
            members = [u for u in self.units if controller in control.controllers(u)]
            if len(members) < 2:
                continue
            factors = self._control_factors(control, controller, members)
            near = control.tie(controller, unit)
            for party in members:
                if party != unit:
                    factor = min(factors[unit], factors[party])
                    found.append(OraclePath(party, (near, control.tie(controller, party)), factor))
        return found

    def _control_of(self) -> Control:
        if self.control is None:
            self.control = Control(self)
        return self.control

    def _control_factors(self, control: Control, controller: str, members: list[str]) -> dict[str, float]:
        def entry(member: str) -> tuple[int, int, str]:
            chain = control.tie(controller, member).chain
            return max(tie.entered for tie in chain), chain[-1].entered, chain[-1].id

        factors = {}
        for place, member in enumerate(sorted(members, key=entry), start=1):
            factors[member] = self.bucket(place, entry(member)[0])
        return factors

    def state_bodies(self) -> set[str]:
        bodies = set(self.rules.state_investors.on(self.world.as_of))
        if self.rules.state_investors.delivered_register:
            bodies |= {firm.id for firm in self.world.firms if firm.state_body == 1}
        return bodies

    def _through(
        self, unit: str, spokes: list[tuple[str, str, Tie]], counted: list[tuple[str, str, Tie]]
    ) -> list[OraclePath]:
        found = []
        for hub, near_unit, near in spokes:
            if near_unit != unit or hub == unit:
                continue
            for other_hub, party, far in spokes:
                if other_hub == hub and party not in (unit, hub):
                    factor = min(self.factor(hub, near, counted), self.factor(hub, far, counted))
                    found.append(OraclePath(party, (near, far), factor))
        return found

    # ---- records ----------------------------------------------------------------------
    def naming(self, unit: str) -> set[str]:
        """N(i), ids of records."""

        def direct(record: Record) -> bool:
            return any(self.unit_of[p] == unit for p, _ in record.parties)

        decisions = {
            r.decision for r in self.world.records if r.decision is not None and r.kind in JOINT and direct(r)
        }
        return {r.id for r in self.world.records if direct(r) or r.decision in decisions}

    def events(self, party: str, hidden: set[str]) -> list[Record]:
        found = []
        for record in self.world.records:
            if record.id in hidden or (record.outcome in GOOD_OUTCOMES):
                continue
            if not any(self.unit_of[p] == party and role == "responsible" for p, role in record.parties):
                continue
            if record.severity < 1 or self.decided(record) > self.t:
                continue
            if record.published != DAY_UNKNOWN and record.published > self.t:
                continue
            found.append(record)
        return found

    def decided(self, record: Record) -> int:
        return next(d for d in (record.decided, record.published, record.entered) if d != DAY_UNKNOWN)

    def party_class(self, party: str, hidden: set[str]) -> int:
        if party not in self.units or party in self.none_class:
            return -1
        return severity_class([r.severity for r in self.events(party, hidden)])

    def window(self, record: Record) -> tuple[int, int] | None:
        last = record.conduct_to if record.conduct_to != DAY_UNKNOWN else record.decided
        if record.conduct_from != DAY_UNKNOWN:
            first = record.conduct_from
            return first, max(first, last) if last != DAY_UNKNOWN else DAY_OPEN
        if last == DAY_UNKNOWN:
            return None
        return self.months_back(last, self.rules.carry.conduct_months), last

    @staticmethod
    def months_back(number: int, months: int) -> int:
        then = day(number)
        index = then.year * 12 + then.month - 1 - months
        year, month = index // 12, index % 12 + 1
        return day_number(date(year, month, min(then.day, calendar.monthrange(year, month)[1])))

    def event_carry(self, tie: Tie | ControlTie, record: Record) -> float:
        window = self.window(record)
        if window is None:
            return self.rules.carry.event_unknown
        first, last = window
        if tie.end <= first or (tie.start != DAY_UNKNOWN and tie.start > last):
            return 0.0
        return 1.0 if tie.start != DAY_UNKNOWN else self.rules.carry.event_unknown

    def class_carry(self, tie: Tie | ControlTie) -> float:
        then = self.months_back(self.t, self.rules.carry.class_months)
        if tie.end <= then:
            return 0.0
        if tie.start == DAY_UNKNOWN:
            return self.rules.carry.class_unknown
        return 1.0 if tie.start <= then else 0.0

    # ---- the formula ------------------------------------------------------------------
    def parts(self, unit: str) -> dict[tuple[str, str, str], float]:
        """Hazard by (family, party, record id or 'class')."""
        hidden = self.naming(unit)
        parts: dict[tuple[str, str, str], float] = {}
        for name, family in self.rules.families.items():
            theta, gamma = self.coefficients.theta(name), self.coefficients.gamma(name)
            by_party: dict[str, list[tuple[float, Tie | ControlTie]]] = defaultdict(list)
            for path in self.paths(unit, family):
                if path.party == unit:
                    continue
                base = path.factor * np.prod([self.leg(tie) for tie in path.ties])
                by_party[path.party].append((float(base), path.ties[-1]))
            for party, paths in by_party.items():
                for record in self.events(party, hidden):
                    carries = [self.event_carry(tie, record) if family.carry else 1.0 for _, tie in paths]
                    strongest = max(base * c for (base, _), c in zip(paths, carries, strict=True))
                    months = (self.t - self.decided(record)) / MONTH
                    hazard = 0.0
                    for k in range(1, record.severity + 1):
                        for b, half_life in enumerate(self.coefficients.half_lives_months):
                            hazard += theta[k - 1, b] * strongest * 2 ** (-months / half_life)
                    if hazard > 0:
                        parts[name, party, record.id] = hazard
                level = self.party_class(party, hidden)
                strongest = max(b * (self.class_carry(tie) if family.carry else 1.0) for b, tie in paths)
                hazard = sum(gamma[k] * strongest for k in range(3) if level >= k + 1)
                if hazard > 0:
                    parts[name, party, "class"] = hazard
        return parts

    def raw(self, unit: str) -> float:
        return sum(self.parts(unit).values())


class SeverityClasses:
    """ClassSource of the tests: by the gravest record, recomputed naively."""

    def __init__(self, oracle: Oracle, units: Units, ids: list[str], record_ids: list[str]) -> None:
        self.oracle = oracle
        self.heads = [ids[head] for head in units.head]
        self.record_ids = record_ids
        self.calls = 0

    def units(self) -> Any:
        return np.array([self.oracle.party_class(head, set()) for head in self.heads], np.int8)

    def without(self, units: Any, indptr: Any, records: Any) -> Any:
        self.calls += 1
        classes = []
        for k, unit in enumerate(units):
            hidden = {self.record_ids[r] for r in records[indptr[k] : indptr[k + 1]]}
            assert hidden
            classes.append(self.oracle.party_class(self.heads[unit], hidden))
        return np.array(classes, np.int8)


__all__ = ["DAY_OPEN", "Oracle", "OraclePath", "SeverityClasses", "severity_class"]
