"""Step migration: who changed class, and why, against the month before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.domain import OWN_FACTORS, Factor
from scoring.job.frozen import Facts, FilingSource
from scoring.job.previous import PreviousMonth
from scoring.job.stage_hazards import Evaluator, MeasuredStages, StageFilings, measured_stages
from scoring.job.steps import Measured, Rulebook
from scoring.job.workbench import Finished, Workbench
from scoring.migration.causes import (
    Change,
    Hazards,
    Stages,
    hazard_differences,
    main_causes,
    mover_frame,
    no_movers,
)
from scoring.migration.forms import in_form
from scoring.migration.stages import StageSnapshots, remapped, spilled, stage_snapshots
from scoring.month_filings import filings_of
from scoring.results_migration import HAZARD_CAUSES
from scoring.results_types import Cause

Codes = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


@dataclass(slots=True, kw_only=True)
class Prepared:
    """Stages between two months as far as they need no score of the new one.

    Attributes
    ----------
    stages : StageSnapshots
    filings : StageFilings
    measured : MeasuredStages or None
        None once it was taken: it is large.
    rules : Rulebook
        With the pack's weighing indicators only.
    """

    stages: StageSnapshots
    filings: StageFilings
    measured: MeasuredStages | None
    rules: Rulebook

    def taken(self) -> MeasuredStages:
        """Stages time and correction, for the one who asks first."""
        measured, self.measured = self.measured, None
        assert measured is not None
        return measured


def prepare(
    bench: Workbench, facts: Facts, filings: FilingSource, rules: Rulebook, previous: PreviousMonth
) -> Prepared:
    """Put the stages together and measure old facts on the new day, before or beside the scores."""
    weighing = replace(rules, pack=rules.pack.weighing())
    stages, old_day, known_by, revised = _stages(bench, facts, filings, previous)
    of_old = filings_of(filings, previous.manifest)
    of_stages = StageFilings(
        old=lambda snapshot: of_old.view(old_day, snapshot),
        revised=(
            (lambda snapshot: filings.view(known_by, replace(snapshot, as_of=old_day), revised))
            if revised
            else None
        ),
    )
    measured = measured_stages(stages, of_stages, weighing)
    return Prepared(stages=stages, filings=of_stages, measured=measured, rules=weighing)


def migrate_step(
    bench: Workbench,
    facts: Facts,
    rules: Rulebook,
    previous: PreviousMonth | None,
    prepared: Callable[[], Prepared] | None,
    *,
    scored: Finished,
    measured: Measured,
    code: str,
) -> Finished:
    """Movers with the differences of their hazards and their main cause: migration.arrow.

    Parameters
    ----------
    bench : Workbench
    facts : Facts
    rules : Rulebook
    previous : PreviousMonth or None
    prepared : callable or None
        Asked once, if a mover was scored in both months; None without a month before.
    scored : Finished
        Step score or decide.
    measured : Measured
        Points of its indicators on ties become those of stage fact.
    code : str
        Version of the program.
    """

    def make(folder: Path) -> None:
        if previous is None or prepared is None:
            frame = no_movers()
        else:
            table = Frame.read(scored.folder / "scored.arrow")
            published = _Published(scores=table, measured=measured, code=code)
            frame = _movers(facts, rules, previous, published, prepared)
        frame.write(folder / "migration.arrow")

    keys = {
        "facts": facts.step.digest,
        "score": scored.digest,
        "measures": measured.digest,
        "previous": None if previous is None else previous.reference.digest,
        **rules.keys,
    }
    return bench.step("migration", keys, make)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Published:
    """Results of the month: scores, measured indicators, version of the program."""

    scores: Frame
    measured: Measured
    code: str


def _movers(
    facts: Facts,
    rules: Rulebook,
    previous: PreviousMonth,
    published: _Published,
    prepared: Callable[[], Prepared],
) -> Frame:
    rows = previous.old_rows(facts.read())
    change = change_between(published.scores, previous.scores, rows)
    moved = np.flatnonzero(change.class_before != change.class_after).astype(np.int32)
    change = _taken(change, moved)
    differences = {cause: np.zeros(len(moved), np.int64) for cause in HAZARD_CAUSES}
    inside = np.flatnonzero(change.inside)
    if len(inside):
        codes = moved[inside]
        found = _differences(facts, rules, previous, published, prepared(), codes, rows[codes])
        for cause in HAZARD_CAUSES:
            differences[cause][inside] = found[cause]
    causes = main_causes(change, differences, rules.pack)
    return mover_frame(moved, change, causes, differences)


def change_between(now: Frame, before: Frame, rows: Codes) -> Change:
    """Published results of this month beside those of the rows of the month before."""
    there = rows >= 0
    at = np.maximum(rows, 0)

    def old(name: str, missing: int) -> npt.NDArray[np.int64]:
        if not before.rows:
            return np.full(len(rows), missing, np.int64)
        return np.where(there, before.numbers(name)[at], missing)

    direct_before = np.zeros(len(rows), np.bool_)
    if before.rows:
        direct_before = there & _ruled(before)[at]
    return Change(
        class_before=old("risk_class", -1).astype(np.int8),
        class_after=now.numbers("risk_class"),
        model_before=old("model_score", -1).astype(np.int32),
        model_after=now.numbers("model_score"),
        direct_before=direct_before,
        direct_after=_ruled(now),
        clamped_before=old("clamped", 0).astype(np.bool_),
        clamped_after=now.numbers("clamped"),
    )


def _ruled(scores: Frame) -> npt.NDArray[np.bool_]:
    """Whether a direct rule or a decision set the class."""
    direct = np.asarray(pc.is_valid(scores.text("direct_rule")), dtype=np.bool_)
    return direct | (scores.numbers("decision") > 0) if "decision" in scores else direct


def _taken(change: Change, rows: Codes) -> Change:
    return Change(**{name: getattr(change, name)[rows] for name in Change.__slots__})


def _differences(
    facts: Facts,
    rules: Rulebook,
    previous: PreviousMonth,
    published: _Published,
    prepared: Prepared,
    codes: Codes,
    old_rows: Codes,
) -> dict[Cause, npt.NDArray[np.int64]]:
    before = in_form(*_factors(previous.scores, old_rows), previous.form, rules.pack)
    after = _factors(published.scores, codes)
    stage = Evaluator(filings=prepared.filings, rules=prepared.rules, codes=codes)
    published_before = Hazards.of(*before)
    same_rules = previous.made_by(rules.keys, published.code)
    model = published_before if same_rules else stage.model(prepared.stages)
    time, correction = stage.time_and_correction(prepared.taken())
    points = published.measured.points(prepared.rules.pack)
    fact = stage.fact(prepared.stages, facts.filings, points)
    return hazard_differences(
        Stages(
            before=published_before,
            model=model,
            time=time,
            correction=correction,
            fact=fact,
            after=Hazards.of(*after),
        )
    )


def _stages(
    bench: Workbench, facts: Facts, filings: FilingSource, previous: PreviousMonth
) -> tuple[StageSnapshots, date, date, Sequence[str]]:
    """Stages with little of them in memory, last month's day, day of knowledge, corrected filings."""
    old, new = previous.read_snapshot(), facts.read()
    known_by = min(new.as_of, new.known_by)
    revised = filings.revised(old.as_of, known_by) if known_by > old.as_of else ()
    with TemporaryDirectory(dir=bench.folder, prefix="stages-", suffix=".partial") as name:
        stages = spilled(stage_snapshots(old, new, revised), Path(name), (old, new))
    fresh = [(old, previous.read_snapshot()), (new, facts.read())]
    return remapped(stages, fresh), old.as_of, known_by, revised


def _factors(scores: Frame, rows: Codes) -> tuple[Floats, Floats]:
    """Published hazards: float64[m, 4] of the own factors, float64[m] of the relationship factor."""
    own = np.stack([scores.numbers(f"lambda_{factor.value}")[rows] for factor in OWN_FACTORS], axis=1)
    return own, scores.numbers(f"lambda_{Factor.RELATIONSHIP.value}")[rows]
