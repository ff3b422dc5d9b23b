"""Clusters of a published month: list, one cluster, members, life line."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.domain import RiskClass
from graph.errors import NotFoundError
from scoring.clusters.rules import ClusterRules
from scoring.clusters.sentences import event_sentence, why_risk, why_together
from scoring.results_rows import class_at, finite, known_text, number_at, page_of, points_at, text_at
from scoring.results_types import (
    ClusterDetail,
    ClusterEvent,
    ClusterFilter,
    ClusterMember,
    ClusterPage,
    ClusterSort,
    ClusterSummary,
    Label,
    Lifeline,
    LifelineEntry,
    MemberPage,
)

NO_FILTER = ClusterFilter()
Rows = npt.NDArray[np.int64]


def sort_rows(clusters: Frame, sort: ClusterSort) -> Rows:
    """Rows of the cluster table in an order; largest first, the id last."""
    if not clusters.rows:
        return np.empty(0, np.int64)
    ids = np.asarray(pc.rank(clusters.text("cluster_id"), tiebreaker="first"))
    if sort is ClusterSort.CHANGED:
        ranked = pc.rank(clusters.text("changed"), sort_keys="descending", tiebreaker="dense")
        return np.lexsort((ids, -clusters.numbers("size"), np.asarray(ranked))).astype(np.int64)
    column = {
        ClusterSort.SIZE: "size",
        ClusterSort.HIGH_SHARE: "high_share",
        ClusterSort.RATIO: "ratio_low",
        ClusterSort.RECORDS: "records",
    }[sort]
    value = clusters.numbers(column).astype(np.float64)
    first = np.where(np.isnan(value), np.inf, -value)
    return np.lexsort((ids, -clusters.numbers("size"), first)).astype(np.int64)


def list_clusters(
    clusters: Frame,
    order: Rows,
    filters: ClusterFilter,
    cursor: str | None,
    limit: int,
    rules: ClusterRules,
) -> ClusterPage:
    """One page of the clusters that pass the filters, in the given order."""
    rows = order[_passes(clusters, filters)[order]]
    shown, following = page_of(rows.tolist(), cursor, limit)
    return ClusterPage(
        items=tuple(_summary(clusters, row, rules) for row in shown), total=len(rows), cursor=following
    )


def clusters_of_event(
    clusters: Frame, event: ClusterEvent, rules: ClusterRules, inside: npt.NDArray[Any] | None, top: int
) -> list[ClusterSummary]:
    """Risk clusters to which something happened this month, the largest first, then by id.

    Parameters
    ----------
    inside : bool, one a cluster, or None
        Only these.
    """
    wanted = pc.equal(clusters.text("event"), pa.scalar(event.value, pa.large_string()))
    keep = _true(wanted) & clusters.numbers("risk")
    keep = keep if inside is None else keep & inside
    order = sort_rows(clusters, ClusterSort.SIZE)
    return [_summary(clusters, row, rules) for row in order[keep[order]][:top].tolist()]


def clusters_with(members: Frame, clusters: Frame, inside: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Clusters that have a member among some enterprises; bool, one a cluster."""
    found = np.zeros(clusters.rows, np.bool_)
    found[members.numbers("cluster")[inside[members.numbers("enterprise")]]] = True
    return found


def member_rows(
    clusters: Frame, members: Frame, cluster_id: str, inside: npt.NDArray[np.bool_] | None
) -> Rows:
    """Rows of the member table of one cluster.

    Parameters
    ----------
    inside : bool, one an enterprise, or None
        Those inside come first, strongest ties first; the others by id, because an order by the
        strength of their ties would tell it. None: all in the order of their strength.

    Raises
    ------
    NotFoundError
        If the month has no such cluster.
    """
    span = _span(clusters, _cluster_row(clusters, cluster_id))
    rows = np.arange(span.start, span.stop, dtype=np.int64)
    if inside is None:
        return rows
    codes = members.numbers("enterprise")[span].astype(np.int64)
    mine = inside[codes]
    # Codes rise with the ids.
    return np.concatenate((rows[mine], rows[~mine][np.argsort(codes[~mine])]))


def cluster_detail(
    clusters: Frame, members: Frame, scores: Frame, cluster_id: str, rules: ClusterRules
) -> ClusterDetail:
    """One cluster with its core members and the regions of all.

    Raises
    ------
    NotFoundError
        If the month has no such cluster.
    """
    row = _cluster_row(clusters, cluster_id)
    span = _span(clusters, row)
    codes = members.numbers("enterprise")[span]
    region = scores.text("region").take(pa.array(codes)).to_pylist()
    return ClusterDetail(
        summary=_summary(clusters, row, rules),
        main_hub=text_at(clusters, "main_hub", row),
        main_hub_members=int(clusters.numbers("main_hub_members")[row]),
        regions=dict(sorted(Counter(name or "" for name in region).items())),
        core=tuple(
            _member(members, scores, at) for at in range(span.start, span.stop) if members.numbers("core")[at]
        ),
    )


def cluster_members(members: Frame, scores: Frame, rows: Rows, cursor: str | None, limit: int) -> MemberPage:
    """One page of members, in the order of their rows."""
    shown, following = page_of(range(len(rows)), cursor, limit)
    return MemberPage(
        items=tuple(_member(members, scores, int(rows[at])) for at in shown),
        total=len(rows),
        cursor=following,
    )


def cluster_lifeline(clusters: Frame, lifeline: Frame, cluster_id: str) -> Lifeline:
    """Events of one cluster, oldest first.

    Raises
    ------
    NotFoundError
        If no month up to this one knew the cluster.
    """
    ids = lifeline.text("cluster_id")
    rows = np.flatnonzero(np.asarray(pc.equal(ids, pa.scalar(cluster_id, pa.large_string()))))
    if not len(rows):
        raise NotFoundError("this cluster is not known up to this month", id=cluster_id)
    entries = tuple(_entry(lifeline, row) for row in rows.tolist())
    living = clusters.row_of("cluster_id", cluster_id) is not None
    return Lifeline(cluster_id=cluster_id, living=living, entries=entries)


def _passes(clusters: Frame, filters: ClusterFilter) -> npt.NDArray[np.bool_]:
    keep = np.ones(clusters.rows, np.bool_)
    if filters.min_size is not None:
        keep &= clusters.numbers("size") >= filters.min_size
    if filters.min_high_share is not None:
        keep &= np.nan_to_num(clusters.numbers("high_share"), nan=-1.0) >= filters.min_high_share
    if filters.contains_class is not None:
        keep &= clusters.numbers(f"class_{filters.contains_class.value.lower()}") > 0
    if filters.region is not None:
        keep &= _true(pc.starts_with(clusters.text("main_region"), filters.region))
    if filters.changed_since is not None:
        since = pa.scalar(filters.changed_since, pa.large_string())
        keep &= _true(pc.greater_equal(clusters.text("changed"), since))
    if filters.risk_only:
        keep &= clusters.numbers("risk")
    return keep


def _true(mask: Any) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.fill_null(mask, False), dtype=np.bool_)


def _cluster_row(clusters: Frame, cluster_id: str) -> int:
    row = clusters.row_of("cluster_id", cluster_id)
    if row is None:
        raise NotFoundError("this cluster is not in this month; its life line may be", id=cluster_id)
    return row


def _span(clusters: Frame, row: int) -> slice:
    first = int(clusters.numbers("first_member")[row])
    return slice(first, first + int(clusters.numbers("size")[row]))


def _summary(clusters: Frame, row: int, rules: ClusterRules) -> ClusterSummary:
    tie = known_text(clusters, "main_tie", row)
    family = rules.communities.projection.families[tie]
    size = int(clusters.numbers("size")[row])
    records = int(clusters.numbers("records")[row])
    return ClusterSummary(
        cluster_id=known_text(clusters, "cluster_id", row),
        size=size,
        scored=int(clusters.numbers("scored")[row]),
        class_counts={name: int(clusters.numbers(f"class_{name.value.lower()}")[row]) for name in RiskClass},
        high_share=finite(number_at(clusters, "high_share", row)),
        main_tie=tie,
        main_tie_label=Label(zh=family.zh, en=family.en),
        main_region=text_at(clusters, "main_region", row),
        records=records,
        expected_records=finite(number_at(clusters, "expected", row)),
        expected_by_whole=int(clusters.numbers("expected_by_whole")[row]),
        ratio_low=finite(number_at(clusters, "ratio_low", row)),
        ratio_high=finite(number_at(clusters, "ratio_high", row)),
        risk=bool(clusters.numbers("risk")[row]),
        event=known_text(clusters, "event", row),
        born=known_text(clusters, "born", row),
        changed=known_text(clusters, "changed", row),
        why=why_together(clusters, row, Label(zh=family.zh, en=family.en), rules),
        risk_why=why_risk(clusters, row, rules),
    )


def _member(members: Frame, scores: Frame, at: int) -> ClusterMember:
    code = int(members.numbers("enterprise")[at])
    return ClusterMember(
        enterprise_id=known_text(scores, "enterprise_id", code),
        name=text_at(scores, "name", code),
        region=text_at(scores, "region", code),
        risk_class=class_at(scores, "risk_class", code),
        standalone_class=class_at(scores, "standalone_class", code),
        score=points_at(scores, "score", code),
        core=bool(members.numbers("core")[at]),
        weight=number_at(members, "weight", at),
        joined=bool(members.numbers("joined")[at]),
    )


def _entry(lifeline: Frame, row: int) -> LifelineEntry:
    event = ClusterEvent(known_text(lifeline, "event", row))
    others = tuple(name for name in known_text(lifeline, "others", row).split("|") if name)
    size, before = int(lifeline.numbers("size")[row]), int(lifeline.numbers("previous_size")[row])
    return LifelineEntry(
        month=known_text(lifeline, "month", row),
        event=event,
        size=size,
        previous_size=before,
        other_ids=others,
        sentence=event_sentence(event, size, before, others),
    )
