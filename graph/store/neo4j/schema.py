"""The schema of the database: migrations, one after another, each safe to run again.

``cypher/schema/v0001_*.cypher`` are the statements of migration 1; every one makes a
constraint or an index if it is not there. The number of the last migration stands in
``Store.schema_version``, written when all its statements are done.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby

from cypher.catalogue import load
from graph.errors import StoreSchemaError
from graph.store.neo4j.database import Database
from graph.store.neo4j.state import read_state

_NAME = re.compile(r"schema\.v(\d{4})_")


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
    """
    before = checked_version(database)
    for number, names in migrations().items():
        if number <= before and not again:
            continue
        for name in names:
            database.schema(name)
        if number > before:
            database.write("maintenance.schema_version", version=number)
    return before


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
