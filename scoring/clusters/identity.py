"""Stable ids of clusters and the events of their life lines.

An id passes on where the largest overlap is mutual: the old cluster's most members went
to the new one, and the new one's most members came from the old one. Everything else is
born, ended, split or merged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph.arrays import Frame, large_text
from graph.identity import fact_id
from scoring.clusters.events import EMPTY_LIFELINE, Events, Overlaps, Previous, append
from scoring.clusters.rules import IdentityRules
from scoring.results_types import ClusterEvent

__all__ = ["EMPTY_LIFELINE", "Identified", "Previous", "cluster_rows", "identify", "new_id", "share_kept"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """Clusters of the month with their ids.

    Attributes
    ----------
    cluster : int32[n]
        Row of the cluster of each enterprise, -1 for none; rows in the order of the
        smallest member.
    ids, event, born, changed : text[K]
    previous_row : int64[K]
        Row of last month's cluster whose id was kept, -1 if the id is new.
    lifeline : Frame sorted by (cluster_id, month, event)
        text cluster_id, month, event, others (ids separated by "|"); int32 size,
        previous_size.
    kept_share : float
        Share of last month's members still there that keep their id; NaN without any.
    """

    cluster: npt.NDArray[np.int32]
    ids: pa.LargeStringArray
    event: pa.LargeStringArray
    born: pa.LargeStringArray
    changed: pa.LargeStringArray
    previous_row: Ints
    lifeline: Frame
    kept_share: float


def cluster_rows(labels: npt.NDArray[np.int32], minimum_size: int) -> npt.NDArray[np.int32]:
    """Communities of at least the minimum size, renumbered without gaps; -1 for the rest."""
    member = labels >= 0
    size = np.bincount(labels[member], minlength=int(labels.max(initial=-1)) + 1)
    large = size >= minimum_size
    rows = np.where(large, np.cumsum(large) - 1, -1).astype(np.int32)
    out = np.full(len(labels), -1, np.int32)
    out[member] = rows[labels[member]]
    return out


def identify(
    cluster: npt.NDArray[np.int32],
    enterprise_ids: pa.LargeStringArray,
    previous: Previous | None,
    *,
    month: str,
    rules: IdentityRules,
) -> Identified:
    """Give every cluster an id, by largest overlap with last month's.

    Parameters
    ----------
    cluster : int32[n]
        Cluster rows of this month (``cluster_rows``).
    enterprise_ids : text[n]
    previous : Previous or None
        None for the first month: every id is new.
    month : str
        YYYY-MM; part of a new id.
    rules : IdentityRules
    """
    size = np.bincount(cluster[cluster >= 0], minlength=int(cluster.max(initial=-1)) + 1)
    old = previous or _nothing(len(cluster))
    overlap = _overlaps(old.cluster, cluster, rules.minimum_members)
    kept = _mutual(overlap, len(old.sizes), len(size))
    smallest = np.full(len(size), -1, np.int64)
    member = np.flatnonzero(cluster >= 0)[::-1]
    smallest[cluster[member]] = member
    ids = [
        old.ids[int(row)].as_py() if row >= 0 else new_id(month, enterprise_ids[int(first)].as_py())
        for row, first in zip(kept, smallest, strict=True)
    ]
    events = Events(month=month, ids=ids, size=size, old=old, overlap=overlap, kept=kept)
    event = events.current(cluster)
    events.ended()
    changed = [
        old.changed[int(row)].as_py() if word == ClusterEvent.UNCHANGED else month
        for row, word in zip(kept, event, strict=True)
    ]
    return Identified(
        cluster=cluster,
        ids=large_text(ids),
        event=large_text(event),
        born=large_text([old.born[int(row)].as_py() if row >= 0 else month for row in kept]),
        changed=large_text(changed),
        previous_row=kept,
        lifeline=append(old.lifeline, events.rows),
        kept_share=_kept_share(cluster, old.cluster, kept),
    )


def share_kept(cluster: npt.NDArray[np.int32], previous: Previous | None, rules: IdentityRules) -> float:
    """``kept_share`` of the clusters that ``identify`` would find, without finding them."""
    old = previous or _nothing(len(cluster))
    overlap = _overlaps(old.cluster, cluster, rules.minimum_members)
    kept = _mutual(overlap, len(old.sizes), int(cluster.max(initial=-1)) + 1)
    return _kept_share(cluster, old.cluster, kept)


def new_id(month: str, smallest_member: str) -> str:
    """Id of a cluster that is born: month and smallest member decide it."""
    return f"K:{fact_id('cluster', month, smallest_member)}"


def _overlaps(old: npt.NDArray[np.int32], new: npt.NDArray[np.int32], minimum: int) -> Overlaps:
    both = (old >= 0) & (new >= 0)
    width = int(new.max(initial=-1)) + 1
    key, count = np.unique(old[both].astype(np.int64) * max(width, 1) + new[both], return_counts=True)
    enough = count >= minimum
    return Overlaps(key[enough] // max(width, 1), key[enough] % max(width, 1), count[enough])


def _mutual(overlap: Overlaps, olds: int, news: int) -> Ints:
    """Old row for each new cluster where the largest overlap is mutual, else -1."""
    best_new = _best(overlap.old, overlap.new, overlap.count, olds)
    best_old = _best(overlap.new, overlap.old, overlap.count, news)
    chosen = best_old >= 0
    mutual = np.full(news, -1, np.int64)
    rows = np.flatnonzero(chosen)
    agree = best_new[best_old[rows]] == rows
    mutual[rows[agree]] = best_old[rows[agree]]
    return mutual


def _best(of: Ints, other: Ints, count: Ints, size: int) -> Ints:
    order = np.lexsort((other, -count, of))
    first = np.ones(len(order), np.bool_)
    first[1:] = of[order][1:] != of[order][:-1]
    best = np.full(size, -1, np.int64)
    best[of[order][first]] = other[order][first]
    return best


def _kept_share(cluster: npt.NDArray[np.int32], old: npt.NDArray[np.int32], kept: Ints) -> float:
    member = old >= 0
    if not member.any():
        return float("nan")
    now = np.where(cluster >= 0, kept[cluster] if len(kept) else -1, -1)
    return float(np.mean(now[member] == old[member]))


def _nothing(n: int) -> Previous:
    return Previous(
        cluster=np.full(n, -1, np.int32),
        ids=large_text([]),
        sizes=np.empty(0, np.int64),
        born=large_text([]),
        changed=large_text([]),
        lifeline=EMPTY_LIFELINE,
    )
