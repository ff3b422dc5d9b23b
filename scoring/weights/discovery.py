"""What inspections found in each class of a month, and how stable and how even-handed the classes are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from pydantic import Field

from gnn.metrics import auroc, ks, psi
from graph.domain import RiskClass
from graph.errors import InputError
from scoring.results import Month
from scoring.results_base import MonthReference, Result
from scoring.weights.fairness import FairnessTable, fairness_tables
from scoring.weights.intervals import DiscoveryRate, discovery_rate
from scoring.weights.outcomes import MonthOutcomes
from scoring.weights.rules import ReportRules

Longs = npt.NDArray[np.int64]


class ClassRow(Result):
    """One class of the month."""

    risk_class: RiskClass
    enterprises: int
    share: float
    inspected: int = Field(description="Enterprises with at least one concluded inspection afterwards")
    discovery: DiscoveryRate


class WeightReport(Result):
    """How well the classes of a month foretold what inspections found afterwards.

    Attributes
    ----------
    rising : whether the discovery rate rises from class to class; null where a class has no inspection
    separated : whether no two neighbouring intervals overlap as well
    area, distance : area under the curve and Kolmogorov-Smirnov distance of the score; null where all
        inspections ended alike
    stability : population stability index of the scores against the month before; null without one
    """

    month: str
    revision: int
    digest: str
    pack: str
    pack_version: str
    rules_hash: str
    horizon_months: int
    outcomes_until: date | None
    scored: int
    inspections: int
    problems: int
    left_out: int
    confidence: float
    classes: tuple[ClassRow, ...]
    rising: bool | None
    separated: bool | None
    area: float | None
    distance: float | None
    previous: MonthReference | None
    stability: float | None
    stability_bounds: tuple[float, float]
    least_impact: float
    smallest_group: int
    fairness: tuple[FairnessTable, ...]


def weight_report(
    month: Month,
    previous: Month | None,
    outcomes: MonthOutcomes,
    rules: ReportRules,
    *,
    rules_hash: str,
    horizon: int,
    until: date | None,
) -> WeightReport:
    """Report on a published month; only its columns are read.

    Parameters
    ----------
    month : Month
    previous : Month or None
        Published month before, for the stability of scores.
    outcomes : MonthOutcomes
        Of days after the month.
    rules : ReportRules
    rules_hash : str
    horizon : int
        Months after the month.
    until : date or None
        Day of the last outcome.

    Raises
    ------
    InputError
        If the month scored nobody.
    """
    codes = month.scores.numbers("risk_class").astype(np.int64)
    scored = np.flatnonzero(codes >= 0)
    if not len(scored):
        raise InputError(f"month {month.info.month}: expected scored enterprises, got none")
    found, clean = (np.zeros(len(codes), np.int64) for _ in range(2))
    found[outcomes.code], clean[outcomes.code] = outcomes.found, outcomes.clean
    confidence = rules.confidence.value
    classes = tuple(
        _class_row(name, codes == place, found, clean, len(scored), confidence)
        for place, name in enumerate(RiskClass)
    )
    score = month.scores.numbers("score").astype(np.float64)
    area, distance = _separation(score, outcomes)
    return WeightReport(
        month=month.info.month,
        revision=month.info.revision,
        digest=month.info.digest,
        pack=month.pack.id,
        pack_version=month.pack.version,
        rules_hash=rules_hash,
        horizon_months=horizon,
        outcomes_until=until,
        scored=len(scored),
        inspections=int(outcomes.found.sum() + outcomes.clean.sum()),
        problems=int(outcomes.found.sum()),
        left_out=outcomes.unknown,
        confidence=confidence,
        classes=classes,
        rising=_rising(classes),
        separated=_separated(classes),
        area=area,
        distance=distance,
        previous=month.info.previous if previous is not None else None,
        stability=None if previous is None else _stability(previous, month, rules),
        stability_bounds=rules.stable_below.value,
        least_impact=rules.least_impact.value,
        smallest_group=rules.smallest_group.value,
        fairness=fairness_tables(month, found, clean, rules),
    )


def _class_row(
    name: RiskClass, mine: npt.NDArray[np.bool_], found: Longs, clean: Longs, scored: int, confidence: float
) -> ClassRow:
    problems, inspections = int(found[mine].sum()), int((found + clean)[mine].sum())
    count = int(mine.sum())
    return ClassRow(
        risk_class=name,
        enterprises=count,
        share=count / scored,
        inspected=int(((found + clean)[mine] > 0).sum()),
        discovery=discovery_rate(problems, inspections, confidence),
    )


def _rising(classes: Sequence[ClassRow]) -> bool | None:
    rates = [row.discovery.rate for row in classes]
    if any(rate is None for rate in rates):
        return None
    return all(low < high for low, high in pairwise(rate for rate in rates if rate is not None))


def _separated(classes: Sequence[ClassRow]) -> bool | None:
    if any(row.discovery.rate is None for row in classes):
        return None
    ends = [(row.discovery.low or 0.0, row.discovery.high or 0.0) for row in classes]
    return all(below[1] < above[0] for below, above in pairwise(ends))


def _separation(score: npt.NDArray[np.float64], outcomes: MonthOutcomes) -> tuple[float | None, float | None]:
    """Area and distance of the score over single inspections."""
    if not outcomes.found.any() or not outcomes.clean.any():
        return None, None
    problem = np.repeat([True, False], len(outcomes.code))
    both = np.tile(score[outcomes.code], 2)
    weight = np.concatenate([outcomes.found, outcomes.clean]).astype(np.float64)
    return float(auroc(problem, both, weight)), float(ks(problem, both, weight))


def _stability(previous: Month, month: Month, rules: ReportRules) -> float | None:
    """Stability index of the score distribution."""
    edges = 100 * np.array(rules.score_bands.value[1:])
    counts = []
    for one in (previous, month):
        scores = one.scores.numbers("score")
        scores = scores[scores >= 0]
        if not len(scores):
            return None
        place = np.searchsorted(edges, scores, side="right")
        counts.append(np.bincount(place, minlength=len(edges) + 1).astype(np.float64))
    return float(psi(counts[0], counts[1]))
