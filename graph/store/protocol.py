"""What every fact store can do: load a batch, freeze a snapshot, read as of a day.

``graph.store.embedded`` implements it on immutable mapped files. Interactive reads carry
``as_of`` (validity) and ``known_by`` (knowledge); freezing is the only bulk read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from graph.domain import FactKind, FactState, NodeKind, TieKind
from graph.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One ``full`` declaration: this delivery holds every living row of that scope."""

    table: str
    source: str
    region: str | None = None


REFUSED = "refused"
"""Folder of a staged batch with the keys of rejected rows: ``refused/<table>/*.parquet``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadGuard:
    """How much of the living ties of one kind and scope a batch may end or change.

    Parameters
    ----------
    most_ended, most_changed : float in [0, 1]
        Largest share that may end, and that may end or change.
    smallest : int
        Kinds with fewer living ties in the scope are not guarded.
    """

    most_ended: float
    most_changed: float
    smallest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedBatch:
    """A cleaned batch ready to load.

    Parameters
    ----------
    batch : str
        Content hash: files, mapping, declarations; the same batch loads once.
    day : date
        Day of the batch; known_on of rows that bring none.
    source : str
    backfill : bool
        True if known_on may be taken from the facts' own days.
    full : tuple of Scope
        Complete deliveries; everything else is ``changes`` and never closes.
    folder : Path
        ``<table>/*.parquet`` with the table's own columns plus ``known_on`` (null if the
        row brings none); ``refused/<table>/*.parquet`` with the keys of rejected rows,
        which a complete delivery does not close.
    rows : mapping of table name to number of rows
    guard : LoadGuard or None
        None loads whatever the batch would end or change.
    """

    batch: str
    day: date
    source: str
    folder: Path
    rows: Mapping[str, int]
    backfill: bool = False
    full: tuple[Scope, ...] = ()
    guard: LoadGuard | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What a load did; counts by table.

    ``unchanged`` rows equalled the version in force; ``conflicts`` are rows of one batch
    that name one fact with two different known values (rejected, listed by key).
    """

    version: str
    added: Mapping[str, int]
    unchanged: Mapping[str, int]
    closed: Mapping[str, int]
    conflicts: Sequence[tuple[str, str, str]]
    stubs: int
    already_loaded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node as it was on a day; ``label`` is the enterprise's name or a masked text."""

    id: str
    kind: NodeKind
    label: str
    degree: int
    status: str | None = None
    region: str | None = None


_MILLION = 1e6


def _as_frozen(fraction: float) -> float:
    """Six decimals, by the same steps as a freeze rounds a column."""
    return round(fraction * _MILLION) / _MILLION


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A tie as it was on a day; ``share`` is a fraction, None is unknown.

    Share and confidence have the decimals that a snapshot keeps: a store and a month say the same.
    """

    id: str
    kind: TieKind
    source_id: str
    target_id: str
    role: str | None
    share: float | None
    valid_from: date | None
    valid_to: date | None
    confidence: float

    def __post_init__(self) -> None:
        if self.share is not None:
            object.__setattr__(self, "share", _as_frozen(self.share))
        object.__setattr__(self, "confidence", _as_frozen(self.confidence))


@dataclass(frozen=True, slots=True, kw_only=True)
class Subgraph:
    """Nodes and ties of one answer, and the truth about its limits."""

    nodes: Sequence[Node]
    ties: Sequence[Tie]
    total: int
    shown: int
    truncated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NeighbourPage:
    """One page of neighbours in the stable order (tie kind, neighbour id, tie id)."""

    items: Sequence[tuple[Tie, Node]]
    total: int
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One shortest path: node ids and the ties between them."""

    nodes: Sequence[Node]
    ties: Sequence[Tie]


@dataclass(frozen=True, slots=True, kw_only=True)
class AsOf:
    """The day of a read: valid on ``day`` with what was known by ``known_by``."""

    day: date
    known_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TieFilter:
    """Which ties a read follows; no kinds means all; ended and void ties only on demand.

    A tie is void while a status ``void_from_start`` is in force on it: it never legally was.
    """

    kinds: tuple[TieKind, ...] = ()
    ended: bool = False
    void: bool = False


ALL_TIES: TieFilter = TieFilter()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusMark:
    """A status in force on a fact, or on one item of a record; ``ends_on`` None is open."""

    status: FactState
    effective_on: date
    ends_on: date | None
    item_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """That a batch no longer counts.

    Parameters
    ----------
    batch : str
    day : date
        First day of knowledge without the batch; earlier days keep it.
    reason, author, approver : str
        Declared; author and approver are two.
    """

    batch: str
    day: date
    reason: str
    author: str
    approver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoneBatch:
    """A batch that was undone; ``before`` is the last version that holds it."""

    undo: Undo
    day: date
    source: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreState:
    """Health of a store: current version, its batches and rows; what was undone, in its order."""

    version: str
    batches: Sequence[str]
    rows: Mapping[str, int] = field(default_factory=dict)
    undone: Sequence[UndoneBatch] = ()


Ready = Callable[[], object]
"""What has to be done once a load is certain and before it is published."""


def load_now() -> None:
    """Nothing has to be done before a load is published."""


class FactStore(Protocol):
    """The fact store's protocol; every implementation passes one contract suite."""

    def load(self, batch: StagedBatch, ready: Ready = load_now) -> LoadReport:
        """Add a batch as one new version; the same batch twice changes nothing.

        Parameters
        ----------
        batch : StagedBatch
        ready : callable
            Called once it is certain that the batch is loaded, before it is published.

        Raises
        ------
        LoadGuardError
            If the batch ends or changes more ties than its guard allows; nothing is written.
        StoreBusyError
            If another writer holds the store.
        """
        ...

    def freeze(self, as_of: date, known_by: date, corrections: Sequence[str] = ()) -> Snapshot:
        """Freeze what was known.

        Of what became known in (as_of, known_by] only fact statuses effective by then and
        the ``corrections`` (fact ids) count.
        """
        ...

    def find(self, identifier: str, at: AsOf) -> Node | None:
        """Node by id or alias (USCC, registration number, old code, internal key)."""
        ...

    def search(self, name_part: str, at: AsOf, *, limit: int) -> Sequence[Node]:
        """Enterprises whose name or former name contains the text, in id order."""
        ...

    def ego(self, node_id: str, at: AsOf, *, hops: int, cap: int, ties: TieFilter = ALL_TIES) -> Subgraph:
        """Nodes within ``hops`` of one node, nearest first, at most ``cap`` nodes."""
        ...

    def neighbours(
        self, node_id: str, at: AsOf, *, limit: int, cursor: str | None = None, ties: TieFilter = ALL_TIES
    ) -> NeighbourPage:
        """One page of neighbours; the cursor is stable while the store grows."""
        ...

    def paths(
        self,
        source_id: str,
        target_id: str,
        at: AsOf,
        *,
        max_hops: int,
        limit: int,
        ties: TieFilter = ALL_TIES,
    ) -> Sequence[Route]:
        """Shortest paths of one length, at most ``limit``, in the order of their node ids."""
        ...

    def statuses(
        self, fact_ids: Sequence[str], at: AsOf, *, kind: FactKind | None = None
    ) -> Mapping[str, Sequence[StatusMark]]:
        """Statuses in force on a day by fact id, in the order (effective_on, status id).

        In force: known by ``at.known_by``, effective by ``at.day`` and not ended by then. Facts
        without one are left out; with ``kind`` only statuses of facts of that kind count.
        """
        ...

    def state(self) -> StoreState:
        """Version, batches and rows."""
        ...


class UndoStore(Protocol):
    """A fact store that can take a whole batch out again."""

    def state(self) -> StoreState:
        """Version, batches and rows."""
        ...

    def check_undo(self, undo: Undo, later: Sequence[StagedBatch]) -> None:
        """Raise what ``undo`` would raise before it changes anything."""
        ...

    def undo(self, undo: Undo, later: Sequence[StagedBatch]) -> UndoneBatch:
        """Take a batch out of what is known from a day on; the same undo twice changes nothing.

        From that day on every freeze and read is that of a store that never loaded the batch;
        what was known by earlier days stays as it was.

        Parameters
        ----------
        undo : Undo
        later : sequence of StagedBatch
            The batches loaded after it, in their order, as they were staged.

        Raises
        ------
        NotFoundError
            If the store does not hold the batch.
        StoreError
            If ``later`` are not those batches, or another undo was cut short.
        InputError
            If an earlier undo has a later day.
        StoreBusyError
            If another writer holds the store.
        """
        ...
