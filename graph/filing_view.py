"""Filings as one snapshot sees them: versions in force by a day, by enterprise code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from graph.arrays import Frame
from graph.columns import Table
from graph.domain import day_number, day_of
from graph.filing_files import FilingRows, read_rows, stored_filing
from graph.filing_tables import FILING_TABLES
from graph.snapshot import Snapshot
from graph.store.embedded.columns import empty_column

TABLES: dict[str, Table] = {table.name: table for table in FILING_TABLES}

FilesOf = Callable[[str, int, int], Sequence[tuple[Path, dict[str, Any]]]]
"""Files of a table with what the manifest says of them, by last day of their rows and day of knowledge."""


def empty_filings(name: str, columns: Sequence[str]) -> Frame:
    """Frame without rows and with the dtypes of a table."""
    stored = stored_filing(TABLES[name])
    return Frame(
        {
            "enterprise": np.zeros(0, dtype=np.int32),
            **{column: empty_column(stored, column) for column in columns if column != "enterprise"},
        }
    )


class FilingView:
    """Filings of one snapshot; reads the asked columns and keeps nothing."""

    def __init__(
        self, files: FilesOf, known_by: date, snapshot: Snapshot, corrections: Sequence[str]
    ) -> None:
        self._files = files
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
        files = self._files(name, limit, self._late)
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
