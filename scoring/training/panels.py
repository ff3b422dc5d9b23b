"""Panels: what was known on a day of every legal person in scope, and what happened after.

Invariant: facts dated or learnt after the day change no byte of its features, but for
withdrawals under art. 10 known by the training day, which leave features and labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from gnn.coefficients import Coefficients
from gnn.network import RelationNetwork
from graph.arrays import Frame
from graph.errors import JobError
from graph.store.protocol import FactStore
from graph.units import build_units
from scoring.exclusions import Excluded
from scoring.job.frozen import FilingSource
from scoring.job.own import own_part
from scoring.job.workbench import Finished, Progress, silent
from scoring.pack_model import Pack
from scoring.reference import Reference
from scoring.standalone import StandaloneClasses
from scoring.training.panel_columns import Columns
from scoring.training.panel_days import PanelDays
from scoring.training.panel_doses import DoseSpace, dose_columns
from scoring.training.panel_labels import Outcomes, labels_at
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
    """Map a panel written by ``scoring.training.panel_steps.make_panels``."""
    return Panel(
        day=day,
        rows=Frame.read(folder / "rows.arrow"),
        own=Columns.read(folder / "own"),
        doses=Columns.read(folder / "doses"),
        labels=np.load(folder / "labels.npy", allow_pickle=False),
    )


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
