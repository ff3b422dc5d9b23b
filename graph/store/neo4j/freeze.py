"""Freezing the database: a scratch version of all that is published, frozen as embedded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import structlog

from graph.snapshot import Snapshot
from graph.store.embedded.freeze import freeze_version
from graph.store.neo4j.database import Database
from graph.store.neo4j.materialise import materialise
from graph.store.neo4j.pages import Stray
from graph.store.neo4j.schema import checked_version
from graph.store.neo4j.scratch import scratch_folder
from graph.store.neo4j.state import read_batches, read_state

_LOG = structlog.get_logger(__name__)
_NAMED = 20


def freeze_database(
    database: Database, home: Path, as_of: date, known_by: date, corrections: Sequence[str] = ()
) -> tuple[Snapshot, tuple[Stray, ...]]:
    """Snapshot of what was known, as documented in ``graph.snapshot``, and what is not ours.

    Parameters
    ----------
    database : Database
    home : Path
        Its ``neo4j-scratch`` folder takes the rows while they are frozen.
    as_of, known_by : date
    corrections : sequence of str

    Raises
    ------
    IntegrityError
        If a node, a version, or what identifies one is missing; the message names it.
    """
    checked_version(database)
    state = read_state(database)
    if state is None or not state.published:
        return freeze_version(None, as_of, known_by, corrections), ()
    batches = read_batches(database, state.published)
    with scratch_folder(home) as folder:
        version, strays = materialise(database, state, batches, folder / "version")
        snapshot = freeze_version(version, as_of, known_by, corrections)
    if strays:
        _LOG.warning(
            "store.strays",
            count=len(strays),
            first=[f"{stray.table}:{stray.key}" for stray in strays[:_NAMED]],
        )
    return snapshot, strays
