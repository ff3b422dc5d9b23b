"""Kappa, and factor weights if asked, with which the classes of a frozen month have target shares.

The share of enterprises at or above a class rises with kappa (falls, if at all, in the
weighted sum): every bound of a target is met at one place, found by halving. Among those
places and a grid between them the smallest deviation wins, of equals the one nearest to
the pack's own kappa.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

import numpy as np
from pydantic import Field

from graph.domain import Factor, RiskClass
from graph.errors import InputError
from scoring.pack_check import check_pack
from scoring.pack_model import Pack
from scoring.results_base import Result
from scoring.weights.class_shares import FrozenHazards
from scoring.weights.rules import CalibrationRules
from scoring.weights.shares import rounded_shares

HALVINGS = 16
DIGITS = 4
"""Decimals of a kappa that is written down."""
_WHOLE = 1e-6
Bands = Mapping[RiskClass, tuple[float, float]]


class CalibratedWeights(Result):
    """What was found.

    Attributes
    ----------
    target : lowest and highest share wanted of each class
    deviation : by how much shares lie outside, summed over the classes
    reached : whether that is within the tolerance
    boundaries : class boundaries with which the pack's own weights would give the target, as advice
    """

    month: str
    pack: str
    score_form: Literal["hazard", "weighted_sum"]
    scored: int
    target: dict[RiskClass, tuple[float, float]]
    kappa_before: float
    kappa: float
    factors_before: dict[Factor, float]
    factors: dict[Factor, float]
    shares_before: dict[RiskClass, float]
    shares: dict[RiskClass, float]
    deviation: float = Field(ge=0)
    reached: bool
    boundaries: dict[RiskClass, float]


def target_bands(text: str | None, rules: CalibrationRules) -> dict[RiskClass, tuple[float, float]]:
    """Target of the words ``A=60,B=30,C=7,D=3`` or ``A=50-75,...`` in percent; without words the usual bands.

    Raises
    ------
    InputError
        If a class is missing, doubled or unknown, a number is none, or no shares that sum to 100 fit.
    """
    if text is None:
        return dict(rules.bands.value)
    found: dict[RiskClass, tuple[float, float]] = {}
    for part in text.split(","):
        name, _, given = part.strip().partition("=")
        low, dash, high = given.partition("-")
        try:
            band = float(low) / 100, float(high if dash else low) / 100
            risk_class = RiskClass(name.strip())
        except ValueError as error:
            raise InputError(
                f"target: expected A=..,B=..,C=..,D=.. in percent, got {part.strip()!r}"
            ) from error
        if risk_class in found or not 0 <= band[0] <= band[1] <= 1:
            raise InputError(f"target: expected each class once with 0 to 100 percent, got {part.strip()!r}")
        found[risk_class] = band
    lowest, highest = (sum(band[end] for band in found.values()) for end in (0, 1))
    if set(found) != set(RiskClass) or lowest > 1 + _WHOLE or highest < 1 - _WHOLE:
        raise InputError(
            f"target: expected A, B, C and D with shares that can sum to 100, got {text!r} "
            f"({100 * lowest:g} to {100 * highest:g})"
        )
    return {name: found[name] for name in RiskClass}


def calibrate(
    hazards: FrozenHazards, pack: Pack, month: str, target: Bands, rules: CalibrationRules, *, factors: bool
) -> CalibratedWeights:
    """Find kappa, and with ``factors`` the factor weights as well.

    Parameters
    ----------
    hazards : FrozenHazards
    pack : Pack
    month : str
    target : mapping of class to lowest and highest share
    rules : CalibrationRules
    factors : bool
        Move factor weights too, one after another, within the rules' moves.
    """
    search = _Search(hazards, target, rules)
    best = search.kappa(pack, pack)
    for _ in range(rules.factor_rounds.value if factors else 0):
        moved = search.factors(best, pack)
        if moved.factors == best.factors:
            break
        best = search.kappa(moved, pack)
    shares = search.shares(best)
    deviation = deviation_of(shares, target)
    return CalibratedWeights(
        month=month,
        pack=f"{pack.id} {pack.version}",
        score_form=pack.score_form,
        scored=len(hazards.relation),
        target=dict(target),
        kappa_before=pack.kappa,
        kappa=best.kappa,
        factors_before=dict(pack.factors),
        factors=dict(best.factors),
        shares_before=search.shares(pack),
        shares=shares,
        deviation=deviation,
        reached=deviation <= rules.tolerance.value,
        boundaries=_boundaries(hazards, pack, target),
    )


def deviation_of(shares: Mapping[RiskClass, float], target: Bands) -> float:
    """By how much shares lie outside their bands, summed over the classes."""
    return round(
        sum(max(0.0, low - shares[name], shares[name] - high) for name, (low, high) in target.items()), 9
    )


class _Search:
    """Evaluates packs on one month; each kappa and set of factor weights once."""

    def __init__(self, hazards: FrozenHazards, target: Bands, rules: CalibrationRules) -> None:
        self._hazards = hazards
        self._target = target
        self._rules = rules
        self._seen: dict[tuple[float, ...], dict[RiskClass, float]] = {}

    def shares(self, pack: Pack) -> dict[RiskClass, float]:
        key = (pack.kappa, *(pack.factors[factor] for factor in Factor))
        if key not in self._seen:
            self._seen[key] = self._hazards.shares(pack)
        return self._seen[key]

    def kappa(self, pack: Pack, own: Pack) -> Pack:
        """The pack with the best kappa within the bounds."""
        low, high = self._rules.kappa.value
        places = [self._place(pack, names, wanted) for names, wanted in self._bounds()]
        grid = np.geomspace(max(low, min(places)), min(high, max(places)), self._rules.kappa_steps.value)
        tried = dict.fromkeys(round(float(kappa), DIGITS) for kappa in (*places, *grid))
        packs = [pack] + [_with_kappa(pack, kappa) for kappa in tried]
        usable = [one for one in packs if check_pack(one).max_score * 100 >= one.classes.floor_d] or [pack]
        return min(usable, key=lambda one: (self._deviation(one), abs(math.log(one.kappa / own.kappa))))

    def factors(self, pack: Pack, own: Pack) -> Pack:
        """The pack after each factor weight was moved to where the deviation is least.

        However many rounds, no weight leaves the least and greatest multiple of the own pack's.
        """
        moves = self._rules.factor_moves.value
        for factor in Factor:
            changed = (
                _with_factors(pack, {**pack.factors, factor: pack.factors[factor] * move})
                for move in moves
                if move != 1
            )
            within = [one for one in changed if _within(one, own, min(moves), max(moves))]
            pack = min([pack, *within], key=self._deviation)
        return pack

    def _deviation(self, pack: Pack) -> float:
        return deviation_of(self.shares(pack), self._target)

    def _bounds(self) -> list[tuple[tuple[RiskClass, ...], float]]:
        """Classes from one on, and the shares at which a band of theirs begins or ends."""
        order = tuple(RiskClass)
        bounds = []
        for start in range(1, len(order)):
            names = order[start:]
            bounds += [(names, sum(self._target[name][end] for name in names)) for end in (0, 1)]
        first = self._target[order[0]]
        return [*bounds, (order[1:], 1 - first[1]), (order[1:], 1 - first[0])]

    def _place(self, pack: Pack, names: tuple[RiskClass, ...], wanted: float) -> float:
        """Kappa at which the classes together reach a share; the nearer bound where none does."""
        low, high = (math.log(end) for end in self._rules.kappa.value)
        rises = pack.score_form == "hazard"
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            shares = self.shares(_with_kappa(pack, math.exp(middle)))
            if (sum(shares[name] for name in names) < wanted) == rises:
                low = middle
            else:
                high = middle
        return math.exp(high)


def _with_kappa(pack: Pack, kappa: float) -> Pack:
    return pack.model_copy(update={"kappa": kappa})


def _with_factors(pack: Pack, factors: Mapping[Factor, float]) -> Pack:
    return pack.model_copy(update={"factors": rounded_shares(factors)})


def _within(pack: Pack, own: Pack, least: float, most: float) -> bool:
    return all(
        least * weight - _WHOLE <= pack.factors[factor] <= most * weight + _WHOLE
        for factor, weight in own.factors.items()
    )


def _boundaries(hazards: FrozenHazards, pack: Pack, target: Bands) -> dict[RiskClass, float]:
    """Scores above which lie the middle of each target share and of all worse classes."""
    scores = np.sort(hazards.scores(pack))
    if not len(scores):
        return {}
    order = tuple(RiskClass)
    middle = {name: (low + high) / 2 for name, (low, high) in target.items()}
    whole = sum(middle.values())
    found = {}
    for start in range(1, len(order)):
        share = sum(middle[name] for name in order[start:]) / whole
        row = min(len(scores) - 1, round((1 - share) * len(scores)))
        found[order[start]] = float(scores[row]) / 100
    return found
