"""Panels: what was known on a day of every legal person in scope, and what happened after.

Invariant: facts dated or learnt after the day change no byte of its features, but for
withdrawals under art. 10 known by the training day, which leave features and labels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from gnn.coefficients import Coefficients
from gnn.network import RelationNetwork
from gnn.variants import PACK, Candidate, candidates
from graph.arrays import Frame
from graph.errors import JobError, ModelError
from graph.path_rules import PathRules
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
from scoring.training.panel_groups import groups_of
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

    @property
    def grid(self) -> tuple[Candidate, ...]:
        """Path rules beside the pack's that a model may take, in the order of the declared grid."""
        asked = self.plan.path_rules.grid
        return tuple(one for one in candidates(self.pack.relationship.paths) if one.id in asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One day; row = legal person whose head office is scored, in the order of units.

    Attributes
    ----------
    day : date
    rows : Frame
        text enterprise_id (head), industry, region, supervising_authority, staff_band, group (a
        member of its group, the same for all of it);
        int64 degree; float64 own_hazard (the pack's), structural, and the naive scores.
    own, doses : Columns
        Doses by the path rules of the pack, or those asked for with ``under``.
    labels : bool[r, labels]
    grid : Columns by grid point
        Doses by other path rules, the same columns.
    """

    day: date
    rows: Frame
    own: Columns
    doses: Columns
    labels: Array
    grid: Mapping[str, Columns] = field(default_factory=dict)

    @property
    def outcome(self) -> Array:
        """Whether any label holds, bool[r]."""
        return np.asarray(self.labels.any(axis=1))

    @property
    def blocks(self) -> Array:
        """Number of the group of each row, int64[r]: intervals draw groups whole.

        Where all are one group, each row is its own block.
        """
        found = np.asarray(self.rows.text("group").dictionary_encode().indices).astype(np.int64)
        return found if found.any() else np.arange(len(found))

    def under(self, rules: str) -> Panel:
        """The same day with the doses of a grid point, or of the pack (``gnn.variants.PACK``).

        Raises
        ------
        ModelError
            If the panel was made without that grid point.
        """
        if rules == PACK and PACK not in self.grid:
            return self
        if rules not in self.grid:
            raise ModelError(
                f"panel {self.day}: expected path rules of {[PACK, *self.grid]}, got {rules!r}: "
                "add the grid point to the training plan, or train again"
            )
        return replace(self, doses=self.grid[rules], grid={PACK: self.doses, **self.grid})


@dataclass(frozen=True, slots=True, kw_only=True)
class Panels:
    """Panels on disk, read when asked for.

    Attributes
    ----------
    days : PanelDays
    space : DoseSpace
    label_names : ids of the labels
    steps : finished step of each day
    rules : path rules whose doses are read
    """

    days: PanelDays
    space: DoseSpace
    label_names: tuple[str, ...]
    steps: dict[date, Finished]
    rules: str = PACK

    def read(self, day: date) -> Panel:
        """Map the panel of a day."""
        return read_panel(self.steps[day].folder, day).under(self.rules)

    @property
    def digests(self) -> dict[str, str]:
        """Digest of each day's panel."""
        return {day.isoformat(): step.digest for day, step in self.steps.items()}


def read_panel(folder: Path, day: date) -> Panel:
    """Map a panel written by ``write_panel``."""
    return Panel(
        day=day,
        rows=Frame.read(folder / "rows.arrow"),
        own=Columns.read(folder / "own"),
        doses=Columns.read(folder / "doses"),
        labels=np.load(folder / "labels.npy", allow_pickle=False),
        grid={path.name: Columns.read(path) for path in sorted((folder / "grid").iterdir())},
    )


def write_panel(folder: Path, panel: Panel) -> None:
    """Write a panel as it was made into an empty folder."""
    panel.rows.write(folder / "rows.arrow")
    panel.own.write(folder / "own")
    panel.doses.write(folder / "doses")
    np.save(folder / "labels.npy", panel.labels, allow_pickle=False)
    (folder / "grid").mkdir()
    for name, doses in panel.grid.items():
        doses.write(folder / "grid" / name)


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

    def built(rules: PathRules) -> RelationNetwork:
        return RelationNetwork.build(snapshot, units, rules, nothing, classes)

    network = built(pack.relationship.paths)
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
                "group": ids.take(pa.array(units.head[groups_of(snapshot, units)[rows]])),
                "degree": degrees(snapshot, units)[rows],
                "own_hazard": own.hazards.total[head],
                "structural": own.hazards.structural[head],
                **{name: np.ascontiguousarray(naive[name][rows]) for name in NAIVE},
            }
        ),
        own=own_columns(view, pack, inputs.plan),
        doses=dose_columns(network, rows, inputs.space, tell),
        labels=labels[rows],
        grid={one.id: dose_columns(built(one.rules), rows, inputs.space) for one in inputs.grid},
    )
