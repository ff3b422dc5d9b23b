"""Reading filings of a home: the batches that count, as the store knew them by one of its versions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from graph.domain import day_number
from graph.errors import IntegrityError, StoreBusyError
from graph.filing_files import known_ids, later_versions
from graph.filing_undo import UNDOING, counted, of_version, table_path, version_of
from graph.filing_view import TABLES, FilingView
from graph.snapshot import Snapshot
from graph.store.embedded.segments import file_hash


class FilingReads:
    """What is known of filings under ``home/filings``.

    Parameters
    ----------
    home : Path
    version : int, optional
        Reads what the store held in that version, whatever was appended or undone since; the
        newest one, whichever that is at each read, by default.
    """

    def __init__(self, home: Path, version: int | None = None) -> None:
        self._home = home
        self._root = home / "filings"
        self._of_version = version

    def version(self) -> int:
        """Version that is read: appended batches and undos since versions are counted, 0 before."""
        return version_of(self._entries()) if self._of_version is None else self._of_version

    def at_version(self, version: int | None) -> FilingReads:
        """Reads of one version; None is the version that is read here."""
        return self if version is None else FilingReads(self._home, version)

    def view(self, known_by: date, snapshot: Snapshot, corrections: Sequence[str] = ()) -> FilingView:
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

    def _check_whole(self) -> None:
        path = self._root / UNDOING
        if path.exists():
            batch = path.read_text(encoding="utf-8").strip()
            raise StoreBusyError(
                f"filings: batch {batch} is being undone, or its undo was cut short: wait, or run "
                f"guanlian batches undo {batch} again with the same words",
                batch=batch,
            )

    def _entries(self) -> list[dict[str, Any]]:
        path = self._root / "manifest.json"
        try:
            loaded: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["batches"]
        except FileNotFoundError:
            return []
        except (ValueError, KeyError) as error:
            raise IntegrityError(f"filings/manifest.json cannot be read: {error}") from error
        return loaded

    def _batches(self) -> list[dict[str, Any]]:
        """Entries of the version that is read."""
        entries = self._entries()
        return entries if self._of_version is None else of_version(entries, self._of_version)
