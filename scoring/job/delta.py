"""A withdrawal as a revision of what it changed: the same as a full run, in seconds.

The facts that are gone are taken out of the published snapshot; whatever depends on them is
found by walking the stored paths backwards, computed again by the month's own functions in
small surroundings, and published as changed columns over the files of the revision before.
The partition of clusters is kept, also where a tie is gone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import structlog

from graph.arrays import Frame
from graph.disk import disk_full_as_error
from graph.domain import FactKind
from graph.locks import held_alone
from graph.store.since import RevisedStore
from scoring.decisions import NO_DECISIONS, DecisionSource
from scoring.exclusions import FilingsWithout
from scoring.job.delta_before import Before
from scoring.job.delta_clusters import cluster_changes, clusters_left
from scoring.job.delta_content import (
    content_of,
    decision_changes,
    network_changes,
    snapshot_changes,
    with_attributes,
)
from scoring.job.delta_facts import ended, facts_left
from scoring.job.delta_inputs import base_for, refuse_excluded_already, refuse_other_inputs
from scoring.job.delta_limits import delta_limits
from scoring.job.delta_measures import own_again
from scoring.job.delta_migration import After, movers_left
from scoring.job.delta_network import Surroundings, left_naming, left_network
from scoring.job.delta_paths import left_paths
from scoring.job.delta_publish import Changes, publish_changes
from scoring.job.delta_refused import DeltaRefusedError
from scoring.job.delta_relations import relations_again
from scoring.job.delta_scores import (
    cluster_patch,
    measure_patches,
    moved_above_cap,
    overlay_rows,
    score_patch,
)
from scoring.job.frozen import FilingSource
from scoring.job.own import own_of
from scoring.job.previous import PreviousMonth
from scoring.job.stamps import stamp_newest
from scoring.job.steps import Rulebook
from scoring.month_folders import MonthFolder
from scoring.reference import Reference
from scoring.relation_choice import published_choice
from scoring.results import Month, Months
from scoring.same_persons import PersonSource

_LOG = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """A published delta revision and the enterprises that have another row in it than in its base."""

    revision: int
    touched: tuple[str, ...]


class _Clock:
    """Seconds of the parts of a run."""

    def __init__(self) -> None:
        self.timings: dict[str, dict[str, float]] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        began, spent = time.monotonic(), time.process_time()
        yield
        self.timings[name] = {
            "seconds": round(time.monotonic() - began, 3),
            "cpu_seconds": round(time.process_time() - spent, 3),
        }
        _LOG.info("job.step", step=f"delta {name}", **self.timings[name])


def revise(
    *,
    home: Path,
    store: RevisedStore,
    filings: FilingSource,
    month: str,
    known_by: date,
    decisions: DecisionSource | None = None,
    persons: PersonSource | None = None,
) -> Revised:
    """Publish the month in force without the facts that were withdrawn since, with those that count again.

    Parameters
    ----------
    home : Path
    store : RevisedStore
        Holds the statuses.
    filings : FilingSource
    month : str
        Published; its newest revision without a fact that counts again is the base.
    known_by : date
    decisions : DecisionSource, optional
    persons : PersonSource, optional

    Raises
    ------
    DeltaRefusedError
        If the revision needs a full run; nothing is published.
    StoreBusyError
        If another process makes this month.
    DiskFullError
        If no space is left; nothing is published.
    """
    folder = MonthFolder(home, month)
    busy = f"another process makes month {month}: wait until it is done and run again"
    with disk_full_as_error(f"month {month}", home), held_alone(folder.path / "LOCK", busy):
        done = _revised(folder, store, filings, known_by, decisions, persons)
        store.pin(str(store.current_version()), f"months/{month}/r{done.revision:03d}")
    _LOG.info("job.revised", month=month, revision=done.revision, touched=len(done.touched))
    stamp_newest(store, folder)
    return done


def _revised(
    folder: MonthFolder,
    store: RevisedStore,
    filings: FilingSource,
    known_by: date,
    decisions: DecisionSource | None,
    persons: PersonSource | None,
) -> Revised:
    clock, limits = _Clock(), delta_limits()
    filings = filings.at_version(filings.version())
    newest = folder.current() or 0
    for number in folder.revisions():
        if number > newest:
            folder.discard(folder.revision_path(number))
    in_force = NO_DECISIONS if decisions is None else decisions.in_force(known_by)
    with clock.part("facts"):
        base, statuses = base_for(Months(folder.home), folder, store, known_by)
        rules = _rules(folder, base)
        refuse_other_inputs(folder, base, filings, known_by, in_force, persons, rules)
        previous = PreviousMonth.of(folder.home, folder.month)
        before = None if previous is None else Before.looked_up(previous, base.snapshot, filings, known_by)
        view = filings.view(known_by, base.snapshot)
        excluded = Frame.read(base.path / "excluded.arrow")
        facts = facts_left(base.snapshot, view, statuses, known_by, rules.pack, excluded)
        refuse_excluded_already(store, base, facts, statuses)
    changes = Changes()
    with clock.part("relationship"):
        naming = left_naming(base.network, facts)
        emitters = base.network.units.contract(np.concatenate((facts.named, facts.owners)))
        linked, otherwise = left_paths(base.network, facts.snapshot, facts.ties, emitters)
        around = Surroundings.of(base.network, naming, facts, otherwise)
        measures, lines = (Frame.read(base.path / f"{name}.arrow") for name in ("measures", "lines"))
        withdrawn = _withdrawn(statuses, known_by)
        near = withdrawn(filings.view(known_by, around.part.snapshot))
        own_rows = own_again(measures, around, facts, near, rules.pack, rules.reference)
        own = own_of(own_rows.indicators, around.part.snapshot, rules.pack, rules.reference)
        network, reached = left_network(
            linked, facts, naming, around, own_rows.indicators, rules.pack, rules.reference
        )
        if len(reached) > limits.enterprises.value:
            raise DeltaRefusedError(
                f"expected at most {limits.enterprises.value} legal persons touched, got {len(reached)}"
            )
    with clock.part("measure"):
        rows = relations_again(
            *(base.snapshot, base.network.units, measures, facts, own_rows),
            bool((network.classes != base.network.classes).any()),
            *(rules.pack, rules.reference, limits.nodes.value),
        )
        measured, lined = measure_patches(measures, lines, rows, rules)
        reached = np.union1d(reached, network.units.unit[lined.rows]).astype(np.int64)
        lines = lines.replace(**lined.columns)
        measures = measures.replace(**measured.columns)
    with clock.part("score"):
        scored = score_patch(base.scores, lines, network, reached, around, own, in_force, rules)
        scored = with_attributes(scored, base, facts)
        scores = base.scores.replace(**scored.columns)
    touched = np.unique(np.concatenate((measured.rows, lined.rows, scored.rows)))
    capped = moved_above_cap(*(scores, base.network, network, reached, touched, rules.pack.relationship_cap))
    touched = np.union1d(touched, capped).astype(np.int64)
    with clock.part("clusters"):
        firms = around.part.enterprises
        if facts.ties or facts.covered:
            described = clusters_left(base, facts, firms, scores, rules, limits.nodes.value)
            clustered = described.clusters
            cluster_changes(described, changes)
        else:
            clustered = cluster_patch(
                *(base.cluster_table, base.member_table, facts.snapshot, firms),
                *(scores.numbers("standalone_class"), rules),
            )
    with clock.part("migration"):
        movers = base.mover_table
        travels = np.isin(base.network.events.record, facts.changed).any()
        if before is not None and (len(touched) or len(facts.owners) or travels or facts.ties):
            after = After(
                network=network,
                scores=scores,
                measures=measures,
                code=version("guanlian"),
            )
            movers = movers_left(
                *(movers, after, touched, np.concatenate((facts.named, facts.owners)), facts.ties),
                *(before, filings, rules, limits.nodes.value),
            )
            changes.tables["migration"] = movers
    for name, found in {
        "measures": measured,
        "lines": lined,
        "scores": scored,
        "clusters": clustered,
    }.items():
        if found.columns:
            changes.columns[name] = found.columns
    changes.tables["excluded"] = facts.dropped
    changes.tables["touched"] = Frame({"enterprise": touched.astype(np.int32)})
    if rules.pack.overlays:
        with clock.part("overlays"):
            theirs = np.union1d(touched, firms).astype(np.int64)
            changes.tables["overlays"] = overlay_rows(
                Frame.read(base.path / "overlays.arrow"),
                *(facts.snapshot, filings, withdrawn, scores.numbers("risk_class"), theirs, rules),
            )
    with clock.part("publish"):
        snapshot_changes(base, facts, changes)
        network_changes(base.path / "network", base.network, network, changes)
        decision_changes(base, scores, in_force, changes)
        changes.archived |= {"scores": scored.rows} if scored.columns else {}
        if clustered.columns:
            changes.archived["clusters"] = clustered.rows
        if "migration" in changes.tables:
            changes.archived["migration"] = np.arange(movers.rows)
        content = content_of(
            base,
            newest + 1,
            store,
            filings,
            known_by,
            statuses,
            facts,
            scores,
            measures,
            measured,
            movers,
            clustered,
            changes,
        )
        content["delta"]["touched"] = len(touched)
        if facts.ties or "partition" in base.manifest.get("delta", {}):
            content["delta"]["partition"] = "kept"
        publish_changes(folder, base.info.revision, changes, content, clock.timings)
    ids = scores.text("enterprise_id").take(pa.array(touched)).to_pylist()
    return Revised(revision=newest + 1, touched=tuple(ids))


def _rules(folder: MonthFolder, base: Month) -> Rulebook:
    reference = Reference.read(folder.home, base.manifest["reference"]["id"])
    relation = published_choice(folder.home, base.manifest["relationship"], base.pack, reference)
    return Rulebook(pack=base.pack, reference=reference, relation=relation)


def _withdrawn(statuses: Frame, known_by: date) -> Any:
    """Function from filings to those without the withdrawn ones."""
    of_filings = np.asarray(pc.equal(statuses.text("fact_kind"), FactKind.FILING.value))
    of_filings &= ~ended(statuses, known_by)
    ids = frozenset(statuses.text("fact_id").take(pa.array(np.flatnonzero(of_filings))).to_pylist())
    return (lambda base: FilingsWithout(base, ids)) if ids else (lambda base: base)
