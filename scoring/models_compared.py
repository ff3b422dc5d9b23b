"""Champion and challenger side by side: what each finds, and whom a switch would move.

Both are judged on the newest day whose window has closed, and drawn on the day asked for:
mean of the factor, enterprises it reaches, classes, and who would change class. Classes here
come from hazards alone (no direct rule, no decision); a month adds those the same way for both.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from scipy.stats import spearmanr

from gnn.bootstrap import paired_bootstrap
from gnn.metrics import auprc, lift_at
from graph.domain import RiskClass
from graph.errors import JobError
from scoring.classes import class_codes
from scoring.models_contending import Contender, contender
from scoring.points import score_hundredths
from scoring.training.gate import LEAST_EVENTS, month_hazard
from scoring.training.panel_days import shifted
from scoring.training.panel_steps import observe
from scoring.training.panels import Panel, PanelInputs

Array = np.ndarray[Any, Any]

_CAPACITY = 0.01


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Side(_Closed):
    """One of the two.

    Attributes
    ----------
    id : model, or ``baseline``
    approved_on : None for a candidate and the baseline
    fitted_until : last day it was fitted on; None for the baseline
    auprc, lift : of the month's hazard on the closed day (lift at 1 % capacity)
    mean_factor, share_with_factor : on the day asked for
    classes : legal persons of each class on the day asked for
    """

    id: str
    approved_on: date | None
    fitted_until: date | None
    auprc: float
    lift: float
    mean_factor: float = Field(ge=0)
    share_with_factor: float = Field(ge=0, le=1)
    classes: dict[RiskClass, int]


class Comparison(_Closed):
    """Champion and challenger.

    Attributes
    ----------
    day, closed : day asked for, and the day whose outcomes are known
    champion, challenger : Side
    low, gain, high : AUPRC of the challenger over the champion with its interval
    rank_correlation : of the two factors where one of them is above 0; None where it is not defined
    moves : legal persons by class of the champion, then by class of the challenger
    """

    day: date
    closed: date
    enterprises: int
    events: int
    champion: Side
    challenger: Side
    low: float
    gain: float
    high: float
    rank_correlation: float | None
    moves: dict[RiskClass, dict[RiskClass, int]]


def compare(inputs: PanelInputs, champion: str, challenger: str) -> Comparison:
    """Put two contenders side by side.

    Parameters
    ----------
    inputs : PanelInputs
        Its training day is the day asked for.
    champion, challenger : str
        Ids of models, or ``baseline``.

    Raises
    ------
    JobError
        If too few enterprises had an event in the window after the closed day.
    NotFoundError, ModelError
        As documented of ``contender``.
    """
    day = inputs.training_day
    closed = shifted(day, -inputs.plan.window.months)
    panels = observe(inputs, [closed, day])
    past, now = panels[closed], panels[day]
    outcome = past.outcome
    if min(outcome.sum(), (~outcome).sum()) < LEAST_EVENTS:
        raise JobError(
            f"models compare: expected at least {LEAST_EVENTS} enterprises with and without an event after "
            f"{closed}, got {int(outcome.sum())} of {len(outcome)}: choose another day"
        )
    pair = [contender(inputs, name, now) for name in (champion, challenger)]
    scores = [month_hazard(past.under(one.paths), one.strengths, one.scale, inputs.pack) for one in pair]
    weight, blocks = np.ones(len(outcome)), past.blocks
    draws = inputs.plan.gate.draws
    low, gain, high = paired_bootstrap(auprc, outcome, scores[1], scores[0], weight, blocks, draws, 0)
    factors = [one.factor(now, inputs.pack.relationship_cap) for one in pair]
    classes = [_classes(now, one, inputs) for one in pair]
    sides = [_side(*parts, outcome) for parts in zip(pair, scores, factors, classes, strict=True)]
    return Comparison(
        day=day,
        closed=closed,
        enterprises=len(outcome),
        events=int(outcome.sum()),
        champion=sides[0],
        challenger=sides[1],
        low=low,
        gain=gain,
        high=high,
        rank_correlation=_ranked(*factors),
        moves=_moves(*classes),
    )


def _side(one: Contender, score: Array, factor: Array, classes: Array, outcome: Array) -> Side:
    card, weight = one.card, np.ones(len(outcome))
    counts = np.bincount(classes, minlength=len(RiskClass))
    window = None if card is None else card.data_window
    return Side(
        id=one.id,
        approved_on=None if card is None or card.approval is None else card.approval.approved_on,
        fitted_until=None if window is None else (*window.train, *window.validate_on)[-1],
        auprc=auprc(outcome, score, weight),
        lift=lift_at(outcome, score, weight, _CAPACITY),
        mean_factor=float(factor.mean()),
        share_with_factor=float((factor > 0).mean()),
        classes={name: int(count) for name, count in zip(RiskClass, counts, strict=True)},
    )


def _classes(panel: Panel, one: Contender, inputs: PanelInputs) -> Array:
    total = month_hazard(panel.under(one.paths), one.strengths, one.scale, inputs.pack)
    return class_codes(score_hundredths(total, inputs.pack), inputs.pack)


def _ranked(first: Array, second: Array) -> float | None:
    reached = (first > 0) | (second > 0)
    if len(np.unique(first[reached])) < 2 or len(np.unique(second[reached])) < 2:
        return None
    return float(spearmanr(first[reached], second[reached]).statistic)


def _moves(first: Array, second: Array) -> dict[RiskClass, dict[RiskClass, int]]:
    names = tuple(RiskClass)
    table = np.zeros((len(names), len(names)), np.int64)
    np.add.at(table, (first, second), 1)
    return {a: {b: int(table[i, j]) for j, b in enumerate(names)} for i, a in enumerate(names)}
