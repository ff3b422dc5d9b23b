"""The database brought back to its first batches, while a kept version answers the reads.

What a batch superseded or named earlier is told on the database for one batch only, so what
held before is taken from the rows of the first batches themselves. Ids keep their slots, also
those that only later rows name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from graph.domain import TIE_KINDS
from graph.store.embedded.columns import Numbers
from graph.store.embedded.layout import ALIAS, NODES, STORED
from graph.store.embedded.segments import Version
from graph.store.embedded.undo import write_base
from graph.store.neo4j.bulk_columns import calendar_days
from graph.store.neo4j.bulk_rows import TableRows, chunks, first_known, link_rows
from graph.store.neo4j.database import Database
from graph.store.neo4j.leftovers import restore_contents
from graph.store.neo4j.lock import Fence
from graph.store.neo4j.model import RELATION_ENDS, SINGULAR
from graph.store.neo4j.touched import Touched

_SLOTS_A_STATEMENT = 10_000
_NOT_CHANGED = {"superseded_before": None, "superseded_before_seq": None}


def cut_back(database: Database, fence: Fence, version: Version, place: int, folder: Path) -> None:
    """Take every batch after the first ``place`` ones out of the database; can be repeated.

    Parameters
    ----------
    database : Database
    fence : Fence
    version : Version
        All that the database held before; its slots are those of the database.
    place : int
        Batches that stay.
    folder : Path
        Takes the rows of those batches.
    """
    (folder / "base").mkdir()
    base = write_base(folder / "base", version, place, len(version.batches) + 1, ())
    changed = {table: _changed(version, table, place) for table in STORED}
    for word, ends in (("ties", ("ties", "identifiers")), ("parties", ("parties",))):
        sources = [_sources(version, table, changed[table]) for table in ends]
        for slots in _parts(np.unique(np.concatenate(sources))):
            database.maintain(
                f"maintenance.discard_{word}", token=fence.token, batches=place, slots=slots.tolist()
            )
    ids = {table: _ids(version, table, changed[table]) for table in SINGULAR}
    restore_contents(database, Touched(slots={}, ids=ids), place, fence.token)
    for statement, rows in _superseded(base, version, changed):
        fence.write_rows(statement, rows)
    for word, space in (("entities", NODES), ("records", "records")):
        for rows in _first_days(base, version, space):
            fence.write_rows(f"maintenance.set_first_days_of_{word}", rows)
    counts = {f"rows_{table}": base.rows(table) for table in STORED}
    fence.write("maintenance.cut_undo", batches=place, counts=counts)


def _changed(version: Version, table: str, place: int) -> Numbers:
    """Facts, by their slots, of which a later batch brought a version."""
    if not version.rows(table):
        return np.zeros(0, dtype=np.int64)
    later = version.numbers(table, "batch_seq") > place
    return np.unique(version.numbers(table, "fact")[later])


def _rows_of(version: Version, table: str, facts: Numbers) -> Numbers:
    if not version.rows(table) or not len(facts):
        return np.zeros(0, dtype=np.int64)
    wanted = np.zeros(version.slots(STORED[table].space), dtype=bool)
    wanted[facts] = True
    return np.flatnonzero(wanted[version.numbers(table, "fact")])


def _sources(version: Version, table: str, facts: Numbers) -> Numbers:
    """Slots at which the versions of facts begin."""
    rows = _rows_of(version, table, facts)
    return np.asarray(version.take(table, _ends(table)[0], rows)).astype(np.int64)


def _ends(table: str) -> tuple[str, str]:
    return RELATION_ENDS.get(table, ("entity_id", ALIAS))


def _ids(version: Version, table: str, facts: Numbers) -> list[str]:
    found: list[str] = version.id_texts(STORED[table].space, facts).to_pylist()
    return found


def _superseded(
    base: Version, version: Version, changed: dict[str, Numbers]
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """What supersedes the relationships that stay, where later rows were of their facts."""
    for table in ("identifiers", "parties", "ties"):
        rows = _rows_of(base, table, changed[table])
        if not len(rows):
            continue
        if table != "ties":
            rows = rows[np.isin(rows, link_rows(base))] if table == "identifiers" else rows
            word = "links" if table == "identifiers" else table
            for part in chunks(rows):
                yield f"ingest.{word}", _placed(base, table, part)
            continue
        kinds = np.asarray(base.take(table, "kind", rows))
        for code in np.unique(kinds).tolist():
            for part in chunks(rows[kinds == code]):
                yield f"ingest.ties_{TIE_KINDS[code].lower()}", _placed(base, table, part)


def _placed(base: Version, table: str, rows: Numbers) -> list[dict[str, Any]]:
    rows_of = TableRows(base, STORED[table])
    source, target = (np.asarray(base.take(table, name, rows)).tolist() for name in _ends(table))
    after = [column.to_pylist() for column in rows_of.supersession(rows)]
    return [
        {
            "source": start,
            "target": end,
            "version_id": version_id,
            "properties": {"superseded_on": day, "superseded_seq": sequence, **_NOT_CHANGED},
        }
        for start, end, version_id, day, sequence in zip(
            source, target, rows_of.version_ids(rows).to_pylist(), *after, strict=True
        )
    ]


def _first_days(base: Version, version: Version, space: str) -> Iterator[list[dict[str, Any]]]:
    """Nodes that the rows that stay name on another day, or not at all."""
    held, now = first_known(version, space), first_known(base, space)
    for part in chunks(np.flatnonzero(now != held)):
        days = calendar_days(now[part]).to_pylist()
        yield [{"slot": slot, "first_known_on": day} for slot, day in zip(part.tolist(), days, strict=True)]


def _parts(slots: Numbers) -> Iterator[Numbers]:
    for start in range(0, len(slots), _SLOTS_A_STATEMENT):
        yield slots[start : start + _SLOTS_A_STATEMENT]
