"""Undoing a batch as a whole, in the graph and in the filings, by two hands.

The filings go first and stay closed until the graph has followed; an undo that was cut short
is ended by repeating it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import structlog

from graph.errors import InputError
from graph.kept_rows import kept
from graph.store.protocol import StagedBatch, Undo, UndoneBatch, UndoStore

_LOG = structlog.get_logger(__name__)


class UndoneFilings(Protocol):
    """Filings that a batch can be taken out of."""

    def undo(self, undo: Undo, later: Sequence[StagedBatch]) -> None:
        """Take a batch out of what is known from a day on, and keep reads away."""
        ...

    def undo_done(self) -> None:
        """Let reads in again."""
        ...


def undo_batch(home: Path, store: UndoStore, filings: UndoneFilings, undo: Undo) -> UndoneBatch:
    """Undo a batch; the same undo twice changes nothing.

    Parameters
    ----------
    home : Path
        Home folder with the kept rows of the later batches.
    store : UndoStore
    filings : UndoneFilings
    undo : Undo

    Raises
    ------
    InputError
        If the reason or a hand is missing, both hands are one, or an earlier undo has a later day.
    NotFoundError
        If the store does not hold the batch.
    StoreError
        If rows of a later batch are no longer kept, or the store cannot take the batch out.
    """
    check_hands(undo)
    state = store.state()
    held = list(state.batches)
    if undo.batch not in held:
        # Done already, and perhaps cut before the filings were opened again; or not there at all.
        done = store.undo(undo, ())
        filings.undo_done()
        return done
    later = kept(home, held[held.index(undo.batch) + 1 :])
    store.check_undo(undo, later)
    filings.undo(undo, later)
    done = store.undo(undo, later)
    filings.undo_done()
    _LOG.info(
        "graph.batch_undone",
        batch=undo.batch,
        day=undo.day.isoformat(),
        reason=undo.reason,
        author=undo.author,
        approver=undo.approver,
        later=len(later),
        before=done.before,
    )
    return done


def check_hands(undo: Undo) -> None:
    """Check that a reason and two different hands are named.

    Raises
    ------
    InputError
        If one is missing, or author and approver are one.
    """
    for name in ("reason", "author", "approver"):
        if not getattr(undo, name).strip():
            raise InputError(f"undo: expected --{name}, got none", field=name)
    if undo.author.strip() == undo.approver.strip():
        raise InputError(
            f"undo: expected two hands, got {undo.author!r} as author and approver; another person approves"
        )
