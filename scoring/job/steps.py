"""Steps measure, own hazards, relationship and score, each from files to files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gnn.stored import write_network
from graph.arrays import Frame
from graph.domain import OWN_FACTORS
from scoring.indicators import Points, measure
from scoring.job.frozen import Facts
from scoring.job.own import (
    line_frame,
    measure_frame,
    own_of,
    points_of,
    raw_of_enterprises,
    relation_network,
)
from scoring.job.score import ScoreInputs, score_table
from scoring.job.workbench import Finished, Workbench
from scoring.measured_before import MeasuredBefore
from scoring.pack_model import Pack
from scoring.reference import Reference
from scoring.relation_choice import RelationChoice, baseline_choice
from scoring.relation_items import show_relations


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """Pack and reference tables of a run, and baseline or model of the relationship hazard.

    Attributes
    ----------
    pack : Pack
    reference : Reference
    relation : RelationChoice or None
        None is the pack's baseline.
    partition : Path or None
        Published revision whose clusters have the same members here; None finds them anew.
    """

    pack: Pack
    reference: Reference
    relation: RelationChoice | None = None
    partition: Path | None = None

    @property
    def choice(self) -> RelationChoice:
        """Strengths, paths and scale of the relationship hazard."""
        return self.relation or baseline_choice(self.pack, self.reference)

    @property
    def keys(self) -> dict[str, Any]:
        """What steps put into their inputs."""
        return {"pack": self.pack.hash, "reference": self.reference.hash, **self.choice.keys}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Step measure, and its points where this run made it: later steps need not read them back.

    Attributes
    ----------
    step : Finished
    kept : Points or None
        Of every indicator of the pack; None where the step was there already.
    """

    step: Finished
    kept: Points | None

    @property
    def folder(self) -> Path:
        """Folder of the step."""
        return self.step.folder

    @property
    def digest(self) -> str:
        """Digest of the step."""
        return self.step.digest

    def points(self, pack: Pack) -> Points:
        """Points of at least the indicators of a pack."""
        return self.kept or points_of(Frame.read(self.folder / "measures.arrow"), pack)


def measure_step(
    bench: Workbench, facts: Facts, rules: Rulebook, before: MeasuredBefore | None = None
) -> Measured:
    """Measure every indicator: measures.arrow (value_, bin_, known_<id>).

    What was measured ``before`` of the same facts is taken over.
    """
    again = measure if before is None else before.measure
    kept: list[Points] = []

    def make(folder: Path) -> None:
        snapshot = facts.read()
        found = again(snapshot, facts.filings, rules.pack, rules.reference)
        show_relations(found, snapshot, rules.pack, rules.reference)
        measure_frame(found).coded().write(folder / "measures.arrow")
        kept.append(Points(ids=found.ids, bins=found.bins, known=found.known))

    step = bench.step("measure", {"facts": facts.step.digest, **rules.keys}, make)
    return Measured(step=step, kept=kept[0] if kept else None)


def own_step(bench: Workbench, measured: Measured, facts: Facts, rules: Rulebook) -> Finished:
    """Own hazards, direct rules, scope and standalone classes: lines.arrow, own.arrow."""

    def make(folder: Path) -> None:
        own = own_of(measured.points(rules.pack), facts.read(), rules.pack, rules.reference)
        line_frame(own.hazards, own.indicators.ids).coded().write(folder / "lines.arrow")
        columns: dict[str, Any] = {
            factor.value: np.ascontiguousarray(own.hazards.factors[:, k])
            for k, factor in enumerate(OWN_FACTORS)
        }
        columns["structural"] = own.hazards.structural
        columns["direct_rule"] = own.direct
        columns["scored"] = own.scope.scored
        columns["standalone_class"] = own.standalone
        Frame(columns).write(folder / "own.arrow")

    return bench.step("own", {"measures": measured.digest, **rules.keys}, make)


def relationship_step(
    bench: Workbench, own: Finished, measured: Measured, facts: Facts, rules: Rulebook
) -> Finished:
    """Relation network and raw hazard of each enterprise: network/, relation.arrow."""

    def make(folder: Path) -> None:
        units, network = relation_network(
            facts.read(), measured.points(rules.pack), rules.pack, rules.reference, rules.choice
        )
        raw = raw_of_enterprises(network, lambda done, total: bench.progress("relationship", done, total))
        write_network(network, folder / "network")
        Frame(
            {
                "raw": raw,
                "unit": units.unit.astype(np.int32),
                "legal_person": units.head[units.unit].astype(np.int32),
            }
        ).write(folder / "relation.arrow")

    return bench.step("relationship", {"own": own.digest, "measures": measured.digest, **rules.keys}, make)


def score_step(bench: Workbench, own: Finished, relation: Finished, rules: Rulebook) -> Finished:
    """Scores, classes, clamp and points: scored.arrow."""

    def make(folder: Path) -> None:
        parts = Frame.read(own.folder / "own.arrow")
        raw = Frame.read(relation.folder / "relation.arrow").numbers("raw")
        inputs = ScoreInputs(
            own=np.stack([parts.numbers(factor.value) for factor in OWN_FACTORS], axis=1),
            structural=parts.numbers("structural"),
            raw=raw,
            scale=rules.choice.scale,
            standalone=parts.numbers("standalone_class"),
            direct=parts.text("direct_rule"),
            scored=parts.numbers("scored"),
        )
        score_table(inputs, rules.pack).write(folder / "scored.arrow")

    return bench.step("score", {"own": own.digest, "relation": relation.digest, **rules.keys}, make)
