"""Legs of a family of paths between contracted nodes, with the hub factor of each leg.

Direct legs join a unit with a party, spokes join a hub with a unit. Legs inside a unit
are dropped, so that no path leaves a legal person and comes back through itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.control_ties import ControlTies
from graph.domain import TIE_KINDS, NodeKind, day_number
from graph.hubs import leg_hub_factors
from graph.path_rules import Family, PathRules, Pattern
from graph.snapshot import Snapshot
from graph.state_bodies import contracted_ids, state_bodies
from graph.units import Units

Array = np.ndarray[Any, Any]
Longs = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Legs:
    """Legs in rows; ``anchor`` is the node a path comes from, ``other`` the next node.

    Attributes
    ----------
    anchor, other : int64[m] contracted codes
    tie : int64[m] tie row of the snapshot; beyond its ties, tie of control
    factor : float64[m] hub factor of the leg, 1 where no hub is touched
    """

    anchor: Longs
    other: Longs
    tie: Longs
    factor: Array

    def turned(self) -> Legs:
        """The same legs read from the other end."""
        return Legs(anchor=self.other, other=self.anchor, tie=self.tie, factor=self.factor)

    def where(self, rows: Array) -> Legs:
        """Some of the legs, in their order."""
        return Legs(
            anchor=self.anchor[rows], other=self.other[rows], tie=self.tie[rows], factor=self.factor[rows]
        )


def join_legs(legs: list[Legs]) -> Legs:
    """All legs, one list after the other."""
    return Legs(
        anchor=np.concatenate([part.anchor for part in legs] or [np.zeros(0, np.int64)]),
        other=np.concatenate([part.other for part in legs] or [np.zeros(0, np.int64)]),
        tie=np.concatenate([part.tie for part in legs] or [np.zeros(0, np.int64)]),
        factor=np.concatenate([part.factor for part in legs] or [np.zeros(0)]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyLegs:
    """Legs of one family: ``direct`` (unit, party) and ``spokes`` (hub, unit)."""

    direct: Legs
    spokes: Legs


def family_legs(
    snapshot: Snapshot, units: Units, family: Family, rules: PathRules, control: ControlTies
) -> FamilyLegs:
    """Legs of one family between contracted nodes; legs inside a unit are dropped.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    units : Units
    family : Family
    rules : PathRules
    control : ControlTies
        ``control_ties`` of the same snapshot; they count only in families that ask for them.
    """
    rows = np.flatnonzero(_of_kinds(snapshot, family)).astype(np.int64)
    source, target = snapshot.ties.numbers("src")[rows], snapshot.ties.numbers("dst")[rows]
    contracted_source, contracted_target = units.contract(source), units.contract(target)
    outer = contracted_source != contracted_target
    rows, source, target = rows[outer], source[outer].astype(np.int64), target[outer].astype(np.int64)
    contracted_source, contracted_target = contracted_source[outer], contracted_target[outer]
    ends = _Ends(
        tie=rows,
        source=contracted_source,
        target=contracted_target,
        source_kind=_kinds(snapshot, source),
        target_kind=_kinds(snapshot, target),
        source_node=source - units.first_person + units.count,
        target_node=target - units.first_person + units.count,
    )
    direct: list[Legs] = []
    spokes: list[Legs] = []
    at_person = _person_spokes(ends)
    at_person = _with_factors(at_person, at_person, snapshot, rules)
    for pattern in family.patterns:
        if pattern is Pattern.SHARED_PERSON:
            spokes.append(at_person)
        elif pattern is Pattern.PERSON_END:
            ended = at_person.where(_operator_of(units, at_person.anchor) < 0).turned()
            direct.append(_undamped(ended))
        elif pattern is Pattern.OPERATOR_END:
            owner = _operator_of(units, at_person.anchor)
            of_operator = at_person.where(owner >= 0)
            joined = Legs(
                anchor=of_operator.other,
                other=owner[owner >= 0],
                tie=of_operator.tie,
                factor=of_operator.factor,
            )
            direct += [joined, joined.turned()]
        elif pattern in (Pattern.ALONG, Pattern.AGAINST):
            joined = _undamped(_between_enterprises(ends))
            direct.append(joined.turned() if pattern is Pattern.ALONG else joined)
        elif pattern is Pattern.SAME_CONTROLLER:
            spokes.append(_control_spokes(control, snapshot, units))
        else:
            spokes.append(_hub_spokes(ends, pattern, family, snapshot, units, rules))
    return FamilyLegs(direct=join_legs(direct), spokes=join_legs(spokes))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ends:
    """Both ends of the ties of a family: contracted codes, node kinds, uncontracted codes."""

    tie: Longs
    source: Longs
    target: Longs
    source_kind: Array
    target_kind: Array
    source_node: Longs
    target_node: Longs


_ENTERPRISE, _PERSON, _PLACE, _CONTACT = range(len(NodeKind))


def _of_kinds(snapshot: Snapshot, family: Family) -> Array:
    return np.isin(snapshot.ties.numbers("kind"), [TIE_KINDS.index(kind) for kind in family.ties])


def _kinds(snapshot: Snapshot, codes: Longs) -> Array:
    return np.searchsorted(list(snapshot.node_starts.values()), codes, side="right") - 1


def _person_spokes(ends: _Ends) -> Legs:
    """Legs (person, unit) in tie order; an operator keeps a code of its own as a hub."""
    forth = (ends.source_kind == _PERSON) & (ends.target_kind == _ENTERPRISE)
    back = (ends.source_kind == _ENTERPRISE) & (ends.target_kind == _PERSON)
    either = forth | back
    return Legs(
        anchor=np.where(forth, ends.source_node, ends.target_node)[either],
        other=np.where(forth, ends.target, ends.source)[either],
        tie=ends.tie[either],
        factor=np.ones(int(either.sum())),
    )


def _between_enterprises(ends: _Ends) -> Legs:
    """Legs (source unit, target unit)."""
    both = (ends.source_kind == _ENTERPRISE) & (ends.target_kind == _ENTERPRISE)
    return Legs(
        anchor=ends.source[both],
        other=ends.target[both],
        tie=ends.tie[both],
        factor=np.ones(int(both.sum())),
    )


def _control_spokes(control: ControlTies, snapshot: Snapshot, units: Units) -> Legs:
    """Legs (controller, controlled); a tie of control follows the ties of the snapshot.

    As a hub a controller has a code of its own beyond all nodes: a path never goes in by
    a holding and out by control.
    """
    nodes = units.count + snapshot.nodes - units.first_person
    return Legs(
        anchor=control.controller + nodes,
        other=control.controlled,
        tie=np.arange(len(control.controller)) + snapshot.ties.rows,
        factor=np.asarray(control.factor),
    )


def _hub_spokes(
    ends: _Ends, pattern: Pattern, family: Family, snapshot: Snapshot, units: Units, rules: PathRules
) -> Legs:
    if pattern is Pattern.SHARED_SOURCE:
        spokes = _between_enterprises(ends)
        counted = join_legs([spokes, spokes.turned()]) if family.degree == "both_sides" else spokes
        damped = _with_factors(spokes, counted, snapshot, rules)
        return damped.where(~np.isin(damped.anchor, state_bodies(snapshot, units, rules)))
    hub = ends.source_kind == _ENTERPRISE
    spokes = Legs(
        anchor=ends.target[hub], other=ends.source[hub], tie=ends.tie[hub], factor=np.ones(int(hub.sum()))
    )
    silent = contracted_ids(snapshot, units, rules.mass_addresses.on(snapshot.as_of))
    return _with_factors(spokes, spokes, snapshot, rules, silent)


def _with_factors(
    legs: Legs, counted: Legs, snapshot: Snapshot, rules: PathRules, silent: Longs | None = None
) -> Legs:
    """Legs with hub factors; ``counted`` begins with ``legs`` and adds what else counts."""
    factors = leg_hub_factors(
        hub=counted.anchor,
        unit=counted.other,
        tie=counted.tie,
        ties=snapshot.ties,
        as_of=day_number(snapshot.as_of),
        rules=rules.hubs,
        silent=np.zeros(0, np.int64) if silent is None else silent,
    )
    return Legs(anchor=legs.anchor, other=legs.other, tie=legs.tie, factor=factors[: len(legs.tie)])


def _undamped(legs: Legs) -> Legs:
    return Legs(anchor=legs.anchor, other=legs.other, tie=legs.tie, factor=np.ones(len(legs.tie)))


def _operator_of(units: Units, person_hubs: Longs) -> Longs:
    return units.person_unit[person_hubs - units.count].astype(np.int64)
