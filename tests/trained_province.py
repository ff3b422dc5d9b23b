"""A small province with history and a quick training plan, for tests of panels and models."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from graph.filings import FilingStore
from graph.store.embedded.store import EmbeddedStore
from graph.synthetic.province import generate
from scoring.pack import load_pack
from scoring.training.panels import PanelInputs
from scoring.training.plan import TrainingPlan, shipped_plan
from scoring.training.trained import Trained, train
from tests.home_imports import import_home

TRAINING_DAY = date(2026, 8, 31)
MONTH = "2026-10"
AUTHOR, APPROVER = "model office", "review board"


def quick_plan(**days: int) -> TrainingPlan:
    """The shipped plan with few days and draws."""
    plan = shipped_plan()
    numbers = {"step_months": 6, "most_days": 2, **days}
    return plan.model_copy(
        update={
            "days": plan.days.model_copy(update=numbers),
            "path_rules": plan.path_rules.model_copy(update={"grid": ()}),
            "ridge": plan.ridge.model_copy(update={"grid": (0.003,)}),
            "intervals": plan.intervals.model_copy(update={"draws": 20, "least_cases": 5}),
            "gate": plan.gate.model_copy(update={"draws": 20}),
            "evaluation": plan.evaluation.model_copy(update={"draws": 10}),
        }
    )


def make_history(folder: Path, *, firms: int, months: int = 48, seed: int = 5) -> Path:
    """Home with one delivery of a generated province's whole history."""
    extracts, home = folder / "extracts", folder / "home"
    generate(firms=firms, months=months, seed=seed, folder=extracts, until=date(2026, 10, 31), monthly=0)
    for path in sorted(extracts.glob("*/delivery.yaml")):
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        more = {name: told[name] for name in ("mapping", "source", "backfill")}
        import_home(home, path.parent, told["day"], **more)
    return home


def panel_inputs(home: Path, **more: Any) -> PanelInputs:
    """Inputs of a home with the pack mrt and the quick plan."""
    return PanelInputs(
        home=home,
        store=more.pop("store", None) or EmbeddedStore(home),
        filings=more.pop("filings", None) or FilingStore(home),
        pack=more.pop("pack", None) or load_pack("mrt"),
        plan=more.pop("plan", None) or quick_plan(),
        training_day=more.pop("training_day", TRAINING_DAY),
        **more,
    )


def trained_in(home: Path, **more: Any) -> Trained:
    """Model trained in a home."""
    return train(panel_inputs(home, **more), AUTHOR)
