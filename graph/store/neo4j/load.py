"""Loading a batch: the embedded loader on the touched facts, its new rows written back.

Every row carries the batch's sequence number and counts only once ``Store.batches`` has
reached it, which is the last write. A run that was cut short is repeated: every write is a
MERGE on a key, so what is there stays and what is missing comes. What another form of this
code left is taken away first.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from graph.errors import StoreError
from graph.store.embedded.folder import Checkpoint, no_checkpoint
from graph.store.embedded.layout import STORED
from graph.store.embedded.load import write_version
from graph.store.embedded.load_reports import keep_report, report_again
from graph.store.neo4j.database import Database
from graph.store.neo4j.days import calendar_day
from graph.store.neo4j.held import HeldFacts, tables_to_close
from graph.store.neo4j.leftovers import discard_leftovers
from graph.store.neo4j.living import living_ties
from graph.store.neo4j.lock import Fence, writing
from graph.store.neo4j.new_rows import NewRows
from graph.store.neo4j.schema import migrate, newest
from graph.store.neo4j.scratch import read_version, scratch_folder
from graph.store.neo4j.state import StoreMarks, read_batches, read_state, unfinished_undo
from graph.store.neo4j.touched import note_touched
from graph.store.protocol import LoadReport, Ready, StagedBatch, load_now

_LAYOUT = 2
"""Layout of the rows that a load writes; raised with every change of slots, keys or properties."""


def row_form() -> str:
    """Form of the rows of this code; what a load of another form left cannot be continued."""
    return f"{newest()}.{_LAYOUT}"


def load_batch(
    database: Database,
    home: Path,
    batch: StagedBatch,
    checkpoint: Checkpoint = no_checkpoint,
    ready: Ready = load_now,
) -> LoadReport:
    """Add a batch; the same batch twice changes nothing.

    Raises
    ------
    LoadGuardError
        If it ends or changes more ties than its guard allows; no row is written.
    StoreBusyError
        If another writer holds the store.
    """
    migrate(database)
    with writing(database) as fence:
        state = read_state(database)
        if state is None:
            raise StoreError("neo4j: expected a Store node after the migrations, got none: run again")
        if state.undoing is not None:
            raise unfinished_undo(state)

        def certain(report: LoadReport) -> None:
            ready()
            keep_report(batch, report)

        return write_batch(database, home, fence, batch, checkpoint, certain)


def write_batch(
    database: Database,
    home: Path,
    fence: Fence,
    batch: StagedBatch,
    checkpoint: Checkpoint,
    certain: Callable[[LoadReport], object],
) -> LoadReport:
    """Write a batch and let it count (the caller is the writer); what an undo does once more.

    Parameters
    ----------
    certain : callable
        Called with the report before the batch is published.
    """
    state = read_state(database)
    if state is None:
        raise StoreError("neo4j: expected a Store node, got none; the database was changed by other hands")
    batches = read_batches(database, state.published)
    if batch.batch in {loaded.batch for loaded in batches}:
        return report_again(batch, str(state.version))
    form = row_form()
    if state.loading is not None and (state.loading, state.loading_form) != (batch.batch, form):
        discard_leftovers(database, state, fence.token)
    sequence = state.published + 1
    fence.write("maintenance.begin_batch", batch=batch.batch, sequence=sequence, form=form)
    checkpoint("begin")
    with scratch_folder(home) as folder:
        before, spaces = None, None
        if state.published:
            before, spaces = HeldFacts(database, state, batch).scratch(folder / "before", batches)
        (folder / "after").mkdir()
        # A complete delivery of ties reads them whole; else the scratch version holds the touched ones.
        living = (
            None if "ties" in tables_to_close(batch) else partial(living_ties, database, batches, batch.day)
        )
        name = state.version_after_a_load
        report = write_version(folder / "after", before, batch, name, lambda step: None, living)
        after = read_version(folder / "after")
        new = NewRows(state, before, after, spaces)
        for part, step in enumerate(new.statements()):
            checkpoint(step.table)
            note_touched(fence, part, step.table, step.statement, step.rows)
            fence.write_rows(step.statement, step.rows)
        certain(report)
        checkpoint("publish")
        _publish(fence, state, batch, new)
    database.write("maintenance.forget_touched", token=fence.token)
    return report


def _publish(fence: Fence, state: StoreMarks, batch: StagedBatch, new: NewRows) -> None:
    counts = {f"rows_{table}": state.rows[table] + new.added(table) for table in STORED}
    first_days = new.first_days()
    fence.write(
        "maintenance.publish_batch",
        sequence=state.published + 1,
        batch=batch.batch,
        day=calendar_day(batch.day),
        source=batch.source,
        tables=list(first_days),
        first_days=list(first_days.values()),
        counts={
            **counts,
            "entities": state.slots("nodes") + new.named("nodes"),
            "records": state.slots("records") + new.named("records"),
        },
    )
