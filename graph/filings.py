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

from graph.arrays import Frame
from graph.disk import disk_full_as_error
from graph.domain import day_number
from graph.errors import IntegrityError, StoreBusyError
from graph.filing_files import known_ids, later_versions
from graph.filing_undo import (
    SINCE,
    UNDOING,
    UNTIL,
    counted,
    free_stem,
    last_undo,
    table_path,
    without_batch,
    write_entry,
)
from graph.filing_view import TABLES, FilingView, empty_filings
from graph.locks import held_alone
from graph.snapshot import Snapshot
from graph.store.embedded.folder import replace_text, sync_path
from graph.store.embedded.segments import file_hash
from graph.store.protocol import StagedBatch, Undo


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
            self._check_whole()
            known = self._batches()
            earlier_entry = next(
                (entry for entry in known if entry["batch"] == batch.batch and UNTIL not in entry), None
            )
            if earlier_entry is not None:
                return self._repeated(earlier_entry)
            stem = free_stem(batch.batch, known)
            entry, conflicts = write_entry(self._root, batch, known, stem, TABLES)
            since = last_undo(known)
            if since is not None:
                entry[SINCE] = since
            if entry["tables"]:
                if conflicts:
                    (self._root / "conflicts").mkdir(exist_ok=True)
                    replace_text(self._conflicts_path(batch.batch), json.dumps(conflicts) + "\n")
                self._write_manifest([*known, entry])
        return AppendReport(
            added={name: table["rows"] for name, table in entry["tables"].items()}, conflicts=tuple(conflicts)
        )

    def undo(self, undo: Undo, later: Sequence[StagedBatch]) -> None:
        """Take a batch out of what is known from a day on; ``undo_done`` ends it.

        Until then nothing is read or appended, as the graph may hold the batch still. What
        later batches brought is written again where the batch decided its day.

        Parameters
        ----------
        undo : Undo
        later : sequence of StagedBatch
            The batches loaded after it, in their order, as they were staged.
        """
        self._root.mkdir(parents=True, exist_ok=True)
        with self._writing(), disk_full_as_error("the undo", self._root):
            replace_text(self._root / UNDOING, undo.batch + "\n")
            self._write_manifest(without_batch(self._root, self._batches(), undo, later))

    def undo_done(self) -> None:
        """The graph no longer holds the batch either: filings are read again."""
        (self._root / UNDOING).unlink(missing_ok=True)

    def _write_manifest(self, entries: Sequence[Mapping[str, Any]]) -> None:
        text = json.dumps({"batches": list(entries)}, indent=1, sort_keys=True) + "\n"
        replace_text(self._root / "manifest.json", text)

    def _check_whole(self) -> None:
        path = self._root / UNDOING
        if path.exists():
            batch = path.read_text(encoding="utf-8").strip()
            raise StoreBusyError(
                f"filings: batch {batch} is being undone, or its undo was cut short: wait, or run "
                f"guanlian batches undo {batch} again with the same words",
                batch=batch,
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
        self._check_whole()
        return FilingView(self.files, known_by, snapshot, corrections)

    def digest(self, known_by: date) -> str:
        """Sha256 over the batches that brought anything known by then, in the order of their ids."""
        self._check_whole()
        limit = day_number(known_by)
        lines = sorted(
            f"{entry['batch']}|{name}|{table['rows']}\n"
            for entry in counted(self._batches(), limit)
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
            files = self.files(name, last, last)
            later = later_versions([path for path, entry in files if entry["repeats"]], first, last)
            found.update(known_ids([path for path, _ in self.files(name, first, last)], later, first))
        return tuple(sorted(found))

    def rows(self) -> dict[str, int]:
        """Rows by table of the batches that count."""
        counts = dict.fromkeys(TABLES, 0)
        for entry in counted(self._batches(), None):
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

    def files(
        self, name: str, limit: int | None, known_by: int | None = None
    ) -> list[tuple[Path, dict[str, Any]]]:
        """Files of a table in the order of their batches, those that hold rows known by ``limit``.

        Parameters
        ----------
        name : str
        limit : int or None
            Day number; None for every file.
        known_by : int or None
            Day number; batches that are undone by then are left out. None for every file.

        Raises
        ------
        IntegrityError
            If a file is missing or has another size than declared.
        """
        found = []
        entries = self._batches() if known_by is None else counted(self._batches(), known_by)
        for entry in entries:
            table = entry["tables"].get(name)
            if table is None or (limit is not None and table["first_known"] > limit):
                continue
            path = table_path(self._root, name, entry)
            size = path.stat().st_size if path.exists() else None
            if size != table["bytes"]:
                raise IntegrityError(
                    f"filings {name}/{path.name}: expected {table['bytes']} bytes, got {size}"
                )
            found.append((path, table))
        return found

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
