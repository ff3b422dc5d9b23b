"""Step clusters: projection, partition, ids by largest overlap, description, risk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph.arrays import Frame, large_text
from graph.communities import changed_enterprises, partition, recluster
from graph.community_rules import WEIGHT_UNIT, LeidenRules
from graph.projection import Projection, project
from graph.snapshot import Snapshot
from scoring.clusters.identity import Identified, Previous, cluster_rows, identify, share_kept
from scoring.clusters.rules import ClusterRules
from scoring.clusters.tables import summarise
from scoring.job.frozen import Facts
from scoring.job.previous import PreviousMonth, codes_of
from scoring.job.workbench import Finished, Workbench
from scoring.month_folders import write_json

Labels = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterInputs:
    """What clusters are made of besides the snapshot.

    Attributes
    ----------
    standalone : int8[n]
    scored : bool[n]
    rates : Frame of the reference tables (group, rate)
    """

    standalone: npt.NDArray[np.int8]
    scored: npt.NDArray[np.bool_]
    rates: Frame


def cluster_step(
    bench: Workbench,
    facts: Facts,
    inputs: ClusterInputs,
    previous: PreviousMonth | None,
    *,
    month: str,
    rules: ClusterRules,
    digests: Mapping[str, Any],
    kept: Path | None = None,
) -> Finished:
    """Clusters of the month.

    Writes clusters.arrow, members.arrow, lifeline.arrow, partition.arrow (text cluster_id
    by enterprise), pairs.arrow, hubs.arrow (nodes too large to join anybody) and
    clusters.json (how many, share of members that kept their id, how it was partitioned).
    With ``kept``, a published revision, its clusters keep their members.
    """

    def make(folder: Path) -> None:
        snapshot = facts.read()
        projection = project(snapshot, rules.communities.projection)
        old = None if previous is None else previous.partition(snapshot)
        if kept is None:
            identified, report = _identified(folder, snapshot, projection, previous, old, month, rules)
        else:
            identified, report = _as_published(kept, old)
        tables = summarise(
            snapshot,
            projection,
            identified,
            standalone=inputs.standalone,
            scored=inputs.scored,
            previous_cluster=None if old is None else old.cluster,
            rates=inputs.rates,
            rules=rules,
        )
        tables.clusters.write(folder / "clusters.arrow")
        tables.members.write(folder / "members.arrow")
        identified.lifeline.write(folder / "lifeline.arrow")
        partition_column(identified).write(folder / "partition.arrow")
        projection.pairs.write(folder / "pairs.arrow")
        _hubs(snapshot, projection, rules).write(folder / "hubs.arrow")
        report["clusters"] = tables.clusters.rows
        report["risk_clusters"] = int(tables.clusters.numbers("risk").sum())
        write_json(folder / "clusters.json", report)

    keys = {
        **digests,
        "facts": facts.step.digest,
        "month": month,
        "rules": rules.hash,
        "previous": None if previous is None else previous.reference.digest,
        **({} if kept is None else {"kept": str(kept)}),
    }
    return bench.step("clusters", keys, make)


def partition_column(identified: Identified) -> Frame:
    """Cluster id of each enterprise, null for none."""
    row = identified.cluster.astype(np.int64)
    ids = identified.ids.take(pa.array(row, mask=row < 0)) if len(identified.ids) else None
    column = large_text([None] * len(row)) if ids is None else ids
    return Frame({"cluster_id": column})


def _identified(
    folder: Path,
    snapshot: Snapshot,
    projection: Projection,
    previous: PreviousMonth | None,
    old: Previous | None,
    month: str,
    rules: ClusterRules,
) -> tuple[Identified, dict[str, Any]]:
    """Whole partition; last month's as the start where too few members would keep their id."""
    ids = snapshot.enterprises.text("enterprise_id")
    leiden = rules.communities.leiden
    labels = partition(projection, leiden, folder)
    whole = cluster_rows(labels, rules.minimum_size)
    kept_share = share_kept(whole, old, rules.identity)
    report: dict[str, Any] = {
        "way": "whole",
        "quality": quality(projection, labels, leiden),
        "kept_share": None if old is None else _share(kept_share),
    }

    def identified(rows: Labels) -> Identified:
        return identify(rows, ids, old, month=month, rules=rules.identity)

    if old is None or previous is None or not kept_share < rules.identity.keep_goal:
        return identified(whole), report
    pairs, recode, before = previous.communities(snapshot)
    changed = changed_enterprises(projection, pairs, recode)
    local_labels = recluster(projection, leiden, folder, previous=before, changed=changed)
    local = cluster_rows(local_labels, rules.minimum_size)
    report["local"] = {
        "quality": quality(projection, local_labels, leiden),
        "kept_share": _share(share_kept(local, old, rules.identity)),
        "changed_enterprises": int(changed.sum()),
    }
    loss = report["quality"] - report["local"]["quality"]
    if loss > rules.identity.quality_tolerance * abs(report["quality"]):
        return identified(whole), report | {"way": "whole: last month's partition has become too poor"}
    return identified(local), report | {"way": "local"}


def _as_published(folder: Path, old: Previous | None) -> tuple[Identified, dict[str, Any]]:
    """Clusters of a revision, as it tells how they were found."""
    scores, clusters = (Frame.read(folder / f"{name}.arrow") for name in ("scores", "clusters"))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    ids = clusters.text("cluster_id")
    none = np.full(len(ids), -1, np.int64)
    identified = Identified(
        cluster=codes_of(scores.text("cluster_id"), ids),
        ids=ids,
        previous_row=none if old is None else codes_of(ids, old.ids).astype(np.int64),
        lifeline=Frame.read(folder / "lifeline.arrow"),
        kept_share=float("nan"),
        **{name: clusters.text(name) for name in ("event", "born", "changed")},
    )
    return identified, dict(manifest["clusters"])


def quality(projection: Projection, labels: Labels, rules: LeidenRules) -> float:
    """Quality of a partition by the constant Potts model: weight inside minus gamma pairs.

    References
    ----------
    Traag, Van Dooren, Nesterov (2011), Phys. Rev. E 84, 016114, eq. 5.
    """
    src, dst = projection.pairs.numbers("src"), projection.pairs.numbers("dst")
    inside = (labels[src] >= 0) & (labels[src] == labels[dst])
    weight = int(projection.pairs.numbers("weight")[inside].astype(np.int64).sum()) / WEIGHT_UNIT
    size = np.bincount(labels[labels >= 0]).astype(np.int64)
    return float(weight - rules.resolution * int((size * (size - 1) // 2).sum()))


def _share(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 6)


def _hubs(snapshot: Snapshot, projection: Projection, rules: ClusterRules) -> Frame:
    names = list(rules.communities.projection.families)
    skipped = projection.skipped
    return Frame(
        {
            "family": large_text([names[code] for code in skipped.numbers("family").tolist()]),
            "node_id": large_text([snapshot.id_of(code) for code in skipped.numbers("hub").tolist()]),
            "enterprises": skipped.numbers("degree"),
        }
    )
