"""Panels as steps of a workbench: each keyed by the digest of its inputs, made once, resumed.

Facts of a day are written and mapped while a panel is made of them, so its memory is that of
what is measured, not of the facts.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from graph.catalogue import catalogue_hash
from graph.disk import disk_full_as_error
from graph.errors import JobError
from graph.locks import held_alone
from scoring.exclusions import Excluded
from scoring.job.frozen import let_go
from scoring.job.workbench import Finished, Workbench
from scoring.reference import Reference
from scoring.reference_build import build_reference
from scoring.training.panel_days import PanelDays, panel_days, refuse_open_windows
from scoring.training.panel_facts import facts_at, outcome_facts
from scoring.training.panel_labels import Outcomes, find_outcomes
from scoring.training.panels import Panel, PanelInputs, Panels, panel_of, read_panel, write_panel

COLUMNS_VERSION = 3
"""Raised with every change of what columns or labels hold: panels made before are then made again."""


def make_panels(inputs: PanelInputs, days: Sequence[date] | None = None) -> Panels:
    """Make the panels of a training day, or take those that are there.

    Parameters
    ----------
    inputs : PanelInputs
    days : sequence of date, optional
        Days asked for by hand; the last is the test day, the one before validates.

    Raises
    ------
    InputError
        If a label window ends after the training day.
    JobError
        If there is too little history, or the store is loaded meanwhile.
    StoreBusyError
        If another process makes panels in this home.
    """
    inputs = _of_one_version(inputs)
    with _bench(inputs) as (bench, keys):
        outcomes = _outcomes(bench, inputs, keys)
        chosen = _days(inputs, outcomes, days)
        refuse_open_windows(chosen.all, inputs.plan, inputs.training_day)
        steps = _day_steps(bench, inputs, chosen.all, outcomes, keys)
    return Panels(days=chosen, space=inputs.space, label_names=outcomes.names, steps=steps)


def observe(inputs: PanelInputs, days: Sequence[date]) -> dict[date, Panel]:
    """Panels of single days in the reference tables of the first one.

    A window may still be open on the training day: the labels of such a day are not all there.

    Parameters
    ----------
    inputs : PanelInputs
    days : sequence of date, rising, none after the training day

    Raises
    ------
    StoreBusyError
        If another process makes panels in this home.
    """
    inputs = _of_one_version(inputs)
    with _bench(inputs) as (bench, keys):
        outcomes = _outcomes(bench, inputs, keys)
        steps = _day_steps(bench, inputs, days, outcomes, keys)
    return {day: read_panel(step.folder, day) for day, step in steps.items()}


def _of_one_version(inputs: PanelInputs) -> PanelInputs:
    """The same filings from the first panel to the last, whatever is appended meanwhile."""
    return replace(inputs, filings=inputs.filings.at_version(inputs.filings.version()))


@contextmanager
def _bench(inputs: PanelInputs) -> Iterator[tuple[Workbench, dict[str, Any]]]:
    """Workbench of the panels of a home, held alone, and what every panel's key begins with."""
    folder = inputs.home / "panels"
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder), disk_full_as_error("the panels", inputs.home):
        yield Workbench(folder, version("guanlian"), inputs.progress), _keys(inputs)
        let_go(inputs.store)


def _day_steps(
    bench: Workbench, inputs: PanelInputs, days: Sequence[date], outcomes: Outcomes, keys: dict[str, Any]
) -> dict[date, Finished]:
    reference = _reference(bench, inputs, days[0], keys)
    return {day: _panel_step(bench, inputs, day, reference, outcomes, keys) for day in days}


def _days(inputs: PanelInputs, outcomes: Outcomes, days: Sequence[date] | None) -> PanelDays:
    if days is None:
        return panel_days(inputs.plan, outcomes.first_day, inputs.training_day)
    if len(days) < 3:
        raise JobError(f"training: expected at least three days, got {len(days)}")
    return PanelDays(
        training_day=inputs.training_day, train=tuple(days[:-2]), validate=(days[-2],), test=(days[-1],)
    )


def _keys(inputs: PanelInputs) -> dict[str, Any]:
    return {
        "store": inputs.store.state().version,
        "filings": inputs.filings.digest(inputs.training_day),
        "training_day": inputs.training_day.isoformat(),
        "pack": inputs.pack.hash,
        "plan": inputs.plan.panel_hash,
        "catalogue": catalogue_hash(),
    }


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    busy = "another process makes panels in this home: wait until it is done and run again"
    with held_alone(folder / "LOCK", busy):
        yield


def _outcomes(bench: Workbench, inputs: PanelInputs, keys: dict[str, Any]) -> Outcomes:
    """Events known by the training day, mapped: the snapshot they come from does not stay in memory."""

    def make(folder: Path) -> None:
        snapshot = outcome_facts(inputs.store, inputs.filings, inputs.pack, inputs.training_day)
        find_outcomes(snapshot, inputs.plan).write(folder)
        let_go(inputs.store)

    step = bench.step("panel-outcomes", {**keys, "columns": COLUMNS_VERSION}, make)
    return Outcomes.read(step.folder, tuple(inputs.plan.labels))


def _reference(bench: Workbench, inputs: PanelInputs, day: date, keys: dict[str, Any]) -> Reference:
    """Reference tables of the first panel day: one for all days, never of a day that comes later."""

    def make(folder: Path) -> None:
        digest = f"{keys['store']}:{keys['filings']}"
        with _facts(inputs, day, folder) as facts:
            build_reference(facts.snapshot, facts.filings, inputs.pack, input_digest=digest).write(folder)

    step = bench.step("panel-reference", {**keys, "day": day.isoformat()}, make)
    name = next(path.name for path in (step.folder / "reference").iterdir())
    return Reference.read(step.folder, name)


def _panel_step(
    bench: Workbench,
    inputs: PanelInputs,
    day: date,
    reference: Reference,
    outcomes: Outcomes,
    keys: dict[str, Any],
) -> Finished:
    name = f"panel-{day.isoformat()}"

    def make(folder: Path) -> None:
        def tell(done: int, total: int) -> None:
            bench.progress(name, done, total)

        with _facts(inputs, day, folder) as facts:
            if inputs.store.state().version != keys["store"]:
                raise JobError("training: the store was loaded while panels were made: run again")
            panel = panel_of(facts, inputs, reference, outcomes, tell)
        write_panel(folder, panel)

    grid = {one.id: one.rules.model_dump(mode="json") for one in inputs.grid}
    of_panel = {"day": day.isoformat(), "reference": reference.hash, "grid": grid, "columns": COLUMNS_VERSION}
    return bench.step(name, {**keys, **of_panel}, make)


@contextmanager
def _facts(inputs: PanelInputs, day: date, folder: Path) -> Iterator[Excluded]:
    """Facts of a day, mapped from a folder inside a step's own that is gone when they were read."""
    scratch = folder / "scratch"
    scratch.mkdir()
    yield facts_at(inputs.store, inputs.filings, inputs.pack, day, inputs.training_day, scratch)
    shutil.rmtree(scratch)
