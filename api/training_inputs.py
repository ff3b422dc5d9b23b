"""What training, evaluation, drift and comparison of models read, as commands name it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from api.batch_reads import listed
from api.dates import past_day_from
from api.progress import Tell
from graph.errors import InputError
from scoring.pack import load_pack
from scoring.training.panels import PanelInputs
from scoring.training.plan import TrainingPlan, read_plan, shipped_plan

if TYPE_CHECKING:
    from api.workplace import Workplace


def inputs_on(place: Workplace, day: date, *, pack: str, plan: Path | None, tell: Tell) -> PanelInputs:
    """Panels as known on a day, of a pack and a plan.

    Parameters
    ----------
    place : Workplace
    day : date
        Training day; see ``day_delivered``.
    pack : shipped pack or YAML file
    plan : Path, optional
        The site's own; else the shipped one.
    tell : callable
        Hears the progress.
    """
    return PanelInputs(
        home=place.home,
        store=place.store,
        filings=place.filings,
        pack=load_pack(pack),
        plan=_plan(plan),
        training_day=day,
        progress=tell,
    )


def day_delivered(place: Workplace, text: str) -> date:
    """Day of a text up to which events are delivered.

    Raises
    ------
    InputError
        If it is no day, lies ahead, or after the newest delivery.
    """
    day = past_day_from(text, "day", date.today())
    delivered(place, day, "choose an earlier day")
    return day


def delivered(place: Workplace, day: date, otherwise: str) -> None:
    """Refuse a day after the newest delivery that counts: what is not delivered would count as no event.

    Parameters
    ----------
    place : Workplace
    day : date
    otherwise : str
        What to do if no delivery is to come.

    Raises
    ------
    InputError
        If the newest delivery is older.
    """
    newest = max((one.day for one in listed(place).items if one.undone is None and one.day), default=None)
    if newest is not None and day > newest:
        raise InputError(
            f"day: expected at most the day of the newest delivery ({newest}), got {day}: events since are "
            f"not delivered and would count as none; import a delivery, or {otherwise}"
        )


def _plan(path: Path | None) -> TrainingPlan:
    return shipped_plan() if path is None else read_plan(path)
