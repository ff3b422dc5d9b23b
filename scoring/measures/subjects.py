"""Subjects of a measure: enterprises, or virtual ones that stand for legal persons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.domain import DAY_UNKNOWN, day_number
from graph.snapshot import Snapshot
from scoring.measures.coverage import Coverage, region_codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """Who is measured, and what coverage needs to know of them.

    Attributes
    ----------
    as_of : int
        Day number of t.
    established : int32, n
        Day of establishment, DAY_UNKNOWN if not known.
    region : int32, n
        Code of the region in ``coverage``.
    coverage : Coverage
    """

    as_of: int
    established: np.ndarray
    region: np.ndarray
    coverage: Coverage

    @property
    def count(self) -> int:
        """Number of subjects."""
        return len(self.established)

    @classmethod
    def of(cls, snapshot: Snapshot, grace_days: int) -> Subjects:
        """Every enterprise of a snapshot, in code order."""
        codes, regions = region_codes(snapshot.enterprises.text("region"))
        as_of = day_number(snapshot.as_of)
        return cls(
            as_of=as_of,
            established=snapshot.enterprises.numbers("established_on"),
            region=codes,
            coverage=Coverage(snapshot.coverage, regions, as_of, grace_days),
        )

    def take(self, rows: np.ndarray) -> Subjects:
        """Subjects with the attributes of the given rows (repeats allowed)."""
        return Subjects(
            as_of=self.as_of,
            established=self.established[rows],
            region=self.region[rows],
            coverage=self.coverage,
        )

    def covered(self, table: str, kinds: tuple[str, ...], start: int) -> np.ndarray:
        """Whether no row dated from ``start`` to t means that there is none.

        Parameters
        ----------
        start : int
            Day number; ``DAY_UNKNOWN`` is since establishment.

        Returns
        -------
        bool, n
        """
        since = self.coverage.since(table, kinds)[self.region]
        needed = np.maximum(self.established.astype(np.int64), start)
        return np.asarray(since <= np.where(self.established == DAY_UNKNOWN, start, needed))
