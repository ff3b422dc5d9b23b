"""Clusters after ties are gone: the partition stays, what joins the members is found again.

A pair of enterprises is joined by the nodes that both are tied to and by the degrees of these,
so that members, their nodes and everybody at those decide all that is said of a cluster.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from graph.arrays import Frame
from graph.domain import TIE_KINDS
from graph.projection import Projection, project
from graph.snapshot import Snapshot
from graph.snapshot_part import Part, part_of
from scoring.clusters.identity import EMPTY_LIFELINE, Identified
from scoring.clusters.rules import ClusterRules, cluster_rules
from scoring.clusters.tables import ClusterTables, summarise
from scoring.job.delta_facts import FactsLeft
from scoring.job.delta_places import marked
from scoring.job.delta_publish import Changes
from scoring.job.delta_refused import DeltaRefusedError
from scoring.job.delta_scores import Patch, patch
from scoring.job.reference import cluster_rates
from scoring.job.steps import Rulebook
from scoring.results import Month

Longs = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClustersLeft:
    """What differs of the clusters; a table is None where it is as published."""

    clusters: Patch
    members: Patch
    pairs: Frame | None
    hubs: Frame | None


def clusters_left(
    base: Month, facts: FactsLeft, changed: Longs, scores: Frame, rules: Rulebook, most: int
) -> ClustersLeft:
    """Clusters whose members other ties join now, or that have members of other classes or records.

    Parameters
    ----------
    base : Month
    facts : FactsLeft
        With ties that are gone.
    changed : int64
        Enterprises with other records or another standalone class.
    scores : Frame after the withdrawal
    rules : Rulebook
    most : int
        Nodes looked at at most.

    Raises
    ------
    DeltaRefusedError
        If more nodes decide.
    """
    clusters, table = cluster_rules(rules.pack.clusters.content), base.member_table
    cluster, member = table.numbers("cluster"), table.numbers("enterprise")
    joined = _joined(base.snapshot, facts)
    of_joined = marked(np.union1d(np.flatnonzero(joined), changed).astype(np.int64), len(joined))
    rows = np.unique(cluster[of_joined[member]]).astype(np.int64)
    at = np.flatnonzero(np.isin(cluster, rows))
    inside = marked(member[at], facts.snapshot.nodes)
    inside[: len(joined)] |= joined
    part = part_of(facts.snapshot, deciding(base.snapshot, inside, clusters, most))
    projection = project(part.snapshot, clusters.communities.projection)
    tables = _described(base, part, projection, rows, at, scores, rules)
    fresh = tables.members.replace(
        cluster=rows[tables.members.numbers("cluster")].astype(np.int32),
        enterprise=part.enterprises[tables.members.numbers("enterprise")].astype(np.int32),
    )
    before = np.full(len(joined), -1, np.int64)
    before[member[at]] = at
    fresh = fresh.replace(joined=table.numbers("joined")[before[fresh.numbers("enterprise")]])
    first = base.cluster_table.numbers("first_member")[rows]
    return ClustersLeft(
        clusters=patch(base.cluster_table, rows, tables.clusters.replace(first_member=first)),
        members=patch(table, at, fresh),
        pairs=_pairs(base, part, projection, joined),
        hubs=_hubs(base, part, projection, facts, clusters),
    )


def cluster_changes(found: ClustersLeft, changes: Changes) -> None:
    """Files of clusters that differ, but for the table of clusters itself."""
    if found.members.columns:
        changes.columns["members"] = found.members.columns
        changes.archived["members"] = found.members.rows
    changes.tables |= {
        name: table for name, table in (("pairs", found.pairs), ("hubs", found.hubs)) if table is not None
    }


def _joined(before: Snapshot, facts: FactsLeft) -> Mask:
    """Enterprises that a tie that is gone may have joined with another one, bool[n]."""
    count, ties = before.enterprises.rows, before.ties
    ends = facts.ties.ends
    hub = marked(ends[ends >= count], before.nodes)
    src, dst = ties.numbers("src"), ties.numbers("dst")
    found = marked(ends[ends < count], before.nodes)
    found[dst[hub[src]]] = True
    found[src[hub[dst]]] = True
    return found[:count]


def deciding(before: Snapshot, inside: Mask, rules: ClusterRules, most: int) -> Mask:
    """Some enterprises, whoever they are tied to and all enterprises at nodes that are none; bool[nodes].

    An enterprise outside that holds several members may join most of them.

    Raises
    ------
    DeltaRefusedError
        If they are more.
    """
    kinds = {kind for family in rules.communities.projection.families.values() for kind in family.legs}
    ties = before.ties
    rows = np.flatnonzero(np.isin(ties.numbers("kind"), [TIE_KINDS.index(kind) for kind in kinds]))
    src, dst = ties.numbers("src")[rows], ties.numbers("dst")[rows]
    count = before.enterprises.rows
    found = inside.copy()
    found[dst[inside[src]]] = True
    found[src[inside[dst]]] = True
    hubs = found.copy()
    hubs[:count] = False
    found[dst[hubs[src]]] = True
    found[src[hubs[dst]]] = True
    if found.sum() > most:
        raise DeltaRefusedError(f"expected at most {most} nodes that decide clusters, got {found.sum()}")
    return found


def _described(
    base: Month, part: Part, projection: Projection, rows: Longs, at: Longs, scores: Frame, rules: Rulebook
) -> ClusterTables:
    """Tables of some clusters, as the month describes them."""
    whole, table = base.cluster_table, base.member_table
    of = np.full(part.snapshot.enterprises.rows, -1, np.int32)
    of[part.code[table.numbers("enterprise")[at]]] = np.searchsorted(rows, table.numbers("cluster")[at])
    texts = {name: whole.text(name).take(pa.array(rows)) for name in ("event", "born", "changed")}
    identified = Identified(
        cluster=of,
        ids=whole.text("cluster_id").take(pa.array(rows)),
        previous_row=np.full(len(rows), -1, np.int64),
        lifeline=EMPTY_LIFELINE,
        kept_share=float("nan"),
        **texts,
    )
    return summarise(
        part.snapshot,
        projection,
        identified,
        standalone=scores.numbers("standalone_class")[part.enterprises],
        scored=scores.numbers("scored")[part.enterprises],
        previous_cluster=None,
        rates=cluster_rates(rules.reference),
        rules=cluster_rules(rules.pack.clusters.content),
    )


def _pairs(base: Month, part: Part, projection: Projection, joined: Mask) -> Frame | None:
    """Pairs of the month with those between some enterprises found again."""
    whole, fresh = Frame.read(base.path / "pairs.arrow"), projection.pairs
    src, dst = (part.enterprises[fresh.numbers(name)] for name in ("src", "dst"))
    new = np.flatnonzero(joined[src] & joined[dst])
    old = np.flatnonzero(joined[whole.numbers("src")] & joined[whole.numbers("dst")])
    columns = {
        "src": src[new].astype(np.int32),
        "dst": dst[new].astype(np.int32),
        "weight": fresh.numbers("weight")[new],
    }
    if len(old) == len(new) and all(
        np.array_equal(whole.numbers(name)[old], column) for name, column in columns.items()
    ):
        return None
    kept = np.delete(np.arange(whole.rows), old)
    stacked = {name: np.concatenate((whole.numbers(name)[kept], column)) for name, column in columns.items()}
    return Frame(stacked).take(np.lexsort((stacked["dst"], stacked["src"])))


def _hubs(
    base: Month, part: Part, projection: Projection, facts: FactsLeft, rules: ClusterRules
) -> Frame | None:
    """Nodes too large to join anybody, those counted again from which a tie is gone."""
    whole, skipped = Frame.read(base.path / "hubs.arrow"), projection.skipped
    names = list(rules.communities.projection.families)
    ends = {facts.snapshot.id_of(code): int(part.code[code]) for code in facts.ties.ends.tolist()}
    counted = {
        (names[family], hub): degree
        for family, hub, degree in zip(
            *(skipped.numbers(name).tolist() for name in ("family", "hub", "degree")), strict=True
        )
    }
    families, nodes = whole.text("family").to_pylist(), whole.text("node_id").to_pylist()
    degrees = whole.numbers("enterprises").copy()
    keep = np.ones(whole.rows, np.bool_)
    for row, (family, node) in enumerate(zip(families, nodes, strict=True)):
        if node in ends:
            degree = counted.get((family, ends[node]))
            keep[row] = degree is not None
            degrees[row] = degree or 0
    if np.array_equal(degrees, whole.numbers("enterprises")):
        return None
    return whole.replace(enterprises=degrees).take(keep)
