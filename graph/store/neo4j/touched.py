"""Which nodes a load changes: told to the database before it does, read when it was cut short.

A scan of every node and tie for rows of one batch took minutes at 1,000,000 enterprises; an
index on their batch would be 27 indexes that every load pays for (ADR 0044).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.store.embedded.layout import NODES
from graph.store.neo4j.database import Database
from graph.store.neo4j.database_keys import database_ids
from graph.store.neo4j.lock import Fence
from graph.store.neo4j.model import SINGULAR
from graph.store.neo4j.state import StoreMarks

NOTED_SINCE = 2
"""First layout of rows (``load.row_form``) whose loads say what they change."""
_TIMEOUT_S = 600.0
_SLOTS_OF = {
    "entities": ("entities",),
    "records": ("records",),
    "ties": ("ties", "links"),
    "parties": ("parties",),
}
"""Kinds of slots, and the steps of a load that note them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """What a load may have changed, each key once and in order.

    Attributes
    ----------
    slots : mapping of ``entities``, ``records``, ``ties`` and ``parties`` to list of int
        Nodes that were named on an earlier day; sources of ties and links; records of parties.
    ids : mapping of table to list of str
        Facts whose node or version nodes were written.
    """

    slots: Mapping[str, list[int]]
    ids: Mapping[str, list[str]]


def note_touched(
    fence: Fence, part: int, table: str, statement: str, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Tell the database what the rows of one step are about to change.

    Parameters
    ----------
    fence : Fence
    part : int
        Number of the step, the same each time that the load is run.
    table, statement, rows
        As in ``new_rows.Step``; new nodes are known by their slots and not noted.
    """
    if statement in ("ingest.entities", "ingest.record_stubs"):
        return
    keys: dict[str, list[Any]] = {"slots": [], "ids": []}
    if table in SINGULAR and not statement.startswith("ingest.first_days"):
        keys["ids"] = [row["id"] for row in rows]
    else:
        name = "slot" if statement.startswith("ingest.first_days") else "source"
        keys["slots"] = sorted({row[name] for row in rows})
    fence.write("maintenance.note_touched", part=part, table=_noted(table, statement), **keys)


def _noted(table: str, statement: str) -> str:
    return f"{table}:first" if statement.startswith("ingest.first_days") else table


def read_touched(database: Database, state: StoreMarks) -> Touched:
    """What the load that has begun may have changed; everything where it did not say so."""
    if int((state.loading_form or "0.0").split(".")[1]) < NOTED_SINCE:
        return _everything(database, state)
    noted: dict[str, list[Any]] = {}
    found = database.columns("maintenance.touched", timeout_s=_TIMEOUT_S)
    for table, slots, ids in zip(found["table"], found["slots"], found["ids"], strict=True):
        noted.setdefault(table, []).extend([*slots, *ids])
    slots_of = {word: tuple(f"{one}:first" for one in steps) for word, steps in _SLOTS_OF.items()}
    slots_of |= {word: _SLOTS_OF[word] for word in ("ties", "parties")}
    return Touched(
        slots={
            word: sorted({slot for step in steps for slot in noted.get(step, ())})
            for word, steps in slots_of.items()
        },
        ids={table: sorted(set(noted.get(table, ()))) for table in SINGULAR},
    )


def _everything(database: Database, state: StoreMarks) -> Touched:
    """Every key of the database: loads of an older layout did not say what they change."""
    entities, records = (list(range(state.slots(space))) for space in (NODES, "records"))
    return Touched(
        slots={"entities": entities, "ties": entities, "records": records, "parties": records},
        ids={table: sorted(database_ids(database, table)) for table in SINGULAR},
    )
