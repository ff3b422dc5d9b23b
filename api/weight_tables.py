"""Weights and the report on a month as tables of a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType

from api.output import cell, table
from api.weighing import AhpAnswer, CalibratedAnswer, LearnedAnswer
from api.weight_words import WORDS, percent, verdicts, word
from api.words import Say
from graph.domain import Factor
from scoring.results_base import Label
from scoring.weights.ahp import Contradiction, scale_text
from scoring.weights.comparisons import FACTOR_LEVEL
from scoring.weights.discovery import WeightReport
from scoring.weights.drafts import WrittenPack
from scoring.weights.intervals import DiscoveryRate
from scoring.weights.learned import LearnedWeight


def render_ahp(answer: AhpAnswer, say: Say) -> Iterator[RenderableType]:
    """Consistency and weights of each level, and each expert's own ratio."""
    found = answer.found
    for level in found.levels:
        limit = f"{word(say, 'limit')} {found.largest_ratio:g}"
        named = _level_name(level.level, answer.factor_labels, say)
        title = f"{named}: {word(say, 'ratio')} {level.ratio:.4f} ({limit})"
        rows = (
            (_level_name(name, answer.factor_labels, say), f"{weight:.6f}")
            for name, weight in level.weights.items()
        )
        yield table(title, (word(say, "item"), f"#{word(say, 'weight')}"), rows)
        for expert in level.experts:
            hint = "" if expert.contradiction is None else _hint(expert.contradiction)
            yield cell(f"{word(say, 'expert')} {expert.expert}: {expert.ratio:.4f}{hint}")
    yield from _drafted(answer.draft, say)


def _level_name(name: str, labels: Mapping[Factor, Label], say: Say) -> str:
    """A level or an item of one in words: factors as the pack calls them, groups and indicators by id."""
    if name == FACTOR_LEVEL:
        return word(say, "factors")
    first, slash, group = name.partition("/")
    return f"{say(labels[Factor(first)])}{slash}{group}" if first in list(Factor) else name


def render_learned(answer: LearnedAnswer, say: Say) -> Iterator[RenderableType]:
    """Factor and indicator weights beside the experts', with intervals."""
    found = answer.found
    yield cell(
        f"{word(say, 'inspections')} {found.inspections}, {word(say, 'problems')} {found.problems}, "
        f"{word(say, 'until')} {found.outcomes_until}, {word(say, 'authorities')} {found.authorities}"
    )
    yield cell(
        f"{word(say, 'learned_kappa')} {found.learned_kappa:.4f}, {word(say, 'base')} {found.base_hazard:.4f}"
    )
    if found.area_expert is not None and found.area_learned is not None:
        yield cell(
            f"{word(say, 'area')} ({found.months[-1]}): {word(say, 'expert')} {found.area_expert:.4f}, "
            f"{word(say, 'learned')} {found.area_learned:.4f}"
        )
    heads = tuple(f"#{word(say, name)}" for name in ("expert_weight", "learned", "low", "high"))
    rows = ((say(answer.factor_labels[factor]), *_numbers(one)) for factor, one in found.factors.items())
    yield table(word(say, "factors"), (word(say, "factor"), *heads), rows)
    rows = ((name, *_numbers(one)) for name, one in found.indicators.items())
    yield table(word(say, "indicators"), (f"={word(say, 'indicator')}", *heads), rows)
    yield from _drafted(answer.draft, say)


def render_calibrated(answer: CalibratedAnswer, say: Say) -> Iterator[RenderableType]:
    """Shares before and after, what is reached, and boundaries as advice."""
    found = answer.found
    yield cell(
        f"{found.month}  {found.pack}: {word(say, 'kappa')} {found.kappa_before:g} -> {found.kappa:g}  "
        f"{word(say, 'reached' if found.reached else 'not_reached')} ({percent(found.deviation)})"
    )
    yield table(
        word(say, "shares"),
        (word(say, "class"), f"#{word(say, 'target')}", f"#{word(say, 'before')}", f"#{word(say, 'after')}"),
        (
            (
                name.value,
                f"{percent(low)} - {percent(high)}",
                percent(found.shares_before[name]),
                percent(found.shares[name]),
            )
            for name, (low, high) in found.target.items()
        ),
    )
    if found.factors != found.factors_before:
        yield table(
            word(say, "factors"),
            (word(say, "factor"), f"#{word(say, 'before')}", f"#{word(say, 'after')}"),
            (
                (say(answer.factor_labels[factor]), f"{found.factors_before[factor]:.6f}", f"{weight:.6f}")
                for factor, weight in found.factors.items()
            ),
        )
    edges = ", ".join(f"{name.value} {edge:.2f}" for name, edge in found.boundaries.items())
    yield cell(f"{word(say, 'boundaries')}: {edges}")
    yield cell(word(say, "held"))
    yield from _drafted(answer.draft, say)


def render_report(found: WeightReport, say: Say) -> Iterator[RenderableType]:
    """Discovery by class, verdicts, and fairness tables."""
    rates = tuple(f"#{word(say, name)}" for name in ("inspections", "problems", "rate", "interval"))
    yield table(
        f"{found.month} r{found.revision:03d}  {found.pack} {found.pack_version}: {word(say, 'discovery')}",
        (word(say, "class"), f"#{word(say, 'enterprises')}", f"#{word(say, 'share')}", *rates),
        (
            (row.risk_class.value, row.enterprises, percent(row.share), *rate_cells(row.discovery))
            for row in found.classes
        ),
    )
    for name, value, verdict in verdicts(found):
        yield cell(f"{say(name)}: {' '.join(part for part in (value, say(verdict)) if part)}")
    for one in found.fairness:
        yield table(
            word(say, one.attribute),
            (
                word(say, "group"),
                *(f"#{word(say, name)}" for name in ("scored", "d_share", "d_ratio", "impact")),
                *rates,
                f"#{word(say, 'rate_d')}",
                word(say, "flag"),
            ),
            (
                (
                    say(row.label),
                    row.scored,
                    percent(row.d_share),
                    "-" if row.d_ratio is None else f"{row.d_ratio:.2f}",
                    "-" if row.impact_ratio is None else f"{row.impact_ratio:.3f}",
                    *rate_cells(row.discovery),
                    percent(row.discovery_d.rate),
                    word(say, "flagged") if row.flagged else "",
                )
                for row in one.groups
            ),
        )


def render_written(found: WrittenPack, say: Say) -> Iterator[RenderableType]:
    """The file that was written, and by whom it was proposed and approved."""
    yield from _drafted(found, say)


def rate_cells(found: DiscoveryRate) -> tuple[str, str, str, str]:
    """Inspections, problems, rate and interval as text."""
    interval = "-" if found.low is None else f"{percent(found.low)} - {percent(found.high)}"
    return str(found.inspections), str(found.problems), percent(found.rate), interval


def _hint(found: Contradiction) -> str:
    change = f"{scale_text(found.value)} -> {scale_text(found.fitting)}"
    return f"  {found.left} - {found.right}: {change} ({found.ratio_with_it:.4f})"


def _numbers(one: LearnedWeight) -> tuple[str, ...]:
    return tuple(
        "-" if value is None else f"{value:.4f}" for value in (one.expert, one.learned, one.low, one.high)
    )


def _drafted(found: WrittenPack | None, say: Say) -> Iterator[RenderableType]:
    if found is None:
        return
    state = "draft" if found.approver is None else "approved"
    yield cell(f"{say(WORDS[state])}: {found.file}  {found.pack} {found.version}  {found.hash[:12]}")
    hands = f"{word(say, 'author')} {found.author}"
    if found.approver is not None:
        hands += f", {word(say, 'approver')} {found.approver}"
    yield cell(f"{hands}{word(say, 'unverified')}")
