"""The additive-hazard path network: raw relationship hazard of every unit.

raw_i = sum over families, severities, half-lives and classes of coefficient * dose. A
unit's number depends on ties and on records outside N(i) only; it never depends on the
units computed beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from gnn import doses
from gnn.coefficients import Coefficients
from gnn.coparty import ClassSource, Reclassed, reclass
from gnn.signals import Events, Naming, find_events, find_naming
from graph.control_ties import ControlTies, control_ties
from graph.family_legs import family_legs
from graph.legs import leg_strengths
from graph.metapaths import FamilyPaths, LegColumns, PathSet, assemble, expand
from graph.path_rules import PathRules
from graph.same_person.links import with_possible_links
from graph.snapshot import Snapshot
from graph.units import Units

Array = np.ndarray[Any, Any]
Longs = np.ndarray[Any, np.dtype[np.int64]]

CHUNK_UNITS = 20_000
CHUNK_COST = 2_000_000
"""Bounds of one chunk of work; they bound memory and never change a result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyReach:
    """Everything of one family that reaches some units."""

    family: str
    paths: FamilyPaths
    found: PathSet
    events: doses.EventReach
    classes: doses.ClassReach


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationNetwork:
    """Paths, events and classes of one snapshot, ready for doses, hazards and receipts.

    Attributes
    ----------
    snapshot : Snapshot without excluded facts, with links nobody reviewed where the pack counts them;
        row numbers of parts refer to it
    units : Units
    nodes : int number of contracted codes
    rules, coefficients : what the pack or the approved model says
    control : ControlTies that paths over the same controller take
    families : FamilyPaths by family id, in the order of the rules
    events, naming : what travels, and what must not come back
    classes : int8[units] standalone class, -1 none
    reclassed : classes without N(i)
    decays : float64[half-lives, days]
    """

    snapshot: Snapshot
    units: Units
    nodes: int
    rules: PathRules
    coefficients: Coefficients
    control: ControlTies
    families: dict[str, FamilyPaths]
    events: Events
    naming: Naming
    classes: Array
    reclassed: Reclassed
    decays: Array

    @classmethod
    def build(
        cls,
        snapshot: Snapshot,
        units: Units,
        rules: PathRules,
        coefficients: Coefficients,
        class_of: ClassSource,
    ) -> RelationNetwork:
        """Build the network of a snapshot without excluded facts.

        Parameters
        ----------
        snapshot : Snapshot
        units : Units
            ``build_units`` of the same snapshot.
        rules : PathRules
        coefficients : Coefficients
        class_of : ClassSource
            Standalone classes of the same units.

        Raises
        ------
        ValueError
            If a coefficient belongs to a family the rules do not know.
        """
        coefficients.check_against(rules)
        nodes = units.count + snapshot.nodes - units.first_person
        events = find_events(snapshot, units, nodes, rules)
        naming = find_naming(snapshot, units, nodes)
        classes = np.asarray(class_of.units(), np.int8)
        # Links that nobody reviewed carry risk where the pack says so, but never control.
        linked = with_possible_links(snapshot, rules)
        strengths = leg_strengths(snapshot, rules)
        control = control_ties(snapshot, units, rules, strengths)
        if linked is not snapshot:
            strengths = leg_strengths(linked, rules)
        legs = {
            name: family_legs(linked, units, family, rules, control)
            for name, family in rules.families.items()
        }
        columns = LegColumns.of(linked, strengths, control)

        def assembled(emits: Array) -> Iterator[tuple[str, FamilyPaths]]:
            for name, family in rules.families.items():
                yield (
                    name,
                    assemble(
                        legs[name],
                        columns,
                        units=units.count,
                        emits=emits,
                        carry=family.carry,
                    ),
                )

        reclassed = reclass(
            (paths for _, paths in assembled(naming.shared)),
            naming,
            class_of,
            units=units.count,
            nodes=nodes,
            rows=CHUNK_UNITS,
        )
        emits = np.diff(events.start) > 0
        emits[: units.count] |= classes > 0
        emits[reclassed.pair[reclassed.risk_class > 0] % max(units.count, 1)] = True
        return cls(
            snapshot=linked,
            units=units,
            nodes=nodes,
            rules=rules,
            coefficients=coefficients,
            control=control,
            families=dict(assembled(emits)),
            events=events,
            naming=naming,
            classes=classes,
            reclassed=reclassed,
            decays=doses.event_decays(events.age_days, coefficients.half_lives_months),
        )

    def reach(self, unit_rows: Longs, *, winners: bool = False) -> Iterator[FamilyReach]:
        """What reaches some units, by families with a path in the order of the rules."""
        for name, paths in self.families.items():
            found = expand(paths, unit_rows, self.nodes)
            if len(found.row) == 0:
                continue
            starts = doses.pair_starts(found)
            carries = self.rules.families[name].carry
            yield FamilyReach(
                family=name,
                paths=paths,
                found=found,
                events=doses.reach_events(
                    paths,
                    found,
                    starts,
                    unit_rows,
                    self.events,
                    self.naming,
                    unknown_carry=self.rules.carry.event_unknown if carries else None,
                    winners=winners,
                ),
                classes=doses.reach_classes(paths, found, starts, unit_rows, self.classes, self.reclassed),
            )

    def raw(self, unit_rows: Array) -> Array:
        """Raw hazard of some units, float64[r]; equal bits in any company.

        Parameters
        ----------
        unit_rows : int[r]
            Unit codes.
        """
        wanted = np.asarray(unit_rows).astype(np.int64)
        raw = np.zeros(len(wanted))
        for begin, end in self.chunks(wanted):
            raw[begin:end] = self.hazard(self.reach(wanted[begin:end]), end - begin)
        return raw

    def raw_all(
        self,
        progress: Callable[[int, int], None] | None = None,
        *,
        chunk_units: int = CHUNK_UNITS,
        chunk_cost: int = CHUNK_COST,
    ) -> Array:
        """Raw hazard of every unit, float64[units].

        Parameters
        ----------
        progress : callable or None
            Called with (units done, units) after each chunk.
        chunk_units, chunk_cost : int
            Bounds of a chunk; they bound memory and never change a bit of the result.
        """
        every = np.arange(self.units.count)
        raw = np.zeros(len(every))
        for begin, end in self.chunks(every, chunk_units, chunk_cost):
            raw[begin:end] = self.hazard(self.reach(every[begin:end]), end - begin)
            if progress is not None:
                progress(end, len(every))
        return raw

    def chunks(
        self, wanted: Longs, units: int = CHUNK_UNITS, cost: int = CHUNK_COST
    ) -> Iterator[tuple[int, int]]:
        """Bounds of chunks of at most so many units and about so many paths and events."""
        if len(wanted) == 1:
            yield 0, 1
            return
        weight = np.diff(self.events.start) + 1
        total = np.cumsum(sum(paths.costs(weight)[wanted] for paths in self.families.values()))
        begin = 0
        while begin < len(wanted):
            spent = int(total[begin - 1]) if begin else 0
            end = int(np.searchsorted(total, spent + cost, side="right"))
            end = min(max(end, begin + 1), begin + units)
            yield begin, end
            begin = end

    def hazard(self, reach: Iterable[FamilyReach], rows: int) -> Array:
        """Raw hazard of what reaches some units, float64[rows]."""
        raw = np.zeros(rows)
        for reached in reach:
            theta = self.coefficients.theta(reached.family)
            gamma = self.coefficients.gamma(reached.family)
            event = doses.event_doses(reached.events, self.events, self.decays, rows, theta > 0)
            for k, b in np.argwhere(theta > 0):
                raw += theta[k, b] * event[k, b]
            by_class = doses.class_doses(reached.classes, rows)
            for k in np.flatnonzero(gamma > 0):
                raw += gamma[k] * by_class[k]
        return raw
