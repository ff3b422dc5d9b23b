"""Living ties of the whole database by source and kind, for the load guard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from graph.store.embedded.segments import LoadedBatch
from graph.store.neo4j.database import Database
from graph.store.neo4j.days import calendar_day

_TIMEOUT_S = 300.0


def living_ties(database: Database, batches: Sequence[LoadedBatch], day: date) -> dict[tuple[str, str], int]:
    """Count the published ties in force on a day, by (source, kind); one scan of the ties."""
    found: dict[tuple[str, str], int] = {}
    columns = database.columns(
        "maintenance.living_ties", timeout_s=_TIMEOUT_S, batches=len(batches), day=calendar_day(day)
    )
    for kind, sequence, ties in zip(columns["kind"], columns["sequence"], columns["ties"], strict=True):
        key = (batches[int(sequence) - 1].source, str(kind))
        found[key] = found.get(key, 0) + int(ties)
    return found
