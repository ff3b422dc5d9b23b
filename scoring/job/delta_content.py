"""What a revision of changed rows has instead of the files of its base, and what its manifest says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from gnn.network import RelationNetwork
from graph.arrays import Frame
from graph.store.since import RevisedStore
from scoring.decisions import DecisionsInForce
from scoring.job.assemble import FROM_SNAPSHOT
from scoring.job.delta_facts import FactsLeft
from scoring.job.delta_publish import Changes
from scoring.job.delta_scores import Patch
from scoring.job.frozen import FilingSource
from scoring.job.publish import class_counts, input_digest
from scoring.results import Month

_NETWORK = ("events", "naming", "reclassed", "control")


def snapshot_changes(base: Month, facts: FactsLeft, changes: Changes) -> None:
    """Files of the snapshot that differ."""
    for name in ("enterprises", "records"):
        before, after = getattr(base.snapshot, name), getattr(facts.snapshot, name)
        columns = {column: after[column] for column in after if after[column] is not before[column]}
        if columns:
            changes.columns[f"snapshot/{name}"] = columns
    for name in ("ties", "parties", "items", "statuses"):
        after = getattr(facts.snapshot, name)
        if after is not getattr(base.snapshot, name):
            changes.tables[f"snapshot/{name}"] = after
    manifest = json.loads((base.path / "snapshot" / "manifest.json").read_text(encoding="utf-8"))
    manifest["known_by"] = facts.snapshot.known_by.isoformat()
    manifest["rows"] |= {
        name: getattr(facts.snapshot, name).rows for name in ("ties", "parties", "items", "statuses")
    }
    text = json.dumps(manifest, indent=1)
    manifest["digest"] = hashlib.sha256(text.encode()).hexdigest()
    changes.texts["snapshot/manifest.json"] = json.dumps(manifest, indent=1) + "\n"


def network_changes(folder: Path, before: RelationNetwork, after: RelationNetwork, changes: Changes) -> None:
    """Arrays of the relation network that differ."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    was = _arrays_of(before)
    for name, array in _arrays_of(after).items():
        if array is not was[name] and not np.array_equal(was[name], array):
            changes.arrays[f"network/{name}.npy"] = array
            manifest["arrays"][name] = [array.dtype.str, *array.shape]
    manifest["snapshot"]["known_by"] = after.snapshot.known_by.isoformat()
    manifest["snapshot"]["ties"] = after.snapshot.ties.rows
    changes.texts["network/manifest.json"] = json.dumps(manifest, indent=1) + "\n"


def _arrays_of(network: RelationNetwork) -> dict[str, np.ndarray]:
    """Arrays of a network that may differ, by their names on disk."""
    groups = {group: getattr(network, group) for group in _NETWORK}
    groups |= {f"family.{name}": paths for name, paths in network.families.items()}
    arrays = {
        f"{group}.{one.name}": getattr(value, one.name)
        for group, value in groups.items()
        for one in fields(value)
    }
    found = {name: array for name, array in arrays.items() if isinstance(array, np.ndarray)}
    return {"classes": network.classes, **found}


def decision_changes(base: Month, scores: Frame, decisions: DecisionsInForce, changes: Changes) -> None:
    """Which decisions set a score now."""
    if base.decisions is None or not decisions.rows:
        return
    by, codes = scores.numbers("decision"), base.decisions.numbers("enterprise")
    number = base.decisions.numbers("number")
    applied = (codes >= 0) & (by[np.maximum(codes, 0)] == number)
    if not np.array_equal(applied, base.decisions.numbers("applied")):
        changes.tables["decisions"] = base.decisions.replace(applied=applied)


def with_attributes(scored: Patch, base: Month, facts: FactsLeft) -> Patch:
    """Scores with the attributes that stand beside them, as far as they were withdrawn."""
    attributes = facts.snapshot.enterprises
    changed = {
        name: attributes[name]
        for name in FROM_SNAPSHOT
        if attributes[name] is not base.snapshot.enterprises[name]
    }
    if not changed:
        return scored
    return Patch(columns=scored.columns | changed, rows=np.union1d(scored.rows, facts.owners))


def content_of(
    base: Month,
    revision: int,
    store: RevisedStore,
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
        "revision": revision,
        "store_version": store.current_version(),
        "filings_version": filings.version(),
        "delta": {"base": base.info.revision, "facts": _named(statuses)},
    }


def _named(statuses: Frame) -> Sequence[str]:
    return sorted(statuses.text("status_id").to_pylist())
