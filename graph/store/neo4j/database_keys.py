"""Keys of every fact in the database, read in columns by key range.

Nodes with a slot and the relationships that start at them are read by ranges of slots,
the other nodes by pages in the order of their keys; both come from an index.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.store.neo4j.database import Database
from graph.store.neo4j.key_sums import joined
from graph.store.neo4j.labels import BATCH, LABELS, NAMES, UNDONE
from graph.store.neo4j.source_keys import Keys
from graph.store.neo4j.state import read_state

SLOTS_A_PAGE = 20_000
ROWS_A_PAGE = 50_000

_TIMEOUT_S = 300.0
_WITHOUT_SLOT = ("record_items", "fact_statuses", "identifiers", "coverage")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slot:
    slot: int


def database_keys(database: Database) -> Iterator[Keys]:
    """Keys of the database by kind, in pages."""
    yield from _entities(database, last_slot(database, "entity"))
    yield from _records(database, last_slot(database, "record"))
    for table in _WITHOUT_SLOT:
        for page in _pages(database, f"maintenance.keys_{table}", "id"):
            yield table, _versions(page)
    for table in LABELS:
        for page in _pages(database, f"maintenance.keys_{table}_versions", "version_id"):
            yield table, _text(page["version_id"])
    batches = _columns(database, "maintenance.keys_batches")
    yield BATCH, joined(_text(batches["batch"]), _whole(batches["sequence"]))
    state = read_state(database)
    if state is not None and state.undone_before:
        yield UNDONE, joined(_text([*state.undone_before]), _whole([*state.undone_days]))


def database_ids(database: Database, table: str) -> Iterator[str]:
    """Ids of the nodes of one table, described or not, as they lie in the database."""
    if table in _WITHOUT_SLOT:
        for page in _pages(database, f"maintenance.keys_{table}", "id"):
            yield from page["id"]
        return
    if table == "records":
        pages = _ranges(database, "maintenance.keys_records", last_slot(database, "record"))
    else:
        pages = _ranges(database, "maintenance.keys_entities", last_slot(database, "entity"))
    for page in pages:
        labels = page.get("label", [LABELS[table]] * len(page["id"]))
        yield from (one for one, label in zip(page["id"], labels, strict=True) if label == LABELS[table])


def last_slot(database: Database, space: str) -> int:
    """Greatest slot of the space entity or record, -1 where there is none."""
    found = database.read(f"maintenance.last_{space}_slot", _Slot)
    return found[0].slot if found else -1


def _entities(database: Database, last: int) -> Iterator[Keys]:
    of_label = {LABELS[table]: table for table in ("enterprises", "persons", "places", "contacts")}
    for page in _ranges(database, "maintenance.keys_entities", last):
        label, key = _text(page["label"]), joined(_text(page["id"]), _whole(page["slot"]))
        versions, described = _versions(page), pc.greater(_whole(page["batch_seq"]), 0)
        for found in label.unique().to_pylist():
            here = pc.equal(label, found)
            yield found or "Entity", key.filter(here)
            yield of_label.get(found, "Entity"), versions.filter(pc.and_(here, described))
    for page in _ranges(database, "maintenance.keys_ties", last):
        kind, key = _text(page["kind"]), _ends(page)
        for found in kind.unique().to_pylist():
            yield found, key.filter(pc.equal(kind, found))


def _records(database: Database, last: int) -> Iterator[Keys]:
    for page in _ranges(database, "maintenance.keys_records", last):
        yield LABELS["records"], joined(_text(page["id"]), _whole(page["slot"]))
        yield "records", _versions(page).filter(pc.greater(_whole(page["batch_seq"]), 0))
    for page in _ranges(database, "maintenance.keys_parties", last):
        yield NAMES, _ends(page)


def _ranges(database: Database, name: str, last: int) -> Iterator[dict[str, list[Any]]]:
    for first in range(0, last + 1, SLOTS_A_PAGE):
        yield _columns(database, name, first_slot=first, end_slot=first + SLOTS_A_PAGE)


def _pages(database: Database, name: str, key: str) -> Iterator[dict[str, list[Any]]]:
    after = ""
    while True:
        page = _columns(database, name, after=after, max_rows=ROWS_A_PAGE)
        yield page
        if len(page[key]) < ROWS_A_PAGE:
            return
        after = page[key][-1]


def _columns(database: Database, name: str, **params: Any) -> dict[str, list[Any]]:
    return database.columns(name, timeout_s=_TIMEOUT_S, **params)


def _versions(page: dict[str, list[Any]]) -> pa.LargeStringArray:
    return joined(_text(page["id"]), _whole(page["known_on"]), _whole(page["batch_seq"]))


def _ends(page: dict[str, list[Any]]) -> pa.LargeStringArray:
    return joined(_text(page["version_id"]), _whole(page["source"]), _whole(page["target"]))


def _text(values: list[Any]) -> pa.LargeStringArray:
    return pa.array([str(value) for value in values], pa.large_string())


def _whole(values: list[Any]) -> pa.Int64Array:
    return pa.array(np.array(values, dtype=np.int64))
