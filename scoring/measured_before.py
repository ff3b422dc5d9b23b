"""Indicators measured already of the same facts: what another pack measures alike is taken over."""

from __future__ import annotations

from dataclasses import dataclass

from graph.arrays import Frame
from graph.filings import Filings
from graph.snapshot import Snapshot
from scoring.indicators import Indicators, empty_indicators, measure
from scoring.measures import specs
from scoring.pack_indicators import Indicator
from scoring.pack_model import Pack
from scoring.reference import Reference

_BY_REFERENCE = (specs.GroupRate, specs.Percentile, specs.RelationSpec)
"""Measures that read reference tables, or classes that follow from them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredBefore:
    """A table of measures and the pack it was measured with.

    Attributes
    ----------
    frame : Frame
        Columns value_, bin_ and known_<id>, row = enterprise code.
    pack : Pack
    """

    frame: Frame
    pack: Pack

    def measure(self, snapshot: Snapshot, filings: Filings, pack: Pack, reference: Reference) -> Indicators:
        """Indicators of a pack as ``scoring.indicators.measure`` gives them, of the same facts.

        Parameters
        ----------
        snapshot, filings : the very facts that the table was measured of
        pack : Pack
        reference : Reference
        """
        taken = self._alike(pack)
        rest = pack.model_copy(
            update={"indicators": tuple(one for one in pack.indicators if one.id not in taken)}
        )
        found = measure(snapshot, filings, rest, reference)
        result = empty_indicators(pack, snapshot.enterprises.rows)
        for position, indicator in enumerate(pack.indicators):
            if indicator.id in taken:
                result.values[:, position] = self.frame.numbers(f"value_{indicator.id}")
                result.bins[:, position] = self.frame.numbers(f"bin_{indicator.id}")
                result.known[:, position] = self.frame.numbers(f"known_{indicator.id}")
            else:
                column = found.column(indicator.id)
                result.values[:, position] = found.values[:, column]
                result.bins[:, position] = found.bins[:, column]
                result.known[:, position] = found.known[:, column]
        return result

    def _alike(self, pack: Pack) -> frozenset[str]:
        """Ids of the indicators of a pack that the table holds as the pack measures them."""
        overrides = [one.relationship.paths.severity_overrides for one in (self.pack, pack)]
        if self.pack.grace_days != pack.grace_days or overrides[0] != overrides[1]:
            return frozenset()
        told = {_told(one) for one in self.pack.indicators if f"value_{one.id}" in self.frame}
        return frozenset(
            one.id
            for one in pack.indicators
            if not isinstance(one.measure, _BY_REFERENCE) and _told(one) in told
        )


def _told(indicator: Indicator) -> str:
    """Everything of an indicator that decides its numbers."""
    parts = {"id", "measure", "bins", "from_age_years", "relief"}
    return indicator.model_dump_json(include=parts)
