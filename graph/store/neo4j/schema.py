"""The schema of the database: migrations, one after another, each safe to run again.

``cypher/schema/v0001_*.cypher`` are the statements of migration 1; every one makes a
constraint or an index if it is not there. The number of the last migration stands in
``Store.schema_version``, written when all its statements are done and every index is online.
Migrations run under the writer's lock, so none begins while a batch is loaded.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from cypher.catalogue import load
from graph.errors import StoreIndexError, StoreSchemaError
from graph.store.neo4j.database import Database
from graph.store.neo4j.lock import writing
from graph.store.neo4j.state import read_state

_NAME = re.compile(r"schema\.v(\d{4})_")
_MADE = re.compile(r"(?:INDEX|CONSTRAINT) (\w+) IF NOT EXISTS")
_WRITER = "schema.v0001_writer_name"
"""The constraint that makes the lock one: without it two writers could each make a Writer node."""
_POLL_S = 0.2
_LONGEST_S = 4 * 3600.0
"""How long the indexes of a large import may take before it is an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexState:
    """An index by name, and the server's word for its state: ONLINE, POPULATING or FAILED."""

    name: str
    state: str


@cache
def migrations() -> dict[int, tuple[str, ...]]:
    """Names of the statements of each migration, in their order."""
    named = [(int(found[1]), name) for name in load() if (found := _NAME.match(name))]
    return {number: tuple(name for _, name in group) for number, group in groupby(sorted(named), _number)}


def _number(pair: tuple[int, str]) -> int:
    return pair[0]


def newest() -> int:
    """Schema version that this code works on."""
    return max(migrations())


def migrate(database: Database, *, again: bool = False) -> int:
    """Bring the schema up to this code; statements that were run before change nothing.

    Parameters
    ----------
    database : Database
    again : bool
        Run the statements of earlier migrations too, so that what was dropped is made anew.

    Returns
    -------
    int
        Version before the migrations, 0 for an empty database.

    Raises
    ------
    StoreSchemaError
        If the database is newer than the code.
    StoreIndexError
        If the server could not build an index; the message names it.
    StoreBusyError
        If there is something to do and another process writes.
    """
    before = checked_version(database)
    if before == newest() and not again:
        return before
    database.schema(_WRITER)
    await_indexes(database, (_WRITER,))
    with writing(database):
        before = checked_version(database)
        for number, names in migrations().items():
            if number <= before and not again:
                continue
            for name in names:
                database.schema(name)
            await_indexes(database, names)
            if number > before:
                database.write("maintenance.schema_version", version=number)
    return before


def await_indexes(database: Database, statements: tuple[str, ...], longest_s: float = _LONGEST_S) -> None:
    """Wait until the indexes that schema statements make are online.

    The server builds an index of existing rows after its statement has returned; until then
    whatever should use it scans.

    Raises
    ------
    StoreIndexError
        If one has failed, is missing, or is not online after ``longest_s``.
    """
    made = [found[1] for name in statements if (found := _MADE.search(load()[name].text))]
    until = time.monotonic() + longest_s
    while True:
        rows = database.read("maintenance.index_states", IndexState, names=made)
        states = {row.name: row.state for row in rows}
        waiting = [name for name in made if states.get(name) != "ONLINE"]
        if not waiting:
            return
        ended = [name for name in waiting if states.get(name) not in ("POPULATING", None)]
        if ended or time.monotonic() > until:
            first = (ended or waiting)[0]
            raise StoreIndexError(
                f"neo4j: expected the index {first} to be ONLINE, got {states.get(first, 'none')}; drop it "
                "(the server's log says why it could not be built) and run guanlian neo4j schema",
                index=first,
                state=states.get(first, "none"),
            )
        time.sleep(_POLL_S)


def checked_version(database: Database) -> int:
    """Schema version of the database, 0 if it has none.

    Raises
    ------
    StoreSchemaError
        If it is newer than the code.
    """
    state = read_state(database)
    found = 0 if state is None or state.schema_version is None else state.schema_version
    if found > newest():
        raise StoreSchemaError(
            f"neo4j: expected a schema of version {newest()} or older, got version {found}, which a newer "
            "guanlian has made; install that version, or restore a dump from before it",
            expected=newest(),
            got=found,
        )
    return found
