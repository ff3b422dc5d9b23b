"""A home of its own over the facts of another one: files are linked, nothing of the other is written."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

from graph.errors import InputError
from graph.filings import FilingStore
from graph.store.embedded.store import EmbeddedStore
from scoring.pack import load_pack
from scoring.training.panel_days import shifted
from scoring.training.panels import PanelInputs
from scoring.training.plan import shipped_plan

_FACTS = ("graph", "filings")


def linked_home(home: Path, folder: Path) -> Path:
    """Home in ``folder`` with links to the facts of ``home`` and a copy of its reference tables.

    Raises
    ------
    InputError
        If the home holds no facts.
    """
    for part in _FACTS:
        if not (home / part).is_dir():
            raise InputError(f"benchmark: expected a home with {part}, got none: name an imported one")
        if not (folder / part).exists():
            shutil.copytree(home / part, folder / part, copy_function=os.link)
    if (home / "reference").is_dir() and not (folder / "reference").exists():
        shutil.copytree(home / "reference", folder / "reference")
    return folder


def inputs_of(home: Path, training_day: date) -> PanelInputs:
    """Inputs of training with the shipped pack and plan."""
    return PanelInputs(
        home=home,
        store=EmbeddedStore(home),
        filings=FilingStore(home),
        pack=load_pack("mrt"),
        plan=shipped_plan(),
        training_day=training_day,
    )


def quarters(training_day: date, count: int) -> tuple[date, ...]:
    """So many panel days, three months apart, the last one a label window before the training day."""
    last = shifted(training_day, -shipped_plan().window.months)
    return tuple(shifted(last, -3 * back) for back in range(count - 1, -1, -1))
