"""A withdrawal as a revision of what it changed: the same as a full run, in seconds.

The facts that are gone are taken out of the published snapshot; whatever depends on them is
found by walking the stored paths backwards, computed again by the month's own functions in
small surroundings, and published as changed columns over the files of the revision before.
The partition of clusters is kept: it depends on ties alone.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import structlog

from gnn.network import RelationNetwork
from graph.arrays import Frame
from graph.catalogue import catalogue_hash
from graph.disk import disk_full_as_error
from graph.domain import DAY_OPEN, DAY_UNKNOWN, FactKind, day_number
from graph.locks import held_alone
from graph.store.embedded.since import other_facts_since, records_of_decisions, statuses_known
from graph.store.embedded.store import EmbeddedStore
from scoring.decisions import NO_DECISIONS, DecisionsInForce, DecisionSource
from scoring.exclusions import FilingsWithout
from scoring.job.delta_facts import DeltaRefusedError, FactsLeft, facts_left
from scoring.job.delta_limits import delta_limits
from scoring.job.delta_measures import own_again, relations_again
from scoring.job.delta_migration import After, movers_left
from scoring.job.delta_network import Surroundings, left_naming, left_network
from scoring.job.delta_publish import Changes, publish_changes
from scoring.job.delta_scores import (
    Patch,
    cluster_patch,
    measure_patches,
    moved_above_cap,
    overlay_rows,
    score_patch,
)
from scoring.job.frozen import FilingSource
from scoring.job.own import own_of
from scoring.job.previous import PreviousMonth
from scoring.job.publish import class_counts, input_digest
from scoring.job.stamps import stamp_newest
from scoring.job.steps import Rulebook
from scoring.month_folders import MonthFolder
from scoring.reference import Reference
from scoring.relation_choice import published_choice
from scoring.results import Month, Months
from scoring.same_persons import PersonSource, counts_candidates, links_of

_LOG = structlog.get_logger(__name__)
_NETWORK = ("events", "naming", "reclassed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """A published delta revision and the enterprises that have another row in it."""

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
    store: EmbeddedStore,
    filings: FilingSource,
    month: str,
    known_by: date,
    decisions: DecisionSource | None = None,
    persons: PersonSource | None = None,
) -> Revised:
    """Publish the month in force without the facts that were withdrawn since.

    Parameters
    ----------
    home : Path
    store : EmbeddedStore
        Holds the statuses.
    filings : FilingSource
    month : str
        Published; its revision in force is the base.
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
    store: EmbeddedStore,
    filings: FilingSource,
    known_by: date,
    decisions: DecisionSource | None,
    persons: PersonSource | None,
) -> Revised:
    clock, limits = _Clock(), delta_limits()
    base = Months(folder.home).open(folder.month)
    for number in folder.revisions():
        if number > base.info.revision:
            folder.discard(folder.revision_path(number))
    in_force = NO_DECISIONS if decisions is None else decisions.in_force(known_by)
    with clock.part("facts"):
        rules = _rules(folder, base)
        _refuse_other_inputs(folder, base, filings, known_by, in_force, persons, rules)
        statuses = _statuses(store, base, known_by)
        view = filings.view(known_by, base.snapshot)
        excluded = Frame.read(base.path / "excluded.arrow")
        facts = facts_left(base.snapshot, view, statuses, known_by, rules.pack, excluded)
        _refuse_excluded_already(store, base, facts)
    changes = Changes()
    with clock.part("relationship"):
        naming = left_naming(base.network, facts)
        around = Surroundings.of(base.network, naming, facts)
        measures, lines = (Frame.read(base.path / f"{name}.arrow") for name in ("measures", "lines"))
        withdrawn = _withdrawn(statuses)
        near = withdrawn(filings.view(known_by, around.part.snapshot))
        own_rows = own_again(measures, around, facts, near, rules.pack, rules.reference)
        own = own_of(own_rows.indicators, around.part.snapshot, rules.pack, rules.reference)
        network, reached = left_network(
            base.network, facts, naming, around, own_rows.indicators, rules.pack, rules.reference
        )
        if len(reached) > limits.enterprises.value:
            raise DeltaRefusedError(
                f"expected at most {limits.enterprises.value} legal persons touched, got {len(reached)}"
            )
    with clock.part("measure"):
        rows = relations_again(
            *(base.snapshot, base.network.units, measures, facts, own_rows),
            *(rules.pack, rules.reference, limits.nodes.value),
        )
        measured, lined = measure_patches(measures, lines, rows, rules)
        lines = lines.replace(**lined.columns)
        measures = measures.replace(**measured.columns)
    with clock.part("score"):
        scored = score_patch(base.scores, lines, network, reached, around, own, in_force, rules)
        scores = base.scores.replace(**scored.columns)
    touched = np.unique(np.concatenate((measured.rows, lined.rows, scored.rows)))
    capped = moved_above_cap(*(scores, base.network, network, reached, touched, rules.pack.relationship_cap))
    touched = np.union1d(touched, capped).astype(np.int64)
    with clock.part("clusters"):
        firms = around.part.enterprises
        clustered = cluster_patch(
            base.cluster_table,
            base.member_table,
            facts.snapshot,
            firms,
            scores.numbers("standalone_class"),
            rules,
        )
    previous = PreviousMonth.of(folder.home, folder.month)
    with clock.part("migration"):
        movers = base.mover_table
        travels = np.isin(base.network.events.record, facts.changed).any()
        if previous is not None and (len(touched) or travels):
            after = After(
                network=network,
                scores=scores,
                measures=measures,
                code=version("guanlian"),
            )
            movers = movers_left(
                *(movers, after, touched, np.concatenate((facts.named, facts.owners))),
                *(previous, filings, rules, limits.nodes.value),
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
        _snapshot_changes(base, facts, changes)
        _network_changes(base.path / "network", base.network, network, changes)
        _decision_changes(base, scores, in_force, changes)
        changes.archived = {"scores": scored.rows} if scored.columns else {}
        if clustered.columns:
            changes.archived["clusters"] = clustered.rows
        if "migration" in changes.tables:
            changes.archived["migration"] = np.arange(movers.rows)
        content = _content(
            base,
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
        revision = publish_changes(folder, base.info.revision, changes, content, clock.timings)
    ids = scores.text("enterprise_id").take(pa.array(touched)).to_pylist()
    return Revised(revision=revision, touched=tuple(ids))


def _rules(folder: MonthFolder, base: Month) -> Rulebook:
    reference = Reference.read(folder.home, base.manifest["reference"]["id"])
    relation = published_choice(folder.home, base.manifest["relationship"], base.pack, reference)
    return Rulebook(pack=base.pack, reference=reference, relation=relation)


def _refuse_other_inputs(
    folder: MonthFolder,
    base: Month,
    filings: FilingSource,
    known_by: date,
    decisions: DecisionsInForce,
    persons: PersonSource | None,
    rules: Rulebook,
) -> None:
    """Refuse where more than statuses differs from what the base was made of."""
    inputs = base.manifest["inputs"]
    previous = PreviousMonth.of(folder.home, folder.month)
    links = links_of(persons, known_by, rules.pack)
    now = {
        "pack": base.pack.hash,
        "reference": rules.reference.hash,
        "catalogue": catalogue_hash(),
        "code": version("guanlian"),
        "previous": None if previous is None else previous.reference.digest,
        "filings": filings.digest(base.info.known_by),
        "decisions": decisions.digest,
        "persons": None if links.empty else links.digest,
    }
    for name, value in now.items():
        if inputs.get(name) != value:
            raise DeltaRefusedError(f"another {name} than that of r{base.info.revision:03d} counts now")
    if inputs["corrections"]:
        raise DeltaRefusedError("the month lists corrected facts")
    if counts_candidates(rules.pack):
        raise DeltaRefusedError("the pack counts links between persons that nobody reviewed")


def _statuses(store: EmbeddedStore, base: Month, known_by: date) -> Frame:
    """Statuses that came since the base."""
    found = store.version()
    if found is None:
        raise DeltaRefusedError("the store is empty")
    info = base.info
    other = other_facts_since(found, info.store_version, info.as_of, known_by)
    if other is not None:
        raise DeltaRefusedError(other)
    now, before = statuses_known(found, info.as_of, known_by), base.snapshot.statuses
    known = np.asarray(pc.is_in(now.text("status_id"), value_set=before.text("status_id")))
    if known.sum() != before.rows:
        raise DeltaRefusedError("a status of the base counts no more")
    lasts = {
        name: np.array_equal(now.numbers(name)[known], before.numbers(name))
        for name in ("effective_on", "ends_on")
    }
    ends = now.numbers("ends_on")
    ended = (ends != DAY_OPEN) & (ends != DAY_UNKNOWN) & (ends > day_number(info.known_by))
    if not all(lasts.values()) or (ended & (ends <= day_number(known_by))).any():
        raise DeltaRefusedError("a status of the base has ended: its fact counts again")
    return now.take(~known)


def _refuse_excluded_already(store: EmbeddedStore, base: Month, facts: FactsLeft) -> None:
    """Refuse where a record of a changed decision is not in the month, for whatever reason."""
    found = store.version()
    decisions = pc.drop_null(base.snapshot.records.text("decision_id").take(pa.array(facts.decided)))
    if found is None or not len(decisions):
        return
    ids = records_of_decisions(found, pc.unique(decisions))
    ours = base.snapshot.records.text("record_id").take(pa.array(facts.decided))
    if not pc.all(pc.is_in(ids, value_set=ours)).as_py():
        raise DeltaRefusedError("another record of the decision is excluded, united or known later")


def _withdrawn(statuses: Frame) -> Any:
    """Function from filings to those without the withdrawn ones."""
    of_filings = np.asarray(pc.equal(statuses.text("fact_kind"), FactKind.FILING.value))
    ids = frozenset(statuses.text("fact_id").take(pa.array(np.flatnonzero(of_filings))).to_pylist())
    return (lambda base: FilingsWithout(base, ids)) if ids else (lambda base: base)


def _snapshot_changes(base: Month, facts: FactsLeft, changes: Changes) -> None:
    for name in ("enterprises", "records"):
        before, after = getattr(base.snapshot, name), getattr(facts.snapshot, name)
        columns = {column: after[column] for column in after if after[column] is not before[column]}
        if columns:
            changes.columns[f"snapshot/{name}"] = columns
    for name in ("parties", "items", "statuses"):
        after = getattr(facts.snapshot, name)
        if after is not getattr(base.snapshot, name):
            changes.tables[f"snapshot/{name}"] = after
    manifest = json.loads((base.path / "snapshot" / "manifest.json").read_text(encoding="utf-8"))
    manifest["known_by"] = facts.snapshot.known_by.isoformat()
    manifest["rows"] |= {
        name: getattr(facts.snapshot, name).rows for name in ("parties", "items", "statuses")
    }
    text = json.dumps(manifest, indent=1)
    manifest["digest"] = hashlib.sha256(text.encode()).hexdigest()
    changes.texts["snapshot/manifest.json"] = json.dumps(manifest, indent=1) + "\n"


def _network_changes(folder: Path, before: RelationNetwork, after: RelationNetwork, changes: Changes) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    found = {"classes": after.classes}
    for group in _NETWORK:
        value = getattr(after, group)
        for one in fields(value):
            array = getattr(value, one.name)
            if isinstance(array, np.ndarray):
                found[f"{group}.{one.name}"] = array
    for name, array in found.items():
        group, _, attribute = name.partition(".")
        old = before.classes if not attribute else getattr(getattr(before, group), attribute)
        if not np.array_equal(old, array):
            changes.arrays[f"network/{name}.npy"] = array
            manifest["arrays"][name] = [array.dtype.str, *array.shape]
    manifest["snapshot"]["known_by"] = after.snapshot.known_by.isoformat()
    changes.texts["network/manifest.json"] = json.dumps(manifest, indent=1) + "\n"


def _decision_changes(base: Month, scores: Frame, decisions: DecisionsInForce, changes: Changes) -> None:
    """Which decisions set a score now."""
    if base.decisions is None or not decisions.rows:
        return
    by, codes = scores.numbers("decision"), base.decisions.numbers("enterprise")
    number = base.decisions.numbers("number")
    applied = (codes >= 0) & (by[np.maximum(codes, 0)] == number)
    if not np.array_equal(applied, base.decisions.numbers("applied")):
        changes.tables["decisions"] = base.decisions.replace(applied=applied)


def _content(
    base: Month,
    store: EmbeddedStore,
    filings: FilingSource,
    known_by: date,
    statuses: Frame,
    facts: FactsLeft,
    scores: Frame,
    measures: Frame,
    measured: Patch,
    movers: Frame,
    clustered: Patch,
    changes: Changes,
) -> dict[str, Any]:
    """Manifest of the revision, but for its files and digest."""
    content = dict(base.manifest)
    content.pop("digest")
    told = hashlib.sha256()
    statuses.update_digest(told, "statuses.")
    inputs = {
        **content["inputs"],
        "known_by": known_by.isoformat(),
        "filings": filings.digest(known_by),
        "base": base.info.digest,
        "statuses": told.hexdigest(),
    }
    counts = {**content["counts"], **class_counts(scores)}
    counts["excluded_facts"] = facts.dropped.rows
    counts["movers"] = movers.rows
    counts["statuses"] = facts.snapshot.statuses.rows
    if "risk" in clustered.columns:
        counts["risk_clusters"] = int(np.asarray(clustered.columns["risk"]).sum())
    if "decisions" in changes.tables:
        counts["decisions_applied"] = int(changes.tables["decisions"].numbers("applied").sum())
    unknown = dict(content["unknown_shares"])
    scored = scores.numbers("scored")
    for name in measured.columns:
        if name.startswith("known_") and scored.any():
            share = float(1.0 - measures.numbers(name)[scored].mean())
            unknown[name.removeprefix("known_")] = round(share, 6)
    return {
        **content,
        "known_by": known_by.isoformat(),
        "inputs": inputs,
        "input_digest": input_digest(inputs),
        "counts": counts,
        "clusters": {**content["clusters"], "risk_clusters": counts["risk_clusters"]},
        "unknown_shares": unknown,
        "snapshot_digest": hashlib.sha256(changes.texts["snapshot/manifest.json"].encode()).hexdigest(),
        "revision": base.info.revision + 1,
        "store_version": store.current_version(),
        "delta": {"base": base.info.revision, "facts": _named(statuses)},
    }


def _named(statuses: Frame) -> Sequence[str]:
    return sorted(statuses.text("status_id").to_pylist())
