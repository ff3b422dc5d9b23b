"""Weights from pairwise comparisons by experts (analytic hierarchy process)."""

from __future__ import annotations

from pydantic import Field

from graph.domain import Factor
from graph.errors import InputError
from scoring.pack_model import Pack
from scoring.results_base import Result
from scoring.weights.comparisons import FACTOR_LEVEL, Level, Questionnaire
from scoring.weights.eigenvector import Repair, consistency, principal, repair_of, together
from scoring.weights.rules import Comparison
from scoring.weights.shares import rounded_shares


class Contradiction(Result):
    """The comparison that contradicts the others most, and what would fit best."""

    left: str
    right: str
    value: float
    fitting: float = Field(description="On the scale; the value that fits the other comparisons best")
    ratio_with_it: float


class ExpertRatio(Result):
    """Consistency of one expert's own comparisons."""

    expert: str
    ratio: float
    consistent: bool
    contradiction: Contradiction | None = Field(description="Given where the expert's ratio is too great")


class LevelResult(Result):
    """Weights of one level."""

    level: str
    weights: dict[str, float]
    largest_eigenvalue: float
    index: float
    ratio: float
    experts: tuple[ExpertRatio, ...]


class AhpWeights(Result):
    """Weights from comparisons.

    Attributes
    ----------
    levels : what was compared
    factors, indicators : weights of the pack; what was not compared keeps the pack's own
    """

    pack: str
    largest_ratio: float
    levels: tuple[LevelResult, ...]
    factors: dict[Factor, float]
    indicators: dict[str, float]


def ahp_weights(asked: Questionnaire, pack: Pack, rules: Comparison) -> AhpWeights:
    """Weights of factors and indicators; several experts count as their geometric mean.

    Parameters
    ----------
    asked : Questionnaire
    pack : Pack
    rules : Comparison

    Raises
    ------
    InputError
        If the consistency ratio of a level exceeds the greatest one; names the pair that
        contradicts most and the value that would fit best.
    """
    levels = {name: _level(level, asked.experts, rules) for name, level in asked.levels.items()}
    _refuse_contradictions(asked, levels, rules)
    factors = dict(pack.factors)
    if FACTOR_LEVEL in levels:
        factors = {Factor(name): weight for name, weight in levels[FACTOR_LEVEL].weights.items()}
    indicators = {indicator.id: indicator.weight for indicator in pack.indicators}
    for factor in Factor:
        found = _of_factor(factor, asked, levels)
        if found:
            for row in pack.of_factor(factor):
                indicators[pack.indicators[row].id] = 0.0
            indicators |= rounded_shares(found)
    return AhpWeights(
        pack=pack.id,
        largest_ratio=rules.largest_ratio.value,
        levels=tuple(levels.values()),
        factors=rounded_shares({factor: factors[factor] for factor in Factor}),
        indicators=indicators,
    )


def _level(level: Level, experts: tuple[str, ...], rules: Comparison) -> LevelResult:
    table = rules.random_index.value
    matrix = together(level.matrices)
    weights, _ = principal(matrix)
    found = consistency(matrix, table)
    ratios = []
    for expert, own in zip(experts, level.matrices, strict=True):
        ratio = consistency(own, table).ratio
        fits = ratio <= rules.largest_ratio.value
        worst = None if fits else _named(level, repair_of(own, table, rules.greatest_value.value))
        ratios.append(ExpertRatio(expert=expert, ratio=ratio, consistent=fits, contradiction=worst))
    return LevelResult(
        level=level.name,
        weights=dict(zip(level.items, (float(weight) for weight in weights), strict=True)),
        largest_eigenvalue=found.largest,
        index=found.index,
        ratio=found.ratio,
        experts=tuple(ratios),
    )


def _named(level: Level, found: Repair) -> Contradiction:
    return Contradiction(
        left=level.items[found.left],
        right=level.items[found.right],
        value=found.value,
        fitting=found.fitting,
        ratio_with_it=found.ratio,
    )


def _refuse_contradictions(asked: Questionnaire, levels: dict[str, LevelResult], rules: Comparison) -> None:
    lines = []
    for name, level in levels.items():
        if level.ratio <= rules.largest_ratio.value:
            continue
        compared = asked.levels[name]
        found = _named(
            compared,
            repair_of(together(compared.matrices), rules.random_index.value, rules.greatest_value.value),
        )
        experts = ", ".join(f"{expert.expert} {expert.ratio:.3f}" for expert in level.experts)
        lines.append(
            f"{name}: expected a consistency ratio of at most {rules.largest_ratio.value:g}, got "
            f"{level.ratio:.3f} (experts: {experts}); most inconsistent: {found.left} - {found.right}, "
            f"compared as {scale_text(found.value)}, fits best as {scale_text(found.fitting)} "
            f"(ratio {found.ratio_with_it:.3f})"
        )
    if lines:
        raise InputError("; ".join(lines), findings=lines)


def scale_text(value: float) -> str:
    """A comparison as it is written: 3, 1/3, or a number between."""
    if value >= 1:
        return f"{value:.4g}"
    inverse = 1 / value
    return f"1/{round(inverse)}" if abs(inverse - round(inverse)) < 1e-9 else f"{value:.4g}"


def _of_factor(factor: Factor, asked: Questionnaire, levels: dict[str, LevelResult]) -> dict[str, float]:
    """Weights of a factor's indicators, level by level; empty where it was not compared."""
    groups = asked.groups.get(factor)
    if groups is None:
        return dict(levels[factor.value].weights) if factor.value in levels else {}
    shares = levels[factor.value].weights if factor.value in levels else dict.fromkeys(groups, 1.0)
    found: dict[str, float] = {}
    for group, members in groups.items():
        within = levels.get(f"{factor.value}/{group}")
        own = within.weights if within is not None else dict.fromkeys(members, 1.0)
        found |= {member: shares[group] * weight for member, weight in own.items()}
    return found
