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
from graph.filings import Filings
from graph.snapshot import Snapshot
from graph.units import build_units
from scoring.exclusions import Excluded, exclude
from scoring.factors import own_hazards
from scoring.indicators import Indicators, measure
from scoring.job.score import relationship_hazard
from scoring.job.steps import Rulebook
from scoring.migration.causes import Hazards
from scoring.migration.corrections import Correction
from scoring.migration.measures import (
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
class Evaluator:
    """Evaluates stages for some enterprises.

    Attributes
    ----------
    old_filings : function from a stage's snapshot to last month's filings in its codes
    revised_filings : function from a stage's snapshot to the same with corrected contents
        None if no filing was corrected.
    rules : Rulebook
        With the pack's weighing indicators only: no other can move a hazard.
    codes : int32[m] of the movers
    """

    old_filings: Callable[[Snapshot], Filings]
    rules: Rulebook
    codes: npt.NDArray[np.int32]
    revised_filings: Callable[[Snapshot], Filings] | None = None

    def model(self, stages: StageSnapshots) -> Hazards:
        """Old facts on the old day by this month's rules."""
        kept = exclude(stages.before, self.old_filings(stages.before), self.rules.pack)
        return self._hazards(kept.snapshot, self._measure(kept))

    def time_and_correction(
        self, stages: StageSnapshots, between: Callable[[], None]
    ) -> tuple[Hazards, Hazards]:
        """Old facts on this month's day, then with what was corrected of them.

        What the facts' own dates end by this month's day is taken out in both.
        """
        correction = stages.correction
        filings = self.old_filings(stages.time)
        if correction is None:
            time, _ = self._time(stages.time, filings)
            return time, time
        count = stages.time.enterprises.rows
        noting = NotingFilings(filings, correction.filing_ids, count)
        time, indicators = self._time(stages.time, noting)
        wanted = correction.enterprises | noting.owners
        opened = self.revised_filings or self.old_filings
        if self.revised_filings is not None:
            revised = self.revised_filings(correction.snapshot)
            wanted |= enterprises_of_filings(revised, correction.filing_ids, count, sorted(noting.tables))
        between()
        return time, self._corrected(correction, indicators, PartFilings(opened), wanted)

    def _time(self, snapshot: Snapshot, filings: Filings) -> tuple[Hazards, Indicators]:
        """Hazards and indicators of stage time; its snapshot is let go before the next stage."""
        kept = exclude(snapshot, filings, self.rules.pack)
        indicators = self._measure(kept)
        return self._hazards(kept.snapshot, indicators), indicators

    def fact(self, stages: StageSnapshots, filings: Filings, measured: Indicators) -> Hazards:
        """New facts with the ties of before: only indicators on ties differ from the month's own.

        Parameters
        ----------
        stages : StageSnapshots
        filings : Filings
            This month's.
        measured : Indicators
            This month's; changed in place.
        """
        measure_ties_again(measured, stages.fact, filings, self.rules.pack, self.rules.reference)
        return self._hazards(stages.fact, measured)

    def _corrected(
        self,
        correction: Correction,
        indicators: Indicators,
        filings: PartFilings,
        wanted: npt.NDArray[np.bool_],
    ) -> Hazards:
        pack, reference = self.rules.pack, self.rules.reference
        kept = exclude(correction.snapshot, filings, pack)
        measure_part_again(
            indicators, kept.snapshot, kept.filings, wanted, pack, reference, opening=filings.open
        )
        if correction.ties:
            measure_ties_again(indicators, kept.snapshot, kept.filings, pack, reference)
        return self._hazards(kept.snapshot, indicators)

    def _measure(self, facts: Excluded) -> Indicators:
        return measure(facts.snapshot, facts.filings, self.rules.pack, self.rules.reference)

    def _hazards(self, snapshot: Snapshot, indicators: Indicators) -> Hazards:
        rules, codes = self.rules, self.codes
        pack, choice = rules.pack, rules.choice
        own = own_hazards(indicators.of_rows(codes), pack, rules.reference)
        units = build_units(snapshot)
        decides = deciding_ties(snapshot, units, codes, choice.paths)
        near, reached = with_deciding(snapshot, decides), reached_units(snapshot, units, codes, decides)
        classes = StandaloneClasses(near, units, indicators, pack, rules.reference, reached)
        network = RelationNetwork.build(near, units, choice.paths, choice.coefficients, classes)
        wanted, position = np.unique(units.unit[codes], return_inverse=True)
        raw = network.raw(wanted)[position]
        return Hazards.of(own.factors, relationship_hazard(raw, own.structural, choice.scale, pack))
