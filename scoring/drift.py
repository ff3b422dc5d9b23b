"""Drift of a model: does what it was trained on still look like what is seen, and do its strengths hold.

Three questions on days that no training has seen: did the inputs and the factor move
(population stability index), do the strengths still count for what they said (a slope of 1
beside the enterprise's own state, with its interval), is the model still better than the
rule baseline. Nothing is published and nothing changes by asking.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from scipy.sparse import csc_array, csr_array, hstack

from gnn.artefact import read_model
from gnn.metrics import psi
from graph.errors import JobError
from graph.packaged import packaged
from scoring.models_contending import Contender, baseline, contender
from scoring.relation_choice import MODELS
from scoring.training.draws import draws_of
from scoring.training.fit import fit_columns, mean_squares
from scoring.training.gate import Verdict, judge
from scoring.training.panel_days import shifted
from scoring.training.panel_steps import observe
from scoring.training.panels import Panel, PanelInputs
from scoring.training.rows import TrainingRows
from scoring.training.sampled import sample

Array = np.ndarray[Any, Any]
Level = Literal["steady", "watch", "alarm"]

_ORDER: tuple[Level, ...] = ("steady", "watch", "alarm")


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Number(_Closed):
    value: float = Field(gt=0, allow_inf_nan=False)
    meaning: str = Field(min_length=1)
    source: str = Field(min_length=1)


class DriftRules(_Closed):
    """What counts as drift."""

    since: date
    bins: _Number
    watch: _Number
    alarm: _Number
    slope_alarm: _Number
    shown: _Number


class Shift(_Closed):
    """How far a column moved: population stability index between two days.

    Attributes
    ----------
    also : further columns that moved by the very same index, as flags of one source do together
    """

    name: str
    index: float = Field(ge=0)
    level: Level
    also: int = Field(default=0, ge=0)


class Slope(_Closed):
    """What a family's strengths count for beside the own state, with its interval; 1 is as trained."""

    family: str
    slope: float = Field(ge=0)
    low: float = Field(ge=0)
    high: float = Field(ge=0)
    level: Level


class DriftReport(_Closed):
    """What was found of one model.

    Attributes
    ----------
    model : id
    then, now : days that are compared
    closed : last day whose window has closed since the model was fitted; None: none has yet
    columns : own columns that were compared
    inputs : those that moved most
    factor : the relationship factor itself
    mean_factor, share_with_factor : then and now
    slopes : one of each family that reaches enough events; empty without a closed day
    gate : the gate on the closed day
    level : the worst of all
    """

    model: str
    then: date
    closed: date | None
    now: date
    columns: int
    inputs: tuple[Shift, ...]
    factor: Shift
    mean_factor: tuple[float, float]
    share_with_factor: tuple[float, float]
    slopes: tuple[Slope, ...]
    gate: Verdict | None
    level: Level


@cache
def drift_rules() -> DriftRules:
    """Rules of the package."""
    return packaged(DriftRules, "scoring", "drift.yaml")


def drift(inputs: PanelInputs, model: str) -> DriftReport:
    """Compare what a model was fitted on with what is known by the training day of the inputs.

    Parameters
    ----------
    inputs : PanelInputs
        Its training day is the day on which drift is judged.
    model : str
        Id of a model of this pack, approved or not.

    Raises
    ------
    JobError
        If the day is not after the days that the model was fitted on.
    NotFoundError, ModelError
        As documented of ``contender``.
    """
    now = inputs.training_day
    card = read_model(inputs.home / MODELS, model).card
    then = (*card.data_window.train, *card.data_window.validate_on)[-1]
    if now <= then:
        raise JobError(
            f"models drift: expected a day after {then}, the last that {model} was fitted on, got {now}"
        )
    closed = shifted(now, -inputs.plan.window.months)
    days = [then, now] if closed <= then else [then, closed, now]
    panels = observe(inputs, days)
    one = contender(inputs, model, panels[now])
    cap = inputs.pack.relationship_cap
    before, after = (one.factor(panels[day], cap) for day in (then, now))
    shifts = sorted(_shifts(panels[then], panels[now]), key=lambda shift: (-shift.index, shift.name))
    factor = _shift("factor", before, after)
    slopes: tuple[Slope, ...] = ()
    gate = None
    if len(days) == 3:
        slopes = tuple(_slopes(panels[closed], one, inputs))
        rules = baseline(inputs)
        gate = judge(
            *(panels[closed].under(one.paths), (one.strengths, one.scale), (rules.strengths, rules.scale)),
            pack=inputs.pack,
            gate=inputs.plan.gate,
        )
    levels = [factor.level, *(shift.level for shift in shifts), *(slope.level for slope in slopes)]
    return DriftReport(
        model=model,
        then=then,
        closed=closed if len(days) == 3 else None,
        now=now,
        columns=len(shifts),
        inputs=tuple(_together(shifts)[: int(drift_rules().shown.value)]),
        factor=factor,
        mean_factor=(float(before.mean()), float(after.mean())),
        share_with_factor=(float((before > 0).mean()), float((after > 0).mean())),
        slopes=slopes,
        gate=gate,
        level=max([*levels, _level_of_gate(gate)], key=_ORDER.index),
    )


def _level_of_gate(gate: Verdict | None) -> Level:
    if gate is None or gate.passed:
        return "steady"
    return "alarm" if gate.high <= gate.margin else "watch"


def _shifts(then: Panel, now: Panel) -> Iterator[Shift]:
    tables = [csc_array(panel.own.table) for panel in (then, now)]
    for column, name in enumerate(then.own.names):
        first, second = (table.data[table.indptr[column] : table.indptr[column + 1]] for table in tables)
        yield _shift(name, first, second, [table.shape[0] for table in tables])


def _together(shifts: Sequence[Shift]) -> list[Shift]:
    """Shifts in their order, those of one index as one."""
    groups = [list(group) for _, group in groupby(shifts, key=lambda shift: shift.index)]
    return [group[0].model_copy(update={"also": len(group) - 1}) for group in groups]


def _shift(name: str, first: Array, second: Array, rows: list[int] | None = None) -> Shift:
    """Index of one column given by its values above 0; the rest of the rows are 0."""
    rules = drift_rules()
    counts = rows or [len(first), len(second)]
    first, second = first[first > 0], second[second > 0]
    inner = np.linspace(0, 1, int(rules.bins.value) + 1)[1:-1]
    edges = np.unique(np.quantile(first, inner)) if len(first) else np.zeros(0)
    found = []
    for values, total in zip((first, second), counts, strict=True):
        place = np.searchsorted(edges, values, side="right")
        binned = np.bincount(place, minlength=len(edges) + 1).astype(np.float64)
        found.append(np.concatenate([[total - len(values)], binned]))
    index = psi(found[0], found[1])
    level: Level = (
        "alarm" if index >= rules.alarm.value else "watch" if index >= rules.watch.value else "steady"
    )
    return Shift(name=name, index=index, level=level)


def _slopes(panel: Panel, one: Contender, inputs: PanelInputs) -> Iterator[Slope]:
    """Fit the own columns again, and one number for each family of the model.

    Rows whose relations are above the ceiling tell nothing of strengths, as in training.
    """
    kept, weight = sample(panel, inputs.plan.sampling)
    below = one.raw(panel)[kept] <= one.ceiling
    kept, weight = kept[below], weight[below]
    outcome, space = panel.outcome[kept], inputs.space
    doses = csr_array(panel.under(one.paths).doses.table[kept])
    family_of, names, columns = space.groups, [], []
    for number, family in enumerate(space.families):
        mine = family_of == number
        raw = np.asarray(doses[:, mine] @ one.strengths[mine])
        if (raw[outcome] > 0).sum() >= inputs.plan.intervals.least_cases:
            names.append(family)
            columns.append(raw[:, None])
    if not names:
        return
    own = csr_array(panel.own.table[kept])
    tables = [csr_array(np.ones((len(kept), 1))), own, *(csr_array(column) for column in columns)]
    rows = TrainingRows(
        design=csr_array(hstack(tables, format="csr")),
        outcome=outcome,
        weight=weight,
        block=panel.blocks[kept],
        first_dose=1 + own.shape[1],
    )
    every, scale = np.arange(rows.design.shape[1]), mean_squares(rows)
    scale = np.where(every < rows.first_dose, scale, 0.0)
    ridge = min(inputs.plan.ridge.grid)
    found, _ = fit_columns(rows, every, ridge, np.zeros(len(every)), scale)
    active = every[(found > 0) | (every >= rows.first_dose)]
    drawn = draws_of(rows, found, active, ridge, scale, inputs.plan.intervals, inputs.plan.sampling.seed)
    low, high = np.quantile(
        np.maximum(drawn[:, -len(names) :], 0.0),
        [inputs.plan.intervals.low, inputs.plan.intervals.high],
        axis=0,
    )
    for number, family in enumerate(names):
        slope, bounds = float(found[rows.first_dose + number]), (float(low[number]), float(high[number]))
        yield Slope(family=family, slope=slope, low=bounds[0], high=bounds[1], level=_level(*bounds))


def _level(low: float, high: float) -> Level:
    times = drift_rules().slope_alarm.value
    if low <= 1 <= high:
        return "steady"
    return "alarm" if low > times or high < 1 / times else "watch"
