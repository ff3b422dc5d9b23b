"""State of the database in Neo4j, its schema, and the stamps of a published month."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field
from rich.console import RenderableType

from api.neo4j_words import line
from api.output import cell, table
from api.progress import bars
from api.stores import open_database
from api.words import Say
from graph.errors import InputError
from graph.store.neo4j import publish, schema
from graph.store.neo4j.state import read_state
from scoring.job.stamps import month_stamps
from scoring.month_folders import MonthFolder

if TYPE_CHECKING:
    from api.workplace import Workplace


class DatabaseState(BaseModel):
    """What the database says of itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: str
    database: str
    schema_version: int | None = Field(description="None before the first load")
    newest_schema: int = Field(description="Schema of this version of guanlian")
    version: str | None = Field(description="Version of the store, None before the first load")
    batches: int
    loading: str | None = Field(description="Batch whose load has begun and not ended")
    rows: dict[str, int] = Field(description="Stored versions by table")
    month: str | None = Field(description="Month whose stamps are complete")
    revision: int | None
    stamping: str | None = Field(description="Month and revision that is being stamped")


class SchemaChange(BaseModel):
    """Schema version before and after."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    before: int
    after: int


class Stamps(BaseModel):
    """What a publication did; counts of enterprises."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    month: str
    revision: int
    fresh: bool = Field(description="False if these stamps were complete before")
    stamped: int
    resumed: int = Field(description="Stamped by an earlier run that was cut short")
    missing: int = Field(description="Of the month, but not in this database")
    cleared: int = Field(description="No longer scored")


def state(place: Workplace) -> DatabaseState:
    """Read what the database says of itself."""
    with open_database(place.settings) as database:
        marks = read_state(database)
        stamps = publish.read_published(database)
    stamping = None if stamps is None or stamps.stamping_month is None else stamps
    return DatabaseState(
        address=database.place.address,
        database=database.place.database,
        schema_version=None if marks is None else marks.schema_version,
        newest_schema=schema.newest(),
        version=None if marks is None else marks.version,
        batches=0 if marks is None else marks.published,
        loading=None if marks is None else marks.loading,
        rows={} if marks is None else dict(marks.rows),
        month=None if stamps is None else stamps.month,
        revision=None if stamps is None else stamps.revision,
        stamping=None if stamping is None else f"{stamping.stamping_month} r{stamping.stamping_revision:03d}",
    )


def migrate(place: Workplace) -> SchemaChange:
    """Bring the schema up to this version."""
    with open_database(place.settings) as database:
        return SchemaChange(before=schema.migrate(database, again=True), after=schema.newest())


def stamp(place: Workplace, month: str | None) -> Stamps:
    """Stamp a month's revision in force, the newest month unless given.

    Raises
    ------
    InputError
        If the database is empty, or the stamps of a later month are on its nodes.
    """
    info = place.months.open(month).info
    with open_database(place.settings) as database, bars(info.month) as tell:
        marks = read_state(database)
        if marks is None or not marks.published:
            raise InputError(
                f"publish: expected a database with data at {database.place.address}, got an empty one; "
                "import a delivery first"
            )
        held = publish.read_published(database)
        if held is not None and held.month is not None and held.month > info.month:
            raise InputError(
                f"month: expected {held.month} or later, whose stamps are on the nodes, got {info.month}"
            )
        done = publish.publish(
            database,
            info.month,
            info.revision,
            month_stamps(MonthFolder(place.home, info.month), info.revision),
            progress=lambda stamped, total: tell("stamp", stamped, total),
        )
    return Stamps(
        month=done.month,
        revision=done.revision,
        fresh=done.fresh,
        stamped=done.stamped,
        resumed=done.resumed,
        missing=done.missing,
        cleared=done.cleared,
    )


def render_state(answer: DatabaseState, say: Say) -> Iterator[RenderableType]:
    """Lines about the database and a table of rows."""
    schema_is = line(say, "none") if answer.schema_version is None else answer.schema_version
    store = answer.version or line(say, "empty")
    stamps = line(say, "none") if answer.month is None else f"{answer.month} r{answer.revision:03d}"
    yield cell(line(say, "server", address=answer.address, database=answer.database))
    yield cell(line(say, "schema", version=schema_is, newest=answer.newest_schema))
    yield cell(line(say, "store", version=store, batches=answer.batches))
    if answer.loading is not None:
        yield cell(line(say, "loading", batch=answer.loading))
    yield cell(line(say, "stamps", stamps=stamps))
    if answer.stamping is not None:
        yield cell(line(say, "stamping", stamping=answer.stamping))
    if answer.batches:
        rows = ((name, f"{number:,}") for name, number in answer.rows.items())
        yield table(line(say, "versions"), (line(say, "table"), f"#{line(say, 'rows')}"), rows)


def render_schema(answer: SchemaChange, say: Say) -> Iterator[RenderableType]:
    """One line."""
    name = "schema_there" if answer.before == answer.after else "schema_was"
    yield cell(line(say, name, after=answer.after, before=answer.before))


def render_stamps(answer: Stamps, say: Say) -> Iterator[RenderableType]:
    """One line."""
    counts = {name: getattr(answer, name) for name in ("stamped", "resumed", "missing", "cleared")}
    month = f"{answer.month} r{answer.revision:03d}"
    yield cell(line(say, "stamped" if answer.fresh else "stamped_before", month=month, **counts))
