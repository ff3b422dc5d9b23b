"""Hazards of the movers at each stage between two months, by the month's own functions.

A stage measures again only what can differ from the stage before or from the month
itself: a province is measured once more (old facts on the new day), not once a stage.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gnn.network import RelationNetwork
from graph.filings import Filings, MemoryFilings
from graph.snapshot import Snapshot
from graph.units import build_units
from scoring.exclusions import exclude
from scoring.factors import own_hazards
from scoring.indicators import Points, measure_points
from scoring.job.score import relationship_hazard
from scoring.job.steps import Rulebook
from scoring.migration.causes import Hazards
from scoring.migration.measures import (
    MeasuredAgain,
    NotingFilings,
    PartFilings,
    enterprises_of_filings,
    measure_part_again,
    measure_ties_again,
)
from scoring.migration.reach import deciding_ties, reached_units, with_deciding
from scoring.migration.stages import StageSnapshots
from scoring.standalone import StandaloneClasses


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFilings:
    """Last month's filings in the codes of a stage.

    Attributes
    ----------
    old : function from a stage's snapshot to last month's filings in its codes
    revised : function from a stage's snapshot to the same with corrected contents
        None if no filing was corrected.
    """

    old: Callable[[Snapshot], Filings]
    revised: Callable[[Snapshot], Filings] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredStages:
    """Stages time and correction as far as they depend on no mover.

    Attributes
    ----------
    time : Snapshot
        With excluded facts: without them it is a copy, which waits for movers better unmade.
    points : Points of stage time
        Those of stage correction once ``again`` is put into them.
    correction : Snapshot, None if nothing was corrected
    again : points that stage correction measured again
    """

    time: Snapshot
    points: Points
    correction: Snapshot | None
    again: tuple[MeasuredAgain, ...]


def measured_stages(stages: StageSnapshots, filings: StageFilings, rules: Rulebook) -> MeasuredStages:
    """Old facts on this month's day, then with what was corrected of them.

    What the facts' own dates end by this month's day is taken out in both.

    Parameters
    ----------
    stages : StageSnapshots
    filings : StageFilings
    rules : Rulebook
        With the pack's weighing indicators only.
    """
    correction, pack = stages.correction, rules.pack
    old = filings.old(stages.time)
    if correction is None:
        kept = exclude(stages.time, old, pack)
        points = measure_points(kept.snapshot, kept.filings, pack, rules.reference)
        return MeasuredStages(time=stages.time, points=points, correction=None, again=())
    count = stages.time.enterprises.rows
    noting = NotingFilings(old, correction.filing_ids, count)
    kept = exclude(stages.time, noting, pack)
    points = measure_points(kept.snapshot, kept.filings, pack, rules.reference)
    wanted = correction.enterprises | noting.owners
    if filings.revised is not None:
        revised = filings.revised(correction.snapshot)
        wanted |= enterprises_of_filings(revised, correction.filing_ids, count, sorted(noting.tables))
    part = PartFilings(filings.revised or filings.old)
    corrected = exclude(correction.snapshot, part, pack)
    again = [
        measure_part_again(
            corrected.snapshot, corrected.filings, wanted, pack, rules.reference, opening=part.open
        )
    ]
    if correction.ties:
        again.append(measure_ties_again(corrected.snapshot, corrected.filings, pack, rules.reference))
    return MeasuredStages(
        time=stages.time,
        points=points,
        correction=correction.snapshot,
        again=tuple(one for one in again if one is not None),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluator:
    """Evaluates stages for some enterprises.

    Attributes
    ----------
    filings : StageFilings
    rules : Rulebook
        With the pack's weighing indicators only: no other can move a hazard.
    codes : int32[m] of the movers
    """

    filings: StageFilings
    rules: Rulebook
    codes: npt.NDArray[np.int32]

    def model(self, stages: StageSnapshots) -> Hazards:
        """Old facts on the old day by this month's rules."""
        kept = exclude(stages.before, self.filings.old(stages.before), self.rules.pack)
        points = measure_points(kept.snapshot, kept.filings, self.rules.pack, self.rules.reference)
        return self._hazards(kept.snapshot, points)

    def time_and_correction(self, measured: MeasuredStages) -> tuple[Hazards, Hazards]:
        """Hazards of both stages; the points become those of the second."""
        time = self._hazards(self._usable(measured.time), measured.points)
        if measured.correction is None:
            return time, time
        for again in measured.again:
            again.put_into(measured.points)
        return time, self._hazards(self._usable(measured.correction), measured.points)

    def fact(self, stages: StageSnapshots, filings: Filings, measured: Points) -> Hazards:
        """New facts with the ties of before: only indicators on ties differ from the month's own.

        Parameters
        ----------
        stages : StageSnapshots
        filings : Filings
            This month's.
        measured : Points
            This month's; changed in place.
        """
        again = measure_ties_again(stages.fact, filings, self.rules.pack, self.rules.reference)
        if again is not None:
            again.put_into(measured)
        return self._hazards(stages.fact, measured)

    def _usable(self, snapshot: Snapshot) -> Snapshot:
        """A stage without excluded facts; of its filings nothing is asked any more."""
        return exclude(snapshot, MemoryFilings({}), self.rules.pack).snapshot

    def _hazards(self, snapshot: Snapshot, points: Points) -> Hazards:
        rules, codes = self.rules, self.codes
        pack, choice = rules.pack, rules.choice
        ids = [indicator.id for indicator in pack.indicators]
        own = own_hazards(points.points_of(codes, ids), pack, rules.reference)
        units = build_units(snapshot)
        decides = deciding_ties(snapshot, units, codes, choice.paths)
        near, reached = with_deciding(snapshot, decides), reached_units(snapshot, units, codes, decides)
        classes = StandaloneClasses(near, units, points, pack, rules.reference, reached)
        network = RelationNetwork.build(near, units, choice.paths, choice.coefficients, classes)
        wanted, position = np.unique(units.unit[codes], return_inverse=True)
        raw = network.raw(wanted)[position]
        return Hazards.of(own.factors, relationship_hazard(raw, own.structural, choice.scale, pack))
