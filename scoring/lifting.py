"""What would lift a line of a receipt that no record lifts: another value, class or tie, by the pack."""

from __future__ import annotations

import math
from datetime import date
from functools import cache

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from gnn.coefficients import Coefficients
from graph.packaged import packaged
from graph.path_rules import PathRules
from scoring.pack_indicators import Indicator
from scoring.results_base import Label
from scoring.value_texts import Unit, spoken


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Repair(_Part):
    """Kinds of records that credit repair takes off publication."""

    kinds: frozenset[str]
    meaning: str = Field(min_length=1)
    source: str = Field(min_length=1)


class Removal(_Part):
    """On which basis a list is left."""

    basis: str = Field(min_length=1)
    basis_en: str = Field(min_length=1)


class LiftingRules(_Part):
    """What a receipt may say beside the numbers of the pack."""

    since: date
    repair: Repair
    removal: dict[str, Removal]


@cache
def lifting_rules() -> LiftingRules:
    """Rules as shipped in ``lifting.yaml``."""
    return packaged(LiftingRules, "scoring", "lifting.yaml")


def lifted_value(indicator: Indicator, value: float | None, known: bool) -> Label | None:
    """Value at which the risk of an indicator falls to the next lower step of its bins.

    Parameters
    ----------
    indicator : Indicator
    value : float or None
        As measured; None is unknown.
    known : bool

    Returns
    -------
    Label or None
        None where the value has the least risk there is, or cannot be said.
    """
    if value is None or math.isnan(value):
        return Label(
            zh="补充该项数据后按实际取值计（现按参照平均风险计）",
            en="once the value is delivered it counts itself (now the mean of the reference stands in)",
        )
    bins = indicator.bins
    side = "right" if bins.closed == "left" else "left"
    place = int(np.searchsorted(np.array(bins.edges), value, side=side))  # type: ignore[call-overload]
    risk = bins.points[place]
    steps = range(place - 1, -1, -1) if bins.direction == "rising" else range(place + 1, len(bins.points))
    lower = next((step for step in steps if bins.points[step] < risk), None)
    if lower is None:
        return None
    words = _words(indicator, lower)
    if words is None:
        return None
    zh, en = words
    return Label(
        zh=f"{zh}时，风险程度由 {risk:g} 降至 {bins.points[lower]:g}",
        en=f"{en} brings the risk from {risk:g} to {bins.points[lower]:g}",
    )


def _words(indicator: Indicator, lower: int) -> tuple[str, str] | None:
    """How the values of a step of the bins are said."""
    bins = indicator.bins
    rising = bins.direction == "rising"
    edge = bins.edges[lower] if rising else bins.edges[lower - 1]
    if indicator.unit is Unit.YES_NO:
        return "该情形消除", "the fact coming to its end"
    if indicator.unit is Unit.LEVEL:
        levels = [
            level for level in indicator.words if bins.of(np.array([float(level)]))[0] == bins.points[lower]
        ]
        said = [indicator.words[level] for level in levels]
        return (
            (f"变为“{'、'.join(one.zh for one in said)}”", f"becoming {' or '.join(one.en for one in said)}")
            if said
            else None
        )
    said_edge = spoken(indicator.unit, edge, indicator.measure_word)
    if rising:
        zh, en = ("低于", "less than") if bins.closed == "left" else ("不高于", "at most")
    else:
        zh, en = ("达到", "at least") if bins.closed == "left" else ("高于", "more than")
    if indicator.unit is Unit.PERCENTILE:
        return f"同组企业中比其低的占比{zh} {edge:.0%}", f"a place of {en} {edge:.0%} of its group"
    space = " " if said_edge.zh[:1].isascii() else ""
    return f"取值{zh}{space}{said_edge.zh}", f"a value of {en} {said_edge.en}"


def lifted_class(family: str, coefficients: Coefficients) -> Label | None:
    """Class of a related party from which it adds nothing."""
    entry = coefficients.families.get(family)
    least = min((step.class_at_least for step in entry.classes), default=None) if entry else None
    if least is None:
        return None
    return Label(
        zh=f"关联方自身类别好于 {least} 类时不再计入",
        en=f"once the related party's own class is better than {least}",
    )


def fading(family: str, coefficients: Coefficients) -> Label | None:
    """A related record fades with its age; by half within the longest half-life of its family."""
    entry = coefficients.families.get(family)
    longest = max((step.half_life_months for step in entry.events), default=None) if entry else None
    if longest is None:
        return None
    return Label(
        zh=f"随决定日之后的时间逐月减弱（每 {longest:g} 个月至少减半）",
        en=f"it fades with its age, by half or more every {longest:g} months",
    )


def lifted_tie(rules: PathRules) -> Label:
    """A tie that has ended for long enough carries nothing."""
    months = f"{rules.ended.zero_after_months:g}"
    return Label(
        zh=f"路径上的关系终止后逐月减弱，满 {months} 个月不再计入",
        en=f"a tie of the path that ends fades and counts no more after {months} months",
    )


def outside_window(months: int) -> Label:
    """A record older than the window of an indicator."""
    return Label(
        zh=f"超出近 {months} 个月的统计期后不计入本项",
        en=f"once it is older than the window of {months} months",
    )


def any_of(*labels: Label | None) -> Label | None:
    """Several ways to lift one line, any of which will do."""
    found = [label for label in labels if label is not None]
    if len(found) < 2:
        return found[0] if found else None
    return Label(zh="；或".join(one.zh for one in found), en="; or ".join(one.en for one in found))
