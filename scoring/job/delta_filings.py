"""Filings of a part of the enterprises, read once for all stages between two months."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.filings import Filings
from graph.snapshot import Snapshot

_ID = "filing_id"


class FilingsOnce:
    """Filings that keep what they read; a table is read again only for a column nobody asked for yet.

    Parameters
    ----------
    base : Filings
        By the codes of the part, of few enterprises: they are held in memory.
    part : Snapshot
    """

    def __init__(self, base: Filings, part: Snapshot) -> None:
        self._base = base
        self._ids = part.enterprises.text("enterprise_id")
        self._kept: dict[str, Frame] = {}

    def table(self, name: str, columns: Sequence[str]) -> Frame:
        """Rows of a table; see ``graph.filings.Filings``."""
        kept = self._kept.get(name)
        if kept is None or any(column not in kept for column in columns):
            known = [column for column in kept or () if column != "enterprise"]
            kept = self._read(name, list(dict.fromkeys((*known, *columns, _ID))))
            self._kept[name] = kept
        return Frame({column: kept[column] for column in dict.fromkeys(("enterprise", *columns))})

    def _read(self, name: str, columns: Sequence[str]) -> Frame:
        return self._base.table(name, columns)

    def of(self, snapshot: Snapshot) -> Filings:
        """The same filings by the codes of a snapshot with some of the same enterprises."""
        return _Recoded(self, snapshot.enterprise_codes(self._ids))


class CorrectedFilings(FilingsOnce):
    """The same filings with other contents of some; a table without one of them is not read again.

    Parameters
    ----------
    before : FilingsOnce
        With the contents as they were; every corrected filing of the part is among them.
    base : Filings
        With the corrected contents, by the codes of the part.
    part : Snapshot
    ids : sequence of str
        Filings whose contents were corrected.
    """

    def __init__(self, before: FilingsOnce, base: Filings, part: Snapshot, ids: Sequence[str]) -> None:
        super().__init__(base, part)
        self._before = before
        self._corrected = pa.array(ids, pa.large_string())

    def _read(self, name: str, columns: Sequence[str]) -> Frame:
        found = self._before.table(name, columns)
        if pc.any(pc.is_in(found.text(_ID), value_set=self._corrected), min_count=0).as_py():
            return self._base.table(name, columns)
        return found


class _Recoded:
    """Filings by other codes."""

    def __init__(self, base: FilingsOnce, code: np.ndarray[Any, Any]) -> None:
        self._base = base
        self._code = code

    def table(self, name: str, columns: Sequence[str]) -> Frame:
        """Rows of a table; see ``graph.filings.Filings``."""
        frame = self._base.table(name, columns)
        code = self._code[frame.numbers("enterprise")]
        rows = np.flatnonzero(code >= 0)
        rows = rows[np.argsort(code[rows], kind="stable")]
        taken = {
            column: values[rows] if isinstance(values, np.ndarray) else values.take(pa.array(rows))
            for column, values in frame.items()
        }
        return Frame({**taken, "enterprise": code[rows].astype(np.int32)})
