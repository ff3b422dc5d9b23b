"""Days of panels and their split by time: train, validate, test, never at random."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph.errors import InputError, JobError
from scoring.training.plan import TrainingPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelDays:
    """Days of the panels, rising.

    Attributes
    ----------
    training_day : date
        Day of knowledge of the labels; nothing learnt later counts.
    train, validate, test : tuple of date
    """

    training_day: date
    train: tuple[date, ...]
    validate: tuple[date, ...]
    test: tuple[date, ...]

    @property
    def all(self) -> tuple[date, ...]:
        """Every day, rising."""
        return (*self.train, *self.validate, *self.test)


def shifted(day: date, months: int) -> date:
    """Day so many months on; the last day of a month stays the last day of its month."""
    last = calendar.monthrange(day.year, day.month)[1] == day.day
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, length if last else min(day.day, length))


def panel_days(plan: TrainingPlan, first_record: date | None, training_day: date) -> PanelDays:
    """Days that facts from the first record to the training day allow.

    Parameters
    ----------
    plan : TrainingPlan
    first_record : date or None
        Day of the first adverse record whose party is known; None if there is none.
    training_day : date

    Raises
    ------
    JobError
        If there is no history, or too little of it for one day of each kind.
    """
    rules, window = plan.days, plan.window.months
    if first_record is None:
        raise JobError(
            "training: expected adverse records with a known party, got none: import history first "
            "(a delivery declared as backfill)"
        )
    step, gap = -rules.step_months, rules.validate_gap_months
    test = _backwards(shifted(training_day, -window), rules.test_days, step)
    validate = shifted(test[0], -rules.test_gap_months)
    earliest = shifted(first_record, rules.history_months)
    train: list[date] = []
    day = shifted(validate, -max(gap, rules.step_months))
    while day >= earliest and len(train) < rules.most_days:
        train.insert(0, day)
        day = shifted(day, step)
    if not train:
        needed = window + rules.test_gap_months + max(gap, rules.step_months) + rules.history_months
        needed += (rules.test_days - 1) * rules.step_months
        have = (training_day.year - first_record.year) * 12 + training_day.month - first_record.month
        raise JobError(
            f"training: expected at least {needed} months of records before {training_day}, got {have} "
            f"(first record {first_record}): import more history, or give a plan with a shorter window"
        )
    return PanelDays(training_day=training_day, train=tuple(train), validate=(validate,), test=test)


def refuse_open_windows(days: Sequence[date], plan: TrainingPlan, training_day: date) -> None:
    """Refuse days whose label window ends after the training day.

    Raises
    ------
    InputError
        Names the first such day.
    """
    for day in days:
        end = shifted(day, plan.window.months)
        if end > training_day:
            raise InputError(
                f"panel {day}: expected a label window that ends by the training day {training_day}, "
                f"got one until {end}: choose an earlier day"
            )


def _backwards(last: date, count: int, step: int) -> tuple[date, ...]:
    return tuple(shifted(last, step * back) for back in range(count - 1, -1, -1))
