"""Which batches of filings count on a day of knowledge, and the manifest without one of them.

Invariant: a file that a manifest ever listed is never changed or removed. An entry of a batch
that was undone says ``until`` which day of knowledge it counts, and one that took its place
``since`` which. The version that an entry came with is ``appended``, the one that undid it
``undone``: what the store held in an older version can be told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from graph.domain import day_number
from graph.filing_files import write_rows
from graph.filing_tables import FILING_TABLES
from graph.store.embedded.segments import file_hash
from graph.store.protocol import StagedBatch, Undo

SINCE, UNTIL = "since", "until"
"""Day numbers of an entry: first day of knowledge on which it counts, first on which it no longer does."""
APPENDED, UNDONE = "appended", "undone"
"""First version with an entry, and first one that has it undone; absent in homes from before."""
UNDOING = "UNDO"
"""File that is there while a batch is taken out of filings and graph."""

Entry = dict[str, Any]


def counted(entries: Iterable[Entry], known_by: int | None) -> list[Entry]:
    """Entries that count on a day of knowledge (day number); None for after the last undo."""
    if known_by is None:
        return [entry for entry in entries if UNTIL not in entry]
    return [
        entry
        for entry in entries
        if entry.get(SINCE, known_by) <= known_by and entry.get(UNTIL, known_by + 1) > known_by
    ]


def version_of(entries: Iterable[Entry]) -> int:
    """Version that some entries make: appends and undos so far."""
    return max((entry.get(name, 0) for entry in entries for name in (APPENDED, UNDONE)), default=0)


def of_version(entries: Iterable[Entry], version: int) -> list[Entry]:
    """Entries as they were in a version."""
    return [
        {name: value for name, value in entry.items() if name not in (UNTIL, UNDONE)}
        if entry.get(UNDONE, 0) > version
        else entry
        for entry in entries
        if entry.get(APPENDED, 0) <= version
    ]


def last_undo(entries: Iterable[Entry]) -> int | None:
    """Day number of the last undo, None if nothing was undone."""
    return max((entry[UNTIL] for entry in entries if UNTIL in entry), default=None)


def table_path(root: Path, table: str, entry: Mapping[str, Any]) -> Path:
    """File of one table of an entry."""
    stem = entry["tables"][table].get("file", entry["batch"])
    return root / table / f"{stem}.parquet"


def free_stem(batch: str, entries: Sequence[Entry]) -> str:
    """Name of files that no entry of a batch has."""
    taken = sum(entry["batch"] == batch for entry in entries)
    return f"{batch}.{taken}" if taken else batch


def write_entry(
    root: Path, batch: StagedBatch, known: Sequence[Entry], stem: str, tables: Collection[str]
) -> tuple[Entry, list[tuple[str, str, str]]]:
    """Write the filing tables of a staged batch and return their entry and its conflicts.

    Parameters
    ----------
    root : Path
    batch : StagedBatch
    known : sequence of entries
        Earlier batches; those that count decide which filings are later versions.
    stem : str
        Name of the files.
    tables : collection of str
        Tables to write.
    """
    found: Entry = {}
    conflicts: list[tuple[str, str, str]] = []
    held = counted(known, None)
    for table in FILING_TABLES:
        if table.name not in tables:
            continue
        earlier = [table_path(root, table.name, entry) for entry in held if table.name in entry["tables"]]
        written = write_rows(root / table.name / f"{stem}.parquet", table, batch, earlier)
        if written is None:
            continue
        conflicts.extend((table.name, key, column) for key, column in written.conflicts)
        found[table.name] = {
            "rows": written.rows,
            "repeats": written.repeats,
            "first_known": written.first_known,
            "bytes": written.path.stat().st_size,
            "sha256": file_hash(written.path),
        }
        if stem != batch.batch:
            found[table.name]["file"] = stem
    entry = {"batch": batch.batch, "day": batch.day.isoformat(), "source": batch.source, "tables": found}
    return entry, conflicts


def without_batch(
    root: Path, entries: Sequence[Entry], undo: Undo, later: Sequence[StagedBatch]
) -> list[Entry]:
    """Entries after an undo; those of later batches of the same tables are written again.

    An undo that was cut short is repeated: what is undone already stays.
    """
    gone = next((e for e in entries if e["batch"] == undo.batch and UNTIL not in e), None)
    if gone is None:
        return list(entries)
    day, version = day_number(undo.day), version_of(entries) + 1
    ended = {UNTIL: day, UNDONE: version}
    staged = {batch.batch: batch for batch in later}
    found: list[Entry] = []
    after = False
    for entry in entries:
        if entry is gone:
            found.append({**entry, **ended})
            after = True
            continue
        again = [name for name in entry["tables"] if name in gone["tables"]]
        if not after or UNTIL in entry or not again or entry["batch"] not in staged:
            found.append(entry)
            continue
        stem = free_stem(entry["batch"], entries)
        new, _ = write_entry(root, staged[entry["batch"]], found, stem, again)
        if all(_same(new["tables"][name], entry["tables"][name]) for name in again):
            found.append(entry)
            continue
        tables = {**entry["tables"], **new["tables"]}
        found += [{**entry, **ended}, {**entry, "tables": tables, SINCE: day, APPENDED: version}]
    return found


def _same(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    return all(new[name] == old[name] for name in ("rows", "sha256"))
