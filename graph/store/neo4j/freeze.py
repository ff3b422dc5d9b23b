"""Freezing the database: a scratch version of all that is published, frozen as embedded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import structlog

from graph.errors import IntegrityError
from graph.memory import give_memory_back
from graph.snapshot import Snapshot
from graph.store.embedded.freeze import freeze_version
from graph.store.embedded.undo import write_base
from graph.store.neo4j.database import Database
from graph.store.neo4j.kept_versions import KeptVersions
from graph.store.neo4j.materialise import materialise
from graph.store.neo4j.pages import Stray
from graph.store.neo4j.schema import checked_version
from graph.store.neo4j.scratch import scratch_folder
from graph.store.neo4j.state import StoreMarks, read_batches, read_state

_LOG = structlog.get_logger(__name__)
_NAMED = 20


def freeze_database(
    database: Database,
    home: Path,
    as_of: date,
    known_by: date,
    corrections: Sequence[str] = (),
    version: str | None = None,
) -> tuple[Snapshot, tuple[Stray, ...]]:
    """Snapshot of what was known, as documented in ``graph.snapshot``, and what is not ours.

    Parameters
    ----------
    database : Database
    home : Path
        Its ``neo4j-scratch`` folder takes the rows while they are frozen.
    as_of, known_by : date
    corrections : sequence of str
    version : str, optional
        An older version of the database, the one in force by default.

    Raises
    ------
    NotFoundError
        If the database never was in that version.
    IntegrityError
        If a node, a version, or what identifies one is missing; the message names it.
    """
    checked_version(database)
    state = read_state(database)
    try:
        snapshot, strays = _frozen(database, home, state, as_of, known_by, corrections, version)
    except IntegrityError:
        # A load that was published or taken back meanwhile can hide a row from one of the pages.
        now = read_state(database)
        if _writes(now) == _writes(state):
            raise
        snapshot, strays = _frozen(database, home, now, as_of, known_by, corrections, version)
    if strays:
        _LOG.warning(
            "store.strays",
            count=len(strays),
            first=[f"{stray.table}:{stray.key}" for stray in strays[:_NAMED]],
        )
    return snapshot, strays


def _frozen(
    database: Database,
    home: Path,
    state: StoreMarks | None,
    as_of: date,
    known_by: date,
    corrections: Sequence[str],
    version: str | None,
) -> tuple[Snapshot, tuple[Stray, ...]]:
    if state is None or not state.published:
        return freeze_version(None, as_of, known_by, corrections), ()
    kept = state.kept_for(known_by, version)
    if kept is not None:
        return _of_kept(home, state, kept, version, as_of, known_by, corrections), ()
    seen = state if version in (None, state.version) else state.until(str(version))
    batches = read_batches(database, seen.published)
    with scratch_folder(home) as folder:
        whole = seen.published == state.published
        found, strays = materialise(database, seen, batches, folder / "version", whole=whole)
        give_memory_back()
        return freeze_version(found, as_of, known_by, corrections), strays


def _of_kept(
    home: Path,
    state: StoreMarks,
    kept: str,
    version: str | None,
    as_of: date,
    known_by: date,
    corrections: Sequence[str],
) -> Snapshot:
    """Snapshot of a kept version, or of an older one by the first batches of it."""
    versions = KeptVersions(home)
    if version is None or int(kept[1:]) <= int(version[1:]):
        return versions.store(kept).freeze(as_of, known_by, corrections)
    with scratch_folder(home) as folder:
        (folder / "base").mkdir()
        place, number = state.batches_of(version), int(version[1:])
        base = write_base(folder / "base", versions.version(kept), place, number, ())
        return freeze_version(base, as_of, known_by, corrections)


def _writes(state: StoreMarks | None) -> tuple[object, ...]:
    """What differs after a writer has come, published or taken something back."""
    return () if state is None else (*state.seen, state.token, state.loading)
