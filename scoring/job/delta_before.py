"""What a revision looks up in the month before, beside everything else that it computes."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from graph.snapshot import Snapshot
from scoring.job.frozen import FilingSource
from scoring.job.previous import PreviousMonth


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The month before, and what is looked up in it on a second core while a revision is made.

    Attributes
    ----------
    previous : PreviousMonth
    rows : future of int32[n], as ``PreviousMonth.old_rows``
    revised : future of the filings of which another version was learnt between the months
    """

    previous: PreviousMonth
    rows: Future[np.ndarray[Any, np.dtype[np.int32]]]
    revised: Future[Sequence[str]]

    @classmethod
    def looked_up(
        cls, previous: PreviousMonth, snapshot: Snapshot, filings: FilingSource, known_by: date
    ) -> Before:
        """Begin to look up; ``snapshot`` has the enterprises of the revision, known by a day."""
        since, until = previous.read_snapshot().as_of, min(snapshot.as_of, known_by)
        beside = ThreadPoolExecutor(1)
        rows = beside.submit(previous.old_rows, snapshot)
        revised = beside.submit(lambda: filings.revised(since, until) if until > since else ())
        beside.shutdown(wait=False)
        return cls(previous=previous, rows=rows, revised=revised)
