"""Class shares of a frozen month for any kappa and factor weights; the month is only read.

Own points are linear in kappa and the weights up to the maximum of a fact group; the
relationship hazard before its cap is held as it was published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from graph.domain import OWN_FACTORS, Factor, RiskClass
from scoring.classes import CLASS_NAMES, clamp, class_codes
from scoring.factors import points_with_stand_ins
from scoring.pack_model import Pack
from scoring.points import score_hundredths
from scoring.results import Month
from scoring.weights.points import measured_rows, reference_of

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenHazards:
    """What a month's scores are made of, for scored enterprises, before kappa and factor weights.

    Attributes
    ----------
    free : of each factor, float64[n]: sum of weight * points outside fact groups
    grouped : of each fact group its maximum and, of each factor, float64[n] as ``free``
    relation : float64[n] relationship hazard before cap and structural items
    direct : bool[n] whether a direct rule holds
    """

    free: Mapping[Factor, Floats]
    grouped: tuple[tuple[float, Mapping[Factor, Floats]], ...]
    relation: Floats
    direct: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, month: Month, pack: Pack, home: Path) -> FrozenHazards:
        """Read a month, one indicator after another.

        Parameters
        ----------
        month : Month
        pack : Pack
            With the month's indicators; its weights count.
        home : Path
            Of the reference tables.
        """
        rows = np.flatnonzero(month.scores.numbers("scored"))
        reference = reference_of(month, home)
        free = {factor: np.zeros(len(rows)) for factor in Factor}
        grouped: dict[str, dict[Factor, Floats]] = {}
        for indicator in pack.indicators:
            if indicator.weight == 0:
                continue
            single = pack.model_copy(update={"indicators": (indicator,)})
            measured = measured_rows(month, rows, single)
            points = indicator.weight * points_with_stand_ins(measured, 0, single, reference)
            target = free
            if indicator.fact_group is not None:
                target = grouped.setdefault(indicator.fact_group, {})
            target[indicator.factor] = target.get(indicator.factor, 0.0) + points
        return cls(
            free=free,
            grouped=tuple((pack.fact_groups[name].max_lambda, grouped[name]) for name in sorted(grouped)),
            relation=_relation(month, rows),
            direct=np.asarray(pc.is_valid(month.scores.text("direct_rule")), dtype=np.bool_)[rows],
        )

    def scores(self, pack: Pack) -> npt.NDArray[np.int32]:
        """Scores in force with a pack's kappa, factor weights and classes, int32[n], hundredths."""
        own, structural = self._own(pack)
        relation = np.minimum(pack.relationship_cap, self.relation + structural)
        model = score_hundredths(own + relation, pack)
        standalone = class_codes(score_hundredths(own, pack), pack)
        standalone = np.where(self.direct, CLASS_NAMES.index("D"), standalone).astype(np.int8)
        return clamp(model, standalone, self.direct, pack)[0]

    def shares(self, pack: Pack) -> dict[RiskClass, float]:
        """Share of each class; decisions on single enterprises are left out."""
        codes = class_codes(self.scores(pack), pack)
        counts = np.bincount(codes, minlength=len(RiskClass))
        return {
            name: float(count / max(len(codes), 1)) for name, count in zip(RiskClass, counts, strict=True)
        }

    def _own(self, pack: Pack) -> tuple[Floats, Floats]:
        """Hazards of the own factors together and of structural items, float64[n] each."""
        times = {factor: pack.kappa * weight for factor, weight in pack.factors.items()}
        own = sum((times[factor] * self.free[factor] for factor in OWN_FACTORS), np.zeros(len(self.relation)))
        structural = times[Factor.RELATIONSHIP] * self.free[Factor.RELATIONSHIP]
        for limit, parts in self.grouped:
            lines = {factor: times[factor] * points for factor, points in parts.items()}
            total = sum(lines.values(), np.zeros(len(self.relation)))
            scale = np.divide(limit, total, out=np.ones_like(total), where=total > limit)
            for factor, line in lines.items():
                if factor is Factor.RELATIONSHIP:
                    structural = structural + scale * line
                else:
                    own = own + scale * line
        return own, structural


def _relation(month: Month, rows: npt.NDArray[np.int64]) -> Floats:
    """Relationship hazard before the cap; where the published one stands at the cap, computed again."""
    hazard = month.scores.numbers("lambda_relationship")[rows].astype(np.float64)
    for indicator in month.pack.indicators:
        if indicator.factor is Factor.RELATIONSHIP and indicator.weight > 0:
            hazard = hazard - month.indicators.cells(f"line_{indicator.id}", rows)
    capped = np.flatnonzero(month.scores.numbers("lambda_relationship")[rows] >= month.pack.relationship_cap)
    if len(capped):
        units, place = np.unique(month.scores.numbers("unit")[rows[capped]], return_inverse=True)
        hazard[capped] = (month.scale * month.network.raw(units.astype(np.int64)))[place]
    return np.maximum(hazard, 0.0)
