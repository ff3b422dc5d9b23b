"""Panels: what was known on a day of every legal person in scope, and what happened after.

Invariant: facts dated or learnt after the day change no byte of its features, but for
withdrawals under art. 10 known by the training day, which leave features and labels. A
panel is a step of a workbench: keyed by the digest of its inputs, made once, resumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from gnn.coefficients import Coefficients
from gnn.network import RelationNetwork
from graph.arrays import Frame
from graph.catalogue import catalogue_hash
from graph.disk import disk_full_as_error
from graph.errors import JobError
from graph.locks import held_alone
from graph.store.protocol import FactStore
from graph.units import build_units
from scoring.exclusions import Excluded
from scoring.job.frozen import FilingSource, let_go
from scoring.job.own import own_part
from scoring.job.workbench import Finished, Progress, Workbench, silent
from scoring.pack_model import Pack
from scoring.reference import Reference
from scoring.reference_build import build_reference
from scoring.standalone import StandaloneClasses
from scoring.training.panel_columns import Columns
from scoring.training.panel_days import PanelDays, panel_days, refuse_open_windows
from scoring.training.panel_doses import DoseSpace, dose_columns
from scoring.training.panel_facts import facts_at, outcome_facts
from scoring.training.panel_labels import Outcomes, find_outcomes, labels_at
from scoring.training.panel_naive import naive_scores
from scoring.training.panel_own import OwnView, degrees, own_columns
from scoring.training.plan import TrainingPlan

Array = np.ndarray[Any, Any]

_TEXTS = ("enterprise_id", "industry", "region", "supervising_authority", "staff_band")
NAIVE = ("persistence", "vote", "pagerank", "hops")
"""Naive scores that every panel carries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelInputs:
    """Where panels come from.

    Attributes
    ----------
    home : Path
    store, filings : facts
    pack : Pack
    plan : TrainingPlan
    training_day : date
    progress : Progress
    """

    home: Path
    store: FactStore
    filings: FilingSource
    pack: Pack
    plan: TrainingPlan
    training_day: date
    progress: Progress = silent

    @property
    def space(self) -> DoseSpace:
        """Columns of the doses."""
        families = tuple(self.pack.relationship.paths.families)
        return DoseSpace(families=families, half_lives_months=self.plan.half_lives_months)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One day; row = legal person whose head office is scored, in the order of units.

    Attributes
    ----------
    day : date
    rows : Frame
        text enterprise_id (head), industry, region, supervising_authority, staff_band;
        int64 degree; float64 own_hazard (the pack's), structural, and the naive scores.
    own, doses : Columns
    labels : bool[r, labels]
    """

    day: date
    rows: Frame
    own: Columns
    doses: Columns
    labels: Array

    @property
    def outcome(self) -> Array:
        """Whether any label holds, bool[r]."""
        return np.asarray(self.labels.any(axis=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Panels:
    """Panels on disk, read when asked for.

    Attributes
    ----------
    days : PanelDays
    space : DoseSpace
    label_names : ids of the labels
    steps : finished step of each day
    """

    days: PanelDays
    space: DoseSpace
    label_names: tuple[str, ...]
    steps: dict[date, Finished]

    def read(self, day: date) -> Panel:
        """Map the panel of a day."""
        return read_panel(self.steps[day].folder, day)

    @property
    def digests(self) -> dict[str, str]:
        """Digest of each day's panel."""
        return {day.isoformat(): step.digest for day, step in self.steps.items()}


def read_panel(folder: Path, day: date) -> Panel:
    """Map a panel written by ``make_panels``."""
    return Panel(
        day=day,
        rows=Frame.read(folder / "rows.arrow"),
        own=Columns.read(folder / "own"),
        doses=Columns.read(folder / "doses"),
        labels=np.load(folder / "labels.npy", allow_pickle=False),
    )


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
    folder = inputs.home / "panels"
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder), disk_full_as_error("the panels", inputs.home):
        bench = Workbench(folder, version("guanlian"), inputs.progress)
        store_version = inputs.store.state().version
        snapshot = outcome_facts(inputs.store, inputs.filings, inputs.pack, inputs.training_day)
        outcomes = find_outcomes(snapshot, inputs.plan)
        chosen = _days(inputs, outcomes, days)
        refuse_open_windows(chosen.all, inputs.plan, inputs.training_day)
        keys = _keys(inputs, store_version)
        reference = _reference(bench, inputs, chosen.all[0], keys)
        steps = {day: _panel_step(bench, inputs, day, reference, outcomes, keys) for day in chosen.all}
        let_go(inputs.store)
    return Panels(days=chosen, space=inputs.space, label_names=outcomes.names, steps=steps)


def _days(inputs: PanelInputs, outcomes: Outcomes, days: Sequence[date] | None) -> PanelDays:
    if days is None:
        return panel_days(inputs.plan, outcomes.first_day, inputs.training_day)
    if len(days) < 3:
        raise JobError(f"training: expected at least three days, got {len(days)}")
    return PanelDays(
        training_day=inputs.training_day, train=tuple(days[:-2]), validate=(days[-2],), test=(days[-1],)
    )


def _keys(inputs: PanelInputs, store_version: str) -> dict[str, Any]:
    return {
        "store": store_version,
        "filings": inputs.filings.digest(inputs.training_day),
        "training_day": inputs.training_day.isoformat(),
        "pack": inputs.pack.hash,
        "plan": inputs.plan.hash,
        "catalogue": catalogue_hash(),
    }


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    busy = "another process makes panels in this home: wait until it is done and run again"
    with held_alone(folder / "LOCK", busy):
        yield


def _reference(bench: Workbench, inputs: PanelInputs, day: date, keys: dict[str, Any]) -> Reference:
    """Reference tables of the first panel day: one for all days, never of a day that comes later."""

    def make(folder: Path) -> None:
        facts = facts_at(inputs.store, inputs.filings, inputs.pack, day, inputs.training_day)
        digest = f"{keys['store']}:{keys['filings']}"
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
        facts = facts_at(inputs.store, inputs.filings, inputs.pack, day, inputs.training_day)
        if inputs.store.state().version != keys["store"]:
            raise JobError("training: the store was loaded while panels were made: run again")

        def tell(done: int, total: int) -> None:
            bench.progress(name, done, total)

        panel = panel_of(facts, inputs, reference, outcomes, tell)
        panel.rows.write(folder / "rows.arrow")
        panel.own.write(folder / "own")
        panel.doses.write(folder / "doses")
        np.save(folder / "labels.npy", panel.labels, allow_pickle=False)

    return bench.step(name, {**keys, "day": day.isoformat(), "reference": reference.hash}, make)


def panel_of(
    facts: Excluded,
    inputs: PanelInputs,
    reference: Reference,
    outcomes: Outcomes,
    tell: Any = None,
) -> Panel:
    """Panel of one day's facts.

    Parameters
    ----------
    facts : Excluded
        ``facts_at`` of the day.
    inputs : PanelInputs
    reference : Reference
    outcomes : Outcomes
    tell : callable, optional
        Called with (units done, units).

    Raises
    ------
    JobError
        If the records of that day have no party yet: what they did to whom is not known.
    """
    snapshot, pack = facts.snapshot, inputs.pack
    if snapshot.records.rows and not snapshot.parties.rows:
        raise JobError(
            f"training: expected the parties of the records known on {snapshot.as_of}, got none: the history "
            "came without its own days of knowledge; deliver it as backfill, or train once enough is known"
        )
    own = own_part(snapshot, facts.filings, pack, reference)
    units = build_units(snapshot)
    classes = StandaloneClasses(snapshot, units, own.indicators, pack, reference)
    nothing = Coefficients(half_lives_months=inputs.plan.half_lives_months, families={})
    network = RelationNetwork.build(snapshot, units, pack.relationship.paths, nothing, classes)
    rows = np.flatnonzero(own.scope.scored[units.head])
    view = OwnView(
        snapshot=snapshot, filings=facts.filings, units=units, indicators=own.indicators, rows=rows
    )
    head = units.head[rows].astype(np.int64)
    ids = snapshot.enterprises.text("enterprise_id")
    naive = naive_scores(snapshot, units, network.nodes, network.events, inputs.plan.evaluation)
    frame = snapshot.enterprises.take(head)
    labels = labels_at(outcomes, snapshot.as_of, inputs.plan.window.months, ids, units)
    return Panel(
        day=snapshot.as_of,
        rows=Frame(
            {
                **{name: frame.text(name) for name in _TEXTS},
                "degree": degrees(snapshot, units)[rows],
                "own_hazard": own.hazards.total[head],
                "structural": own.hazards.structural[head],
                **{name: np.ascontiguousarray(naive[name][rows]) for name in NAIVE},
            }
        ),
        own=own_columns(view, pack, inputs.plan),
        doses=dose_columns(network, rows, inputs.space, tell),
        labels=labels[rows],
    )
