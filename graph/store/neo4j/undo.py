"""Taking a batch out of the database: its rows and later ones go, then later batches are loaded again.

As in the embedded store, by the loader itself. The version before is kept on files first
(``kept_versions``) and answers every read until the last batch is loaded again; a cut undo is
ended by repeating it: every step can be repeated, and those that are done are told by marks of
the Store node (ADR 0044).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from graph.errors import StoreError
from graph.store.embedded.folder import Checkpoint
from graph.store.embedded.undo import place_to_undo
from graph.store.neo4j.cut_back import cut_back
from graph.store.neo4j.database import Database
from graph.store.neo4j.days import calendar_day, date_of
from graph.store.neo4j.kept_versions import KeptVersions
from graph.store.neo4j.leftovers import discard_leftovers
from graph.store.neo4j.load import write_batch
from graph.store.neo4j.lock import Fence, writing
from graph.store.neo4j.schema import migrate
from graph.store.neo4j.scratch import scratch_folder
from graph.store.neo4j.state import StoreMarks, read_batches, read_state, unfinished_undo
from graph.store.protocol import StagedBatch, Undo, UndoneBatch


def undone_batches(state: StoreMarks, kept: KeptVersions) -> tuple[UndoneBatch, ...]:
    """What was undone, in its order."""
    return tuple(kept.entry(name) for name in state.undone_before)


def check_undo(database: Database, kept: KeptVersions, undo: Undo, later: Sequence[StagedBatch]) -> None:
    """Raise what ``undo_batch`` would raise before it changes anything."""
    state = read_state(database)
    if state is not None and state.undoing is not None:
        _check_begun(state, undo)
        batches = kept.version(state.undoing).batches
    else:
        batches = () if state is None else read_batches(database, state.published)
    undone = () if state is None else undone_batches(state, kept)
    place_to_undo(batches, undone, undo, later)


def undo_batch(
    database: Database,
    home: Path,
    kept: KeptVersions,
    undo: Undo,
    later: Sequence[StagedBatch],
    checkpoint: Checkpoint,
) -> UndoneBatch:
    """Take a batch out of what is known from a day on; see ``UndoStore.undo``, also for what it raises."""
    migrate(database)
    with writing(database) as fence:
        state = _state(database)
        if state.undoing is None:
            held = {loaded.batch for loaded in read_batches(database, state.published)}
            done = [one for one in undone_batches(state, kept) if one.undo == undo]
            if done and undo.batch not in held:
                return done[0]
            state = _begun(database, fence, kept, state, undo, later, checkpoint)
        _check_begun(state, undo)
        before = str(state.undoing)
        version, entry = kept.version(before), kept.entry(before)
        place = place_to_undo(version.batches, (), undo, later)
        if not state.undoing_cut:
            checkpoint("cut")
            with scratch_folder(home) as folder:
                cut_back(database, fence, version, place, folder)
            state = _state(database)
        for batch in later[state.published - place :]:
            checkpoint(f"again {batch.batch}")
            write_batch(database, home, fence, batch, checkpoint, lambda report: None)
        checkpoint("end")
        fence.write("maintenance.end_undo", before=before, day=calendar_day(undo.day))
        return entry


def _begun(
    database: Database,
    fence: Fence,
    kept: KeptVersions,
    state: StoreMarks,
    undo: Undo,
    later: Sequence[StagedBatch],
    checkpoint: Checkpoint,
) -> StoreMarks:
    """Keep the version in force and say that the undo has begun: from here on it answers all reads."""
    batches = read_batches(database, state.published)
    place = place_to_undo(batches, undone_batches(state, kept), undo, later)
    if state.loading is not None:
        discard_leftovers(database, state, fence.token)
    loaded = batches[place]
    entry = UndoneBatch(undo=undo, day=loaded.day, source=loaded.source, before=str(state.version))
    checkpoint("keep")
    kept.keep(database, state, batches, entry)
    checkpoint("begin undo")
    fence.write("maintenance.begin_undo", before=entry.before, batch=undo.batch, day=calendar_day(undo.day))
    return _state(database)


def _check_begun(state: StoreMarks, undo: Undo) -> None:
    if (state.undoing_batch, _day(state.undoing_day)) != (undo.batch, undo.day):
        raise unfinished_undo(state)


def _day(value: int | None) -> date | None:
    return None if value is None else date_of(value)


def _state(database: Database) -> StoreMarks:
    state = read_state(database)
    if state is None:
        raise StoreError("neo4j: expected a Store node, got none; the database was changed by other hands")
    return state
