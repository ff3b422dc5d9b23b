"""What deliveries claim to cover, and hence where an absence of rows is a known zero.

A count over [a, t] is known for an enterprise if covering rows join without a gap over
[max(a, day of establishment), t - grace]: nobody has records from before he existed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.domain import DAY_OPEN, DAY_UNKNOWN

NEVER = DAY_OPEN
"""First covered day where nothing is covered up to t."""


class Coverage:
    """Answers since when a table is covered without a gap up to t, by region.

    Parameters
    ----------
    rows : Frame
        Frame ``coverage`` of a snapshot.
    regions : pa.LargeStringArray, n_regions
        Distinct regions of the enterprises; null is an unknown region, which only rows
        without a region cover.
    as_of : int
        Day number of t.
    grace_days : int
        Days by which the newest covering day may lie before t (the deliveries' rhythm).
    """

    def __init__(self, rows: Frame, regions: pa.LargeStringArray, as_of: int, grace_days: int) -> None:
        self._as_of = as_of
        self._grace = grace_days
        self._regions: list[str | None] = regions.to_pylist()
        self._covered: list[str] = rows.text("covered").to_pylist()
        self._region: list[str | None] = rows.text("region").to_pylist()
        self._from = rows.numbers("covered_from").astype(np.int64)
        until = rows.numbers("covered_to").astype(np.int64)
        self._to = np.where(until == DAY_UNKNOWN, as_of, until)
        self._since: dict[tuple[str, tuple[str, ...]], np.ndarray] = {}

    def since(self, table: str, kinds: Sequence[str] = ()) -> np.ndarray:
        """First day of the gapless covered time that reaches t, by region.

        Returns
        -------
        int64, n_regions : day number; ``DAY_UNKNOWN`` since ever, ``NEVER`` if t is not covered
        """
        key = (table, tuple(kinds))
        if key not in self._since:
            parts = [self._of_kind(table, kind) for kind in kinds] or [self._of_kind(table, None)]
            self._since[key] = np.max(parts, axis=0)
        return self._since[key]

    def _of_kind(self, table: str, kind: str | None) -> np.ndarray:
        names = {table, f"{table}:{kind}"} if kind is not None else {table}
        rows = [row for row, covered in enumerate(self._covered) if covered in names]
        found: dict[tuple[int, ...], int] = {}
        since = np.full(len(self._regions), NEVER, dtype=np.int64)
        for index, region in enumerate(self._regions):
            mine = tuple(
                row
                for row in rows
                if self._region[row] is None
                or (region is not None and region.startswith(str(self._region[row])))
            )
            if mine not in found:
                found[mine] = self._reach(np.array(mine, dtype=np.int64))
            since[index] = found[mine]
        return since

    def _reach(self, rows: np.ndarray) -> int:
        reach = NEVER
        needed = self._as_of - self._grace
        while True:
            joined = rows[self._to[rows] >= needed]
            if not len(joined) or int(self._from[joined].min()) >= reach:
                return reach
            reach = int(self._from[joined].min())
            needed = reach - 1


def region_codes(regions: pa.LargeStringArray) -> tuple[np.ndarray, pa.LargeStringArray]:
    """Code of each row's region and the distinct regions (the last one is unknown).

    Returns
    -------
    int32, n : code
    pa.LargeStringArray : distinct regions, null last
    """
    encoded = pc.dictionary_encode(regions)
    names = encoded.dictionary.cast(pa.large_string())
    codes = np.asarray(pc.fill_null(encoded.indices, len(names)), dtype=np.int32)
    return codes, pa.array([*names.to_pylist(), None], pa.large_string())
