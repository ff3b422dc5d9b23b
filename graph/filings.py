"""Filings: dated rows of one enterprise, as Parquet by table and batch beside either store.

Invariant: a batch counts once ``filings/manifest.json`` lists it; its files were synced
before. Files are never changed, so readers need no lock.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from graph.arrays import Frame
from graph.columns import Table
from graph.disk import disk_full_as_error
from graph.domain import day_number, day_of
from graph.errors import IntegrityError
from graph.filing_files import (
    FilingRows,
    known_ids,
    later_versions,
    read_rows,
    stored_filing,
    write_rows,
)
from graph.filing_tables import FILING_TABLES
from graph.locks import held_alone
from graph.snapshot import Snapshot
from graph.store.embedded.columns import empty_column
from graph.store.embedded.folder import replace_text, sync_path
from graph.store.embedded.segments import file_hash
from graph.store.protocol import StagedBatch

TABLES: dict[str, Table] = {table.name: table for table in FILING_TABLES}


class Filings(Protocol):
    """Filings as they were known, by enterprise code of one snapshot."""

    def table(self, name: str, columns: Sequence[str]) -> Frame:
        """Rows of one table, ordered by (enterprise, filed_on, filing_id).

        Parameters
        ----------
        name : str
            Name of a filing table; KeyError if there is none.
        columns : sequence of str
            Own columns of the table.

        Returns
        -------
        Frame
            int32 ``enterprise`` (node code) and the asked columns.
        """
        ...


class MemoryFilings:
    """Filings held in memory; a table that is not given has no rows.

    Parameters
    ----------
    tables : mapping of table name to Frame
        Each with int32 ``enterprise`` and own columns, in the protocol's order.
    """

    def __init__(self, tables: Mapping[str, Frame]) -> None:
        self._tables = dict(tables)

    def table(self, name: str, columns: Sequence[str]) -> Frame:
        """Rows of one table; see ``Filings``."""
        if name not in self._tables:
            return empty_filings(name, columns)
        frame = self._tables[name]
        return Frame({column: frame[column] for column in dict.fromkeys(("enterprise", *columns))})


def empty_filings(name: str, columns: Sequence[str]) -> Frame:
    """Frame without rows and with the dtypes of a table."""
    stored = stored_filing(TABLES[name])
    return Frame(
        {
            "enterprise": np.zeros(0, dtype=np.int32),
            **{column: empty_column(stored, column) for column in columns if column != "enterprise"},
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AppendReport:
    """What an append did: rows by table, rejected rows as (table, filing_id, column)."""

    added: Mapping[str, int]
    conflicts: Sequence[tuple[str, str, str]]
    already_appended: bool = False


class FilingStore:
    """Filings under ``home/filings``.

    Parameters
    ----------
    home : Path
    """

    def __init__(self, home: Path) -> None:
        self._root = home / "filings"

    def append(self, batch: StagedBatch) -> AppendReport:
        """Add the filing tables of a staged batch; the same batch twice changes nothing and reports the same.

        Raises
        ------
        StoreBusyError
            If another process appends.
        DiskFullError
            If no space is left; what was there is untouched.
        InputError
            If a staged file is no Parquet file.
        """
        self._root.mkdir(parents=True, exist_ok=True)
        with self._writing(), disk_full_as_error("the filings", self._root):
            known = self._batches()
            earlier_entry = next((entry for entry in known if entry["batch"] == batch.batch), None)
            if earlier_entry is not None:
                return self._repeated(earlier_entry)
            tables: dict[str, Any] = {}
            conflicts: list[tuple[str, str, str]] = []
            for table in FILING_TABLES:
                earlier = [self._path(table.name, e["batch"]) for e in known if table.name in e["tables"]]
                written = write_rows(self._path(table.name, batch.batch), table, batch, earlier)
                if written is None:
                    continue
                conflicts.extend((table.name, key, column) for key, column in written.conflicts)
                tables[table.name] = {
                    "rows": written.rows,
                    "repeats": written.repeats,
                    "first_known": written.first_known,
                    "bytes": written.path.stat().st_size,
                    "sha256": file_hash(written.path),
                }
            entry = {
                "batch": batch.batch,
                "day": batch.day.isoformat(),
                "source": batch.source,
                "tables": tables,
            }
            text = json.dumps({"batches": [*known, entry]}, indent=1, sort_keys=True) + "\n"
            if tables:
                if conflicts:
                    (self._root / "conflicts").mkdir(exist_ok=True)
                    replace_text(self._conflicts_path(batch.batch), json.dumps(conflicts) + "\n")
                replace_text(self._root / "manifest.json", text)
        return AppendReport(
            added={name: table["rows"] for name, table in tables.items()}, conflicts=tuple(conflicts)
        )

    def _repeated(self, entry: Mapping[str, Any]) -> AppendReport:
        """What the first append of a batch said, so that an import that goes on has the same report."""
        path = self._conflicts_path(entry["batch"])
        listed = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        return AppendReport(
            added={name: table["rows"] for name, table in entry["tables"].items()},
            conflicts=tuple((table, key, column) for table, key, column in listed),
            already_appended=True,
        )

    def view(self, known_by: date, snapshot: Snapshot, corrections: Sequence[str] = ()) -> Filings:
        """Filings known by then, by the enterprise codes of a snapshot; read on demand.

        Parameters
        ----------
        known_by : date
            A filing counts when known by the earlier of this and the snapshot's ``as_of``.
        snapshot : Snapshot
        corrections : sequence of str
            Ids of filings whose content known by ``known_by`` counts (revisions).
        """
        return FilingView(self, known_by, snapshot, corrections)

    def digest(self, known_by: date) -> str:
        """Sha256 over the batches that brought anything known by then, in the order of their ids."""
        limit = day_number(known_by)
        lines = sorted(
            f"{entry['batch']}|{name}|{table['rows']}\n"
            for entry in self._batches()
            for name, table in entry["tables"].items()
            if table["first_known"] <= limit
        )
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    def revised(self, since: date, until: date) -> tuple[str, ...]:
        """Filings known by a day of which another version was learnt after it, sorted.

        Parameters
        ----------
        since, until : date
            The later version is known after ``since`` and by ``until``.
        """
        first, last = day_number(since), day_number(until)
        found: set[str] = set()
        for name in TABLES:
            files = self.files(name, last)
            later = later_versions([path for path, entry in files if entry["repeats"]], first, last)
            found.update(known_ids([path for path, _ in self.files(name, first)], later, first))
        return tuple(sorted(found))

    def rows(self) -> dict[str, int]:
        """Stored rows by table."""
        counts = dict.fromkeys(TABLES, 0)
        for entry in self._batches():
            for name, table in entry["tables"].items():
                counts[name] += table["rows"]
        return counts

    def verify(self) -> None:
        """Compare every file with the manifest.

        Raises
        ------
        IntegrityError
            On the first file that is missing or differs; the message names it.
        """
        for name in TABLES:
            for path, entry in self.files(name, None):
                if file_hash(path) != entry["sha256"]:
                    raise IntegrityError(f"{name}/{path.name}: bytes differ from the manifest")

    def files(self, name: str, limit: int | None) -> list[tuple[Path, dict[str, Any]]]:
        """Files of a table in the order of their batches, those that hold rows known by ``limit``.

        Raises
        ------
        IntegrityError
            If a file is missing or has another size than declared.
        """
        found = []
        for entry in self._batches():
            table = entry["tables"].get(name)
            if table is None or (limit is not None and table["first_known"] > limit):
                continue
            path = self._path(name, entry["batch"])
            size = path.stat().st_size if path.exists() else None
            if size != table["bytes"]:
                raise IntegrityError(
                    f"filings {name}/{path.name}: expected {table['bytes']} bytes, got {size}"
                )
            found.append((path, table))
        return found

    def _path(self, name: str, batch: str) -> Path:
        return self._root / name / f"{batch}.parquet"

    def _conflicts_path(self, batch: str) -> Path:
        return self._root / "conflicts" / f"{batch}.json"

    def _batches(self) -> list[dict[str, Any]]:
        path = self._root / "manifest.json"
        try:
            loaded: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["batches"]
        except FileNotFoundError:
            return []
        except (ValueError, KeyError) as error:
            raise IntegrityError(f"filings/manifest.json cannot be read: {error}") from error
        return loaded

    @contextmanager
    def _writing(self) -> Iterator[None]:
        busy = "another process is appending filings: wait until it is done and run again"
        with held_alone(self._root / "WRITER", busy):
            for partial in sorted(self._root.glob("**/*.partial")):
                partial.unlink()
            sync_path(self._root)
            yield


class FilingView:
    """Filings of one snapshot; reads the asked columns and keeps nothing."""

    def __init__(
        self, store: FilingStore, known_by: date, snapshot: Snapshot, corrections: Sequence[str]
    ) -> None:
        self._store = store
        self._late = day_number(known_by)
        self._cut = min(self._late, day_number(snapshot.as_of))
        self._snapshot = snapshot
        self._corrections = tuple(sorted(set(corrections))) if self._late > self._cut else ()

    def __repr__(self) -> str:
        return f"FilingView(known by {day_of(self._cut)})"

    def table(self, name: str, columns: Sequence[str]) -> Frame:
        """Rows of one table; see ``Filings``."""
        table = TABLES[name]
        unknown = [column for column in columns if column not in table.names]
        if unknown:
            raise KeyError(f"{name} has no columns {unknown}")
        limit = self._late if self._corrections else self._cut
        files = self._store.files(name, limit)
        if not files:
            return empty_filings(name, columns)
        rows = FilingRows(
            table=table,
            files=[path for path, _ in files],
            repeated=any(entry["repeats"] for _, entry in files),
            cut=self._cut,
            late=self._late,
            corrections=self._corrections,
        )
        return read_rows(rows, columns, self._snapshot)
