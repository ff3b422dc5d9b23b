"""Weights learned from inspection outcomes: non-negative maximum likelihood near the experts.

An inspection of an enterprise with points x finds a problem with probability
``1 - exp(-(base + sum c_k x_k))``: the hazard form of the score, in which coefficient
``c_k = kappa * weight_f * weight_k``. So the coefficients are the parameters, and weights
are their shares: ``kappa = sum c``, ``weight_f = sum of the factor's c / kappa``,
``weight_k = c_k / sum of the factor's c``. Weights of a factor sum to 1 for any c >= 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import Field

from gnn.fit import HazardFit, fit_hazard
from gnn.metrics import auroc
from graph.domain import OWN_FACTORS, Factor
from graph.errors import InputError
from scoring.pack_model import Pack
from scoring.results import Month
from scoring.results_base import Result
from scoring.weights.outcomes import MonthOutcomes
from scoring.weights.panel import Panel, make_panel, rescaled
from scoring.weights.points import coefficients_of, own_weighing, refuse_other_indicators
from scoring.weights.rules import Learning
from scoring.weights.shares import rounded_shares

Floats = npt.NDArray[np.float64]
_SPREAD_OF_NOTHING = 1e-3
"""Prior standard deviation of a coefficient whose expert value is 0 (a factor of weight 0)."""


class LearnedWeight(Result):
    """One learned number beside the expert's."""

    expert: float
    learned: float
    low: float | None = Field(description="Lower end of the interval; null without draws")
    high: float | None


class LearnedWeights(Result):
    """Weights learned from outcomes.

    Attributes
    ----------
    inspections, problems : concluded inspections that were learned from, and those with a problem
    left_out : inspections of enterprises that the months do not know
    base_hazard : of an inspection that no indicator explains; not part of any pack
    learned_kappa : sum of the coefficients; S/1000 would be a discovery rate with it
    area_expert, area_learned : area under the curve on the last month, fitted without it; null
        with one month
    kkt_residual : how far the fit is from the exact optimum
    """

    pack: str
    months: tuple[str, ...]
    outcomes_until: date
    inspections: int
    problems: int
    left_out: int
    authorities: int
    base_hazard: float
    learned_kappa: float
    factors: dict[Factor, LearnedWeight]
    indicators: dict[str, LearnedWeight]
    area_expert: float | None
    area_learned: float | None
    kkt_residual: float

    @property
    def factor_weights(self) -> dict[Factor, float]:
        """Weights of the factors, adding up to 1."""
        return rounded_shares({factor: one.learned for factor, one in self.factors.items()})

    def indicator_weights(self, pack: Pack) -> dict[str, float]:
        """Weights of all indicators of a pack; within a factor they add up to 1."""
        weights = {indicator.id: indicator.weight for indicator in pack.indicators}
        for factor in OWN_FACTORS:
            names = [pack.indicators[row].id for row in pack.of_factor(factor)]
            own = {name: self.indicators[name].learned for name in names if name in self.indicators}
            if sum(own.values()) > 0:
                weights |= rounded_shares(own)
        return weights


def learn_weights(
    months: Sequence[Month],
    outcomes: Sequence[MonthOutcomes],
    pack: Pack,
    home: Path,
    rules: Learning,
    until: date,
) -> LearnedWeights:
    """Learn factor and indicator weights.

    Parameters
    ----------
    months : sequence of Month
        Published months, rising; only their kept points are read.
    outcomes : sequence of MonthOutcomes
        Of each month, all of days after it.
    pack : Pack
        Whose weights are the experts'; an indicator of weight 0 stays at 0.
    home : Path
    rules : Learning
    until : date
        Day of the last outcome, for the record.

    Returns
    -------
    LearnedWeights

    Raises
    ------
    InputError
        If there are too few inspections or problems, or a month measured other indicators.
    """
    for month in months:
        refuse_other_indicators(pack, month)
    inspections = sum(int(one.found.sum() + one.clean.sum()) for one in outcomes)
    problems = sum(int(one.found.sum()) for one in outcomes)
    _refuse_few(inspections, problems, rules)
    own = own_weighing(pack)
    panel = make_panel(months, outcomes, own, home, rules.most_rows.value)
    prior = prior_of(own)
    found = fitted(panel, prior, rules)
    for _ in range(rules.cap_rounds.value - 1):
        moved = with_coefficients(own, found.coefficients)
        panel = rescaled(panel, months, outcomes, moved, home, rules.most_rows.value)
        found = fitted(panel, prior, rules, start=found.coefficients)
    draws = np.array([shares_of(own, one) for one in _draws(panel, prior, rules, found.coefficients)])
    area = _areas(panel, prior, rules)
    expert, learned = shares_of(own, prior), shares_of(own, found.coefficients)
    names = [*Factor, *(indicator.id for indicator in own.indicators)]
    ends = _interval(draws, rules.interval.value, len(names))
    rows = {
        name: LearnedWeight(expert=expert[row], learned=learned[row], low=ends[0][row], high=ends[1][row])
        for row, name in enumerate(names)
    }
    return LearnedWeights(
        pack=pack.id,
        months=tuple(month.info.month for month in months),
        outcomes_until=until,
        inspections=inspections,
        problems=problems,
        left_out=sum(one.unknown for one in outcomes),
        authorities=len(np.unique(panel.authority)),
        base_hazard=float(found.coefficients[-1]),
        learned_kappa=float(found.coefficients[:-1].sum()),
        factors={factor: rows[factor] for factor in Factor},
        indicators={indicator.id: rows[indicator.id] for indicator in own.indicators},
        area_expert=area[0],
        area_learned=area[1],
        kkt_residual=found.kkt_residual,
    )


def prior_of(own: Pack) -> Floats:
    """Expert coefficients: own indicators, relationship, base rate (0), float64[c]."""
    return np.concatenate([coefficients_of(own), [own.relationship_cap, 0.0]])


def shares_of(own: Pack, coefficients: Floats) -> list[float]:
    """Weights of coefficients: the five factors, then each own indicator within its factor.

    Parameters
    ----------
    own : Pack
        Of ``own_weighing``.
    coefficients : float64[indicators + 2]
    """
    kappa = float(coefficients[:-1].sum())
    sums = {factor: float(coefficients[own.of_factor(factor)].sum()) for factor in OWN_FACTORS}
    sums[Factor.RELATIONSHIP] = float(coefficients[-2])
    factors = [sums[factor] / kappa for factor in Factor]
    within = [
        float(coefficients[row]) / sums[one.factor] if sums[one.factor] > 0 else one.weight
        for row, one in enumerate(own.indicators)
    ]
    return factors + within


def with_coefficients(own: Pack, coefficients: Floats) -> Pack:
    """The pack with the weights and kappa of some coefficients."""
    shares = shares_of(own, coefficients)
    factors = dict(zip(Factor, shares, strict=False))
    indicators = tuple(
        one.model_copy(update={"weight": share})
        for one, share in zip(own.indicators, shares[len(Factor) :], strict=True)
    )
    kappa = float(coefficients[:-1].sum())
    return own.model_copy(update={"kappa": kappa, "factors": factors, "indicators": indicators})


def fitted(
    panel: Panel,
    prior: Floats,
    rules: Learning,
    *,
    times: npt.NDArray[np.int64] | None = None,
    start: Floats | None = None,
) -> HazardFit:
    """Coefficients of highest posterior: likelihood times a normal prior around the experts.

    Parameters
    ----------
    panel : Panel
    prior : float64[c]
    rules : Learning
    times : int64[r], optional
        How often each row was drawn.
    start : float64[c], optional
    """
    weight = panel.weight if times is None else panel.weight * times
    kept = weight > 0
    spread = np.maximum(rules.prior_spread.value * prior, _SPREAD_OF_NOTHING)
    ridge = 1.0 / (weight.sum() * spread**2)
    ridge[-1] = 0.0
    base = -np.log1p(-np.clip(np.average(panel.problem, weights=weight), 1e-6, 0.99))
    first = np.append(prior[:-1], base) if start is None else start
    return fit_hazard(
        panel.points[kept].astype(np.float64),
        panel.problem[kept],
        weight[kept],
        ridge=ridge,
        prior=prior,
        floor=rules.least_share.value * prior,
        start=first,
    )


def _draws(panel: Panel, prior: Floats, rules: Learning, start: Floats) -> list[Floats]:
    """Coefficients of draws of whole authorities with replacement, seeded."""
    names, code = np.unique(panel.authority, return_inverse=True)
    rng = np.random.default_rng(rules.seed.value)
    found = []
    for _ in range(rules.draws.value):
        times = np.bincount(rng.integers(0, len(names), len(names)), minlength=len(names))[code]
        if (panel.problem & (times > 0)).any():
            found.append(fitted(panel, prior, rules, times=times, start=start).coefficients)
    return found


def _interval(
    draws: Floats, coverage: float, count: int
) -> tuple[Sequence[float | None], Sequence[float | None]]:
    if not len(draws):
        return [None] * count, [None] * count
    tail = (1 - coverage) / 2
    low, high = np.quantile(draws, [tail, 1 - tail], axis=0)
    return low.tolist(), high.tolist()


def _areas(panel: Panel, prior: Floats, rules: Learning) -> tuple[float | None, float | None]:
    """Area under the curve on the last month, of the experts and of a fit without that month."""
    last = panel.month == panel.month.max()
    before, after = panel.of_months(~last), panel.of_months(last)
    if not before.problem.any() or after.problem.all() or not after.problem.any():
        return None, None
    learned = fitted(before, prior, rules).coefficients
    hazards: Mapping[str, Floats] = {"expert": after.points @ prior, "learned": after.points @ learned}
    expert, own = (float(auroc(after.problem, hazard, after.weight)) for hazard in hazards.values())
    return expert, own


def _refuse_few(inspections: int, problems: int, rules: Learning) -> None:
    needed = rules.least_inspections.value, rules.least_problems.value
    if inspections < needed[0] or problems < needed[1]:
        raise InputError(
            f"outcomes: expected at least {needed[0]} concluded inspections after the months with at least "
            f"{needed[1]} problems found, got {inspections} with {problems}: give more months or keep the "
            "experts' weights"
        )
