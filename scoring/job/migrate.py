"""Step migration: who changed class, and why, against the month before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.domain import OWN_FACTORS, Factor
from graph.snapshot import Snapshot
from scoring.exclusions import Excluded, exclude
from scoring.job.frozen import FilingSource
from scoring.job.own import own_part, relation_network
from scoring.job.previous import PreviousMonth
from scoring.job.score import relationship_hazard
from scoring.job.steps import Rulebook, scale_of
from scoring.job.workbench import Finished, Workbench
from scoring.migration import (
    Change,
    Hazards,
    Stages,
    hazard_differences,
    main_causes,
    mover_frame,
    no_movers,
)
from scoring.migration_stages import StageSnapshots, stage_snapshots
from scoring.results_migration import HAZARD_CAUSES
from scoring.results_types import Cause

Codes = npt.NDArray[np.int32]


def migrate_step(
    bench: Workbench,
    facts: Excluded,
    filings: FilingSource,
    rules: Rulebook,
    previous: PreviousMonth | None,
    *,
    scores: Finished,
    code: str,
) -> Finished:
    """Movers with the differences of their hazards and their main cause: migration.arrow."""

    def make(folder: Path) -> None:
        frame = (
            no_movers()
            if previous is None
            else _movers(
                bench, facts, filings, rules, previous, Frame.read(scores.folder / "scores.arrow"), code
            )
        )
        frame.write(folder / "migration.arrow")

    keys = {
        "scores": scores.digest,
        "previous": None if previous is None else previous.reference.digest,
        **rules.keys,
    }
    return bench.step("migration", keys, make)


def _movers(
    bench: Workbench,
    facts: Excluded,
    filings: FilingSource,
    rules: Rulebook,
    previous: PreviousMonth,
    scores: Frame,
    code: str,
) -> Frame:
    rows = previous.old_rows(facts.snapshot)
    change = _change(scores, previous.scores, rows)
    moved = np.flatnonzero(change.class_before != change.class_after).astype(np.int32)
    change = _taken(change, moved)
    differences = {cause: np.zeros(len(moved), np.int64) for cause in HAZARD_CAUSES}
    inside = np.flatnonzero(change.inside)
    if len(inside):
        codes = moved[inside]
        found = _differences(bench, facts, filings, rules, previous, scores, codes, rows[codes], code)
        for cause in HAZARD_CAUSES:
            differences[cause][inside] = found[cause]
    causes = main_causes(change, differences, rules.pack)
    return mover_frame(moved, change, causes, differences)


def _change(now: Frame, before: Frame, rows: Codes) -> Change:
    there = rows >= 0
    at = np.maximum(rows, 0)

    def old(name: str, missing: int) -> npt.NDArray[np.int64]:
        if not before.rows:
            return np.full(len(rows), missing, np.int64)
        return np.where(there, before.numbers(name)[at], missing)

    direct_before = np.zeros(len(rows), np.bool_)
    if before.rows:
        direct_before = there & np.asarray(pc.is_valid(before.text("direct_rule")), dtype=np.bool_)[at]
    return Change(
        class_before=old("risk_class", -1).astype(np.int8),
        class_after=now.numbers("risk_class"),
        model_before=old("model_score", -1).astype(np.int32),
        model_after=now.numbers("model_score"),
        direct_before=direct_before,
        direct_after=np.asarray(pc.is_valid(now.text("direct_rule")), dtype=np.bool_),
        clamped_before=old("clamped", 0).astype(np.bool_),
        clamped_after=now.numbers("clamped"),
    )


def _taken(change: Change, rows: Codes) -> Change:
    return Change(**{name: getattr(change, name)[rows] for name in Change.__slots__})


def _differences(
    bench: Workbench,
    facts: Excluded,
    filings: FilingSource,
    rules: Rulebook,
    previous: PreviousMonth,
    scores: Frame,
    codes: Codes,
    old_rows: Codes,
    code: str,
) -> dict[Cause, npt.NDArray[np.int64]]:
    before, after = _published(previous.scores, old_rows), _published(scores, codes)
    stages = stage_snapshots(previous.snapshot, facts.snapshot)
    stage = _Evaluator(filings=filings, rules=rules, old=previous.snapshot, codes=codes)
    same_rules = (
        previous.manifest["inputs"]["pack"] == rules.pack.hash
        and previous.manifest["inputs"]["reference"] == rules.reference.hash
        and previous.manifest["inputs"]["code"] == code
    )
    bench.progress("migration", 1, 5)
    model = before if same_rules else stage.old_facts(stages.before)
    bench.progress("migration", 2, 5)
    time = stage.old_facts(stages.time)
    bench.progress("migration", 3, 5)
    correction = time if stages.correction is None else stage.corrected(stages)
    bench.progress("migration", 4, 5)
    fact = stage.hazards(stages.fact, facts)
    return hazard_differences(
        Stages(before=before, model=model, time=time, correction=correction, fact=fact, after=after)
    )


def _published(scores: Frame, rows: Codes) -> Hazards:
    own = np.stack([scores.numbers(f"lambda_{factor.value}")[rows] for factor in OWN_FACTORS], axis=1)
    return Hazards.of(own, scores.numbers(f"lambda_{Factor.RELATIONSHIP.value}")[rows])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evaluator:
    """Hazards of some enterprises at a stage, by the very functions of the month."""

    filings: FilingSource
    rules: Rulebook
    old: Snapshot
    codes: Codes

    def old_facts(self, snapshot: Snapshot) -> Hazards:
        """Old facts and old filings; what their own dates end by the stage's day is taken out."""
        view = self.filings.view(self.old.as_of, snapshot)
        return self._evaluate(exclude(snapshot, view, self.rules.pack))

    def corrected(self, stages: StageSnapshots) -> Hazards:
        """Corrected facts; filings under a new status go with them."""
        assert stages.correction is not None
        return self.old_facts(stages.correction)

    def hazards(self, snapshot: Snapshot, facts: Excluded) -> Hazards:
        """A stage whose excluded facts are out already, with this month's filings."""
        return self._evaluate(replace(facts, snapshot=snapshot))

    def _evaluate(self, facts: Excluded) -> Hazards:
        rules = self.rules
        own = own_part(facts.snapshot, facts.filings, rules.pack, rules.reference)
        units, network = relation_network(facts.snapshot, own, rules.pack, rules.reference)
        wanted, position = np.unique(units.unit[self.codes], return_inverse=True)
        raw = network.raw(wanted)[position]
        related = relationship_hazard(
            raw, own.hazards.structural[self.codes], scale_of(rules.reference), rules.pack
        )
        return Hazards.of(own.hazards.factors[self.codes], related)
