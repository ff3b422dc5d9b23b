"""Taking away what a load left that never ended, before another batch is loaded.

Rows of an unpublished batch are invisible; they have to go before its number is given to
another batch. A load says what it is about to change before it does (``Touched`` nodes), so
nothing else is looked at. Every statement here can be repeated, so a second cut does no harm;
and each checks the writer's token, so a writer that lost the store takes away nothing of the
next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.store.embedded.layout import NODES
from graph.store.neo4j.database import Database
from graph.store.neo4j.model import KEYED_TABLES, SINGULAR, owner_key, properties_of
from graph.store.neo4j.state import StoreMarks
from graph.store.neo4j.touched import Touched, read_touched

_KEYS_A_STATEMENT = 10_000
_TIMEOUT_S = 600.0


def discard_leftovers(database: Database, state: StoreMarks, token: str) -> None:
    """Remove every row after the last published batch, and undo what it changed."""
    touched = read_touched(database, state)
    marks = {"token": token, "batches": state.published}
    for word in ("ties", "parties"):
        for slots in _parts(touched.slots[word]):
            database.maintain(f"maintenance.discard_{word}", **marks, slots=slots)
            database.maintain(f"maintenance.restore_superseded_{word}", **marks, slots=slots)
    # New nodes go first: then only what was there before has content to be given back.
    for word, space in (("entities", NODES), ("records", "records")):
        database.maintain(f"maintenance.discard_{word}", token=token, next_slot=state.slots(space))
        for slots in _parts(touched.slots[word]):
            database.maintain(f"maintenance.restore_first_days_of_{word}", **marks, slots=slots)
    restore_contents(database, touched, state.published, token)
    database.write("maintenance.forget_touched", token=token)


def restore_contents(database: Database, touched: Touched, published: int, token: str) -> None:
    """Give touched nodes back the content of their last version of a published batch."""
    for table in SINGULAR:
        for ids in _parts(touched.ids[table]):
            database.maintain(
                f"maintenance.discard_{SINGULAR[table]}_versions", token=token, batches=published, ids=ids
            )
            _restore(database, table, ids, published, token)


def _parts(keys: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(keys), _KEYS_A_STATEMENT):
        yield keys[start : start + _KEYS_A_STATEMENT]


def _restore(database: Database, table: str, ids: list[str], published: int, token: str) -> None:
    """Give nodes back the content of their last published version."""
    leftover = f"maintenance.leftover_{table}"
    changed = database.columns(leftover, timeout_s=_TIMEOUT_S, ids=ids, batches=published)["id"]
    if not changed:
        return
    latest = _latest(database, table, changed)
    gone = [key for key in changed if key not in latest]
    nothing = dict.fromkeys(properties_of(table))
    unknown = [] if table in KEYED_TABLES else gone
    rows = [{"id": key, "current": nothing, "version_id": ""} for key in unknown]
    rows += list(latest.values())
    database.write(f"maintenance.restore_{table}", token=token, rows=rows)
    if table in KEYED_TABLES:
        database.write(f"maintenance.discard_{table}", token=token, ids=gone)


def _latest(database: Database, table: str, ids: list[str]) -> dict[str, dict[str, Any]]:
    """Last version node of each fact that has one; the later versions are gone by now."""
    statement = f"maintenance.held_{SINGULAR[table]}_versions"
    rows = database.columns(statement, timeout_s=_TIMEOUT_S, ids=ids)["rows"]
    found: dict[str, dict[str, Any]] = {}
    names = properties_of(table)
    for row in rows:
        key, current = row[owner_key(table)], {name: row.get(name) for name in names}
        moment = (current["known_on"], current["batch_seq"])
        held = found.get(key)
        if held is None or moment > (held["current"]["known_on"], held["current"]["batch_seq"]):
            found[key] = {"id": key, "current": current, "version_id": row["version_id"]}
    return found
