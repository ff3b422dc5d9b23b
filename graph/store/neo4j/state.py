"""What the store says about itself: the Store node and the published batches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from graph.errors import IntegrityError, NotFoundError, StoreError
from graph.store.embedded.folder import version_name
from graph.store.embedded.layout import STORED
from graph.store.embedded.segments import LoadedBatch
from graph.store.neo4j.database import Database
from graph.store.neo4j.days import calendar_day, date_of
from graph.store.neo4j.transaction import ReadTransaction


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreMarks:
    """Properties of the Store node; None where one is not set.

    Attributes
    ----------
    schema_version : int
    batches : int
        Published batches; rows of later ones are invisible.
    entities, records : int
        Next slot of each space.
    loading, loading_seq : str, int
        Batch whose load has begun and not ended.
    loading_form : str
        Form of the rows that this load writes; another code may write others.
    given_back : int
        Counts the transactions that give nodes and ties back what a cut load had changed.
    mark : str
        Random, another one after every publication: what was read of one state is told by it.
    token : str
        Token of the writer whose writes count.
    undoing, undoing_batch, undoing_day : str, str, int
        Version that holds a batch which is being undone, the batch, first day without it.
    undoing_cut : bool
        Whether its rows and those of later batches are gone, and later ones are loaded again.
    undone_before, undone_days : tuple
        Last version with each batch that was undone, and the first day without it.
    """

    schema_version: int | None
    batches: int | None
    entities: int | None
    records: int | None
    loading: str | None
    loading_seq: int | None
    loading_form: str | None
    given_back: int | None
    mark: str | None
    token: str | None
    undoing: str | None
    undoing_batch: str | None
    undoing_day: int | None
    undoing_cut: bool | None
    undone_before: tuple[str, ...]
    undone_days: tuple[int, ...]
    rows_enterprises: int | None
    rows_persons: int | None
    rows_places: int | None
    rows_contacts: int | None
    rows_ties: int | None
    rows_records: int | None
    rows_record_items: int | None
    rows_parties: int | None
    rows_fact_statuses: int | None
    rows_identifiers: int | None
    rows_coverage: int | None

    @property
    def published(self) -> int:
        """Number of published batches."""
        return self.batches or 0

    @property
    def seen(self) -> tuple[object, ...]:
        """What moves when content changes under a reader of what is published.

        Rows of one later batch are told apart by their number. Those of a second one, and the
        giving back of what a cut load had changed, can take a version away from a read that
        has begun before; so can an undo, which is why what it begins and ends counts too.
        """
        return self.published, self.given_back or 0, self.undoing, len(self.undone_before)

    @property
    def version(self) -> str | None:
        """Name of the version in force, None before the first load."""
        if self.undoing is not None:
            return self.undoing
        number = self._version_number(self.published)
        return version_name(number) if number else None

    @property
    def version_after_a_load(self) -> str:
        """Name of the version that a load makes."""
        return version_name(self._version_number(self.published + 1))

    def until(self, name: str) -> StoreMarks:
        """Marks of the store as it was in an older version of the database, without its counts of rows.

        Raises
        ------
        NotFoundError
            If the database never was in that version.
        """
        batches = self.batches_of(name)
        if not 0 < batches <= self.published:
            raise NotFoundError(f"version {name} is not there", version=name)
        return replace(self, batches=batches)

    def batches_of(self, name: str) -> int:
        """Number of batches of a version."""
        undone = sum(int(before[1:]) < int(name[1:]) for before in self.undone_before)
        return int(name[1:]) - 2 * undone

    def _version_number(self, batches: int) -> int:
        """Loads and undos so far: an undo makes a version and takes a batch away."""
        return batches + 2 * len(self.undone_before)

    def kept_for(self, known_by: date, name: str | None = None) -> str | None:
        """Name of the kept version that a day of knowledge is read from, None for the database itself.

        While an undo is at work all days are read from the version before it.

        Parameters
        ----------
        known_by : date
        name : str, optional
            An older version: undos that came later change nothing in it, and rows that they took
            out of the database lie in the first version that was kept after it.
        """
        undos = list(zip(self.undone_before, self.undone_days, strict=True))
        for before, day in undos:
            if (name is None or int(before[1:]) < int(name[1:])) and calendar_day(known_by) < day:
                return before
        kept = [*self.undone_before, self.undoing] if name is not None else [self.undoing]
        return next((one for one in kept if one and (name is None or int(one[1:]) >= int(name[1:]))), None)

    @property
    def rows(self) -> Mapping[str, int]:
        """Stored versions by table."""
        return {table: getattr(self, f"rows_{table}") or 0 for table in STORED}

    def slots(self, space: str) -> int:
        """Published slots of the spaces nodes and records."""
        return (self.records if space == "records" else self.entities) or 0


def read_state(database: Database | ReadTransaction) -> StoreMarks | None:
    """Marks of the store, None in a database that no schema was made in."""
    found = database.read("maintenance.store_state", StoreMarks)
    return found[0] if found else None


def seen_in(state: StoreMarks | None) -> tuple[object, ...]:
    """``StoreMarks.seen``, also of a database without a Store node."""
    return () if state is None else state.seen


def unfinished_undo(state: StoreMarks) -> StoreError:
    """What stops everything but the repetition of an undo that was cut short."""
    return StoreError(
        f"neo4j: the undo of batch {state.undoing_batch} was cut short; reads are those of the version "
        "before it. Repeat it with guanlian batches undo, then run this again",
        batch=state.undoing_batch,
    )


def read_batches(database: Database, published: int) -> tuple[LoadedBatch, ...]:
    """Published batches in load order.

    Raises
    ------
    IntegrityError
        If one of them is missing or has no day.
    """
    columns = database.columns("maintenance.batches")
    if columns["sequence"][:published] != list(range(1, published + 1)):
        raise IntegrityError(
            f"neo4j: expected Batch nodes 1 to {published}, got {len(columns['sequence'])}; "
            "the database was changed by other hands: restore it"
        )
    rows = zip(columns["batch"], columns["day"], columns["source"], strict=True)
    return tuple(
        LoadedBatch(batch=str(batch), day=_day(day), source=str(source))
        for batch, day, source in list(rows)[:published]
    )


def _day(value: object) -> date:
    day = date_of(value) if isinstance(value, int) else None
    if day is None:
        raise IntegrityError("neo4j: a Batch node has no day; the database was changed by other hands")
    return day
