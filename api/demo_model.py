"""The demo learns: a relationship model from the history of its first delivery.

It plays both hands itself, author and approver under names that say 演示 (demonstration): at a site these
are two persons. That a gate is open is decided as there.

``home/demo/model.json`` says what came of it, so a finished demo answers at once. A demo without
a model goes on with the rule baseline, as a site would; it says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field
from rich.console import RenderableType

from api.output import cell
from api.progress import bars
from graph.errors import JobError, ModelError
from graph.logs import run_context
from graph.store.embedded.folder import replace_text

if TYPE_CHECKING:
    from api.workplace import Workplace

AUTHOR, APPROVER = "演示·模型组", "演示·评审组"
LEAST_FIRMS = 1_000
"""Firms below which no interval of a strength could be above 0: nothing is trained."""


class DemoModel(BaseModel):
    """What came of the training of a demo."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str | None = Field(description="Id of the candidate, or of the approved model")
    approved: bool
    note: str = Field(description="Why there is none, or why it was not approved; empty if it was")


def learn(place: Workplace, folder: Path, *, firms: int, pack: str, day: date) -> DemoModel:
    """Train on what is known on a day and approve it under another name, once.

    Parameters
    ----------
    place : Workplace
    folder : Path
        The demo's, which keeps what came of it.
    firms : int
        Firms of the province.
    pack : str
    day : date
        Training day, and the day from which months may use the model.
    """
    told = learned(folder)
    if told is None:
        told = _learn(place, pack, day) if firms >= LEAST_FIRMS else _too_small(firms)
        replace_text(folder / "model.json", told.model_dump_json(indent=1) + "\n")
    return told


def learned(folder: Path) -> DemoModel | None:
    """What came of it, None before."""
    path = folder / "model.json"
    return DemoModel.model_validate_json(path.read_text(encoding="utf-8")) if path.exists() else None


def _learn(place: Workplace, pack: str, day: date) -> DemoModel:
    from scoring.model_registry import approve_model
    from scoring.pack import load_pack
    from scoring.training.panels import PanelInputs
    from scoring.training.plan import shipped_plan
    from scoring.training.trained import train

    model = None
    with run_context(f"demo train {day}"), bars("train") as tell:
        rules, facts = load_pack(pack), (place.home, place.store, place.filings)
        try:
            inputs = PanelInputs(
                home=place.home,
                store=place.store,
                filings=place.filings,
                pack=rules,
                plan=shipped_plan(),
                training_day=day,
                progress=tell,
            )
            card = train(inputs, AUTHOR).artefact.card
            model = card.id
            if card.approval is None:
                approve_model(*facts, rules, model, approver=APPROVER, on=day, progress=tell)
        except (JobError, ModelError) as error:
            return DemoModel(model=model, approved=False, note=error.message)
    return DemoModel(model=model, approved=True, note="")


def _too_small(firms: int) -> DemoModel:
    note = f"demo: expected at least {LEAST_FIRMS} firms to learn from, got {firms}: the rule baseline stays"
    return DemoModel(model=None, approved=False, note=note)


def render(answer: DemoModel, place: Workplace) -> Iterator[RenderableType]:
    """The card, or why there is none."""
    from api import model_runs

    if answer.model is not None:
        yield from model_runs.render_one(model_runs.show_one(place, answer.model), place.say)
        yield cell("")
        yield cell(f"model   guanlian --home {place.home} evaluate {answer.model}")
    if answer.note:
        yield cell(f"model   {answer.note}")
