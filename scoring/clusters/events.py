"""Events of clusters from one month to the next: born, grew, shrank, split, merged, ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame, large_text
from scoring.results_types import ClusterEvent

Ints = npt.NDArray[np.int64]
_SEPARATOR = "|"

EMPTY_LIFELINE = Frame(
    {
        "cluster_id": large_text([]),
        "month": large_text([]),
        "event": large_text([]),
        "others": large_text([]),
        "size": np.empty(0, np.int32),
        "previous_size": np.empty(0, np.int32),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """Last month's clusters, seen from this month's enterprises.

    Attributes
    ----------
    cluster : int32[n]
        Row of last month's cluster of each enterprise of this month, -1 for none.
    ids : text[K]
        Last month's cluster ids.
    sizes : int64[K]
        Members then, those that are gone included.
    born, changed : text[K]
        Month of issue; latest month with an event.
    lifeline : Frame
        All events so far.
    """

    cluster: npt.NDArray[np.int32]
    ids: pa.LargeStringArray
    sizes: Ints
    born: pa.LargeStringArray
    changed: pa.LargeStringArray
    lifeline: Frame


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Common members of (old, new), those with enough, sorted by (old, new)."""

    old: Ints
    new: Ints
    count: Ints


class Events:
    """Collects this month's events; one walk over the clusters, never over enterprises."""

    def __init__(
        self, *, month: str, ids: list[str], size: Ints, old: Previous, overlap: Overlaps, kept: Ints
    ) -> None:
        self.rows: list[dict[str, Any]] = []
        self._month, self._ids, self._size, self._old, self._kept = month, ids, size, old, kept
        self._new_of: dict[int, list[int]] = {}
        self._old_of: dict[int, list[int]] = {}
        for before, now in zip(overlap.old.tolist(), overlap.new.tolist(), strict=True):
            self._new_of.setdefault(before, []).append(now)
            self._old_of.setdefault(now, []).append(before)
        self._survivors = set(kept.tolist()) - {-1}

    def _add(self, cluster_id: str, event: ClusterEvent, size: int, before: int, others: list[str]) -> None:
        self.rows.append(
            {
                "cluster_id": cluster_id,
                "month": self._month,
                "event": event.value,
                "others": _SEPARATOR.join(sorted(others)),
                "size": size,
                "previous_size": before,
            }
        )

    def _old_id(self, row: int) -> str:
        return str(self._old.ids[row].as_py())

    def current(self, cluster: npt.NDArray[np.int32]) -> list[str]:
        """Main event of each cluster of this month."""
        same = np.zeros(len(self._ids), np.int64)
        member = (cluster >= 0) & (self._old.cluster >= 0)
        stayed = self._kept[cluster[member]] == self._old.cluster[member] if len(self._kept) else member[:0]
        np.add.at(same, cluster[member][stayed], 1)
        words = []
        for row, (name, kept, size) in enumerate(
            zip(self._ids, self._kept.tolist(), self._size.tolist(), strict=True)
        ):
            if kept < 0:
                parents = [self._old_id(before) for before in self._old_of.get(row, [])]
                self._add(name, ClusterEvent.BORN, size, 0, parents)
                words.append(ClusterEvent.BORN.value)
                continue
            before = int(self._old.sizes[kept])
            parts = [self._ids[now] for now in self._new_of.get(kept, []) if now != row]
            absorbed = [
                self._old_id(o) for o in self._old_of.get(row, []) if o != kept and o not in self._survivors
            ]
            if parts:
                self._add(name, ClusterEvent.SPLIT, size, before, parts)
            if absorbed:
                self._add(name, ClusterEvent.MERGED, size, before, absorbed)
            by_size = _size_event(size, before, int(same[row]))
            if by_size is not ClusterEvent.UNCHANGED and not parts and not absorbed:
                self._add(name, by_size, size, before, [])
            words.append(
                (ClusterEvent.SPLIT if parts else ClusterEvent.MERGED if absorbed else by_size).value
            )
        return words

    def ended(self) -> None:
        """Events of the ids that no cluster of this month keeps."""
        for row, before in enumerate(self._old.sizes.tolist()):
            if row not in self._survivors:
                went = [self._ids[now] for now in self._new_of.get(row, [])]
                self._add(self._old_id(row), ClusterEvent.ENDED, 0, before, went)


def _size_event(size: int, before: int, same: int) -> ClusterEvent:
    if size > before:
        return ClusterEvent.GREW
    if size < before:
        return ClusterEvent.SHRANK
    return ClusterEvent.UNCHANGED if same == size else ClusterEvent.CHANGED


def append(lifeline: Frame, rows: list[dict[str, Any]]) -> Frame:
    """Life line with the events of one more month, sorted by (cluster_id, month, event)."""
    columns: dict[str, Any] = {}
    for name in EMPTY_LIFELINE:
        fresh = [row[name] for row in rows]
        old = lifeline[name]
        columns[name] = (
            np.concatenate([old, np.array(fresh, np.int32)])
            if isinstance(old, np.ndarray)
            else pa.concat_arrays([old, large_text(fresh)])
        )
    keys = [(name, "ascending") for name in ("cluster_id", "month", "event")]
    table = pa.table({name: columns[name] for name in ("cluster_id", "month", "event")})
    order = pc.sort_indices(table, sort_keys=keys).to_numpy()
    return Frame(columns).take(order)
