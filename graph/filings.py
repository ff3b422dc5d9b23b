"""Filings: dated rows of one enterprise, as Parquet by table and batch beside either store.

Invariant: a batch counts once ``filings/manifest.json`` lists it; its files were synced
before. Files are never changed, so readers need no lock.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from graph.arrays import Frame
from graph.disk import disk_full_as_error
from graph.filing_reads import FilingReads
from graph.filing_undo import (
    APPENDED,
    SINCE,
    UNDOING,
    UNTIL,
    free_stem,
    last_undo,
    version_of,
    without_batch,
    write_entry,
)
from graph.filing_view import TABLES, empty_filings
from graph.locks import held_alone
from graph.store.embedded.folder import replace_text, sync_path
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


class FilingStore(FilingReads):
    """Filings under ``home/filings``: reads of the newest version, and what makes another one.

    Parameters
    ----------
    home : Path
    """

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
            known = self._entries()
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
            entry[APPENDED] = version_of(known) + 1
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
            self._write_manifest(without_batch(self._root, self._entries(), undo, later))

    def undo_done(self) -> None:
        """The graph no longer holds the batch either: filings are read again."""
        (self._root / UNDOING).unlink(missing_ok=True)

    def _write_manifest(self, entries: Sequence[Mapping[str, Any]]) -> None:
        text = json.dumps({"batches": list(entries)}, indent=1, sort_keys=True) + "\n"
        replace_text(self._root / "manifest.json", text)

    def _repeated(self, entry: Mapping[str, Any]) -> AppendReport:
        """What the first append of a batch said, so that an import that goes on has the same report."""
        path = self._conflicts_path(entry["batch"])
        listed = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        return AppendReport(
            added={name: table["rows"] for name, table in entry["tables"].items()},
            conflicts=tuple((table, key, column) for table, key, column in listed),
            already_appended=True,
        )

    def _conflicts_path(self, batch: str) -> Path:
        return self._root / "conflicts" / f"{batch}.json"

    @contextmanager
    def _writing(self) -> Iterator[None]:
        busy = "another process is appending filings: wait until it is done and run again"
        with held_alone(self._root / "WRITER", busy):
            for partial in sorted(self._root.glob("**/*.partial")):
                partial.unlink()
            sync_path(self._root)
            yield
