"""What the store says about itself: the Store node and the published batches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from graph.errors import IntegrityError
from graph.store.embedded.folder import version_name
from graph.store.embedded.layout import STORED
from graph.store.embedded.segments import LoadedBatch
from graph.store.neo4j.database import Database
from graph.store.neo4j.days import date_of
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
    def seen(self) -> tuple[int, int]:
        """What moves when content changes under a reader of what is published.

        Rows of one later batch are told apart by their number. Those of a second one, and the
        giving back of what a cut load had changed, can take a version away from a read that
        has begun before.
        """
        return self.published, self.given_back or 0

    @property
    def version(self) -> str | None:
        """Name of the version in force, None before the first load."""
        return version_name(self.published) if self.published else None

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


def seen_in(state: StoreMarks | None) -> tuple[int, int]:
    """``StoreMarks.seen``, also of a database without a Store node."""
    return (0, 0) if state is None else state.seen


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
