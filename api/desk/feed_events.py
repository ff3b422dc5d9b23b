"""What a published revision changed: classes of enterprises and clusters, as whole columns.

A first revision is compared with the month before by the month's own table of movers and events
of clusters; a later one with the revision it replaced.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from api.desk.feed_types import FeedEvent, FeedKind
from api.security.scope import in_scope
from api.security.viewer import Viewer
from graph.arrays import Frame
from graph.domain import RiskClass
from scoring.job.previous import codes_of
from scoring.results import Month, Months
from scoring.results_rows import class_of, known_text

KEPT_REVISIONS = 16
"""Revisions whose changed rows stay in memory: a few bytes for each change."""
UNCHANGED, ENDED, REVISED = "unchanged", "ended", "revised"
_COMPARED = ("size", "risk", *(f"class_{name.value.lower()}" for name in RiskClass))
Longs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Changes of one revision; events are numbered class changes first, then clusters, then ended ones.

    Attributes
    ----------
    month : Month
    before : Month or None
        What it is compared with; None for the first month of a home.
    enterprises : int64 rows of the scores whose class changed, rising
    class_before : int8 class codes, -1 none
    clusters : int64 rows of the cluster table that changed, rising
    ended : tuple of ids of clusters that are no more, with their sizes before
    """

    month: Month
    before: Month | None
    enterprises: Longs
    class_before: npt.NDArray[np.int8]
    clusters: Longs
    ended: tuple[tuple[str, int], ...]

    @property
    def count(self) -> int:
        """Events of the revision, before any scope."""
        return len(self.enterprises) + len(self.clusters) + len(self.ended)

    def kept(self, viewer: Viewer, kinds: frozenset[FeedKind]) -> Longs:
        """Numbers of the events within a viewer's area, rising."""
        inside = in_scope(self.month, viewer)
        classes = inside[self.enterprises] & (FeedKind.CLASS in kinds)
        wanted = FeedKind.CLUSTER in kinds
        clusters = np.isin(self.clusters, _inside(self.month, inside)) & wanted
        ended = self._ended_inside(viewer) & wanted
        return np.flatnonzero(np.concatenate([classes, clusters, ended]))

    def _ended_inside(self, viewer: Viewer) -> Mask:
        if viewer.whole_area or not self.ended or self.before is None:
            return np.full(len(self.ended), viewer.whole_area)
        rows = _inside(self.before, in_scope(self.before, viewer))
        names = self.before.cluster_table.text("cluster_id").take(pa.array(rows))
        told = pa.array([name for name, _ in self.ended], pa.large_string())
        return np.asarray(pc.is_in(told, value_set=names))

    def event(self, feed: int, at: int) -> FeedEvent:
        """Event of a number."""
        info = self.month.info
        told: dict[str, Any] = {"id": f"{feed}.{at}", "month": info.month, "revision": info.revision}
        if at < len(self.enterprises):
            row, scores = int(self.enterprises[at]), self.month.scores
            return FeedEvent(
                **told,
                kind=FeedKind.CLASS,
                enterprise_id=known_text(scores, "enterprise_id", row),
                class_before=class_of(int(self.class_before[at])),
                class_after=class_of(int(scores.numbers("risk_class")[row])),
            )
        at -= len(self.enterprises)
        if at < len(self.clusters):
            row, table = int(self.clusters[at]), self.month.cluster_table
            return FeedEvent(
                **told,
                kind=FeedKind.CLUSTER,
                cluster_id=known_text(table, "cluster_id", row),
                event=REVISED if info.revision > 1 else known_text(table, "event", row),
                size=int(table.numbers("size")[row]),
                risk=bool(table.numbers("risk")[row]),
            )
        name, size = self.ended[at - len(self.clusters)]
        return FeedEvent(**told, kind=FeedKind.CLUSTER, cluster_id=name, event=ENDED, size=size, risk=False)


class ChangesOf:
    """Changes of revisions; those asked for last stay in memory.

    Parameters
    ----------
    months : Months
    """

    def __init__(self, months: Months) -> None:
        self._months = months
        self._kept: OrderedDict[str, Changes] = OrderedDict()
        self._lock = Lock()

    def of(self, month: str, revision: int) -> Changes:
        """Changes of one revision."""
        opened = self._months.open(month, revision)
        key = f"{month} {revision} {opened.info.digest}"
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = self._changes(opened)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT_REVISIONS:
                self._kept.popitem(last=False)
        return made

    def _changes(self, month: Month) -> Changes:
        if month.info.revision > 1:
            return _revised(self._months.open(month.info.month, month.info.revision - 1), month)
        previous = month.info.previous
        if previous is None:
            return _none(month)
        movers, table = month.mover_table, month.cluster_table
        changed = pc.not_equal(table.text("event"), UNCHANGED)
        return Changes(
            month=month,
            before=self._months.open(previous.month, previous.revision),
            enterprises=movers.numbers("enterprise").astype(np.int64),
            class_before=movers.numbers("previous_class").astype(np.int8),
            clusters=np.flatnonzero(np.asarray(pc.fill_null(changed, False))),
            ended=_ended(month),
        )


def _none(month: Month) -> Changes:
    """The first month of a home changes nothing that anybody knew."""
    no_rows = np.empty(0, np.int64)
    return Changes(
        month=month,
        before=None,
        enterprises=no_rows,
        class_before=np.empty(0, np.int8),
        clusters=no_rows,
        ended=(),
    )


def _ended(month: Month) -> tuple[tuple[str, int], ...]:
    told = month.lifeline_table
    wanted = pc.and_(pc.equal(told.text("month"), month.info.month), pc.equal(told.text("event"), ENDED))
    rows = np.flatnonzero(np.asarray(pc.fill_null(wanted, False)))
    sizes = told.numbers("previous_size")
    return tuple((known_text(told, "cluster_id", int(row)), int(sizes[row])) for row in rows)


def _revised(before: Month, after: Month) -> Changes:
    """Enterprises and clusters in which two revisions of a month differ."""
    old = codes_of(after.scores.text("enterprise_id"), before.scores.text("enterprise_id")).astype(np.int64)
    was = np.where(old >= 0, before.scores.numbers("risk_class")[old], -1).astype(np.int8)
    rows = np.flatnonzero(was != after.scores.numbers("risk_class"))
    one, other = before.cluster_table, after.cluster_table
    place = np.asarray(
        pc.fill_null(pc.index_in(other.text("cluster_id"), value_set=one.text("cluster_id")), -1)
    )
    known = np.flatnonzero(place >= 0)
    differs = place < 0
    for name in _COMPARED:
        differs[known] |= other.numbers(name)[known] != one.numbers(name)[place[known]]
    gone = pc.invert(pc.is_in(one.text("cluster_id"), value_set=other.text("cluster_id")))
    sizes = one.numbers("size")
    return Changes(
        month=after,
        before=before,
        enterprises=rows.astype(np.int64),
        class_before=was[rows],
        clusters=np.flatnonzero(differs),
        ended=tuple(
            (known_text(one, "cluster_id", int(row)), int(sizes[row]))
            for row in np.flatnonzero(np.asarray(gone))
        ),
    )


def _inside(month: Month, inside: Mask) -> Longs:
    """Rows of the clusters that have a member inside."""
    members: Frame = month.member_table
    return np.unique(members.numbers("cluster")[inside[members.numbers("enterprise")]]).astype(np.int64)
