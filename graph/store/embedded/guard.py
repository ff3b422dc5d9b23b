"""The load guard: how many living ties of each source and kind a batch ends or changes.

A delivery that lost most of its rows, or came with another's keys, looks like an office that
ended most of its ties. It is stopped before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from graph.arrays import Frame
from graph.domain import DAY_UNKNOWN, TIE_KINDS, day_number
from graph.errors import LoadGuardError
from graph.store.embedded.closing import in_scope
from graph.store.embedded.columns import Numbers
from graph.store.embedded.layout import STORED
from graph.store.embedded.segments import Version
from graph.store.protocol import LoadGuard, Scope, StagedBatch

LivingTies = Callable[[], Mapping[tuple[str, str], int]]
"""Living ties of a whole store by (source, kind)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Touched:
    """Living ties of one kind and scope, and how many of them a batch ends, or ends or changes."""

    kind: str
    scope: str
    living: int
    ended: int
    changed: int


def check_ties(
    batch: StagedBatch,
    before: Version | None,
    rows: Frame,
    closed: Frame | None,
    living: LivingTies | None = None,
) -> None:
    """Stop a batch that ends or changes too many living ties.

    Parameters
    ----------
    batch : StagedBatch
        With its guard; without one nothing is checked.
    before : Version or None
        What the store held.
    rows, closed : Frame
        Versions of ties that the batch adds, and those that close what it lacks.
    living : callable, optional
        Asked only when a scope may be over its limit; for a ``before`` that holds no more than
        the touched ties. Without it ``before`` is whole.

    Raises
    ------
    LoadGuardError
        On the first kind and scope over a limit; the message names the numbers.
    """
    if batch.guard is None or before is None or not before.rows("ties"):
        return
    for found in _touched(batch, batch.guard, before, rows, closed, living):
        for count, share, word in (
            (found.ended, batch.guard.most_ended, "end"),
            (found.changed, batch.guard.most_changed, "end or change"),
        ):
            most = int(share * found.living)
            if count > most:
                raise LoadGuardError(
                    f"load guard: expected at most {most:,} ({share:.0%}) of {found.living:,} living "
                    f"{found.kind} ties of {found.scope} to {word}, got {count:,} "
                    f"({count / found.living:.0%}); nothing was loaded: look at the delivery, or import it "
                    f'with --accept "reason"',
                    kind=found.kind,
                    scope=found.scope,
                    most=most,
                    got=count,
                )


def _touched(
    batch: StagedBatch,
    guard: LoadGuard,
    before: Version,
    rows: Frame,
    closed: Frame | None,
    whole: LivingTies | None,
) -> Iterator[_Touched]:
    today = day_number(batch.day)
    held = _living_rows(before, today)
    fact = np.asarray(before.take("ties", "fact", held))
    ends, changes = _marks(before.slots("ties"), today, rows, closed)
    kind = np.asarray(before.take("ties", "kind", held)).astype(np.int64)
    sources = sorted({loaded.source for loaded in before.batches})
    of_batch = np.array([sources.index(loaded.source) for loaded in before.batches])
    source = of_batch[np.asarray(before.take("ties", "batch_seq", held)) - 1]
    cell = source * len(TIE_KINDS) + kind
    counts = [
        np.bincount(cell[mask], minlength=len(sources) * len(TIE_KINDS))
        for mask in (slice(None), ends[fact], changes[fact])
    ]
    known: Mapping[tuple[str, str], int] | None = None
    for place in np.flatnonzero(counts[2]).tolist():
        name, word = sources[place // len(TIE_KINDS)], str(TIE_KINDS[place % len(TIE_KINDS)])
        total, ended, changed = (int(count[place]) for count in counts)
        if whole is not None:
            few = (
                ended <= guard.most_ended * guard.smallest and changed <= guard.most_changed * guard.smallest
            )
            if few:
                continue
            known = whole() if known is None else known
            total = max(total, known.get((name, word), 0))
        if total >= guard.smallest:
            yield _Touched(kind=word, scope=name, living=total, ended=ended, changed=changed)
    for scope in batch.full:
        if scope.table == "ties" and scope.region is not None:
            inside = in_scope(STORED["ties"], before, held, scope, today)
            yield from _of_region(guard, scope, kind[inside], ends[fact[inside]], changes[fact[inside]])


def _of_region(
    guard: LoadGuard, scope: Scope, kind: Numbers, ends: Numbers, changes: Numbers
) -> Iterator[_Touched]:
    counts = [np.bincount(kind[mask], minlength=len(TIE_KINDS)) for mask in (slice(None), ends, changes)]
    for place, word in enumerate(TIE_KINDS):
        total, ended, changed = (int(count[place]) for count in counts)
        if changed and total >= guard.smallest:
            said = f"{scope.source} in region {scope.region}"
            yield _Touched(kind=str(word), scope=said, living=total, ended=ended, changed=changed)


def _living_rows(version: Version, today: int) -> Numbers:
    """Global rows of the ties that are in force on a day and have not ended by then."""
    known = version.numbers("ties", "known_on") <= today
    valid_to = version.numbers("ties", "valid_to")
    open_ = (valid_to == DAY_UNKNOWN) | (valid_to > today)
    return np.flatnonzero(known & (version.index("ties.superseded") > today) & open_)


def _marks(slots: int, today: int, rows: Frame, closed: Frame | None) -> tuple[Numbers, Numbers]:
    """Bool per tie slot of the version before: the batch ends it; it ends or changes it."""
    ends, changes = np.zeros(slots, dtype=bool), np.zeros(slots, dtype=bool)
    for frame in (rows,) if closed is None else (rows, closed):
        fact, valid_to = frame.numbers("fact"), frame.numbers("valid_to")
        old = fact < slots
        changes[fact[old]] = True
        ends[fact[old & (valid_to != DAY_UNKNOWN) & (valid_to <= today)]] = True
    return ends, changes
