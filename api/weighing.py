"""Weights from the months of a home: what the commands of ``guanlian weights`` compute."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from api.dates import day_from
from graph.domain import Factor
from graph.errors import InputError, NotFoundError
from scoring.labels import factor_labels
from scoring.month_folders import last_day, months_of
from scoring.pack import read_pack
from scoring.pack_model import Pack
from scoring.results_base import Label
from scoring.weights.ahp import AhpWeights, ahp_weights
from scoring.weights.calibration import CalibratedWeights, calibrate, target_bands
from scoring.weights.class_shares import FrozenHazards
from scoring.weights.comparisons import read_questionnaire
from scoring.weights.discovery import WeightReport, weight_report
from scoring.weights.drafts import Method, Proposal, WrittenPack, write_draft
from scoring.weights.learned import LearnedWeights, learn_weights
from scoring.weights.outcomes import Outcomes, known_outcomes, months_after, outcomes_by_month, read_outcomes
from scoring.weights.points import refuse_other_indicators
from scoring.weights.rules import weight_rules

if TYPE_CHECKING:
    from api.workplace import Workplace

_RANGE = re.compile(r"^(\d{4}-\d{2})\.\.(\d{4}-\d{2})$")


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    draft: WrittenPack | None
    factor_labels: dict[Factor, Label] = Field(description="What the pack calls each factor")


class AhpAnswer(_Answer):
    """Weights from comparisons and the draft they were written to."""

    found: AhpWeights


class LearnedAnswer(_Answer):
    """Learned weights and the draft they were written to."""

    found: LearnedWeights


class CalibratedAnswer(_Answer):
    """Calibrated weights and the draft they were written to."""

    found: CalibratedWeights


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting:
    """Where a draft goes, if one is wanted, and who proposes it."""

    path: Path | None
    author: str
    since: str | None

    def check(self) -> None:
        """Refuse a draft without author or day before anything is computed."""
        if self.path is not None and (not self.author.strip() or self.since is None):
            raise InputError("draft: expected --author and --since with --draft, got none")
        if self.since is not None:
            day_from(self.since, "since")

    def write(
        self,
        pack: str,
        method: Method,
        weights: Mapping[str, Any],
        metrics: Mapping[str, float],
        window: Mapping[str, Any] | None = None,
    ) -> WrittenPack | None:
        """Write the draft if one is wanted; ``weights`` are kappa, factors and indicators."""
        if self.path is None or self.since is None:
            return None
        proposal = Proposal(
            method=method,
            author=self.author,
            since=day_from(self.since, "since"),
            window=window,
            metrics=metrics,
            **weights,
        )
        return write_draft(self.path, pack, proposal)


def compared(file: Path, pack: str, into: Drafting) -> AhpAnswer:
    """Weights from a file of comparisons."""
    into.check()
    rules = weight_rules().comparison
    chosen = read_pack(_path(pack))[0]
    found = ahp_weights(read_questionnaire(file, chosen, rules), chosen, rules)
    weights = {"kappa": chosen.kappa, "factors": found.factors, "indicators": found.indicators}
    metrics = {f"ratio_{level.level}": level.ratio for level in found.levels}
    draft = into.write(pack, "ahp", weights, metrics)
    return AhpAnswer(found=found, draft=draft, factor_labels=factor_labels(chosen))


def learned(
    place: Workplace,
    months: str,
    outcomes: Path | None,
    horizon: int | None,
    pack: str | None,
    into: Drafting,
    *,
    own_kappa: bool,
) -> LearnedAnswer:
    """Weights from outcomes after some months."""
    into.check()
    rules = weight_rules()
    opened = [place.months.open(month) for month in month_names(months)]
    chosen = opened[-1].pack if pack is None else read_pack(_path(pack))[0]
    all_outcomes = _outcomes(place, outcomes)
    by_month = outcomes_by_month(all_outcomes, opened, horizon or rules.outcomes.horizon_months.value)
    until = all_outcomes.until or opened[-1].info.as_of
    found = learn_weights(opened, by_month, chosen, place.home, rules.learning, until)
    weights = {
        "kappa": chosen.kappa if own_kappa else round(found.learned_kappa, 4),
        "factors": found.factor_weights,
        "indicators": found.indicator_weights(chosen),
    }
    metrics = {
        "inspections": found.inspections,
        "problems": found.problems,
        "learned_kappa": found.learned_kappa,
        "base_hazard": found.base_hazard,
        **{f"area_{name}": area for name, area in _areas(found).items() if area is not None},
    }
    window = {"first_month": found.months[0], "last_month": found.months[-1], "outcomes_until": until}
    draft = into.write(pack or chosen.id, "learned", weights, metrics, window)
    return LearnedAnswer(found=found, draft=draft, factor_labels=factor_labels(chosen))


def _areas(found: LearnedWeights) -> dict[str, float | None]:
    return {"expert": found.area_expert, "learned": found.area_learned}


def calibrated(
    place: Workplace, month: str, target: str | None, pack: str | None, into: Drafting, *, factors: bool
) -> CalibratedAnswer:
    """Kappa and, if asked, factor weights for target shares of a month."""
    into.check()
    rules = weight_rules().calibration
    bands = target_bands(target, rules)
    opened = place.months.open(month)
    chosen = opened.pack if pack is None else read_pack(_path(pack))[0]
    refuse_other_indicators(chosen, opened)
    found = calibrate(
        FrozenHazards.of(opened, chosen, place.home), chosen, month, bands, rules, factors=factors
    )
    weights = {"kappa": found.kappa, "factors": found.factors, "indicators": _weights_of(chosen)}
    metrics = {f"share_{name.value}": share for name, share in found.shares.items()}
    metrics["deviation"] = found.deviation
    window = {"first_month": month, "last_month": month, "outcomes_until": None}
    draft = into.write(pack or chosen.id, "calibrated", weights, metrics, window)
    return CalibratedAnswer(found=found, draft=draft, factor_labels=factor_labels(chosen))


def _weights_of(pack: Pack) -> dict[str, float]:
    return {indicator.id: indicator.weight for indicator in pack.indicators}


def reported(place: Workplace, month: str, outcomes: Path | None, horizon: int | None) -> WeightReport:
    """Report on a month."""
    rules = weight_rules()
    opened = place.months.open(month)
    before = opened.info.previous
    previous = None if before is None else place.months.open(before.month, before.revision)
    found = _outcomes(place, outcomes)
    wanted = horizon or rules.outcomes.horizon_months.value
    (mine,) = outcomes_by_month(found, [opened], wanted)
    until = None if found.until is None else min(found.until, last_day(months_after(month, wanted)))
    return weight_report(
        opened, previous, mine, rules.report, rules_hash=rules.hash, horizon=wanted, until=until
    )


def month_names(text: str) -> list[str]:
    """Months of the words ``2026-05,2026-06`` or ``2026-05..2026-08``, rising, each once.

    Raises
    ------
    InputError
        If a word is no month or a range is empty.
    """
    names: list[str] = []
    for part in text.split(","):
        found = _RANGE.match(part.strip())
        if found is None:
            names.append(part.strip())
            continue
        if last_day(found[1]) > last_day(found[2]):
            raise InputError(f"months: expected the earlier month first, got {part.strip()!r}")
        name = found[1]
        while name <= found[2]:
            names.append(name)
            name = months_after(name, 1)
    for name in names:
        last_day(name)
    return sorted(set(names))


def _outcomes(place: Workplace, file: Path | None) -> Outcomes:
    """Outcomes of a file, or those that the newest published month knows."""
    if file is not None:
        return read_outcomes(file)
    published = months_of(place.home)
    if not published:
        raise NotFoundError("outcomes: no month is published yet: run guanlian score")
    return known_outcomes(place.months.open(published[-1]), place.filings, weight_rules().outcomes)


def _path(pack: str) -> str | Path:
    return Path(pack) if pack.endswith((".yaml", ".yml")) else pack
